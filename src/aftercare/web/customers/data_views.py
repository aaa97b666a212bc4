"""Copies and erasures of a buyer's data (U4)."""

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.core.time import now
from aftercare.erasure.access import READERS
from aftercare.erasure.actions.ask_erasure import (
    ask_erasure,
    confirm_erasure,
    hold_data,
    lift_hold,
    note_copy,
    refuse_erasure,
)
from aftercare.erasure.copying import MOST_BYTES, MOST_FILES, data_of, pack
from aftercare.files.terms import MEGABYTE
from aftercare.regulars.access import access_customer
from aftercare.regulars.queries import kin_of
from aftercare.web.customers.data import DataContext, RequestsContext
from aftercare.web.downloads import download
from aftercare.web.fragments import answer, go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.workbooks import Column, workbook


@page(roles=READERS)
def data(request: PageRequest, pk: int) -> HttpResponse:
    """What may be done with one buyer's data, and what was."""
    return render(request, "customers/data.html", {"view": DataContext(request.person, pk, page_time(request))})


@page(roles=READERS)
def requests(request: PageRequest) -> HttpResponse:
    """What waits, the nearest end first."""
    context = RequestsContext(request.person, request.GET, page_time(request))
    return answer(request, "customers/requests.html", "customers/_settled.html", {"view": context})


@page(roles=READERS, methods=("POST",))
def copy(request: PageRequest, pk: int) -> HttpResponseBase:
    """The buyer's copy as a ZIP; it is recorded before it is made (U4)."""
    posted = only(request.POST, "reason", "all")
    ids = _ids(request, pk, posted.get("all") == "1")
    noted = note_copy(customer_ids=ids, reason=posted.get("reason", ""), person=request.person)
    found = data_of(ids)
    at = timezone.localtime(now())
    mark = _("Copy %(number)s of a buyer's data, taken by %(name)s at %(at)s") % {
        "number": noted.pk,
        "name": request.person.name,
        "at": f"{at:%Y-%m-%d %H:%M}",
    }
    rows = [
        (str(label), row["id"], name, text)
        for label, _table, told in found.sections
        for row in told
        for name, text in row.items()
        if name != "id"
    ]
    note = ""
    if found.left_out:
        told_files = {"left": found.left_out, "most": MOST_FILES, "megabytes": MOST_BYTES // MEGABYTE}
        note = _("%(left)s files are not in this copy: it holds the newest %(most)s, at most %(megabytes)s MB of them.")
        note %= told_files
        rows.insert(0, (_("Files"), "", _("Left out"), note))
    columns = [Column(_("Kind of data")), Column(_("No."), 10), Column(_("Field"), 18), Column(_("Text of it"), 60)]
    made = {"by": request.person.name, "at": at.isoformat(timespec="seconds"), "time_zone": settings.TIME_ZONE}
    file = pack(found, workbook(columns, rows, mark), made, note)
    return download(f"buyer-{noted.pk}.zip", file, "application/zip")


@page(roles=READERS, methods=("POST",))
def ask(request: PageRequest, pk: int) -> HttpResponse:
    """Ask for an erasure; somebody else confirms it."""
    posted = only(request.POST, "reason", "all")
    ids = _ids(request, pk, posted.get("all") == "1")
    ask_erasure(customer_ids=ids, reason=posted.get("reason", ""), person=request.person)
    return _back(request, pk, _("Noted. A second person has to confirm it."))


@page(roles=READERS, methods=("POST",))
def hold(request: PageRequest, pk: int) -> HttpResponse:
    """Hold the data, or lift the hold."""
    posted = only(request.POST, "on", "reason")
    access_customer(request.person, pk)
    if posted.get("on") == "1":
        hold_data(customer_id=pk, reason=posted.get("reason", ""), person=request.person)
        return _back(request, pk, _("The data is held."))
    lift_hold(customer_id=pk, person=request.person)
    return _back(request, pk, _("The hold is lifted."))


@page(roles=READERS, methods=("POST",))
def confirm(request: PageRequest, request_id: int) -> HttpResponse:
    """The second person agrees."""
    only(request.POST)
    confirm_erasure(request_id=request_id, person=request.person)
    return go_with(request, reverse("data_requests"), _("Confirmed. The data is being erased."))


@page(roles=READERS, methods=("POST",))
def refuse(request: PageRequest, request_id: int) -> HttpResponse:
    """Not to be erased, with the reason."""
    note = only(request.POST, "note").get("note", "")
    refuse_erasure(request_id=request_id, note=note, person=request.person)
    return go_with(request, reverse("data_requests"), _("Refused. Tell the buyer why."))


def _ids(request: PageRequest, pk: int, with_kin: bool) -> list[int]:
    """The customer, or all that are joined with them as far as the person sees them."""
    customer = access_customer(request.person, pk)
    return kin_of(request.person, customer).ids if with_kin else [pk]


def _back(request: PageRequest, pk: int, text: str) -> HttpResponse:
    return go_with(request, reverse("customer_data", args=[pk]), text)
