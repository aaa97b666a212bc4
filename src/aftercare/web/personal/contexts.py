"""What the form for the reason and the whole value print."""

from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from aftercare.core.errors import NotFound, Refused
from aftercare.customers.phones import read_phone
from aftercare.customers.queries import reveals_left
from aftercare.customers.terms import Personal, Purpose
from aftercare.orders.access import access_order, reveal_refusal, virtual_until
from aftercare.shops.access import Person
from aftercare.web.personal.masks import address_of, masked_mark

SHOWN_SECONDS = 60


def read_field(code: str) -> Personal:
    """Raises NotFound on a field that is not masked."""
    if code not in Personal.values:
        raise NotFound(code)
    return Personal(code)


class RevealContext:
    """One field of one order. Raises NotFound and Refused like the action."""

    seconds = SHOWN_SECONDS

    def __init__(self, person: Person, order_id: int, field: Personal, at: datetime, value: str = "") -> None:
        self.field, self.value = field, value
        order = access_order(person, order_id)
        refusal = reveal_refusal(person, order, field, at)
        if refusal:
            raise Refused(refusal)
        self.address = address_of(order.pk, field)
        self.masked: SafeString = masked_mark(person, order, field, at)
        self.left = reveals_left(person, order.shop, at)
        self.until = virtual_until(order, at) if field is Personal.RECEIVER_PHONE else None

    @property
    def label(self) -> Any:
        return self.field.label

    @property
    def extension(self) -> str:
        """What is dialled behind a virtual number of the platform, '' behind other ones."""
        return read_phone(self.value).extension if self.field is Personal.RECEIVER_PHONE else ""

    @property
    def name(self) -> str:
        """Of the select; several forms may be open on one page."""
        return purpose_name(self.field)

    @property
    def purposes(self) -> list[tuple[str, Any]]:
        """Without OTHER, which the piece adds."""
        return [(code, label) for code, label in Purpose.choices if code != Purpose.OTHER]


def purpose_name(field: Personal) -> str:
    """The name of the select in the form; its sentence has '_text' behind it."""
    return f"for_{field.value}"
