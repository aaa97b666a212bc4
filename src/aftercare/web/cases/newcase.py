"""The wizard for a new case: choose the order, enter the application, look at it once more, open."""

from collections.abc import Mapping
from typing import Any

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
from aftercare.web.cases.opening import Opening
from aftercare.web.files import answer_file, read_upload
from aftercare.web.fragments import answer, go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids

STEPS = ("lines", "summary", "open")


@page(roles=OPENERS, methods=("GET", "POST"))
def new_case(request: PageRequest) -> HttpResponse:
    """Three steps (C1): `lines` shows the application with what was typed, `summary` asks once more, `open` opens."""
    if request.method == "GET":
        order_id = request.GET.get("order", "")
        if order_id:
            return _step(request, "lines", Opening(request.person, _read_id(order_id)))
        page_time(request)
        text = clean(request.GET.get("q", ""))[:60]
        found = find_orders(request.person, chosen_shop_ids(request), text)
        return answer(
            request, "cases/new.html", "cases/_new_order.html", {"search": text, "found": found, "step": "order"}
        )
    opening = Opening(request.person, _read_id(request.POST.get("order", "")), request.POST)
    step = request.POST.get("step", "open")
    if step not in STEPS:
        raise BadRequest("unknown step")
    if step == "lines":
        return _step(request, "lines", opening)
    try:
        if step == "summary":
            opening.application()
            _check_role(opening)
            return _step(request, "summary", opening)
        case = open_case(application=opening.application(is_final=True), person=request.person)
    except InvalidInput as error:
        return _wrong(request, opening, error.problems)
    except Refused as error:
        return _wrong(request, opening, {"": str(error.refusal)})
    return go_with(request, address_of(case.number), _("%(number)s is open") % {"number": case.number})


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
    if not opening.person.has(opening.order.shop_id, *OPENERS):
        raise Refused(Refusal("wrong_role", _("This step belongs to another role.")))


def _step(request: PageRequest, step: str, opening: Opening, status: int = 200) -> HttpResponse:
    page_time(request)
    context = {"opening": opening, "step": step, "upload_url": reverse("case_draft", args=[opening.order.pk])}
    return answer(request, "cases/new.html", f"cases/_new_{step}.html", context, status=status)


def _read_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound(text)
    return int(text)
