"""Registered freight: what waits, one registration, those of a case (B5)."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.access import access_case
from aftercare.core.errors import NotFound
from aftercare.files.terms import Copy
from aftercare.freight.access import READERS, access_claim, shops_where
from aftercare.freight.actions.register_claim import register_for_buyer
from aftercare.web.files import answer_file
from aftercare.web.fragments import answer, go_with
from aftercare.web.freight.contexts import FreightContext
from aftercare.web.freight.form import FIELDS, read_claim, read_picture
from aftercare.web.freight.record import ClaimContext, OfCaseContext
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=READERS)
def freight(request: PageRequest) -> HttpResponse:
    """The queues."""
    shops = chosen_shop_ids(request) & shops_where(request.person, *READERS)
    context = FreightContext(request.person, shops, request.GET, page_time(request))
    return answer(request, "freight/page.html", "freight/_rows.html", {"freight": context})


@page(roles=READERS)
def claim(request: PageRequest, number: str) -> HttpResponse:
    """One registration with its checks and its picture."""
    found = access_claim(request.person, number)
    return render(request, "freight/claim.html", {"one": ClaimContext(request.person, found, page_time(request))})


@page(roles=READERS)
def receipt(request: PageRequest, number: str, copy: str) -> HttpResponseBase:
    """The picture of the receipt, through the registration's own access (B10)."""
    found = access_claim(request.person, number)
    if copy not in Copy.values:
        raise NotFound(copy)
    return answer_file(found.picture, Copy(copy))


@page(roles=READERS, methods=("GET", "POST"))
def of_case(request: PageRequest, number: str) -> HttpResponse:
    """GET: what was registered on the case. POST: register it for the buyer."""
    case = access_case(request.person, number)
    if case.shop_id not in shops_where(request.person, *READERS):
        raise NotFound(number)
    if request.method == "POST":
        form = read_claim(only(request.POST, *FIELDS))
        made = register_for_buyer(case_number=number, form=form, picture=read_picture(request), person=request.person)
        said = _("%(number)s is registered. A colleague decides.") % {"number": made.number}
        return go_with(request, reverse("freight_claim", args=[made.number]), said)
    context = OfCaseContext(request.person, case, page_time(request))
    return render(request, "freight/case.html", {"view": context})
