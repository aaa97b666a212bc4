"""Parcels: the list, the course of one, what buyers are told of them (O5)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.access import ANSWERERS
from aftercare.core.errors import InvalidInput
from aftercare.customers.terms import Channel
from aftercare.parcels.access import ASKERS, READERS
from aftercare.parcels.actions.ask_couriers import ask_for
from aftercare.parcels.actions.end_notice import end_notice
from aftercare.web.cases.board import chosen_shops
from aftercare.web.fragments import answer, go_with, toast
from aftercare.web.parcels.listing import ParcelsContext
from aftercare.web.parcels.record import ParcelContext
from aftercare.web.parcels.telling import CHANNELS, TellingContext
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids

DROP = "drop"


@page(roles=READERS)
def parcels(request: PageRequest) -> HttpResponse:
    """Those that need somebody first."""
    context = ParcelsContext(request.person, chosen_shops(request), request.GET, page_time(request))
    return answer(request, "parcels/list.html", "parcels/_rows.html", {"parcels": context})


@page(roles=READERS)
def parcel(request: PageRequest, pk: int) -> HttpResponse:
    """Its course, its problems and their cases, what the buyer was told."""
    return render(request, "parcels/parcel.html", {"view": ParcelContext(request.person, pk, page_time(request))})


@page(roles=frozenset(ASKERS), methods=("POST",))
def ask(request: PageRequest, pk: int) -> HttpResponse:
    """Have the aggregator asked."""
    only(request.POST)
    ask_for(parcel_id=pk, person=request.person)
    return go_with(request, reverse("parcel", args=[pk]), _("The aggregator is being asked. Load the page again soon."))


@page(roles=READERS)
def to_tell(request: PageRequest) -> HttpResponse:
    """Messages to copy, the one that runs out first on top."""
    context = TellingContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "parcels/to_tell.html", "parcels/_notices.html", {"view": context})


@page(roles=ANSWERERS, methods=("POST",))
def notice(request: PageRequest, pk: int) -> HttpResponse:
    """do=a channel: the buyer was told there; drop: need not be."""
    do = only(request.POST, "do").get("do", "")
    if do != DROP and do not in CHANNELS:
        raise InvalidInput({"do": _("Choose what was done.")})
    end_notice(notice_id=pk, channel=None if do == DROP else Channel(do), person=request.person)
    return toast(HttpResponse(), _("Taken off.") if do == DROP else _("Noted as told."))
