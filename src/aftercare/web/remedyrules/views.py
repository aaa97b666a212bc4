"""The rules in force and their history, for everybody in the shop."""

from django.http import HttpResponse
from django.shortcuts import render

from aftercare.core.errors import NotFound
from aftercare.shops.access import access_shop
from aftercare.web.numbers import read_number
from aftercare.web.policy import ANY_STAFF, PageRequest, page, page_time
from aftercare.web.remedyrules.contexts import BookContext, ChangesContext


@page(roles=ANY_STAFF)
def rules(request: PageRequest, slug: str) -> HttpResponse:
    """Every rule in force, in order, in words; what is planned; every number so far (C13, B12)."""
    shop = access_shop(request.person, slug)
    return render(request, "remedyrules/rules.html", {"view": BookContext(request.person, shop, page_time(request))})


@page(roles=ANY_STAFF)
def history(request: PageRequest, slug: str) -> HttpResponse:
    """What changed from one number (GET from) to another (GET to); 0 is the default."""
    shop = access_shop(request.person, slug)
    earlier, later = (read_number(request.GET.get(name, "0")) for name in ("from", "to"))
    if earlier is None or later is None:
        raise NotFound(slug)
    context = ChangesContext(request.person, shop, page_time(request), (earlier, later))
    return render(request, "remedyrules/changes.html", {"view": context})
