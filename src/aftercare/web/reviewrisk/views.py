"""The part of a review case that weighs the signs, and the list of those whom somebody has listed."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.access import access_case
from aftercare.core.errors import InvalidInput, Refused
from aftercare.reviewrisk.access import ANSWERERS, APPEALERS, READERS, WRONG_ROLE
from aftercare.reviewrisk.actions.appeal_entry import answer_appeal, appeal_entry
from aftercare.reviewrisk.actions.list_reviewer import list_reviewer
from aftercare.web.caseline import address_of
from aftercare.web.fragments import answer, go, go_with, toast
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.reviewrisk.asking import NAMES, read_asked
from aftercare.web.reviewrisk.contexts import EntriesContext, ReviewerContext

CARD = "reviewrisk/_card.html"


@page(roles=READERS, methods=("GET", "POST"))
def reviewer(request: PageRequest, number: str) -> HttpResponse:
    """The signs with what the person has looked up; a POST lists the buyer (R4)."""
    case = access_case(request.person, number)
    if not request.person.has(case.shop_id, *APPEALERS):
        raise Refused(WRONG_ROLE)
    if request.method == "GET":
        given = _given(request.GET)
        shown = ReviewerContext(request.person, case, read_asked(given), given, page_time(request))
        return render(request, CARD, {"reviewer": shown})
    given = _given(request.POST)
    asked = read_asked(given)
    list_reviewer(person=request.person, number=number, why=given.get("why", ""), asked=asked)
    if not request.htmx:
        return go(request, address_of(number))
    shown = ReviewerContext(request.person, case, asked, given, page_time(request))
    return toast(render(request, CARD, {"reviewer": shown}), _("Listed until the day shown."))


def _given(form: QueryDict) -> dict[str, str]:
    """The answers by field; any other field is refused."""
    told = only(form, *NAMES, "why")
    return {name: told.get(name, "") for name in (*NAMES, "why")}


@page(roles=READERS)
def entries(request: PageRequest) -> HttpResponse:
    """All entries of the shops in which the person handles reviews, the newest first."""
    context = EntriesContext(request.person, request.GET, page_time(request))
    return answer(request, "reviewrisk/list.html", "reviewrisk/_rows.html", {"entries": context})


@page(roles=READERS, methods=("POST",))
def appeal(request: PageRequest, pk: int) -> HttpResponse:
    """Object to an entry."""
    text = only(request.POST, "text").get("text", "")
    appeal_entry(person=request.person, entry_id=pk, text=text)
    return go_with(request, reverse("reviewers"), _("Noted"))


@page(roles=frozenset(ANSWERERS), methods=("POST",))
def answer_it(request: PageRequest, pk: int) -> HttpResponse:
    """Answer an objection: POST lift=yes takes the buyer off the list."""
    posted = only(request.POST, "text", "lift")
    if posted.get("lift") not in ("yes", "no"):
        raise InvalidInput({"lift": _("Choose one of the answers.")})
    answer_appeal(person=request.person, entry_id=pk, lift=posted.get("lift") == "yes", text=posted.get("text", ""))
    return go_with(request, reverse("reviewers"), _("Saved."))
