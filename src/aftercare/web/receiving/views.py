"""The receiving page: find, receive, inspect."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from aftercare.accounts.terms import Role
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import Move
from aftercare.cases.models import Case
from aftercare.cases.parsing import parse_count
from aftercare.core.errors import InvalidInput
from aftercare.web.caseline import state_of
from aftercare.web.fragments import answer, go_with, is_part, toast, trigger
from aftercare.web.numbers import read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.receiving.access import access_receivable
from aftercare.web.receiving.contexts import AnswerContext
from aftercare.web.receiving.form import finds_in_order, is_step, read_form
from aftercare.web.receiving.lookup import Found, find
from aftercare.web.receiving.today import TodayContext
from aftercare.web.shell.choices import chosen_shop_ids

WAREHOUSE = frozenset({Role.WAREHOUSE})
CHANGED = "receiving:changed"
DONE = {
    "turn_away": gettext_lazy("Turned away at the door. The agent has been told."),
    "doubt": gettext_lazy("Noted. The agent decides what happens next."),
}


@page(roles=WAREHOUSE)
def receiving(request: PageRequest) -> HttpResponse:
    """The scan field, and what the scanned code led to (B3)."""
    at = page_time(request)
    found = find(request.person, request.GET.get("code", ""))
    context = {"found": AnswerContext(request.person, found, at)}
    if not is_part(request):
        context["today"] = TodayContext(request.person, chosen_shop_ids(request), at)  # type: ignore[assignment]
    return answer(request, "receiving/page.html", "receiving/_answer.html", context)


@page(roles=WAREHOUSE)
def today(request: PageRequest) -> HttpResponse:
    """The lists beside the scan field, fetched again after each parcel."""
    context = TodayContext(request.person, chosen_shop_ids(request), page_time(request))
    return render(request, "receiving/_today.html", {"today": context})


@page(roles=WAREHOUSE, methods=("POST",))
def act(request: PageRequest, number: str) -> HttpResponse:
    """One step of the warehouse: received, turned away, inspected (B3, C1)."""
    case = access_receivable(request.person, number)
    move_code = request.POST.get("move", "")
    move = flow_of(case.flow, case.flow_version).move(move_code)
    if move is None or not is_step(move):
        raise InvalidInput({"move": gettext_lazy("This step does not exist.")})
    posted = request.POST.dict()
    inputs = read_form(move, posted)
    if "note" in move.needs and not inputs.get("note", "").strip():
        raise InvalidInput({"note": gettext_lazy("Write down what you see: the agent decides by it.")})
    moved = move_case(
        number=number,
        move_code=move_code,
        person=request.person,
        inputs=inputs,
        expected_version=read_version(posted),
    )
    said = _said(move, moved, inputs)
    if not is_part(request):
        return go_with(request, f"{reverse('receiving')}?code={number}", said)
    context = AnswerContext(request.person, Found(number, (_again(request, case),)), page_time(request), is_done=True)
    response = render(request, "receiving/_answer.html", {"found": context})
    return trigger(toast(response, said), CHANGED)


def _again(request: PageRequest, case: Case) -> Case:
    return access_receivable(request.person, case.number)


def _said(move: Move, case: Case, inputs: dict[str, dict[str, str]]) -> str:
    if finds_in_order(move):
        return gettext("All in order. Now: %(state)s.") % {"state": state_of(case).label}
    if move.code in DONE:
        return str(DONE[move.code])
    pieces = sum(parse_count(value) for value in inputs["received_lines"].values())
    return ngettext("%(pieces)s piece received.", "%(pieces)s pieces received.", pieces) % {"pieces": pieces}
