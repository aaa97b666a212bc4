"""Exams: the cover, a try, its answers one by one, marks (K3)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.training.access import LEARNERS, READERS, TRAINERS, access_attempt, access_own_plan
from aftercare.training.actions.mark_attempt import mark_attempt
from aftercare.training.actions.take_exam import answer_question, start_attempt, submit_attempt
from aftercare.training.terms import SAID_MOST
from aftercare.web.fragments import go, go_with, is_part
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.training.examcontexts import ExamContext, TryContext
from aftercare.web.training.marking import MarkingContext


@page(roles=LEARNERS, methods=("GET", "POST"))
def exam(request: PageRequest, course: int) -> HttpResponse:
    """The rules and one's tries; POST begins one, or goes on with it."""
    plan = access_own_plan(request.person, course)
    if request.method == "POST":
        only(request.POST)
        row = start_attempt(course_id=course, person=request.person)
        return go(request, reverse("training_try", args=[row.pk]))
    return render(request, "training/exam.html", {"view": ExamContext(request.person, plan, page_time(request))})


@page(roles=READERS)
def attempt(request: PageRequest, pk: int) -> HttpResponse:
    """One try, to answer or to look at. The page asks for its state again when the time is over."""
    context = TryContext(request.person, access_attempt(request.person, pk), page_time(request))
    if is_part(request):
        here = reverse("training_try", args=[pk])
        return render(request, "training/_over.html", {"view": context}) if context.is_running else go(request, here)
    running = context.is_running and context.is_mine
    return render(request, "training/try.html" if running else "training/marked.html", {"view": context})


@page(roles=LEARNERS, methods=("POST",))
def answer_one(request: PageRequest, pk: int, place: int) -> HttpResponse:
    """Keep one answer."""
    posted = only(request.POST, "given", "said")
    given = [read_number(text) for text in posted.getlist("given")]
    if None in given:
        raise InvalidInput({"given": _("Choose among the answers that are shown.")})
    chosen = [one for one in given if one is not None]
    words = posted.get("said", "")[: SAID_MOST + 1]
    row = answer_question(attempt_id=pk, place=place, given=chosen, said=words, person=request.person)
    saved = timezone.localtime(row.at) if row.at else None
    return render(request, "training/_saved.html", {"saved": saved, "is_empty": not (row.given or row.said)})


@page(roles=LEARNERS, methods=("POST",))
def submit(request: PageRequest, pk: int) -> HttpResponse:
    """Hand it in."""
    only(request.POST)
    submit_attempt(attempt_id=pk, person=request.person)
    return go_with(request, reverse("training_try", args=[pk]), _("Handed in."))


@page(roles=TRAINERS, methods=("POST",))
def mark(request: PageRequest, pk: int) -> HttpResponse:
    """Points and remarks for the answers in words."""
    places = [place for name in request.POST if (place := read_number(name.removeprefix("points_"))) is not None]
    posted = only(request.POST, *(f"{name}_{place}" for place in places for name in ("points", "remark")))
    marks = {}
    for place in places:
        points = read_number(posted.get(f"points_{place}"))
        marks[place] = (-1 if points is None else points, posted.get(f"remark_{place}", ""))
    mark_attempt(attempt_id=pk, marks=marks, person=request.person)
    return go_with(request, reverse("training_marking"), _("Marked. The learner sees it now."))


@page(roles=TRAINERS)
def marking(request: PageRequest) -> HttpResponse:
    """What waits for a trainer's marks."""
    context = MarkingContext(request.person, chosen_shop_ids(request))
    return render(request, "training/marking.html", {"view": context})
