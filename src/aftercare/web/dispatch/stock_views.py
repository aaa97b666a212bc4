"""Goods out of stock: marked, told, answered (O4)."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.customers.terms import Channel
from aftercare.dispatch.access import MARKERS, READERS, TELLERS
from aftercare.dispatch.actions.answer_stock import Choice, answer_stock
from aftercare.dispatch.actions.mark_shortage import Lack, change_date, end_shortage, mark_shortage
from aftercare.dispatch.actions.tell_buyer import mark_told, send_stock_message
from aftercare.dispatch.models import StockTask
from aftercare.dispatch.terms import Answer
from aftercare.web.cases.board import chosen_shops
from aftercare.web.dispatch.stock_view import ELSEWHERE, StockContext
from aftercare.web.fragments import answer, go_with, toast
from aftercare.web.numbers import read_number, read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only

SEND = "send"


@page(roles=READERS)
def stock(request: PageRequest) -> HttpResponse:
    """What is out of stock, and which buyers are to be told, the most urgent first."""
    context = StockContext(request.person, chosen_shops(request), request.GET, page_time(request))
    return answer(request, "dispatch/stock.html", "dispatch/_tasks.html", {"view": context})


@page(roles=MARKERS, methods=("POST",))
def new(request: PageRequest) -> HttpResponse:
    """Mark a merchant code of a shop as out of stock."""
    posted = only(request.POST, "shop", "code", "expected_on", "note")
    lack = Lack(posted.get("code", ""), _day(posted.get("expected_on", "")), posted.get("note", ""))
    mark_shortage(shop_id=read_number(posted.get("shop")) or 0, lack=lack, person=request.person)
    return go_with(request, reverse("stock"), _("Marked. Tell the buyers below before the promise breaks."))


@page(roles=MARKERS, methods=("POST",))
def shortage(request: PageRequest, pk: int) -> HttpResponse:
    """do=date: they come on another day; do=back: they are here."""
    posted = only(request.POST, "do", "expected_on", "version")
    version = read_version({"version": posted.get("version", "")})
    if posted.get("do") == "back":
        end_shortage(shortage_id=pk, version=version, person=request.person)
        said = _("In stock again. What waited for it can be packed.")
    else:
        day = _day(posted.get("expected_on", ""))
        change_date(shortage_id=pk, expected_on=day, version=version, person=request.person)
        said = _("Noted. Buyers who were told are to hear of the new day.")
    return go_with(request, reverse("stock"), said)


@page(roles=TELLERS, methods=("POST",))
def task(request: PageRequest, pk: int) -> HttpResponse:
    """do=send: write it in the chat; a channel: it was said there; wait, other, refund: what the buyer chose."""
    posted = only(request.POST, "do", "text", "client_id", "code", "sku")
    do, text = posted.get("do", ""), posted.get("text", "")
    if do == SEND:
        send_stock_message(task_id=pk, client_id=posted.get("client_id", ""), text=text, person=request.person)
        return toast(HttpResponse(), _("Sent in the chat."))
    if do in ELSEWHERE:
        mark_told(task_id=pk, channel=Channel(do), text=text, person=request.person)
        return toast(HttpResponse(), _("Noted as told."))
    if do not in Answer.values:
        raise InvalidInput({"do": _("Choose what was done.")})
    choice = Choice(Answer(do), posted.get("code", ""), posted.get("sku", ""))
    return toast(HttpResponse(), _said(answer_stock(task_id=pk, choice=choice, person=request.person)))


def _said(done: StockTask) -> str:
    if done.answer == Answer.OTHER:
        return _("Noted: slip and packing want the other variant.")
    if done.case is None:
        return _("Noted: the buyer waits.")
    return _("Noted, and case %(number)s is opened.") % {"number": done.case.number}


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput({"expected_on": _("Enter a day like 2026-12-31.")}) from None
