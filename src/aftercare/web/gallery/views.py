"""The gallery: what every piece looks like in all its states."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from aftercare.web.gallery.samples import Gallery
from aftercare.web.policy import ADMINISTRATOR, PageRequest, page, page_time


@page(roles=ADMINISTRATOR)
def gallery(request: PageRequest) -> HttpResponse:
    """Every piece in all its states, with invented data."""
    return render(request, "gallery/page.html", {"gallery": Gallery(page_time(request), reverse("gallery_peek"))})


@page(roles=ADMINISTRATOR)
def peek(request: PageRequest) -> HttpResponse:
    """A sample of the side peek."""
    sample = Gallery(page_time(request), "")
    context = {
        "title": "TH-202611-00017",
        "address": reverse("gallery"),
        "body": "gallery/peek.html",
        "gallery": sample,
    }
    return render(request, "pieces/peek.html", context)
