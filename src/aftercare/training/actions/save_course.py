"""Trainers write courses: their plan, lessons, files, exam (K3)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.shops.access import Person
from aftercare.training.access import access_shop_to_teach, access_to_teach, own_id
from aftercare.training.models import Course, Exam, Lesson, Material
from aftercare.training.terms import (
    DAYS_MOST,
    LESSONS_MOST,
    TEXT_MOST,
    TITLE_MOST,
    CourseKind,
    CourseState,
)
from aftercare.training.writing import check_number, checked, tell

CHANGED = Refusal("course_changed", _("A colleague has changed this course meanwhile."))
NOT_READY = Refusal("course_not_ready", _("A course needs a lesson before it is used."))
FILES_MOST = 10  # of a lesson


@dataclass(frozen=True)
class CourseFacts:
    """A course as typed. `days` of the plan; `due_on` of a topic."""

    title: str
    summary: str = ""
    kind: CourseKind = CourseKind.NEWCOMER
    days: int = 1
    due_on: date | None = None
    needs_practice: bool = False


@dataclass(frozen=True)
class LessonFacts:
    """A lesson as typed; `pk` None makes a new one."""

    title: str
    text: str
    day: int = 1
    minutes: int = 15
    pk: int | None = None


@dataclass(frozen=True)
class ExamFacts:
    """How the exam asks."""

    asks: int = 20
    minutes: int = 30
    pass_percent: int = 80
    tries: int = 2
    wait_hours: int = 24
    gives_certificate: bool = True


def create_course(*, slug: str, facts: CourseFacts, person: Person, ready_code: str = "") -> Course:
    """A course in preparation. Raises NotFound, InvalidInput."""
    with transaction.atomic():
        shop = access_shop_to_teach(person, slug)
        course = Course(shop=shop, ready_code=ready_code, made_by_id=own_id(person), made_at=now())
        _fill(course, facts)
        course.save()
        tell("course.created", ("course", course.pk), shop.pk, person, course.made_at)
    return course


def save_course(*, course_id: int, facts: CourseFacts, seen_version: int, person: Person) -> Course:
    """Raises NotFound, Refused when somebody else has changed it meanwhile, InvalidInput."""
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        if course.version != seen_version:
            raise Refused(CHANGED)
        _fill(course, facts)
        _changed(course, person, "course.changed")
    return course


def _fill(course: Course, facts: CourseFacts) -> None:
    course.title = checked("title", facts.title, TITLE_MOST)
    course.summary = checked("summary", facts.summary, TEXT_MOST, least=0)
    course.kind = facts.kind
    course.days = check_number("days", facts.days, 1, DAYS_MOST)
    course.due_on, course.needs_practice = facts.due_on, facts.needs_practice


def set_course_state(*, course_id: int, state: CourseState, person: Person) -> Course:
    """In use, or put away. Raises NotFound, Refused without a lesson."""
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        if state == CourseState.OPEN and not course.lessons.filter(is_used=True).exists():
            raise Refused(NOT_READY)
        course.state = state
        _changed(course, person, "course.state_set", state=state.value)
    return course


def _changed(course: Course, person: Person, kind: str, **data: object) -> None:
    course.version += 1
    course.save()
    tell(kind, ("course", course.pk), course.shop_id, person, now(), **data)


def save_lesson(*, course_id: int, facts: LessonFacts, person: Person) -> Lesson:
    """Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        lessons = course.lessons.filter(is_used=True)
        if facts.pk is None:
            if lessons.count() >= LESSONS_MOST:
                raise InvalidInput({"title": _("At most %(most)s lessons.") % {"most": LESSONS_MOST}})
            lesson = Lesson(course=course, place=(lessons.aggregate(most=Max("place"))["most"] or 0) + 1)
        else:
            lesson = _lesson(course, facts.pk)
        lesson.title = checked("title", facts.title, TITLE_MOST)
        lesson.text = checked("text", facts.text, TEXT_MOST)
        lesson.day = check_number("day", facts.day, 1, course.days)
        lesson.minutes = check_number("minutes", facts.minutes, 1, 480)
        lesson.save()
        tell("course.lesson_saved", ("course", course.pk), course.shop_id, person, now(), lesson=lesson.pk)
    return lesson


def drop_lesson(*, course_id: int, lesson_id: int, person: Person) -> None:
    """It stands in no plan any more; who has read it has read it. Raises NotFound, Refused."""
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        lesson = _lesson(course, lesson_id)
        lesson.is_used = False
        lesson.save(update_fields=["is_used"])
        tell("course.lesson_dropped", ("course", course.pk), course.shop_id, person, now(), lesson=lesson.pk)


def _lesson(course: Course, pk: int) -> Lesson:
    found = course.lessons.filter(pk=pk, is_used=True).first()
    if found is None:
        raise NotFound(pk)
    return found


def add_material(*, course_id: int, lesson_id: int, upload: Upload, person: Person) -> Material:
    """A file beside the lesson. Raises NotFound, Refused, InvalidInput as `store_file` does."""
    with transaction.atomic():
        course, at = access_to_teach(person, course_id), now()
        lesson = _lesson(course, lesson_id)
        if lesson.materials.count() >= FILES_MOST:
            raise InvalidInput({"file": _("At most %(most)s files.") % {"most": FILES_MOST}})
        file = store_file(upload=upload, shop_id=course.shop_id, person=person, at=at)
        row = Material.objects.create(lesson=lesson, file=file, at=at)
        tell("course.file_added", ("course", course.pk), course.shop_id, person, at, lesson=lesson.pk)
    return row


def save_exam(*, course_id: int, facts: ExamFacts, person: Person) -> Exam:
    """How the course's exam asks from now on; tries that run keep their time and pass mark. Raises NotFound, Refused,
    InvalidInput."""
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        exam = Exam.objects.filter(course=course).first() or Exam(course=course)
        exam.asks = check_number("asks", facts.asks, 1, 100)
        exam.minutes = check_number("minutes", facts.minutes, 1, 240)
        exam.pass_percent = check_number("pass_percent", facts.pass_percent, 1, 100)
        exam.tries = check_number("tries", facts.tries, 1, 20)
        exam.wait_hours = check_number("wait_hours", facts.wait_hours, 0, 720)
        exam.gives_certificate = facts.gives_certificate
        exam.save()
        tell("exam.set", ("course", course.pk), course.shop_id, person, now(), asks=exam.asks, tries=exam.tries)
    return exam
