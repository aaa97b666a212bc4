"""What waits for a trainer's marks."""

from functools import cached_property

from aftercare.shops.access import Person
from aftercare.training.models import Attempt, Rehearsal
from aftercare.training.queries import MOST, practice_to_mark, to_mark


class MarkingContext:
    """Exams and practice, the oldest first."""

    def __init__(self, person: Person, shop_ids: frozenset[int]) -> None:
        self.person, self.shop_ids = person, shop_ids

    @cached_property
    def exams(self) -> list[Attempt]:
        rows = to_mark(self.person, self.shop_ids).select_related("staff", "shop", "exam__course")
        return list(rows.order_by("submitted_at", "pk")[:MOST])

    @cached_property
    def practices(self) -> list[Rehearsal]:
        rows = practice_to_mark(self.person, self.shop_ids).select_related("staff", "shop", "script")
        return list(rows.defer("turns", "answers", "remark").order_by("ended_at", "pk")[:MOST])
