"""A shop with a trainer, a course in use with its exam, and people who learn by it."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from tests.chat.scene import Desk
from tests.people import make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.models import Conversation
from aftercare.core.errors import Refused
from aftercare.core.time import now
from aftercare.training.actions.learn import enrol
from aftercare.training.actions.rehearse import start_rehearsal
from aftercare.training.actions.save_course import (
    CourseFacts,
    ExamFacts,
    LessonFacts,
    create_course,
    save_course,
    save_exam,
    save_lesson,
    set_course_state,
)
from aftercare.training.actions.save_question import QuestionFacts, save_question
from aftercare.training.actions.save_script import ScriptFacts, save_script
from aftercare.training.actions.take_exam import answer_question, start_attempt, submit_attempt
from aftercare.training.models import Attempt, Course, Question, Rehearsal
from aftercare.training.rules import Turn
from aftercare.training.terms import CourseState, QuestionKind

TURNS = (Turn("三天了还没发货？", ("道歉",), 30), Turn("周五能到吗？", ("不过度承诺",), 60))
OPTIONS = ("甲", "乙", "丙", "丁")


class School(Desk):
    """`bank` questions with four options of which the first is right, and `texts` in words. The owner and the teammate
    learn."""

    def __init__(self, *, bank: int = 4, texts: int = 0, **exam: int | bool) -> None:
        super().__init__()
        self.trainer = make_staff("", Role.TRAINER, shop=self.shop)
        self.teacher = person(self.trainer)
        facts = CourseFacts("新人培训", days=3)
        self.course: Course = create_course(slug=self.shop.slug, facts=facts, person=self.teacher)
        for day in (1, 2):
            self.lesson(day)
        for number in range(bank):
            self.ask(QuestionKind.SINGLE, f"第{number + 1}题", OPTIONS, (0,))
        for number in range(texts):
            self.ask(QuestionKind.TEXT, f"第{number + 1}问", explanation="要点：道歉")
        self.set_exam(**exam)
        set_course_state(course_id=self.course.pk, state=CourseState.OPEN, person=self.teacher)
        self.give(self.people.owner, self.people.teammate)

    def lesson(self, day: int = 1) -> int:
        facts = LessonFacts(f"第{day}天", "## 要点\n- 先道歉", day=day)
        return save_lesson(course_id=self.course.pk, facts=facts, person=self.teacher).pk

    def ask(self, kind: QuestionKind, text: str, options=(), key=(), **told) -> Question:
        facts = QuestionFacts(kind, text, options, key, **told)
        return save_question(course_id=self.course.pk, facts=facts, person=self.teacher)

    def set_exam(self, **exam: int | bool) -> None:
        told = {"asks": 4, "minutes": 30, "pass_percent": 75, "tries": 2, "wait_hours": 24, **exam}
        save_exam(course_id=self.course.pk, facts=ExamFacts(**told), person=self.teacher)

    def give(self, *staff: Staff) -> None:
        today = timezone.localtime(now()).date()
        enrol(course_id=self.course.pk, staff_ids=[one.pk for one in staff], starts_on=today, person=self.teacher)

    def begins(self, staff: Staff) -> Attempt:
        return start_attempt(course_id=self.course.pk, person=person(staff))

    def answers_all(self, attempt: Attempt, staff: Staff, *, right: int) -> None:
        """The first `right` ones as they should be, the others wrong; something in words."""
        for one in attempt.answers.order_by("place"):
            given = one.key if one.place <= right else [place for place in range(4) if place not in one.key][:1]
            self.answer(attempt, one.place, staff, given, "抱歉让您久等")

    def answer(self, attempt: Attempt, place: int, staff: Staff, given=(), said="") -> None:
        answer_question(attempt_id=attempt.pk, place=place, given=given, said=said, person=person(staff))

    def sits(self, staff: Staff, *, right: int) -> Attempt:
        """A whole try, handed in."""
        attempt = self.begins(staff)
        self.answers_all(attempt, staff, right=right)
        return submit_attempt(attempt_id=attempt.pk, person=person(staff))


class Stage(School):
    """A course whose certificate asks for practice as well."""

    def __init__(self) -> None:
        super().__init__()
        self.script = save_script(
            course_id=self.course.pk, facts=ScriptFacts("催发货", "小满", TURNS), person=self.teacher
        )
        self.course.refresh_from_db()
        facts = CourseFacts("新人培训", days=3, needs_practice=True)
        version = self.course.version
        self.course = save_course(course_id=self.course.pk, facts=facts, seen_version=version, person=self.teacher)

    def practises(self, staff) -> Rehearsal:
        return start_rehearsal(script_id=self.script.pk, person=person(staff))

    def talk(self, row: Rehearsal) -> Conversation:
        return Conversation.with_simulated.select_related("shop", "visitor").get(pk=row.conversation_id)


def refusal(step: Callable[[], object]) -> str:
    """The code with which the step is refused."""
    with pytest.raises(Refused) as caught:
        step()
    return caught.value.refusal.code
