"""Object to an entry, in the buyer's name; and answer the objection."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.reviewrisk.access import ANSWERERS, APPEALERS, access_entry
from aftercare.reviewrisk.models import ReviewerEntry
from aftercare.reviewrisk.terms import Outcome
from aftercare.shops.access import Person

LONGEST = 500
ENDED = Refusal("risk.ended", _("This entry has ended."))
APPEALED = Refusal("risk.appealed", _("Somebody has objected already."))
NO_APPEAL = Refusal("risk.no_appeal", _("Nobody has objected, or it has been answered."))
OWN_ENTRY = Refusal("risk.own_entry", _("Who listed the buyer does not answer the objection. Ask another supervisor."))


@transaction.atomic
def appeal_entry(*, person: Person, entry_id: int, text: str) -> ReviewerEntry:
    """Say what speaks against the entry; once. Row R4. Raises NotFound, InvalidInput, Refused."""
    entry = access_entry(person, entry_id, *APPEALERS)
    text, at = _checked(text), now()
    if entry.ends_at <= at or entry.outcome == Outcome.LIFTED:
        raise Refused(ENDED)
    if entry.appealed_at is not None:
        raise Refused(APPEALED)
    entry.appeal, entry.appealed_by_id, entry.appealed_at = text, person.staff_id, at
    entry.save(update_fields=["appeal", "appealed_by", "appealed_at"])
    _tell("reviewer.appealed", entry, person)
    return entry


@transaction.atomic
def answer_appeal(*, person: Person, entry_id: int, lift: bool, text: str) -> ReviewerEntry:
    """Take the buyer off the list, or leave them on it until its day, and say why. Row R4.

    Raises NotFound, InvalidInput, or Refused: not their right, their own entry, nothing to answer.
    """
    entry = access_entry(person, entry_id, *ANSWERERS)
    if entry.listed_by_id == person.staff_id:
        raise Refused(OWN_ENTRY)
    if not entry.waits:
        raise Refused(NO_APPEAL)
    entry.outcome = Outcome.LIFTED if lift else Outcome.UPHELD
    entry.answer, entry.answered_by_id, entry.answered_at = _checked(text), person.staff_id, now()
    entry.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    _tell("reviewer.lifted" if lift else "reviewer.upheld", entry, person)
    return entry


def _checked(text: str) -> str:
    text = clean(text)
    if not text or len(text) > LONGEST:
        raise InvalidInput({"text": _("Say why, in at most %(most)s characters.") % {"most": LONGEST}})
    return text


def _tell(kind: str, entry: ReviewerEntry, person: Person) -> None:
    record(
        kind=kind, subject=("reviewer", entry.pk), shop_id=entry.shop_id, actor_id=person.staff_id, at=now(),
        data={"case": entry.case_id},
    )  # fmt: skip
