"""Trainers keep the bank of questions of a course (K3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.training.access import access_to_teach, own_id
from aftercare.training.models import Course, Question
from aftercare.training.terms import OPTION_MOST, OPTIONS_MOST, QUESTION_MOST, QUESTIONS_MOST, QuestionKind
from aftercare.training.writing import check_lines, check_number, checked, tell

TRUE_FALSE = ("对", "错")  # how the options of such a question are kept; screens say them in their language


@dataclass(frozen=True)
class QuestionFacts:
    """A question as typed. `key`: the right options by place from 0; of true or false 0 is true. `pk` None makes a new
    one."""

    kind: QuestionKind
    text: str
    options: Sequence[str] = ()
    key: Sequence[int] = ()
    explanation: str = ""
    points: int = 1
    pk: int | None = None


def save_question(*, course_id: int, facts: QuestionFacts, person: Person) -> Question:
    """Tries that run or have ended keep what they asked. Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        if facts.pk is None:
            if course.questions.filter(is_used=True).count() >= QUESTIONS_MOST:
                raise InvalidInput({"text": _("A course holds at most %(most)s questions.") % {"most": QUESTIONS_MOST}})
            question = Question(course=course)
        else:
            question = _question(course, facts.pk)
        fill_question(question, facts)
        question.changed_by_id, question.changed_at = own_id(person), now()
        question.save()
        tell("course.question_saved", ("course", course.pk), course.shop_id, person, question.changed_at)
    return question


def fill_question(question: Question, facts: QuestionFacts) -> None:
    """Raises InvalidInput (`text`, `options`, `key`, `points`) on what cannot be asked."""
    question.kind = facts.kind
    question.text = checked("text", facts.text, QUESTION_MOST)
    question.explanation = checked("explanation", facts.explanation, QUESTION_MOST, least=0)
    question.points = check_number("points", facts.points, 1, 20)
    question.options, question.key = _choices(facts)


def _choices(facts: QuestionFacts) -> tuple[list[str], list[int]]:
    if facts.kind == QuestionKind.TEXT:
        return [], []
    given = TRUE_FALSE if facts.kind == QuestionKind.TRUE_FALSE else facts.options
    options = check_lines("options", given, OPTIONS_MOST, OPTION_MOST)
    key = sorted(set(facts.key))
    if len(options) < 2:
        raise InvalidInput({"options": _("Write at least two answers, one a line.")})
    if not key or not all(0 <= one < len(options) for one in key):
        raise InvalidInput({"key": _("Say which answers are right.")})
    if facts.kind != QuestionKind.MULTIPLE and len(key) != 1:
        raise InvalidInput({"key": _("Exactly one answer is right.")})
    return options, key


def retire_question(*, course_id: int, question_id: int, person: Person) -> None:
    """It is asked no more. Raises NotFound, Refused."""
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        question = _question(course, question_id)
        question.is_used, question.changed_by_id, question.changed_at = False, own_id(person), now()
        question.save(update_fields=["is_used", "changed_by", "changed_at"])
        tell("course.question_retired", ("course", course.pk), course.shop_id, person, question.changed_at)


def _question(course: Course, pk: int) -> Question:
    found = course.questions.filter(pk=pk, is_used=True).first()
    if found is None:
        raise NotFound(pk)
    return found
