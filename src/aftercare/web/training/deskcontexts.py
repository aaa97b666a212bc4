"""The trainer's desk: courses, one course, its questions, people: all that the templates print."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.models import Staff
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.training.access import LEADERS, TRAINERS, learners_of, shops_with
from aftercare.training.gate import is_on
from aftercare.training.models import Course, Lesson, Question
from aftercare.training.queries import MOST, Learner, courses_of, is_over, progress_of
from aftercare.training.ready import NEWCOMER
from aftercare.training.terms import (
    DAYS_MOST,
    QUESTION_MOST,
    REASON_MOST,
    SAID_MOST,
    TEXT_MOST,
    TITLE_MOST,
    AttemptState,
    CourseKind,
    CourseState,
    QuestionKind,
    RehearsalState,
)
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab
from aftercare.web.training.examcontexts import true_false_words
from aftercare.web.training.words import ATTEMPTS, COURSES, PRACTICES


class CoursesContext:
    """Courses of these shops, and where one may write one."""

    title_most = TITLE_MOST

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict) -> None:
        if set(query) - {"view"} or query.get("view", "now") not in ("now", "archived"):
            raise BadRequest("unknown key")
        self.person, self.archived = person, query.get("view") == "archived"
        self.shop_ids = sorted(shop_ids & set(shops_with(person, LEADERS)))
        self.taught = sorted(set(self.shop_ids) & set(shops_with(person, TRAINERS)))

    @cached_property
    def rows(self) -> list[tuple[Course, str]]:
        found = courses_of(self.person, self.shop_ids, archived=self.archived)
        return [(row, COURSES[CourseState(row.state)].value) for row in found]

    @cached_property
    def shops(self) -> list[tuple[Shop, bool]]:
        """In which one teaches, and whether the ready course is still to be had."""
        shops = visible_shops(self.person).filter(pk__in=self.taught, is_active=True).order_by("name", "pk")
        have = set(Course.objects.filter(shop_id__in=self.taught, ready_code=NEWCOMER).values_list("shop", flat=True))
        return [(shop, shop.pk not in have) for shop in shops]

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return [(kind.value, kind.label) for kind in CourseKind]

    @property
    def tabs(self) -> list[Tab]:
        here = reverse("training_courses")
        return [
            Tab(_("Courses"), here, not self.archived),
            Tab(_("Put away"), f"{here}?view=archived", self.archived),
        ]


class CourseContext:
    """One course: its lessons by day, its exam, its people."""

    title_most, text_most, days_most, reason_most = TITLE_MOST, TEXT_MOST, DAYS_MOST, REASON_MOST

    def __init__(self, person: Person, row: Course, at: datetime) -> None:
        self.person, self.row, self.at = person, row, at
        self.teaches = person.has(row.shop_id, *TRAINERS)
        self.tone = COURSES[CourseState(row.state)].value
        self.exam = getattr(row, "exam", None)
        self.is_draft, self.is_open = row.state == CourseState.DRAFT, row.state == CourseState.OPEN
        self.is_topic = row.kind == CourseKind.TOPIC
        self.today = at.astimezone(ZoneInfo(row.shop.timezone)).date()

    @cached_property
    def lessons(self) -> list[Lesson]:
        rows = self.row.lessons.filter(is_used=True).prefetch_related("materials__file")
        return list(rows.order_by("day", "place", "pk")[:MOST])

    @property
    def day_numbers(self) -> range:
        return range(1, self.row.days + 1)

    @property
    def days_choice(self) -> range:
        return range(1, DAYS_MOST + 1)

    @cached_property
    def bank(self) -> int:
        return self.row.questions.filter(is_used=True).count()

    @cached_property
    def learners(self) -> list[Staff]:
        learning = self.row.enrolments.order_by("-pk").values("staff_id")
        return list(Staff.objects.filter(pk__in=learning).order_by("name", "pk")[:MOST])

    @cached_property
    def others(self) -> list[Staff]:
        """Who may learn there and does not yet."""
        known = self.row.enrolments.values("staff_id")
        return list(learners_of(self.row.shop_id).exclude(pk__in=known).order_by("name", "pk")[:MOST])


@dataclass(frozen=True)
class QuestionView:
    """One question of the bank with its key: trainers only."""

    row: Question
    number: int
    options: list[tuple[str, bool]]
    text_of_options: str
    key_numbers: str


class QuestionsContext:
    """The bank of a course."""

    question_most, said_most = QUESTION_MOST, SAID_MOST

    def __init__(self, row: Course, query: QueryDict) -> None:
        if set(query) - {"edit", "after"}:
            raise BadRequest("unknown key")
        self.row = row
        self.edit_pk, self.after = read_number(query.get("edit")), read_number(query.get("after")) or 0

    @cached_property
    def _page(self) -> list[Question]:
        rows = self.row.questions.filter(is_used=True, pk__gt=self.after).order_by("pk")
        return list(rows[: MOST + 1])

    @cached_property
    def count(self) -> int:
        return self.row.questions.filter(is_used=True).count()

    @property
    def rows(self) -> list[QuestionView]:
        return [_question(row, number) for number, row in enumerate(self._page[:MOST], 1)]

    @property
    def more_url(self) -> str:
        here = reverse("training_questions", args=[self.row.pk])
        return f"{here}?{urlencode({'after': self._page[MOST - 1].pk})}" if len(self._page) > MOST else ""

    @cached_property
    def edited(self) -> QuestionView | None:
        found = self.row.questions.filter(is_used=True, pk=self.edit_pk or 0).first()
        return _question(found, 0) if found else None

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return [(kind.value, kind.label) for kind in QuestionKind]


def _question(row: Question, number: int) -> QuestionView:
    told = true_false_words(row.options) if row.kind == QuestionKind.TRUE_FALSE else row.options
    return QuestionView(
        row,
        number,
        [(text, place in row.key) for place, text in enumerate(told)],
        "\n".join(row.options if row.kind != QuestionKind.TRUE_FALSE else ()),
        " ".join(str(place + 1) for place in row.key),
    )


@dataclass(frozen=True)
class LearnerView:
    """Somebody's way: lessons, last try, practice, certificate."""

    one: Learner
    last_tone: str
    practice_tone: str
    practice: Any
    certificate: str
    certificate_tone: str
    is_held: bool
    is_me: bool


class PeopleContext:
    """How the people of a shop come along."""

    reason_most = REASON_MOST

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - {"shop", "after", "name"}:
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        led = shop_ids & set(shops_with(person, LEADERS))
        shops = visible_shops(person).filter(pk__in=led, is_active=True).order_by("name", "pk")
        self.shops = sorted(shops, key=lambda shop: not is_on(shop, at))  # those with a gate first
        wanted = query.get("shop", "")
        self.shop = next((shop for shop in self.shops if shop.slug == wanted), self.shops[0] if self.shops else None)
        after = read_number(query.get("after"))
        self.after = (query.get("name", ""), after) if after is not None else None

    @property
    def tabs(self) -> list[Tab]:
        here = reverse("training_people")
        return [Tab(shop.name, f"{here}?shop={shop.slug}", shop == self.shop) for shop in self.shops]

    @property
    def is_gated(self) -> bool:
        return self.shop is not None and is_on(self.shop, self.at)

    @cached_property
    def _page(self) -> tuple[list[Learner], tuple[str, int] | None]:
        return progress_of(self.shop.pk, self.after) if self.shop else ([], None)

    @cached_property
    def rows(self) -> list[LearnerView]:
        return [self._view(one) for one in self._page[0]]

    @property
    def more_url(self) -> str:
        end = self._page[1]
        if end is None or self.shop is None:
            return ""
        told = {"shop": self.shop.slug, "name": end[0], "after": end[1]}
        return f"{reverse('training_people')}?{urlencode(told)}"

    def _view(self, one: Learner) -> LearnerView:
        held, said, tone = False, _("none"), Tone.OTHERS.value
        if one.certificate is not None:
            held = not is_over(one.certificate, self.at)
            said, tone = (_("valid"), Tone.DONE.value) if held else (_("ended"), Tone.LATE.value)
        practice = RehearsalState(one.practice.state) if one.practice else None
        return LearnerView(
            one=one,
            last_tone=ATTEMPTS[AttemptState(one.last.state)].value if one.last else "",
            practice_tone=PRACTICES[practice].value if practice else "",
            practice=practice.label if practice else "",
            certificate=said,
            certificate_tone=tone,
            is_held=held,
            is_me=one.staff.pk == self.person.staff_id,
        )
