"""Reads of assessment entries (C7, C8, K7): per person and month."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from aftercare.cases.access import visible_verdicts
from aftercare.cases.models import Verdict
from aftercare.cases.periods import Period
from aftercare.core.money import ZERO, Money
from aftercare.shops.access import Person

PAGE = 50
MOST_PEOPLE = 300


@dataclass(frozen=True)
class Assessed:
    """What a person's entries of the period add up to; `staff_id` None: entries that name nobody."""

    staff_id: int | None
    name: str
    entries: int
    penalty: Money


@dataclass(frozen=True)
class VerdictPage:
    """One keyset page, newest first; `after` begins the next one, None on the last."""

    rows: list[Verdict]
    after: int | None


def assessed_people(person: Person, period: Period) -> list[Assessed]:
    """Sums per person in one query, the highest penalty first."""
    groups = _verdicts(person, period).values("person_id", "person__name")
    sums = groups.annotate(entries=Count("pk"), sum=Sum("penalty")).order_by("-sum", "-entries", "person_id")
    return [
        Assessed(row["person_id"], row["person__name"] or "", row["entries"], row["sum"] or ZERO)
        for row in sums[:MOST_PEOPLE]
    ]


def verdict_page(
    person: Person, period: Period, staff_id: int | None = None, *, after: int | None = None, size: int = PAGE
) -> VerdictPage:
    """The entries, of everybody or of one person, in one query."""
    verdicts = _verdicts(person, period).select_related("case", "person", "by")
    if staff_id is not None:
        verdicts = verdicts.filter(person_id=staff_id)
    if after is not None:
        verdicts = verdicts.filter(pk__lt=after)
    shown = verdicts.only(
        "department", "penalty", "result", "at", "shop_id", "case__number", "person__name", "by__name"
    )
    found = list(shown.order_by("-pk")[: size + 1])
    return VerdictPage(found[:size], found[size - 1].pk if len(found) > size else None)


def _verdicts(person: Person, period: Period) -> QuerySet[Verdict]:
    return visible_verdicts(person).filter(period.holds("at"))
