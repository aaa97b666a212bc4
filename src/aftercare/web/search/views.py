"""The answer to the search in the top bar."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from aftercare.core.text import clean
from aftercare.web.policy import ANY_STAFF, PageRequest, page
from aftercare.web.search.sources import SOURCES, Hit, SearchSource
from aftercare.web.shell.choices import chosen_shop_ids

LONGEST = 100


@dataclass(frozen=True)
class Found:
    """The hits of one source."""

    source: SearchSource
    hits: list[Hit]


@page(roles=ANY_STAFF)
def search(request: PageRequest) -> HttpResponse:
    """Hits by source; only what the person may see is ever looked at (B2)."""
    text = clean(request.GET.get("q", ""))[:LONGEST]
    shop_ids = chosen_shop_ids(request)
    found = [Found(source, source.find(request.person, shop_ids, text)) for source in SOURCES] if text else []
    found = [one for one in found if one.hits]
    return render(request, "search/page.html", {"search_text": text, "found": found})
