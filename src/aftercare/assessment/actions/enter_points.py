"""A supervisor gives or takes points by hand (K7)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from aftercare.accounts.models import Staff
from aftercare.assessment.access import access_assessed_person, access_assessed_shop, lock_books
from aftercare.assessment.models import Entry
from aftercare.assessment.terms import POINTS_MOST, Source
from aftercare.assessment.writing import checked_reason, closed_months, counts_in, tell
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

OWN = Refusal("own_points", _("Nobody assesses themselves. Ask another supervisor."))


@dataclass(frozen=True)
class Points:
    """Whom, how many (below zero a penalty), and why. `key` is the form's own: sent twice it enters them once."""

    staff_id: int | None
    points: int | None
    reason: str
    key: str = ""


def enter_points(*, slug: str, points: Points, person: Person) -> Entry:
    """They count in the month of now; the same form again is the same entry. Raises NotFound on a foreign shop, Refused
    without the role or of oneself, InvalidInput (`person`, `points`, `reason`)."""
    problems: dict[str, Any] = {}
    if not points.points or abs(points.points) > POINTS_MOST:
        problems["points"] = _("Enter a number from 1 to %(most)s.") % {"most": POINTS_MOST}
    reason = checked_reason("reason", points.reason)
    with transaction.atomic():
        shop = access_assessed_shop(person, slug)
        try:
            staff: Staff | None = access_assessed_person(shop, points.staff_id or 0)
        except NotFound:
            staff = None
            problems["person"] = _("Choose somebody of this shop.")
        if problems or staff is None or points.points is None:
            raise InvalidInput(problems)
        if staff.pk == person.staff_id:
            raise Refused(OWN)
        shop, at, mark = lock_books(shop.pk), now(), _mark(points, person)
        same = Entry.objects.filter(shop=shop, source=Source.BY_HAND, mark=mark).exclude(mark="").first()
        if same is not None:
            return same
        entry = Entry.objects.create(
            shop=shop,
            person=staff,
            source=Source.BY_HAND,
            points=points.points,
            month=counts_in(shop, at, closed_months(shop)),
            at=at,
            mark=mark,
            reason=reason,
            entered_by_id=person.staff_id,
            made_at=at,
        )
        tell(entry, "assessment.entered", person, at, source=entry.source)
    return entry


def _mark(points: Points, person: Person) -> str:
    """Of one form with what it says; '' without a key."""
    told = f"{person.staff_id}|{points.key}|{points.staff_id}|{points.points}|{points.reason}"
    return keyed_hash(told) if points.key else ""
