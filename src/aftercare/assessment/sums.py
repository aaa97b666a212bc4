"""What a month's entries add up to, per person: one way for the page, the file and the closed month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum

from aftercare.assessment.models import Entry

MOST_PEOPLE: Final = 300


@dataclass(frozen=True)
class Total:
    """One person's month: `penalties` is zero or below."""

    staff_id: int
    name: str
    credits: int
    penalties: int
    entries: int

    @property
    def total(self) -> int:
        return self.credits + self.penalties

    def as_json(self) -> dict[str, Any]:
        """As a closed month keeps it."""
        return {
            "staff": self.staff_id,
            "name": self.name,
            "credits": self.credits,
            "penalties": self.penalties,
            "entries": self.entries,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Total":
        return cls(row["staff"], row["name"], row["credits"], row["penalties"], row["entries"])


def sums_of(shop_id: int, month: date) -> list[Total]:
    """Of everybody in that shop and month, the highest total first; the caller may see them."""
    return totals(Entry.objects.filter(shop_id=shop_id, month=month))


def totals(rows: QuerySet[Entry]) -> list[Total]:
    """Of these entries, those that were struck left out; one query."""
    groups = rows.filter(struck_at=None).values("person_id", "person__name")
    summed = groups.annotate(
        credits=Sum("points", filter=Q(points__gt=0), default=0),
        penalties=Sum("points", filter=Q(points__lt=0), default=0),
        total=Sum("points"),
        entries=Count("pk"),
    ).order_by("-total", "person__name", "person_id")
    return [
        Total(row["person_id"], row["person__name"], row["credits"], row["penalties"], row["entries"])
        for row in summed[:MOST_PEOPLE]
    ]
