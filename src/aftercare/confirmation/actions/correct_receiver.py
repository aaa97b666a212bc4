"""Correct name, phone or address after the buyer has answered; the old value is kept (O2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from aftercare.confirmation.acting import Seen, freshen, note, open_check
from aftercare.confirmation.checking import bring_up_to_date
from aftercare.confirmation.gather import place_hash
from aftercare.confirmation.lateness import end_clock
from aftercare.confirmation.models import Confirmation, Correction
from aftercare.confirmation.terms import Field
from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.customers.phones import Line, read_phone
from aftercare.orders.actions.correct_receiver import correct_receiver as write_receiver
from aftercare.orders.models import Order
from aftercare.shops.access import Person

MOST: Final = {Field.NAME: 30, Field.PHONE: 30, Field.ADDRESS: 200}
MOST_WORDS: Final = 200


@dataclass(frozen=True)
class Change:
    """Which field becomes what, and how the buyer said it."""

    field: Field
    value: str
    words: str = ""


def correct_receiver(*, seen: Seen, change: Change, person: Person) -> Confirmation:
    """Write it, keep the old value, and look at the order again. Raises NotFound, InvalidInput, Refused."""
    value = _checked(change)
    freshen(seen, person)
    with transaction.atomic():
        row, at = open_check(seen, person)
        order = Order.objects.select_for_update(no_key=True).filter(pk=row.order_id).get()
        old = getattr(order, change.field)
        if old == value:
            raise InvalidInput({"value": _("This is the value already.")})
        Correction.objects.filter(order=order, field=change.field, in_force=True).update(in_force=False)
        Correction.objects.create(
            order=order,
            shop_id=row.shop_id,
            field=change.field,
            old=old,
            new=value,
            words=clean(change.words)[:MOST_WORDS],
            made_by_id=person.staff_id,
            at=at,
        )
        write_receiver(order=order, field=change.field, value=value, person=person, at=at)
        return _look_again(row, person, at, change.field)


def _look_again(row: Confirmation, person: Person, at: datetime, field: str) -> Confirmation:
    """What a person corrects is no later report: the check stays where it is, and its findings are made anew."""
    end_clock(row, person, at)
    row.order.refresh_from_db()
    row.place_hash = place_hash(row.order)
    row.findings = [one for one in row.findings if not str(one[0]).startswith("changed.")]
    row.save()
    note(row.order_id, row.shop_id, "confirmation.corrected", person, at, field=field)
    bring_up_to_date(row.shop, (), at, again=[row.order_id])
    row.refresh_from_db()
    return row


def _checked(change: Change) -> str:
    value = clean(change.value)
    problem: Any = None
    if not value:
        problem = _("Write the right value.")
    elif len(value) > MOST[change.field]:
        problem = _("At most %(most)s characters.") % {"most": MOST[change.field]}
    elif "*" in value:
        problem = _("This is a mask, not a value.")
    elif change.field is Field.PHONE:
        phone = read_phone(value)
        if phone.line is Line.WRONG:
            problem = _("This is no phone number.")
        value = f"{phone.number}-{phone.extension}" if phone.extension else phone.number
    if problem:
        raise InvalidInput({"value": problem})
    return value
