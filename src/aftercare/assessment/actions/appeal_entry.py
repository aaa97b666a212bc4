"""The person says that an entry is wrong; somebody else decides (K7)."""

from django.db import transaction

from aftercare.assessment.access import access_entry, assessed_shops, lock_books
from aftercare.assessment.models import Appeal, Entry
from aftercare.assessment.terms import AppealState, Origin, Source
from aftercare.assessment.writing import checked_reason, closed_months, counts_in, tell
from aftercare.chat.access import WRONG_ROLE
from aftercare.core.errors import Refusal, Refused, settled_by
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

NOT_YOURS = Refusal("not_your_entry", _("Only the person themselves may appeal."))
APPEALED = Refusal("appealed_already", _("There was an appeal against this entry already."))
NO_APPEAL = Refusal("no_appeal", _("No appeal against this entry waits."))
ANOTHER = Refusal("another_decides", _("Somebody else decides: not whoever made the entry, nor the person themselves."))
NO_POINTS = Refusal("entry_struck", _("This entry counts no more."))


def appeal_entry(*, entry_id: int, reason: str, person: Person) -> Appeal:
    """Once for each entry. Raises NotFound, Refused, InvalidInput (`reason`)."""
    reason = checked_reason("reason", reason)
    with transaction.atomic():
        entry = access_entry(person, entry_id)
        lock_books(entry.shop_id)
        if entry.person_id != person.staff_id:
            raise Refused(NOT_YOURS)
        if entry.struck_at is not None or entry.source == Source.CORRECTION:
            raise Refused(NO_POINTS)
        if Appeal.objects.filter(entry=entry).exists():
            raise Refused(APPEALED)
        at = now()
        appeal = Appeal.objects.create(
            entry=entry, by_id=entry.person_id, entered_by_id=entry.entered_by_id, reason=reason, at=at
        )
        tell(entry, "assessment.appealed", person, at)
    return appeal


def decide_appeal(*, entry_id: int, granted: bool, note: str, person: Person) -> Entry:
    """Granted while its month is open, the entry counts no more; after that a correction counts in the month that is
    open now. Raises NotFound, Refused (also for whoever made the entry), InvalidInput (`note`)."""
    note = checked_reason("note", note)
    with transaction.atomic():
        entry = access_entry(person, entry_id)
        if entry.shop_id not in assessed_shops(person):
            raise Refused(WRONG_ROLE)
        shop = lock_books(entry.shop_id)
        appeal = Appeal.objects.select_for_update(of=("self",)).filter(entry=entry).first()
        if appeal is None:
            raise Refused(NO_APPEAL)
        if appeal.decided_by is not None:
            raise Refused(settled_by(NO_APPEAL.code, appeal.decided_by.name, AppealState(appeal.state).label))
        if person.staff_id is None or person.staff_id in (appeal.by_id, appeal.entered_by_id):
            raise Refused(ANOTHER)
        at = now()
        appeal.state = AppealState.GRANTED if granted else AppealState.DENIED
        appeal.note, appeal.decided_by_id, appeal.decided_at = note, person.staff_id, at
        appeal.save()
        tell(entry, f"assessment.appeal_{appeal.state}", person, at)
        if granted:
            closed = closed_months(shop)
            if entry.month in closed:
                _correct(entry, person)
            else:
                Entry.objects.filter(pk=entry.pk).update(struck_at=at)
                entry.struck_at = at
    return entry


def _correct(entry: Entry, person: Person) -> None:
    """The same points the other way, in the month that is open now; the closed month stays as it was."""
    at = now()
    row = Entry.objects.create(
        shop=entry.shop,
        person_id=entry.person_id,
        source=Source.CORRECTION,
        points=-entry.points,
        month=counts_in(entry.shop, at, closed_months(entry.shop)),
        at=at,
        mark=f"entry:{entry.pk}",
        origin=Origin.ENTRY,
        origin_id=entry.pk,
        entered_by_id=person.staff_id,
        made_at=at,
    )
    tell(row, "assessment.entered", person, at, source=row.source)
