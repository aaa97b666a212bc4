"""Show the message with the whole address, to be copied: a look at a masked value like any other (O2, U4)."""

from aftercare.confirmation.access import access_confirmation
from aftercare.confirmation.composing import text_for
from aftercare.customers.terms import Personal, Purpose
from aftercare.orders.actions.reveal_field import reveal_field
from aftercare.shops.access import Person


def disclose_text(*, confirmation_id: int, person: Person) -> str:
    """The text; it counts against the person's hour and is written down. Where the platform gave no address there is
    nothing to disclose. Raises NotFound, Refused."""
    row = access_confirmation(person, confirmation_id)
    if row.order.receiver_address:
        reveal_field(
            order_id=row.order_id,
            field=Personal.RECEIVER_ADDRESS,
            purpose=Purpose.DELIVERY,
            text="",
            person=person,
        )
    return text_for(row)
