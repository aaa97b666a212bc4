"""Take the ready newcomer course over into a shop, by one step (K3)."""

from typing import Any

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.training.access import access_shop_to_teach, own_id
from aftercare.training.actions.save_course import CourseFacts, ExamFacts, create_course, save_exam, set_course_state
from aftercare.training.actions.save_question import QuestionFacts, fill_question
from aftercare.training.models import Course, Lesson, Question, Script
from aftercare.training.ready import NEWCOMER, ready_course
from aftercare.training.terms import CourseState, QuestionKind

LOADED = Refusal("ready_course_loaded", _("This shop has the newcomer course already."))


def load_newcomer_course(*, slug: str, person: Person) -> Course:
    """The whole course with its lessons, bank, exam and scripted buyers, in use at once; each shop has it once. Raises
    NotFound, Refused."""
    ready = ready_course(NEWCOMER)
    with transaction.atomic():
        shop = access_shop_to_teach(person, slug)
        if Course.objects.filter(shop=shop, ready_code=ready.code).exists():
            raise Refused(LOADED)
        facts = CourseFacts(ready.title, ready.summary, days=ready.days, needs_practice=True)
        course = create_course(slug=slug, facts=facts, person=person, ready_code=ready.code)
        Lesson.objects.bulk_create(
            Lesson(course=course, place=place, **told) for place, told in enumerate(ready.lessons, 1)
        )
        made = {"course": course, "changed_by_id": own_id(person), "changed_at": now()}
        Question.objects.bulk_create(_question(row, made) for row in ready.questions)
        Script.objects.bulk_create(Script(**made, **told) for told in ready.scripts)
        save_exam(course_id=course.pk, facts=ExamFacts(**ready.exam), person=person)
        return set_course_state(course_id=course.pk, state=CourseState.OPEN, person=person)


def _question(row: tuple[str, str, list[str], list[int], str, int], made: dict[str, Any]) -> Question:
    kind, text, options, key, explanation, points = row
    question = Question(**made)
    fill_question(question, QuestionFacts(QuestionKind(kind), text, options, key, explanation, points))
    return question
