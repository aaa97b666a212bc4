"""What the frame and the home page ask of training."""

from typing import Any

from django.db.models import QuerySet

from aftercare.shops.access import Person
from aftercare.training.models import Attempt, Lesson, Rehearsal
from aftercare.training.queries import lessons_due, practice_to_mark, to_mark


def my_plan_today(person: Person, shop_ids: frozenset[int]) -> QuerySet[Lesson]:
    """Lessons of one's plan whose day has come."""
    return lessons_due(person, shop_ids)


def exams_to_mark(person: Person, shop_ids: frozenset[int]) -> QuerySet[Attempt]:
    """Answers in words that wait for a trainer."""
    return to_mark(person, shop_ids)


def practices_to_mark(person: Person, shop_ids: frozenset[int]) -> QuerySet[Rehearsal]:
    """Practice that waits for a trainer."""
    return practice_to_mark(person, shop_ids)


def all_waiting(person: Person, shop_ids: frozenset[int]) -> QuerySet[Any]:
    """All three, for the rail: keys to be counted, not to be read; they are of three tables."""
    to_mark = (exams_to_mark(person, shop_ids).values("pk"), practices_to_mark(person, shop_ids).values("pk"))
    return my_plan_today(person, shop_ids).values("pk").union(*to_mark, all=True)
