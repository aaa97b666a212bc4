"""Which orders a person may see: those of the shops they work in; and who may see personal data of them whole."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal
from aftercare.core.words import _
from aftercare.customers.phones import Line, read_phone
from aftercare.customers.policies import VIRTUAL_DAYS
from aftercare.customers.terms import Personal
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person, RowOfShop
from aftercare.shops.policies import policies_of

# Whoever speaks with buyers. The warehouse finds out by the name on the parcel whose it is, and needs no more.
SPEAKERS: Final = (
    Role.PRESALE_AGENT,
    Role.AGENT,
    Role.REVIEW_SPECIALIST,
    Role.RIGHTS_SPECIALIST,
    Role.SUPERVISOR,
)
REVEALERS: Final = frozenset({*SPEAKERS, Role.WAREHOUSE})
WRONG_ROLE = Refusal("personal.role", _("Only those who speak with buyers may see this whole."))
NOT_STORED = Refusal("personal.not_stored", _("The platform gave us only the masked value."))
RUN_OUT = Refusal(
    "personal.number_run_out",
    _("The platform's virtual number has run out: it may ring at somebody else's now. Write to the buyer there."),
)


def visible_orders(person: Person) -> QuerySet[Order]:
    """Every list, page, search and export of orders starts here (P1)."""
    if person.is_system:
        return Order.objects.all()
    return Order.objects.filter(shop_id__in=person.shop_ids)


_ROW = RowOfShop(Order.objects.select_related("shop", "customer", "source_order"), pk=0)


def access_order(person: Person, pk: int, *, lock: bool = False) -> Order:
    """The order, locked when something is to be opened on it. Raises NotFound."""
    order = _ROW.find(person, lock=lock, pk=pk)
    if order is None:
        raise NotFound(str(pk))
    return order


def whole_value(order: Order, field: Personal) -> str:
    """The value as it is stored, '' when the platform gave none or only a mask."""
    if field is Personal.NICK:
        return order.customer.nick if order.customer else ""
    value: str = getattr(order, field.value)
    return value


def reveal_refusal(person: Person, order: Order, field: Personal, at: datetime) -> Refusal | None:
    """Why the person may not see the value whole; None when they may, for a reason and within the quota."""
    roles = REVEALERS if field is Personal.RECEIVER_NAME else SPEAKERS
    if not person.has(order.shop_id, *roles):
        return WRONG_ROLE
    if not whole_value(order, field):
        return NOT_STORED
    until = virtual_until(order, at) if field is Personal.RECEIVER_PHONE else None
    return RUN_OUT if until is not None and until <= at else None


def virtual_until(order: Order, at: datetime) -> datetime | None:
    """Until when the platform's virtual number of an order that has ended reaches the buyer (J6); None of an order that
    goes on, and of the buyer's own number."""
    ended = order.completed_at
    if order.status == OrderStatus.CLOSED:
        ended = ended or order.dispatched_at or order.paid_at or order.ordered_at
    if ended is None or read_phone(order.receiver_phone).line is not Line.VIRTUAL:
        return None
    return ended + timedelta(days=policies_of(order.shop, at).get(VIRTUAL_DAYS))
