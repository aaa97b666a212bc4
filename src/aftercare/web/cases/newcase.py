"""The wizard for a new case: choose the order, enter the application, look at it once more, open."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.actions.add_evidence import draft_files
from aftercare.cases.actions.open_case import open_case
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.files.actions.store_file import store_file
from aftercare.files.queries import is_shown
from aftercare.files.terms import Copy
from aftercare.orders.access import access_order
from aftercare.orders.queries import find_orders
from aftercare.web import errors
from aftercare.web.caseline import address_of
from aftercare.web.cases.acting import TOO_MANY
from aftercare.web.cases.audience import OPENERS
from aftercare.web.cases.hints import Hints
from aftercare.web.cases.opening import Opening
from aftercare.web.files import answer_file, read_upload
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids

# What is answered to each step: the whole form or the part of it that follows from the choice; `open` writes.
PARTS = {
    "lines": "cases/_new_lines.html",
    "words": "cases/_new_suggestions.html",
    "kind": "cases/_new_fields.html",
    "suggested": "cases/_new_kind.html",
    "summary": "cases/_new_summary.html",
}
STEPS = frozenset({*PARTS, "open"})


@page(roles=OPENERS, methods=("GET", "POST"))
def new_case(request: PageRequest) -> HttpResponse:
    """Three steps (C1–C11): `lines` shows the application with what was typed, `summary` asks once more, `open` opens.

    Between them `words` suggests kinds, and `kind` or `suggested` show the form of the kind that was chosen.
    """
    if request.method == "GET":
        order_id = request.GET.get("order", "")
        return _begin(request, _read_id(order_id)) if order_id else _find(request)
    opening = Opening(request.person, _read_id(request.POST.get("order", "")), request.POST)
    _check_role(opening)
    step = request.POST.get("step", "open")
    if step not in STEPS:
        raise BadRequest("unknown step")
    if step not in ("summary", "open"):
        return _step(request, step, opening, 422 if _is_wrong_kind(opening) else 200)
    if opening.before is not None:  # sent before the fields of the chosen kind were there
        return _step(request, "lines", opening)
    try:
        if step == "summary":
            opening.application()
            return _step(request, "summary", opening)
        case = open_case(application=opening.application(is_final=True), person=request.person)
    except InvalidInput as error:
        return _wrong(request, opening, error.problems)
    except Refused as error:
        return _wrong(request, opening, {"": str(error.refusal)})
    return go_with(
        request, opening.back_url or address_of(case.number), _("%(number)s is open") % {"number": case.number}
    )


def _find(request: PageRequest) -> HttpResponse:
    page_time(request)
    text = clean(request.GET.get("q", ""))[:60]
    found = find_orders(request.person, chosen_shop_ids(request), text)
    asked = {name: value for name in ("flow", "talk") if (value := request.GET.get(name, "")[:40])}
    context = {"search": text, "found": found, "step": "order", "asked": asked, "asked_query": urlencode(asked)}
    return answer(request, "cases/new.html", "cases/_new_order.html", context)


def _begin(request: PageRequest, order_id: int) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:40] for name in ("flow", "talk")}
    opening = Opening(request.person, order_id, asked=asked)
    _check_role(opening)
    if opening.kind.is_unknown:
        raise BadRequest("unknown kind")
    _is_wrong_kind(opening)
    return _step(request, "lines", opening)


def _is_wrong_kind(opening: Opening) -> bool:
    """Whether the chosen kind cannot be opened here by this person; the form says why."""
    if opening.kind.problem:
        opening.problems["flow"] = opening.kind.problem
    return bool(opening.kind.problem)


def _wrong(request: PageRequest, opening: Opening, problems: Mapping[str, Any]) -> HttpResponse:
    """The second step again; a problem that belongs to a line stands beside it."""
    try:
        opening.application()
        opening.problems = dict(problems)
    except InvalidInput as error:
        opening.problems = dict(error.problems)
    return _step(request, "lines", opening, 422)


@page(roles=OPENERS, methods=("POST",))
def draft(request: PageRequest, order_id: int) -> HttpResponse:
    """Take one file before the case exists; only its uploader can attach or see it (D4)."""
    order = access_order(request.person, order_id)
    try:
        with transaction.atomic():
            file = store_file(upload=read_upload(request), shop_id=order.shop_id, person=request.person, at=now())
    except Refused as error:
        if error.refusal.code != TOO_MANY.code:
            raise
        return errors.answer(request, TOO_MANY)
    return render(request, "cases/_new_file.html", {"pictures": [(file, is_shown(file))], "order_id": order_id})


@page(roles=OPENERS)
def draft_file(request: PageRequest, order_id: int, token: str, copy: str) -> HttpResponseBase:
    """A file that the same person added a moment ago."""
    order = access_order(request.person, order_id)
    file = draft_files(request.person, order.shop_id, [token]).first()
    if file is None or copy not in Copy.values:
        raise NotFound(token)
    return answer_file(file, Copy(copy))


def _check_role(opening: Opening) -> None:
    if not opening.kind.kinds:
        raise Refused(Refusal("wrong_role", _("This step belongs to another role.")))


def _step(request: PageRequest, step: str, opening: Opening, status: int = 200) -> HttpResponse:
    upload_url = reverse("case_draft", args=[opening.order.pk])
    hints = Hints(opening, page_time(request))
    context = {"opening": opening, "hints": hints, "step": step, "upload_url": upload_url}
    return answer(request, "cases/new.html", PARTS[step], context, status=status)


def _read_id(text: str) -> int:
    number = read_number(text)
    if number is None:
        raise NotFound(text)
    return number
