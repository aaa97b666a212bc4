"""A trainer takes a suggestion: it becomes a course with a due day for the whole team (K3)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.training.access import access_shop_to_teach, learners_of
from aftercare.training.actions.learn import enrol
from aftercare.training.actions.save_course import (
    CourseFacts,
    LessonFacts,
    create_course,
    save_lesson,
    set_course_state,
)
from aftercare.training.models import Course
from aftercare.training.terms import CourseKind, CourseState

TAKEN = Refusal("topic_taken", _("This topic is a course already."))
LONGEST = timedelta(days=90)


def pick_topic(*, slug: str, title: str, text: str, due_on: date, person: Person) -> Course:
    """The course, in use, with its first lesson, given to everybody who may learn in the shop; due by that day. Raises
    NotFound, Refused when such a course is in use, InvalidInput."""
    with transaction.atomic():
        shop = access_shop_to_teach(person, slug)
        today = now().astimezone(ZoneInfo(shop.timezone)).date()
        if not today <= due_on <= today + LONGEST:
            raise InvalidInput({"due_on": _("Choose a day within three months.")})
        same = Course.objects.filter(shop=shop, kind=CourseKind.TOPIC, title=title.strip())
        if same.exclude(state=CourseState.ARCHIVED).exists():
            raise Refused(TAKEN)
        facts = CourseFacts(title, kind=CourseKind.TOPIC, due_on=due_on)
        course = create_course(slug=slug, facts=facts, person=person)
        save_lesson(course_id=course.pk, facts=LessonFacts(title, text), person=person)
        course = set_course_state(course_id=course.pk, state=CourseState.OPEN, person=person)
        team = list(learners_of(shop.pk).values_list("pk", flat=True))
        if team:
            enrol(course_id=course.pk, staff_ids=team, starts_on=today, person=person)
    return course
