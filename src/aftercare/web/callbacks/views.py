"""Callbacks: the queue, one of them, the call, the figures (K5)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.callbacks.access import CALLERS, READERS, access_callback
from aftercare.callbacks.actions.record_call import Told, record_call
from aftercare.callbacks.terms import CallbackState, CallResult
from aftercare.cases.terms import Reason
from aftercare.core.errors import InvalidInput
from aftercare.customers.terms import Channel
from aftercare.web.callbacks.contexts import CallbackContext, CallbacksContext
from aftercare.web.callbacks.figures import FiguresContext
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=READERS)
def callbacks(request: PageRequest) -> HttpResponse:
    """Who is to be called, the most urgent first."""
    context = CallbacksContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "callbacks/page.html", "callbacks/_rows.html", {"view": context})


@page(roles=READERS)
def callback(request: PageRequest, pk: int) -> HttpResponse:
    """One of them with its script."""
    found = access_callback(request.person, pk)
    return render(request, "callbacks/one.html", {"one": CallbackContext(request.person, found, page_time(request))})


@page(roles=CALLERS, methods=("POST",))
def call(request: PageRequest, pk: int) -> HttpResponse:
    """What came of a call."""
    posted = only(request.POST, "channel", "result", "note", "reason", "seen")
    try:
        told = Told(
            channel=Channel(posted.get("channel", "")),
            result=CallResult(posted.get("result", "")),
            note=posted.get("note", ""),
            reason=Reason(posted.get("reason") or Reason.SERVICE),
            seen=read_number(posted.get("seen")),
        )
    except ValueError:
        raise InvalidInput({"result": _("Choose one of the list.")}) from None
    done = record_call(callback_id=pk, told=told, person=request.person)
    if done.follow_up is not None:
        said = _("Noted. The buyer's complaint is %(number)s.") % {"number": done.follow_up.number}
        return go_with(request, reverse("case", args=[done.follow_up.number]), said)
    if done.state == CallbackState.OPEN:
        return go_with(request, reverse("callbacks"), _("Noted. It comes again in some hours."))
    if done.state == CallbackState.DISCONTENT:
        said = _("Noted. The complaint is open again.")
        return go_with(request, reverse("case", args=[done.case.number]), said)
    return go_with(request, reverse("callbacks"), _("Noted."))


@page(roles=READERS)
def figures(request: PageRequest) -> HttpResponse:
    """Called in time, reached, satisfied: by month and kind."""
    context = FiguresContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return render(request, "callbacks/figures.html", {"view": context})
