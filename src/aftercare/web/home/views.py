"""The first page after login."""

from django.http import HttpResponse
from django.shortcuts import render

from aftercare.web.home.contexts import HomeContext
from aftercare.web.policy import ANY_STAFF, PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=ANY_STAFF)
def home(request: PageRequest) -> HttpResponse:
    """What waits for me, what runs out next, what is late (X1)."""
    context = HomeContext(request.person, chosen_shop_ids(request), page_time(request))
    return render(request, "home/page.html", {"home": context})
