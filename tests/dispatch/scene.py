"""A shop with its people, orders that wait for their parcel, and what packers scan."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from pypdf import PdfReader
from tests.chat.scene import Desk
from tests.pages.stage import PART, browser
from tests.people import make_order, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.customers.policies import QUIET_FROM, QUIET_UNTIL
from aftercare.dispatch.actions.follow_orders import follow_orders
from aftercare.dispatch.actions.print_slips import print_slips
from aftercare.dispatch.models import Promise
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import person_of

URL = "/dispatch/"


class Dock(Desk):
    """No quiet hours, so that tests pass at night."""

    def __init__(self) -> None:
        super().__init__()
        self.rule(QUIET_FROM, 0)
        self.rule(QUIET_UNTIL, 0)
        self.packer, self.agent = self.people.warehouse, self.people.owner
        self.packer2 = make_staff("", Role.WAREHOUSE, shop=self.shop)
        self.operations = make_staff("", Role.OPERATIONS, shop=self.shop)

    def order(self, *, hours: float = 1, follow: bool = True, **fields: Any) -> Order:
        """Paid so many hours ago, not sent."""
        order = make_order(self.shop, status=OrderStatus.AWAITING_DISPATCH, completed_at=None, **fields)
        paid = now() - timedelta(hours=hours)
        Order.objects.filter(pk=order.pk).update(ordered_at=paid, paid_at=paid, dispatched_at=None)
        order.refresh_from_db()
        if follow:
            self.follow()
        return order

    def follow(self) -> dict[str, int]:
        return follow_orders(shop=self.shop)

    def promise(self, order: Order) -> Promise:
        return Promise.objects.get(order=order)

    def printed(self, *orders: Order, staff: Staff | None = None) -> bytes:
        out = BytesIO()
        print_slips(order_ids=[order.pk for order in orders], person=person_of(staff or self.packer), out=out)
        return out.getvalue()

    def get(self, staff: Staff, path: str = "") -> HttpResponse:
        return browser(staff).get(f"{URL}{path}")

    def post(self, staff: Staff, path: str, **fields: Any) -> HttpResponse:
        return browser(staff).post(f"{URL}{path}", fields, headers=PART)

    def scan(self, code: str, staff: Staff | None = None) -> str:
        answer = self.post(staff or self.packer, "packing/scan/", code=code)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()


def lines_of(order: Order) -> list[OrderLine]:
    return list(order.lines.order_by("pk"))


def text_of(pdf: bytes) -> str:
    """What is printed, page by page."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def changed(order: Order, **fields: Any) -> None:
    """As an import changes it."""
    Order.objects.filter(pk=order.pk).update(updated_at=now() + timedelta(seconds=1), **fields)
