"""Show one masked value of an order whole, for a reason that is kept (U4, attacks J1, J2)."""

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.actions.disclose_field import Look, disclose_field
from aftercare.customers.terms import Personal
from aftercare.orders.access import access_order, reveal_refusal, whole_value
from aftercare.shops.access import Person

QUOTA_REACHED = Refusal(
    "personal.quota_reached",
    _("You have opened as many masked values as one person may in an hour. Your supervisor has been told."),
)


def reveal_field(*, order_id: int, field: Personal, purpose: str, text: str, person: Person) -> str:
    """The whole value. `purpose` a Purpose value, `text` the sentence for Purpose.OTHER.

    Each look is an event and counts against the person's hour; whoever wants more raises one alarm an hour. Raises
    NotFound, InvalidInput, or Refused `personal.role`, `personal.not_stored`, `personal.quota_reached`.
    """
    with transaction.atomic():
        order = access_order(person, order_id)
        refusal = reveal_refusal(person, order, field, now())
        if refusal:
            raise Refused(refusal)
        look = Look(field, ("order", order.pk), purpose, text)
        is_shown = disclose_field(look=look, shop=order.shop, person=person)
    if not is_shown:
        raise Refused(QUOTA_REACHED)
    return whole_value(order, field)
