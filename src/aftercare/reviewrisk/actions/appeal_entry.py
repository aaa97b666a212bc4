"""Object to an entry, in the buyer's name; and answer the objection."""

from django.db import transaction

from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.reviewrisk.access import ANSWERERS, APPEALERS, access_entry
from aftercare.shops.access import Person
from aftercare.watchlists.actions.keep_entries import decide, note_appeal
from aftercare.watchlists.models import Appeal, ListEntry

LONGEST = 500


@transaction.atomic
def appeal_entry(*, person: Person, entry_id: int, text: str) -> Appeal:
    """Say what speaks against the entry, while no other objection waits. Row R4. Raises NotFound, InvalidInput,
    Refused."""
    entry = access_entry(person, entry_id, *APPEALERS)
    appeal = note_appeal(entry=entry, text=_checked(text), person=person, at=now())
    _tell("reviewer.appealed", entry, person)
    return appeal


@transaction.atomic
def answer_appeal(*, person: Person, entry_id: int, lift: bool, text: str) -> Appeal:
    """Take the buyer off the list, or leave them on it until its day, and say why. Row R4.

    Raises NotFound, InvalidInput, or Refused: not their right, their own entry, nothing to answer.
    """
    entry = access_entry(person, entry_id, *ANSWERERS)
    appeal = decide(entry=entry, lift=lift, note=_checked(text), person=person, at=now())
    _tell("reviewer.lifted" if lift else "reviewer.upheld", entry, person)
    return appeal


def _checked(text: str) -> str:
    text = clean(text)
    if not text or len(text) > LONGEST:
        raise InvalidInput({"text": _("Say why, in at most %(most)s characters.") % {"most": LONGEST}})
    return text


def _tell(kind: str, entry: ListEntry, person: Person) -> None:
    record(
        kind=kind, subject=("reviewer", entry.pk), shop_id=entry.shop_id, actor_id=person.staff_id, at=now(),
        data={"case": entry.case_id},
    )  # fmt: skip
