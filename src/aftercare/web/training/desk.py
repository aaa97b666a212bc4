"""The trainer's desk: courses, lessons, questions, exams, people and their certificates (K3)."""

from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.core.errors import InvalidInput
from aftercare.shops.access import access_shop
from aftercare.training.access import LEADERS, TRAINERS, access_bank, access_course
from aftercare.training.actions.certify import grant_certificate, revoke_certificate
from aftercare.training.actions.learn import enrol
from aftercare.training.actions.load_ready import load_newcomer_course
from aftercare.training.actions.mark_attempt import open_try
from aftercare.training.actions.save_course import (
    CourseFacts,
    ExamFacts,
    LessonFacts,
    add_material,
    create_course,
    drop_lesson,
    save_course,
    save_exam,
    save_lesson,
    set_course_state,
)
from aftercare.training.actions.save_question import QuestionFacts, retire_question, save_question
from aftercare.training.terms import CourseKind, CourseState, QuestionKind
from aftercare.web.files import read_upload
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_day, read_number, read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.training.deskcontexts import CourseContext, CoursesContext, PeopleContext, QuestionsContext

COURSE = ("title", "summary", "kind", "days", "due_on", "needs_practice")


def _number(posted: QueryDict, name: str, otherwise: int | None = None) -> int:
    """The number of that field; -1 when it is none, which every action refuses at the field."""
    if otherwise is not None and name not in posted:
        return otherwise
    found = read_number(posted.get(name))
    return -1 if found is None else found


def _day(posted: QueryDict, name: str) -> date | None:
    return read_day(posted.get(name))


def _back(request: PageRequest, pk: int, text: str) -> HttpResponse:
    return go_with(request, reverse("training_course", args=[pk]), text)


@page(roles=LEADERS)
def courses(request: PageRequest) -> HttpResponse:
    """Courses of one's shops."""
    context = CoursesContext(request.person, chosen_shop_ids(request), request.GET)
    return render(request, "training/courses.html", {"view": context})


def _facts(posted: QueryDict) -> CourseFacts:
    try:
        kind = CourseKind(posted.get("kind", CourseKind.NEWCOMER))
    except ValueError:
        raise InvalidInput({"kind": _("Choose what the course is for.")}) from None
    return CourseFacts(
        posted.get("title", ""),
        posted.get("summary", ""),
        kind,
        _number(posted, "days", 1),
        _day(posted, "due_on"),
        posted.get("needs_practice") == "yes",
    )


@page(roles=TRAINERS, methods=("POST",))
def course_new(request: PageRequest, slug: str) -> HttpResponse:
    """A course in preparation."""
    posted = only(request.POST, *COURSE)
    row = create_course(slug=slug, facts=_facts(posted), person=request.person)
    return _back(request, row.pk, _("The course is there. Write its first lesson."))


@page(roles=TRAINERS, methods=("POST",))
def ready(request: PageRequest, slug: str) -> HttpResponse:
    """The newcomer course of the package."""
    only(request.POST)
    row = load_newcomer_course(slug=slug, person=request.person)
    return _back(request, row.pk, _("The newcomer course is in use. Give it to people, and change it as you like."))


@page(roles=LEADERS, methods=("GET", "POST"))
def course(request: PageRequest, pk: int) -> HttpResponse:
    """One course; POST changes its head."""
    found = access_course(request.person, pk)
    if request.method == "GET":
        view = CourseContext(request.person, found, page_time(request))
        return render(request, "training/course.html", {"view": view})
    posted = only(request.POST, *COURSE, "version")
    seen = read_version(posted)
    save_course(course_id=pk, facts=_facts(posted), seen_version=seen, person=request.person)
    return _back(request, pk, _("Saved."))


@page(roles=TRAINERS, methods=("POST",))
def state(request: PageRequest, pk: int) -> HttpResponse:
    """In use, or put away."""
    posted = only(request.POST, "state")
    try:
        wanted = CourseState(posted.get("state", ""))
    except ValueError:
        raise InvalidInput({"state": _("Choose what becomes of the course.")}) from None
    set_course_state(course_id=pk, state=wanted, person=request.person)
    said = _("The course is in use.") if wanted is CourseState.OPEN else _("The course is put away.")
    return _back(request, pk, said)


@page(roles=TRAINERS, methods=("POST",))
def lesson_save(request: PageRequest, pk: int) -> HttpResponse:
    """A new lesson, another text, or out of the plan."""
    posted = only(request.POST, "lesson", "title", "text", "day", "minutes", "do")
    lesson = read_number(posted.get("lesson")) if posted.get("lesson") else None
    if posted.get("do") == "drop":
        drop_lesson(course_id=pk, lesson_id=lesson or 0, person=request.person)
        return _back(request, pk, _("The lesson stands in no plan any more."))
    told = {"day": _number(posted, "day", 1), "minutes": _number(posted, "minutes", 15)}
    facts = LessonFacts(posted.get("title", ""), posted.get("text", ""), pk=lesson, **told)
    save_lesson(course_id=pk, facts=facts, person=request.person)
    return _back(request, pk, _("The lesson is saved."))


@page(roles=TRAINERS, methods=("POST",))
def file_add(request: PageRequest, pk: int) -> HttpResponse:
    """A file beside a lesson."""
    posted = only(request.POST, "lesson")
    _look(request, pk)
    upload = read_upload(request)
    lesson = read_number(posted.get("lesson")) or 0
    add_material(course_id=pk, lesson_id=lesson, upload=upload, person=request.person)
    return _back(request, pk, _("The file stands beside the lesson."))


def _look(request: PageRequest, pk: int) -> None:
    """Before a file is read: whose course it is not is not asked for one. Raises NotFound."""
    access_course(request.person, pk)


@page(roles=TRAINERS, methods=("GET", "POST"))
def questions(request: PageRequest, pk: int) -> HttpResponse:
    """The bank of a course; POST writes one question or takes it out."""
    found = access_bank(request.person, pk)
    here = reverse("training_questions", args=[pk])
    if request.method == "GET":
        view = QuestionsContext(found, request.GET)
        return answer(request, "training/questions.html", "training/_questions.html", {"view": view})
    posted = only(request.POST, "question", "kind", "text", "options", "key", "explanation", "points", "do")
    question = read_number(posted.get("question")) if posted.get("question") else None
    if posted.get("do") == "retire":
        retire_question(course_id=pk, question_id=question or 0, person=request.person)
        return go_with(request, here, _("The question is asked no more."))
    save_question(course_id=pk, facts=_question(posted, question), person=request.person)
    return go_with(request, here, _("The question is saved."))


def _question(posted: QueryDict, pk: int | None) -> QuestionFacts:
    try:
        kind = QuestionKind(posted.get("kind", ""))
    except ValueError:
        raise InvalidInput({"kind": _("Choose how it is answered.")}) from None
    numbers = [read_number(text) for text in posted.get("key", "").replace(",", " ").replace("，", " ").split()]
    key = [-1 if number is None else number - 1 for number in numbers]
    options = posted.get("options", "").splitlines()
    points, why = _number(posted, "points", 1), posted.get("explanation", "")
    return QuestionFacts(kind, posted.get("text", ""), options, key, why, points, pk)


@page(roles=TRAINERS, methods=("POST",))
def exam_save(request: PageRequest, pk: int) -> HttpResponse:
    """How the exam asks."""
    names = ("asks", "minutes", "pass_percent", "tries", "wait_hours")
    posted = only(request.POST, *names, "gives_certificate")
    told = {name: _number(posted, name) for name in names}
    facts = ExamFacts(**told, gives_certificate=posted.get("gives_certificate") == "yes")
    save_exam(course_id=pk, facts=facts, person=request.person)
    return _back(request, pk, _("The exam is set."))


@page(roles=TRAINERS, methods=("POST",))
def give(request: PageRequest, pk: int) -> HttpResponse:
    """Give the course to people."""
    posted = only(request.POST, "staff", "starts_on")
    _look(request, pk)
    starts_on = _day(posted, "starts_on")
    if starts_on is None:
        raise InvalidInput({"starts_on": _("Choose on which day the plan begins.")})
    staff = [number for text in posted.getlist("staff") if (number := read_number(text)) is not None]
    new = enrol(course_id=pk, staff_ids=staff, starts_on=starts_on, person=request.person)
    said = ngettext("%(count)s person learns by it now.", "%(count)s people learn by it now.", new) % {"count": new}
    return _back(request, pk, said)


@page(roles=TRAINERS, methods=("POST",))
def try_open(request: PageRequest, pk: int) -> HttpResponse:
    """Another try for somebody."""
    posted = only(request.POST, "staff", "reason")
    staff = read_number(posted.get("staff")) or 0
    open_try(course_id=pk, staff_id=staff, reason=posted.get("reason", ""), person=request.person)
    return _back(request, pk, _("Another try is open."))


@page(roles=LEADERS)
def people(request: PageRequest) -> HttpResponse:
    """How people come along."""
    context = PeopleContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "training/people.html", "training/_people.html", {"view": context})


@page(roles=LEADERS, methods=("POST",))
def certificate(request: PageRequest, slug: str, staff: int) -> HttpResponse:
    """Grant one by hand, or take it away; both with a reason."""
    posted = only(request.POST, "do", "reason")
    shop = access_shop(request.person, slug)
    reason, person = posted.get("reason", ""), request.person
    here = f"{reverse('training_people')}?shop={shop.slug}"
    if posted.get("do") == "revoke":
        revoke_certificate(shop_id=shop.pk, staff_id=staff, reason=reason, person=person)
        return go_with(request, here, _("The certificate is not good any more."))
    if posted.get("do") != "grant":
        raise InvalidInput({"do": _("Choose whether to grant or to withdraw.")})
    grant_certificate(shop_id=shop.pk, staff_id=staff, reason=reason, person=person)
    return go_with(request, here, _("The certificate is granted."))
