"""Reads of training: bounded, the same number of queries at any size."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Now, TruncDate

from aftercare.accounts.models import Staff
from aftercare.core.time import moved_by
from aftercare.shops.access import Person
from aftercare.training.access import (
    TRAINERS,
    learners_of,
    shops_with,
    valid_certificates,
    visible_attempts,
    visible_courses,
    visible_enrolments,
    visible_rehearsals,
)
from aftercare.training.models import (
    Attempt,
    Certificate,
    Course,
    Enrolment,
    Exam,
    ExtraTry,
    Lesson,
    LessonRead,
    Rehearsal,
    Script,
)
from aftercare.training.rules import Tries
from aftercare.training.terms import AttemptState, CourseState, RehearsalState

MOST: Final = 100
PAGE: Final = 50
RENEWAL: Final = timedelta(days=30)  # so long before the end of a certificate the exam may be taken again


def tries_of(exam: Exam, staff_id: int) -> Tries:
    """Since the person last passed; two queries."""
    tries = Attempt.objects.filter(exam=exam, staff_id=staff_id)
    passed = tries.filter(state=AttemptState.PASSED).aggregate(at=Max("submitted_at"), number=Max("number"))
    since = tries.filter(number__gt=passed["number"] or 0)
    extra = ExtraTry.objects.filter(exam=exam, staff_id=staff_id)
    extra = extra.filter(opened_at__gt=passed["at"]) if passed["at"] else extra
    used = since.aggregate(count=Count("id"), ended=Max("submitted_at"))
    opened = extra.aggregate(count=Count("id"), at=Max("opened_at"))
    return Tries(used["count"], exam.tries + opened["count"], used["ended"], opened["at"])


def renewal_of(exam: Exam, staff_id: int, at: datetime) -> bool:
    """Whether somebody who has passed may take it again: no valid certificate, or one that ends soon."""
    if not exam.gives_certificate:
        return False
    held = valid_certificates(at + RENEWAL).filter(shop_id=exam.course.shop_id, staff_id=staff_id)
    return not held.exists()


def plans_of(person: Person, shop_ids: Collection[int]) -> list[Enrolment]:
    """One's own courses in use, the newest first."""
    rows = visible_enrolments(person).filter(staff_id=person.staff_id or 0, shop_id__in=shop_ids)
    rows = rows.filter(course__state=CourseState.OPEN).select_related("course__exam", "course__shop")
    return list(rows.order_by("-pk")[:MOST])


def lessons_of(course_ids: Collection[int]) -> dict[int, list[Lesson]]:
    """Course id -> its lessons in the order of the plan; one query. The caller sees the courses."""
    rows = Lesson.objects.filter(course_id__in=course_ids, is_used=True).order_by("day", "place", "pk")
    found: dict[int, list[Lesson]] = {}
    for row in rows.defer("text"):
        found.setdefault(row.course_id, []).append(row)
    return found


def read_by(enrolments: Collection[Enrolment]) -> set[tuple[int, int]]:
    """(enrolment id, lesson id) of what was worked through; one query."""
    rows = LessonRead.objects.filter(enrolment__in=enrolments)
    return set(rows.values_list("enrolment_id", "lesson_id"))


_COMES = ExpressionWrapper(F("starts_on") + OuterRef("day") - Value(1), output_field=DateField())


def lessons_due(person: Person, shop_ids: Collection[int]) -> QuerySet[Lesson]:
    """Lessons of one's own plans whose day has come and that are not worked through."""
    plan = visible_enrolments(person).filter(
        course_id=OuterRef("course_id"), staff_id=person.staff_id or 0, shop_id__in=shop_ids
    )
    plan = plan.annotate(comes=_COMES).filter(comes__lte=TruncDate(Now() + Value(moved_by())))
    read = LessonRead.objects.filter(lesson_id=OuterRef("pk"), enrolment__staff_id=person.staff_id or 0)
    rows = Lesson.objects.filter(is_used=True, course__state=CourseState.OPEN)
    return rows.filter(Exists(plan)).exclude(Exists(read))


def last_tries(staff_id: int, exam_ids: Collection[int]) -> dict[int, Attempt]:
    """Exam id -> the person's last try; one query."""
    rows = Attempt.objects.filter(staff_id=staff_id, exam_id__in=exam_ids).order_by("exam_id", "-number")
    return {row.exam_id: row for row in rows.distinct("exam_id")}


def scripts_of(course_ids: Collection[int]) -> dict[int, list[Script]]:
    """Course id -> its scripted buyers; one query. The caller sees the courses."""
    found: dict[int, list[Script]] = {}
    for row in Script.objects.filter(course_id__in=course_ids, is_used=True).order_by("pk").defer("turns")[:MOST]:
        found.setdefault(row.course_id, []).append(row)
    return found


def last_practices(staff_id: int) -> dict[int, Rehearsal]:
    """Script id -> the person's last practice by it; one query."""
    rows = Rehearsal.objects.filter(staff_id=staff_id).order_by("script_id", "-pk").distinct("script_id")
    return {row.script_id: row for row in rows.defer("turns", "answers", "remark")}


def certificate_of(staff_id: int, shop_ids: Collection[int]) -> dict[int, Certificate]:
    """Shop id -> the person's newest certificate there that was not revoked; one query."""
    rows = Certificate.objects.filter(staff_id=staff_id, shop_id__in=shop_ids, revoked_at=None)
    return {row.shop_id: row for row in rows.order_by("shop_id", "pk").defer("reason")}


def courses_of(person: Person, shop_ids: Collection[int], *, archived: bool) -> list[Course]:
    """For whoever teaches or leads, the newest first, with `learners`, `lessons_count` and `questions_count`."""
    rows = visible_courses(person).filter(shop_id__in=shop_ids).select_related("shop")
    rows = rows.filter(state=CourseState.ARCHIVED) if archived else rows.exclude(state=CourseState.ARCHIVED)
    found = Course.objects.filter(pk__in=rows.values("pk")).select_related("shop")
    counted = found.annotate(
        learners=Count("enrolments", distinct=True),
        lessons_count=Count("lessons", filter=Q(lessons__is_used=True), distinct=True),
        questions_count=Count("questions", filter=Q(questions__is_used=True), distinct=True),
    )
    return list(counted.order_by("-pk")[:MOST])


def to_mark(person: Person, shop_ids: Collection[int]) -> QuerySet[Attempt]:
    """Tries that wait for a trainer's marks; nobody marks their own."""
    rows = visible_attempts(person).filter(state=AttemptState.MARKING)
    rows = rows.filter(shop_id__in=set(shop_ids) & set(shops_with(person, TRAINERS)))
    return rows.exclude(staff_id=person.staff_id or 0)


def practice_to_mark(person: Person, shop_ids: Collection[int]) -> QuerySet[Rehearsal]:
    """The same of practice."""
    rows = visible_rehearsals(person).filter(state=RehearsalState.MARKING)
    rows = rows.filter(shop_id__in=set(shop_ids) & set(shops_with(person, TRAINERS)))
    return rows.exclude(staff_id=person.staff_id or 0)


@dataclass(frozen=True)
class Learner:
    """How somebody comes along in one shop. `done` of `lessons`; `last`: their last try of any exam there."""

    staff: Staff
    lessons: int
    done: int
    last: Attempt | None
    practice: Rehearsal | None
    certificate: Certificate | None


def progress_of(shop_id: int, after: tuple[str, int] | None = None) -> tuple[list[Learner], tuple[str, int] | None]:
    """Everybody who may learn in the shop, by name, one page; five queries at any size. The caller leads there."""
    people = learners_of(shop_id).order_by("name", "pk")
    if after is not None:
        people = people.filter(Q(name__gt=after[0]) | Q(name=after[0], pk__gt=after[1]))
    found = list(people[: PAGE + 1])
    here, ids = found[:PAGE], [row.pk for row in found[:PAGE]]
    plans = Enrolment.objects.filter(shop_id=shop_id, staff_id__in=ids, course__state=CourseState.OPEN)
    used = Q(course__lessons__is_used=True)
    lessons = dict(plans.values_list("staff_id").annotate(count=Count("course__lessons", filter=used)))
    read = LessonRead.objects.filter(enrolment__in=plans, lesson__is_used=True)
    done = dict(read.values_list("enrolment__staff_id").annotate(count=Count("id")))
    tries = Attempt.objects.filter(shop_id=shop_id, staff_id__in=ids).order_by("staff_id", "-pk").distinct("staff_id")
    last = {row.staff_id: row for row in tries}
    practised = Rehearsal.objects.filter(shop_id=shop_id, staff_id__in=ids).order_by("staff_id", "-pk")
    practice = {row.staff_id: row for row in practised.distinct("staff_id").defer("turns", "answers", "remark")}
    held = Certificate.objects.filter(shop_id=shop_id, staff_id__in=ids, revoked_at=None).order_by("staff_id", "-pk")
    certificates = {row.staff_id: row for row in held.distinct("staff_id")}
    rows = [
        Learner(one, lessons.get(one.pk, 0), done.get(one.pk, 0), last.get(one.pk), practice.get(one.pk),
                certificates.get(one.pk))
        for one in here
    ]  # fmt: skip
    return rows, (here[-1].name, here[-1].pk) if len(found) > PAGE else None


def is_over(certificate: Certificate, at: datetime) -> bool:
    """Whether its time is over."""
    return certificate.expires_at is not None and certificate.expires_at <= at
