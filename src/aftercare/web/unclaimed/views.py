"""The shelf of unclaimed parcels, one parcel, its pictures (B4)."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from aftercare.core.errors import NotFound
from aftercare.files.models import StoredFile
from aftercare.files.terms import Copy
from aftercare.unclaimed.access import READERS, access_parcel, parcel_shops
from aftercare.web.files import answer_file
from aftercare.web.fragments import answer
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.unclaimed.contexts import ShelfContext
from aftercare.web.unclaimed.record import ParcelContext


@page(roles=READERS)
def unclaimed(request: PageRequest) -> HttpResponse:
    """What lies there, the oldest first."""
    shops = chosen_shop_ids(request) & parcel_shops(request.person)
    context = ShelfContext(request.person, shops, request.GET, page_time(request))
    return answer(request, "unclaimed/page.html", "unclaimed/_rows.html", {"shelf": context})


@page(roles=READERS)
def parcel(request: PageRequest, number: str) -> HttpResponse:
    """One parcel, and what it may belong to."""
    found = access_parcel(request.person, number)
    context = ParcelContext(request.person, found, page_time(request))
    return render(request, "unclaimed/parcel.html", {"one": context})


@page(roles=READERS)
def file(request: PageRequest, number: str, token: str, copy: str) -> HttpResponseBase:
    """One copy of a picture, through the parcel's own access (B10)."""
    found = access_parcel(request.person, number)
    stored = StoredFile.objects.filter(token=token, pk__in=found.pictures.values("file_id")).first()
    if stored is None or copy not in Copy.values:
        raise NotFound(token)
    return answer_file(stored, Copy(copy))
