"""One's own training and a lesson: all that the templates print."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.training.access import LEADERS, LEARNERS, TRAINERS, shops_with
from aftercare.training.gate import is_on
from aftercare.training.models import Attempt, Certificate, Enrolment, Exam, Lesson, Rehearsal, Script
from aftercare.training.queries import (
    certificate_of,
    is_over,
    last_practices,
    last_tries,
    lessons_of,
    plans_of,
    read_by,
    scripts_of,
)
from aftercare.training.reading import Block, blocks_of
from aftercare.training.terms import AttemptState, RehearsalState
from aftercare.web.pieces.marks import Tone
from aftercare.web.training.words import ATTEMPTS, PRACTICES


@dataclass(frozen=True)
class LessonView:
    """One lesson of a plan. `is_due`: its day has come and it is not worked through."""

    row: Lesson
    opens_on: date
    is_read: bool
    is_due: bool


@dataclass(frozen=True)
class PlanView:
    """One course as its learner sees it."""

    row: Enrolment
    days: list[tuple[int, date, list[LessonView]]]
    done: int
    total: int
    exam: Exam | None
    last: Attempt | None
    tone: str
    scripts: list[tuple[Script, Rehearsal | None, str]]

    @property
    def is_whole(self) -> bool:
        """Every lesson is worked through."""
        return self.done == self.total


class TrainingContext:
    """One's plans, exams and certificates."""

    def __init__(self, person: Person, shop_ids: frozenset[int], at: datetime) -> None:
        self.person, self.at = person, at
        self.shop_ids = sorted(shop_ids & set(shops_with(person, LEARNERS)))
        self.teaches = bool(shop_ids & set(shops_with(person, TRAINERS)))
        self.leads = bool(shop_ids & set(shops_with(person, LEADERS)))

    @cached_property
    def plans(self) -> list[PlanView]:
        rows = plans_of(self.person, self.shop_ids)
        lessons, read = lessons_of([row.course_id for row in rows]), read_by(rows)
        exams = [row.course.exam.pk for row in rows if hasattr(row.course, "exam")]
        tries = last_tries(self.person.staff_id or 0, exams)
        plans = [self._plan(row, lessons.get(row.course_id, []), read, tries) for row in rows]
        scripts, practised = scripts_of([row.course_id for row in rows]), last_practices(self.person.staff_id or 0)
        for plan in plans:
            for script in scripts.get(plan.row.course_id, []):
                last = practised.get(script.pk)
                tone = PRACTICES[RehearsalState(last.state)].value if last else ""
                plan.scripts.append((script, last, tone))
        return plans

    def _plan(
        self, row: Enrolment, lessons: list[Lesson], read: set[tuple[int, int]], tries: dict[int, Attempt]
    ) -> PlanView:
        exam: Exam | None = getattr(row.course, "exam", None)
        last = tries.get(exam.pk) if exam else None
        today = self.at.astimezone(ZoneInfo(row.course.shop.timezone)).date()
        days: dict[int, list[LessonView]] = {}
        for lesson in lessons:
            opens_on, is_read = row.starts_on + timedelta(days=lesson.day - 1), (row.pk, lesson.pk) in read
            days.setdefault(lesson.day, []).append(
                LessonView(lesson, opens_on, is_read, opens_on <= today and not is_read)
            )
        return PlanView(
            row=row,
            days=[(day, row.starts_on + timedelta(days=day - 1), found) for day, found in days.items()],
            done=sum((row.pk, lesson.pk) in read for lesson in lessons),
            total=len(lessons),
            exam=exam,
            last=last,
            tone=ATTEMPTS[AttemptState(last.state)].value if last else "",
            scripts=[],
        )

    @cached_property
    def gates(self) -> list[tuple[Shop, Certificate | None, str, str]]:
        """Of each shop in which one answers buyers: (shop, certificate, what is said, tone); those without a gate and
        without a certificate are left out."""
        held = certificate_of(self.person.staff_id or 0, self.shop_ids)
        shops = visible_shops(self.person).filter(pk__in=self.shop_ids, is_active=True).order_by("name", "pk")
        found: list[tuple[Shop, Certificate | None, str, str]] = []
        for shop in shops:
            certificate = held.get(shop.pk)
            gated = is_on(shop, self.at)
            if certificate is not None and not is_over(certificate, self.at):
                found.append((shop, certificate, _("You may be given buyers"), Tone.DONE.value))
            elif certificate is not None:
                found.append((shop, certificate, _("Your certificate has ended"), Tone.LATE.value))
            elif gated:
                found.append((shop, None, _("You are given no buyers until you have passed"), Tone.SOON.value))
        return found


class LessonContext:
    """One lesson to read."""

    def __init__(self, row: Lesson, plan: Enrolment | None, is_read: bool) -> None:
        self.row, self.plan, self.is_read = row, plan, is_read

    @cached_property
    def blocks(self) -> list[Block]:
        return blocks_of(self.row.text)

    @cached_property
    def materials(self) -> list[Any]:
        return list(self.row.materials.select_related("file").order_by("pk")[:20])

    @cached_property
    def following(self) -> Lesson | None:
        """The next lesson of the plan."""
        rows = lessons_of([self.row.course_id]).get(self.row.course_id, [])
        places = [one.pk for one in rows]
        at = places.index(self.row.pk) + 1 if self.row.pk in places else len(rows)
        return rows[at] if at < len(rows) else None
