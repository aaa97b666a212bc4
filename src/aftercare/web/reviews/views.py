"""The list of reviews and one review: its reply, whether it is on the platform, its addition, its case."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.files.terms import Copy
from aftercare.reviews.access import READERS, WRITERS, access_picture, access_review
from aftercare.reviews.actions.correct_complaint import correct_complaint
from aftercare.reviews.actions.judge_addition import judge_addition
from aftercare.reviews.actions.mark_published import mark_published
from aftercare.reviews.actions.open_by_hand import open_by_hand
from aftercare.reviews.actions.write_reply import Draft, write_reply
from aftercare.reviews.checking import BLOCKED
from aftercare.reviews.terms import ReplyState
from aftercare.web.caseline import address_of
from aftercare.web.cases.board import chosen_shops
from aftercare.web.files import answer_file
from aftercare.web.fragments import answer, go, go_with, toast
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.reviews.contexts import ReviewsContext
from aftercare.web.reviews.record import ReviewContext


@page(roles=frozenset(READERS))
def reviews(request: PageRequest) -> HttpResponse:
    """What buyers said, and what we said of buyers (R1)."""
    context = ReviewsContext(request.person, chosen_shops(request), request.GET, page_time(request))
    return answer(request, "reviews/page.html", "reviews/_rows.html", {"reviews": context})


@page(roles=frozenset(READERS))
def review(request: PageRequest, pk: int) -> HttpResponse:
    """One review."""
    return _page(request, pk)


def _page(request: PageRequest, pk: int, *, typed: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    found = access_review(request.person, pk)
    context = ReviewContext(found, request.person, page_time(request), typed, problem)
    return render(request, "reviews/review.html", {"review": context}, status=status)


@page(roles=frozenset(READERS))
def review_picture(request: PageRequest, pk: int, token: str, copy: str) -> HttpResponseBase:
    """A picture that the buyer added to it, through the review's own access (B10)."""
    if copy not in Copy.values:
        raise NotFound(copy)
    return answer_file(access_picture(request.person, pk, token), Copy(copy))


@page(roles=frozenset(WRITERS), methods=("POST",))
def review_reply(request: PageRequest, pk: int) -> HttpResponse:
    """Write the public reply. One that may not be stored is shown again with why; nothing of it is kept."""
    posted = only(request.POST, "text", "seen")
    draft = Draft(posted.get("text", ""), read_number(posted.get("seen")))
    try:
        reply = write_reply(review_id=pk, draft=draft, person=request.person)
    except InvalidInput as error:
        return _page(request, pk, typed=draft.text, problem=str(next(iter(error.problems.values()))), status=422)
    except Refused as error:
        if error.refusal.code != BLOCKED:
            raise
        return _page(request, pk, typed=draft.text, problem=str(error.refusal), status=409)
    is_shown = reply.state == ReplyState.CONFIRMED
    text = _("The buyer sees it now.") if is_shown else _("Stored. Copy it to the platform, then say so here.")
    return go_with(request, reverse("review", args=[pk]), text)


@page(roles=frozenset(WRITERS), methods=("POST",))
def review_published(request: PageRequest, pk: int) -> HttpResponse:
    """Say that the reply stands on the platform, or take that back."""
    is_published = only(request.POST, "published").get("published") == "yes"
    reply = mark_published(reply_id=pk, published=is_published, person=request.person)
    said = _("Noted. The next file confirms it.") if is_published else _("Taken back: it is still to be copied.")
    return go_with(request, reverse("review", args=[reply.review_id]), said)


@page(roles=frozenset(WRITERS), methods=("POST",))
def review_addition(request: PageRequest, pk: int) -> HttpResponse:
    """Say what the addition says."""
    judge_addition(review_id=pk, result=only(request.POST, "result").get("result", ""), person=request.person)
    return go(request, reverse("review", args=[pk]))


@page(roles=frozenset(WRITERS), methods=("POST",))
def review_case(request: PageRequest, pk: int) -> HttpResponse:
    """Open its case by hand."""
    only(request.POST)
    case = open_by_hand(review_id=pk, person=request.person)
    return go(request, address_of(case.number))


@page(roles=frozenset(WRITERS), methods=("POST",))
def review_dispute(request: PageRequest, pk: int) -> HttpResponse:
    """Put right what it complains of."""
    to = only(request.POST, "type").get("type", "")
    found = correct_complaint(review_id=pk, to=to, person=request.person)
    if not request.htmx:
        return go(request, reverse("review", args=[pk]))
    context = ReviewContext(found, request.person, page_time(request))
    return toast(render(request, "disputes/_card.html", {"dispute": context.dispute}), _("Saved."))
