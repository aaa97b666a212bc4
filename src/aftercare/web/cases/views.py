"""The board, the page of a case, its side peek and its quiet mark."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render

from aftercare.cases.around import PARTS
from aftercare.cases.pack.contents import MAKERS
from aftercare.cases.queries import newest_change
from aftercare.web.caseline import address_of
from aftercare.web.cases.audience import READERS
from aftercare.web.cases.board import BoardContext, chosen_shops
from aftercare.web.cases.elsewhere import elsewhere
from aftercare.web.cases.record import CaseContext
from aftercare.web.fragments import answer, is_part
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time


@page(roles=READERS)
def board(request: PageRequest) -> HttpResponse:
    """What runs out first, by view and filter; htmx asks for the next rows only (B1)."""
    context = BoardContext(request.person, chosen_shops(request), request.GET, page_time(request))
    return answer(request, "cases/board.html", "cases/_rows.html", {"board": context})


@page(roles=READERS, substitutes=True)
def case(request: PageRequest, number: str) -> HttpResponse:
    """The record: what must be done, what runs out, what has happened; `earlier` asks for older rows of a part."""
    part, key = _read_earlier(request)
    context = CaseContext(request.person, number, page_time(request), {part: key} if part else None)
    if part and is_part(request):
        return render(request, f"cases/_{part}.html", {"case": context})
    may_pack = request.person.has(context.case.shop_id, *MAKERS)
    shown = {"case": context, "may_pack": may_pack, "elsewhere": elsewhere(request.person, context.case)}
    return render(request, "cases/case.html", shown)


def _read_earlier(request: PageRequest) -> tuple[str, int]:
    """The part whose older rows are asked for, and the key behind which they begin; '' for none. Raises BadRequest."""
    text = request.GET.get("earlier", "")
    if not text:
        return "", 0
    part, _dot, behind = text.partition(".")
    key = read_number(behind)
    if part not in PARTS or key is None:
        raise BadRequest("no such part")
    return part, key


@page(roles=READERS, substitutes=True)
def peek(request: PageRequest, number: str) -> HttpResponse:
    """The record beside the board."""
    context = CaseContext(request.person, number, page_time(request))
    shown = {"title": number, "address": address_of(number), "body": "cases/_peek.html", "case": context}
    return render(request, "pieces/peek.html", shown)


@page(roles=READERS)
def changes(request: PageRequest, number: str) -> HttpResponse:
    """204 while nobody else has changed the case; else the mark that says so, and nothing moves."""
    since = read_number(request.GET.get("since"))
    if since is None:
        raise BadRequest("no number")
    if newest_change(request.person, number, since) is None:
        return HttpResponse(status=204)
    return render(request, "cases/_changed.html", {"address": address_of(number)})
