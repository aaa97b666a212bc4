"""Pages of one buyer, which nobody keeps, and what whoever has no right to them is told: the same for all of them."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from aftercare.core.errors import Refused
from aftercare.portal.limits import count_strange_link

TOO_MANY_REQUESTS: Final = 429


def private(response: HttpResponse) -> HttpResponse:
    """Whoever has the link sees it: it is kept nowhere. No other site is told the link: the product's own policy keeps
    referrers within the site; a stricter one would take the origin off the form, which then counts as foreign."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def strange(request: HttpRequest, heading: Any, what_to_do: Any, words: str = "") -> HttpResponse:
    """Forged, old and unknown links look the same. `words`: what was typed and could not be kept, to be copied."""
    status = 404
    try:
        count_strange_link(address_of(request))
    except Refused:
        status = TOO_MANY_REQUESTS
    context = {"is_too_many": status != 404, "heading": heading, "what_to_do": what_to_do, "words": words}
    return private(render(request, "portal/gone.html", context, status=status))


def address_of(request: HttpRequest) -> str:
    """Where the browser is."""
    return str(request.META.get("REMOTE_ADDR", ""))
