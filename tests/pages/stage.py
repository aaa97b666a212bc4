"""What the tests of these pages start from: browsers that are logged in, cases brought to a state, counted queries."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.people import make_case, make_order, person

from aftercare.accounts.models import Staff
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case, CaseLine
from aftercare.shops.models import Shop

GOOD = {"good": "1", "defective": "0", "good_to": "restock"}
ENGLISH = {"language": "en"}
PART = {"HX-Request": "true"}


def browser(staff: Staff | None = None) -> Client:
    """A browser in English; nobody is logged in without `staff`."""
    client = Client()
    client.cookies.load(ENGLISH)
    if staff is not None:
        client.force_login(staff)
    return client


def move(case: Case, code: str, staff: Staff, **inputs: Any) -> Case:
    return move_case(number=case.number, move_code=code, person=person(staff), inputs=inputs)


def agreed(agent: Staff, shop: Shop, *, paid: str = "100.00", quantity: int = 1, **fields: Any) -> Case:
    """A return that the shop has agreed to; `fields` go to the order."""
    case = make_case(agent, make_order(shop, paid=paid, quantity=quantity, **fields))
    return move(case, "agree", agent)


def sent(agent: Staff, shop: Shop, tracking_no: str, **fields: Any) -> Case:
    """Its parcel is on the way back."""
    case = agreed(agent, shop, **fields)
    return move(case, "register_parcel", agent, courier="顺丰速运", tracking_no=tracking_no)


def received(agent: Staff, keeper: Staff, shop: Shop, **fields: Any) -> Case:
    """All its pieces have come."""
    case = agreed(agent, shop, **fields)
    lines = {str(line.pk): str(line.authorised) for line in case.lines.all()}
    return move(case, "receive", keeper, received_lines=lines)


def paying(agent: Staff, keeper: Staff, shop: Shop, **fields: Any) -> Case:
    """Inspected; its refund waits to be paid by hand."""
    case = received(agent, keeper, shop, **fields)
    lines = {str(line.pk): {**GOOD, "good": str(line.received)} for line in case.lines.all()}
    return move(case, "inspect", keeper, inspected_lines=lines)


def asked(agent: Staff, shop: Shop, *, paid: str = "900.00", note: str = "老客户,请批准", **fields: Any) -> Case:
    """Above the agent's limit: it waits for an approval."""
    case = make_case(agent, make_order(shop, paid=paid), **fields)
    return move(case, "ask_approval", agent, note=note)


def copies(case: Case, count: int) -> list[Case]:
    """So many more cases like this one, each with a line; made at once, for pages of a thousand rows."""
    line = case.lines.get()
    like = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    like.pop("id")
    tag = Case.objects.count()
    made = Case.objects.bulk_create(
        Case(**{**like, "number": f"C{tag + index:09d}", "opening_key": ""}) for index in range(count)
    )
    CaseLine.objects.bulk_create(
        CaseLine(case=one, order_line_id=line.order_line_id, asked=line.asked, asked_amount=line.asked_amount)
        for one in made
    )
    return made


class Queries(int):
    """So many; a failed comparison shows which."""

    asked: list[str]

    def __repr__(self) -> str:
        return f"{int(self)}: {self.asked}"


def queries_of(ask: Callable[[], HttpResponse]) -> Queries:
    """How many queries one request costs once the caches of the process are warm."""
    ask()
    counts = []
    for _turn in range(2):  # what is kept for seconds may just have run out
        with CaptureQueriesContext(connection) as found:
            answer = ask()
        assert answer.status_code == 200
        count = Queries(len(found))
        count.asked = [query["sql"][:200] for query in found]
        counts.append(count)
    return min(counts)
