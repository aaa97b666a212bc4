"""Making a move from the page: its form, the exact words before what costs money, and the write."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.translation import gettext as _

from aftercare.cases.access import access_case
from aftercare.cases.actions.move_case import check_move, move_case
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import Move
from aftercare.cases.inputs import read_inputs
from aftercare.cases.queries import Standing, standing_of, was_made
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.reviews.checking import note_stopped
from aftercare.web.caseline import address_of
from aftercare.web.cases.audience import READERS
from aftercare.web.cases.confirming import Confirmation
from aftercare.web.cases.form_data import read_form, read_version
from aftercare.web.cases.moveform import MoveForm
from aftercare.web.fragments import answer, go_with
from aftercare.web.policy import PageRequest, page, page_time

STEPS = ("fill", "check", "do")


@page(roles=READERS, methods=("GET", "POST"), substitutes=True)
def move(request: PageRequest, number: str, code: str) -> HttpResponse:
    """The form of a move (C1): `fill` shows it with what was typed, `check` asks once more, `do` makes the move.

    Wrong fields come back beside themselves (422); a refusal or a case that has changed keeps what was typed (409).
    """
    step, typed = request.POST.get("step", "do"), read_form(request.POST)
    if step not in STEPS:
        raise BadRequest("unknown step")
    if request.method == "POST" and step == "do":
        return _do(request, number, code, typed)
    standing, wanted = _wanted(request, number, code)
    if request.method == "GET":
        return _form(request, MoveForm(standing, wanted, refusal=standing.refusal(code)))
    if step == "fill":
        kept = {name: value for name, value in typed.items() if name in (*wanted.needs, *wanted.takes)}
        return _form(request, MoveForm(standing, wanted, typed=kept))
    version = read_version(request.POST)
    try:
        return _confirm(request, standing, wanted, typed, version)
    except InvalidInput as error:
        return _form(request, MoveForm(standing, wanted, typed=typed, problems=error.problems), 422)
    except Refused as error:
        return _refused(request, standing, wanted, typed, error.refusal, version)


def _wanted(request: PageRequest, number: str, code: str) -> tuple[Standing, Move]:
    """The case as it stands now, and the move. Raises NotFound on either."""
    standing = standing_of(request.person, access_case(request.person, number), page_time(request))
    return standing, standing.move(code)


def _do(request: PageRequest, number: str, code: str, typed: Mapping[str, Any]) -> HttpResponse:
    """Write at once: the action checks everything itself. Only a form that comes back needs the case around it."""
    try:
        version = read_version(request.POST)
    except BadRequest:
        access_case(request.person, number)  # a stranger learns nothing from what is wrong with the form
        raise
    try:
        case = move_case(number=number, move_code=code, person=request.person, inputs=typed, expected_version=version)
    except (InvalidInput, Refused) as error:
        standing, wanted = _wanted(request, number, code)
        if "public_reply" in (*wanted.needs, *wanted.takes):
            note_stopped(error, standing.case, str(typed.get("public_reply", "")), request.person, page_time(request))
        if isinstance(error, Refused):
            return _refused(request, standing, wanted, typed, error.refusal, version)
        return _form(request, MoveForm(standing, wanted, typed=typed, problems=error.problems), 422)
    made = flow_of(case.flow, case.flow_version).move(code)
    assert made is not None
    return _done(request, number, made)


def _confirm(
    request: PageRequest, standing: Standing, wanted: Move, typed: Mapping[str, Any], version: int
) -> HttpResponse:
    if standing.case.version != version:
        raise Refused(Refusal("version_changed", _("Somebody changed this case meanwhile.")))
    attempt = replace(standing.attempt, inputs=read_inputs(wanted, typed, standing.attempt.facts))
    refusal = check_move(standing.flow, wanted.code, attempt)
    if refusal is not None:
        raise Refused(refusal)
    context = {"confirmation": Confirmation(standing, wanted, attempt, typed), "form": MoveForm(standing, wanted)}
    return answer(
        request, "cases/move.html", "cases/_move_confirm.html", {**context, "part": "cases/_move_confirm.html"}
    )


def _refused(
    request: PageRequest, standing: Standing, wanted: Move, typed: Mapping[str, Any], refusal: Refusal, version: int
) -> HttpResponse:
    is_late = refusal.code in ("version_changed", "wrong_state")
    if is_late and was_made(request.person, standing.case, wanted.code, version, typed):
        return _done(request, standing.case.number, wanted)
    return _form(request, MoveForm(standing, wanted, typed=typed, refusal=refusal), 409)


def _done(request: PageRequest, number: str, made: Move) -> HttpResponse:
    return go_with(request, address_of(number), f"{number} · {made.label}")


def _form(request: PageRequest, form: MoveForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "part": "cases/_move_form.html"}
    response = answer(request, "cases/move.html", "cases/_move_form.html", context, status=status)
    if status == 409:
        response["AC-Form"] = "kept"  # cases.js puts the form in its place although the answer is a refusal
    return response
