"""One's own training: plans, lessons, their files (K3)."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import NotFound
from aftercare.files.terms import Copy
from aftercare.training.access import LEARNERS, READERS, access_course, visible_courses
from aftercare.training.actions.learn import read_lesson
from aftercare.training.models import Enrolment, LessonRead, Material
from aftercare.web.files import answer_file
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.training.contexts import LessonContext, TrainingContext


@page(roles=READERS)
def training(request: PageRequest) -> HttpResponse:
    """My plans and certificates; the way to the desk of those who teach."""
    context = TrainingContext(request.person, chosen_shop_ids(request), page_time(request))
    return render(request, "training/page.html", {"view": context})


@page(roles=READERS, methods=("GET", "POST"))
def lesson(request: PageRequest, course: int, lesson: int) -> HttpResponse:
    """One lesson; POST: worked through."""
    found = access_course(request.person, course)
    if request.method == "POST":
        only(request.POST)
        read_lesson(course_id=found.pk, lesson_id=lesson, person=request.person)
        return go_with(request, reverse("training"), _("Worked through."))
    row = found.lessons.select_related("course").filter(pk=lesson, is_used=True).first()
    if row is None:
        raise NotFound(lesson)
    may_learn = request.person.has(found.shop_id, *LEARNERS)
    plan = Enrolment.objects.filter(course=found, staff_id=request.person.staff_id or 0).first() if may_learn else None
    is_read = plan is not None and LessonRead.objects.filter(enrolment=plan, lesson=row).exists()
    return render(request, "training/lesson.html", {"view": LessonContext(row, plan, is_read)})


@page(roles=READERS)
def material(request: PageRequest, pk: int) -> FileResponse:
    """A file of a lesson, as a download."""
    rows = Material.objects.filter(lesson__course__in=visible_courses(request.person), lesson__is_used=True)
    found = rows.select_related("file").filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return answer_file(found.file, Copy.ORIGINAL)
