"""The board, the page of a case, its side peek and its quiet mark."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render

from aftercare.cases.pack.contents import MAKERS
from aftercare.cases.queries import newest_change
from aftercare.web.caseline import address_of
from aftercare.web.cases.audience import READERS
from aftercare.web.cases.board import BoardContext, chosen_shops
from aftercare.web.cases.record import CaseContext
from aftercare.web.fragments import answer
from aftercare.web.policy import PageRequest, page, page_time


@page(roles=READERS)
def board(request: PageRequest) -> HttpResponse:
    """What runs out first, by view and filter; htmx asks for the next rows only (B1)."""
    context = BoardContext(request.person, chosen_shops(request), request.GET, page_time(request))
    return answer(request, "cases/board.html", "cases/_rows.html", {"board": context})


@page(roles=READERS)
def case(request: PageRequest, number: str) -> HttpResponse:
    """The record: what must be done, what runs out, what has happened."""
    context = CaseContext(request.person, number, page_time(request))
    may_pack = request.person.has(context.case.shop_id, *MAKERS)
    return render(request, "cases/case.html", {"case": context, "may_pack": may_pack})


@page(roles=READERS)
def peek(request: PageRequest, number: str) -> HttpResponse:
    """The record beside the board."""
    context = CaseContext(request.person, number, page_time(request))
    shown = {"title": number, "address": address_of(number), "body": "cases/_peek.html", "case": context}
    return render(request, "pieces/peek.html", shown)


@page(roles=READERS)
def changes(request: PageRequest, number: str) -> HttpResponse:
    """204 while nobody else has changed the case; else the mark that says so, and nothing moves."""
    since = request.GET.get("since", "")
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        raise BadRequest("no number")
    if newest_change(request.person, number, int(since)) is None:
        return HttpResponse(status=204)
    return render(request, "cases/_changed.html", {"address": address_of(number)})
