"""Personal data of an order as pages show it: masked, with an eye where the person may see the whole value."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.customers.terms import Personal
from aftercare.orders.access import RUN_OUT, reveal_refusal
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import masked


@dataclass(frozen=True)
class MaskedField:
    """One fact of the buyer; `mark` is its masked value, with the eye."""

    label: Any
    mark: SafeString


def masked_fields(person: Person, order: Order, at: datetime) -> list[MaskedField]:
    """Those that the order has, in the order in which one writes a parcel's label."""
    return [
        MaskedField(field.label, masked_mark(person, order, field, at)) for field in Personal if mask_of(order, field)
    ]


def masked_mark(person: Person, order: Order, field: Personal, at: datetime) -> SafeString:
    """The masked value; the eye is there when a reason is all that is missing. A number that reaches the buyer no more
    says so."""
    if (refusal := reveal_refusal(person, order, field, at)) is not None:
        return masked(mask_of(order, field), label=_("virtual number, run out") if refusal is RUN_OUT else "")
    label = _("%(field)s: show the whole value") % {"field": field.label}
    return masked(mask_of(order, field), address_of(order.pk, field), label)


def mask_of(order: Order, field: Personal) -> str:
    """What may stand on a page, '' when nothing is known."""
    if field is Personal.NICK:
        return order.customer.nick_mask if order.customer else ""
    if field is Personal.RECEIVER_ADDRESS:
        return f"{order.region} ****".strip() if order.receiver_address else order.region
    mask: str = getattr(order, f"{field.value}_mask")
    return mask


def address_of(order_id: int, field: Personal) -> str:
    """Where the reason is asked for and the value given."""
    return reverse("reveal", args=[order_id, field.value])
