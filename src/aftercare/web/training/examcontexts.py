"""An exam and a try at it: all that the templates print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from aftercare.core.errors import Refusal, Refused
from aftercare.shops.access import Person
from aftercare.training.access import LEADERS, TRAINERS
from aftercare.training.actions.save_question import TRUE_FALSE
from aftercare.training.actions.take_exam import check_may_start
from aftercare.training.models import Attempt, AttemptAnswer, Enrolment, Exam
from aftercare.training.queries import tries_of
from aftercare.training.rules import Tries
from aftercare.training.terms import SAID_MOST, AttemptState, QuestionKind
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.training.words import ATTEMPTS


class ExamContext:
    """The cover of an exam: its rules, what was tried, and whether a try may begin now."""

    def __init__(self, person: Person, plan: Enrolment, at: datetime) -> None:
        self.person, self.plan, self.at = person, plan, at
        self.course = plan.course
        self.exam: Exam | None = getattr(plan.course, "exam", None)

    @cached_property
    def history(self) -> list[tuple[Attempt, str]]:
        if self.exam is None:
            return []
        rows = Attempt.objects.filter(exam=self.exam, staff_id=self.plan.staff_id).order_by("-number")[:20]
        return [(row, ATTEMPTS[AttemptState(row.state)].value) for row in rows]

    @property
    def running(self) -> Attempt | None:
        return next((row for row, _tone in self.history if row.state == AttemptState.RUNNING), None)

    @cached_property
    def tries(self) -> Tries | None:
        return tries_of(self.exam, self.plan.staff_id) if self.exam else None

    @property
    def left(self) -> int:
        return max(self.tries.allowed - self.tries.used, 0) if self.tries else 0

    @cached_property
    def refusal(self) -> Refusal | None:
        """Why no try begins now."""
        if self.exam is None or self.running is not None:
            return None
        try:
            check_may_start(self.exam, self.plan.staff_id, self.at)
        except Refused as refused:
            return refused.refusal
        return None

    @property
    def why(self) -> str:
        """The same in words, with times in the zone of the page."""
        refusal = self.refusal
        if refusal is None:
            return ""
        told = {
            name: one.astimezone(ZoneInfo(self.plan.shop.timezone)).strftime("%Y-%m-%d %H:%M")
            for name, one in refusal.params.items()
        }
        return str(refusal.sentence) % told if told else str(refusal.sentence)


@dataclass(frozen=True)
class OptionView:
    """An option as shown. `is_right` None: not to be known here."""

    place: int
    text: str
    is_given: bool
    is_right: bool | None


@dataclass(frozen=True)
class AnswerView:
    """One question. `points` None: not marked, or not to be known."""

    row: AttemptAnswer
    options: list[OptionView]
    points: int | None
    tells_key: bool

    @property
    def is_text(self) -> bool:
        return self.row.kind == QuestionKind.TEXT

    @property
    def is_many(self) -> bool:
        return self.row.kind == QuestionKind.MULTIPLE

    @property
    def explanation(self) -> str:
        return self.row.explanation if self.tells_key else ""

    @property
    def tone(self) -> str:
        if self.points is None:
            return Tone.OTHERS.value
        return Tone.DONE.value if self.points == self.row.most else Tone.REFUSED.value


class TryContext:
    """A try: running, or with its marks. Keys are told after the end only: to whoever has passed or has no try left,
    and to those who lead."""

    said_most = SAID_MOST

    def __init__(self, person: Person, row: Attempt, at: datetime) -> None:
        self.person, self.row, self.at = person, row, at
        self.state = AttemptState(row.state)
        self.is_mine = row.staff_id == person.staff_id
        self.is_running = self.state is AttemptState.RUNNING
        self.tone = ATTEMPTS[self.state].value
        self.may_mark = self.state is AttemptState.MARKING and not self.is_mine and person.has(row.shop_id, *TRAINERS)

    @cached_property
    def tells_key(self) -> bool:
        if self.is_running:
            return False
        if not self.is_mine:
            return self.person.has(self.row.shop_id, *LEADERS)
        if self.state is AttemptState.FAILED:
            return tries_of(self.row.exam, self.row.staff_id).are_used_up
        return self.state is AttemptState.PASSED

    @property
    def is_marked(self) -> bool:
        return self.state in (AttemptState.PASSED, AttemptState.FAILED)

    @cached_property
    def answers(self) -> list[AnswerView]:
        return [self.view(row) for row in self.row.answers.order_by("place")]

    def view(self, row: AttemptAnswer) -> AnswerView:
        """One question as this person may see it."""
        told = row.options if row.kind != QuestionKind.TRUE_FALSE else true_false_words(row.options)
        options = [
            OptionView(place, text, place in row.given, place in row.key if self.tells_key else None)
            for place, text in enumerate(told)
        ]
        points = row.points if self.is_marked or (self.tells_key and row.kind != QuestionKind.TEXT) else None
        return AnswerView(row, options, points, self.tells_key)

    @property
    def answered(self) -> int:
        return sum(bool(one.row.given or one.row.said) for one in self.answers)

    @property
    def clock(self) -> Clock:
        return Clock(self.row.started_at, limit_due=self.row.due_at, effect=_("handed in as it is"))

    @property
    def seconds_left(self) -> int:
        """Until the server's clock ends it, at least 1."""
        return max(int((self.row.due_at - self.at).total_seconds()) + 1, 1)

    @property
    def is_time_over(self) -> bool:
        return self.is_running and self.at >= self.row.due_at


def true_false_words(options: Sequence[str]) -> list[str]:
    """True and false in the reader's language."""
    said = dict(zip(TRUE_FALSE, (_("True"), _("False")), strict=True))
    return [said.get(one, one) for one in options]
