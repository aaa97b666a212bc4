"""People are given courses, and work through them (K3)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.training.access import access_own_plan, access_to_teach, learners_of, own_id
from aftercare.training.models import Enrolment, LessonRead
from aftercare.training.terms import CourseState
from aftercare.training.writing import tell

NOT_OPEN = Refusal("course_not_in_use", _("Put the course to use first, then give it to people."))
AHEAD = timedelta(days=60)


def enrol(*, course_id: int, staff_ids: Sequence[int], starts_on: date, person: Person) -> int:
    """Give the course to people of the shop; who has it keeps their plan. Returns how many are new. Raises NotFound,
    Refused, InvalidInput."""
    with transaction.atomic():
        course, at = access_to_teach(person, course_id), now()
        if course.state != CourseState.OPEN:
            raise Refused(NOT_OPEN)
        if not staff_ids:
            raise InvalidInput({"staff": _("Choose who learns.")})
        if not at.date() - AHEAD <= starts_on <= at.date() + AHEAD:
            raise InvalidInput({"starts_on": _("Choose a day within two months.")})
        found = set(learners_of(course.shop_id).filter(pk__in=staff_ids).values_list("pk", flat=True))
        if found != set(staff_ids):
            raise InvalidInput({"staff": _("Choose people who answer buyers in this shop.")})
        known = set(course.enrolments.filter(staff_id__in=found).values_list("staff_id", flat=True))
        new = sorted(found - known)
        Enrolment.objects.bulk_create(
            Enrolment(
                course=course,
                shop_id=course.shop_id,
                staff_id=pk,
                starts_on=starts_on,
                made_by_id=own_id(person),
                made_at=at,
            )
            for pk in new
        )
        tell("course.given", ("course", course.pk), course.shop_id, person, at, staff=new)
    return len(new)


def read_lesson(*, course_id: int, lesson_id: int, person: Person) -> LessonRead:
    """Worked through; a second time changes nothing. Raises NotFound."""
    with transaction.atomic():
        plan = access_own_plan(person, course_id)
        if not plan.course.lessons.filter(pk=lesson_id, is_used=True).exists():
            raise NotFound(lesson_id)
        row, is_new = LessonRead.objects.get_or_create(enrolment=plan, lesson_id=lesson_id, defaults={"at": now()})
        if is_new:
            tell("course.lesson_read", ("course", plan.course_id), plan.shop_id, person, row.at, lesson=lesson_id)
    return row
