"""The rules as they stand, how often answers met them, and the rules for browsers."""

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from aftercare.chat.replycheck.access import RULE_KEEPERS, RULE_READERS, access_rules, access_rules_to_keep
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.replycheck.contexts import HitsContext, RulesContext
from aftercare.web.replycheck.wire import wire_of

READERS = frozenset(RULE_READERS)
KEEPERS = frozenset(RULE_KEEPERS)


@page(roles=READERS)
def check_rules(request: PageRequest) -> HttpResponse:
    """The rules of the shop (GET shop) for the check while writing; 304 when the browser has them already (S11)."""
    shop = access_rules(request.person, request.GET.get("shop", ""))
    body, mark = wire_of(shop, page_time(request))
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    return HttpResponse(body, content_type="application/json", headers={"ETag": mark})


@page(roles=READERS)
def rules(request: PageRequest, slug: str) -> HttpResponse:
    """The rules by class, a box to try an answer in, and who changed what when."""
    shop = access_rules(request.person, slug)
    view = RulesContext(request.person, shop, page_time(request))
    return render(request, "replycheck/rules.html", {"view": view})


@page(roles=KEEPERS)
def hits(request: PageRequest, slug: str) -> HttpResponse:
    """Hits of the last 7 or 30 days (GET days) by class, rule and agent, for quality work."""
    shop = access_rules_to_keep(request.person, slug)
    view = HitsContext(request.person, shop, page_time(request), request.GET.get("days", ""))
    return render(request, "replycheck/hits.html", {"view": view})
