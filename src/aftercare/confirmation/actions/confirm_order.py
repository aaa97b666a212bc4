"""The order is right and may leave (O2)."""

from django.db import transaction

from aftercare.confirmation.acting import Seen, freshen, keep, open_check
from aftercare.confirmation.lateness import end_clock
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.rules import confirm_refusal
from aftercare.confirmation.terms import Ending, State
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.shops.access import Person

MOST_WORDS = 300


def confirm_order(*, seen: Seen, said: str = "", person: Person, is_bulk: bool = False) -> Confirmation:
    """Confirm it; `said` is what the buyer answered, needed where something must be cleared. With `is_bulk` nobody has
    looked at it by itself: only what has nothing odd. Raises NotFound, InvalidInput `said`, Refused."""
    said = clean(said)
    if len(said) > MOST_WORDS:
        raise InvalidInput({"said": _("At most %(most)s characters.") % {"most": MOST_WORDS}})
    freshen(seen, person)
    with transaction.atomic():
        row, at = open_check(seen, person)
        refusal = confirm_refusal(row.state, row.level, said=said, is_bulk=is_bulk)
        if refusal is not None:
            raise Refused(refusal)
        end_clock(row, person, at)
        row.state, row.ending = State.CONFIRMED, Ending.CONFIRMED
        row.ended_at, row.ended_by_id = at, person.staff_id
        row.words = said or row.words
        keep(row, "confirmation.confirmed", person, at, level=row.level, bulk=is_bulk)
    return row
