"""Events that count for and against people."""

from datetime import date, datetime, timedelta

from tests.people import People, make_case_of, make_order, person

from aftercare.accounts.models import Staff
from aftercare.assessment.actions.enter_points import Points, enter_points
from aftercare.assessment.actions.gather import gather
from aftercare.assessment.models import ClosedMonth, Entry
from aftercare.cases.models import Case, Verdict
from aftercare.cases.periods import month_after, month_of
from aftercare.cases.terms import Responsible
from aftercare.core.time import now


def judged(people: People, kind: str, staff: Staff, responsible: Responsible = Responsible.SHOP) -> Verdict:
    """A case of that kind for which the person was found responsible."""
    opener = people.owner if kind != "misshipment" else people.warehouse
    case = make_case_of(kind, opener, make_order(people.shop))
    Case.objects.filter(pk=case.pk).update(responsible=responsible)
    return Verdict.objects.create(
        case=case,
        shop=people.shop,
        department="service",
        person=staff,
        result="计入考核",
        by=people.supervisor,
        at=now(),
    )


def gathered(people: People, *, days: int = 2) -> int:
    at = now()
    return gather(shop_id=people.shop.pk, since=at - timedelta(days=days), until=at + timedelta(seconds=1))


def entered(people: People, points: int = -3, staff: Staff | None = None, by: Staff | None = None) -> Entry:
    """By the supervisor, about the owner."""
    told = Points((staff or people.owner).pk, points, "上班迟到")
    return enter_points(slug=people.shop.slug, points=told, person=person(by or people.supervisor))


def this_month(people: People) -> date:
    return month_of(now(), people.shop.timezone)


def last_month(people: People) -> date:
    return month_after(this_month(people), -1)


def of_last_month(entry: Entry, people: People) -> Entry:
    """As if it had been entered then."""
    Entry.objects.filter(pk=entry.pk).update(month=last_month(people))
    entry.refresh_from_db()
    return entry


def closed(people: People, month: date, at: datetime | None = None) -> ClosedMonth:
    return ClosedMonth.objects.create(
        shop=people.shop, month=month, rows=[], closed_by=people.supervisor, closed_at=at or now()
    )
