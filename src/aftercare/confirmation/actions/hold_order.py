"""The order must not leave yet, and why (O2)."""

from django.db import transaction

from aftercare.confirmation.acting import Seen, freshen, keep, open_check
from aftercare.confirmation.lateness import end_clock
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.terms import State
from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.shops.access import Person

LEAST_WORDS, MOST_WORDS = 2, 300


def hold_order(*, seen: Seen, reason: str, person: Person) -> Confirmation:
    """Put it on hold, or give another reason. Raises NotFound, InvalidInput `reason`, Refused."""
    reason = clean(reason)
    if not LEAST_WORDS <= len(reason) <= MOST_WORDS:
        sentence = _("Write why it must wait, in at most %(most)s characters.")
        raise InvalidInput({"reason": sentence % {"most": MOST_WORDS}})
    freshen(seen, person)
    with transaction.atomic():
        row, at = open_check(seen, person)
        end_clock(row, person, at)
        row.state, row.words = State.HELD, reason
        keep(row, "confirmation.held", person, at)
    return row
