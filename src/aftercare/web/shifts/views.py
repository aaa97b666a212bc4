"""The week of a shop, its shifts, and who is on now (P3, X1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.shifts.access import PLANNERS, READERS, access_roster
from aftercare.shifts.actions.renew_feed import renew_feed
from aftercare.shifts.actions.set_pattern import PatternFacts, set_pattern
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_day
from aftercare.web.policy import ANY_STAFF, PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.shifts.contexts import RosterContext
from aftercare.web.shifts.now import NowContext
from aftercare.web.shifts.patterns import PatternsContext


@page(roles=READERS)
def shifts(request: PageRequest) -> HttpResponse:
    """One week as a table."""
    context = RosterContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return render(request, "shifts/page.html", {"roster": context})


@page(roles=ANY_STAFF)
def now(request: PageRequest) -> HttpResponse:
    """Who is on now in the shops that one works in, as a part of other pages."""
    context = NowContext(request.person, chosen_shop_ids(request), page_time(request))
    return render(request, "shifts/_now.html", {"now": context})


@page(roles=PLANNERS, methods=("GET", "POST"))
def patterns(request: PageRequest, slug: str) -> HttpResponse:
    """The shifts of a shop: GET shows them, POST makes or changes one."""
    shop = access_roster(request.person, slug)
    here = reverse("roster_patterns", args=[slug])
    if request.method == "GET":
        return render(request, "shifts/patterns.html", {"view": PatternsContext(shop, page_time(request))})
    posted = only(request.POST, "code", "name", "hours", "since", "used")
    since = read_day(posted.get("since"))
    if since is None:
        raise InvalidInput({"since": _("Choose from which day on.")})
    facts = PatternFacts(
        posted.get("name", ""), posted.get("hours", ""), since, posted.get("code", ""), posted.get("used") != "no"
    )
    set_pattern(shop_id=shop.pk, facts=facts, person=request.person)
    return go_with(request, here, _("The shift is kept. Planned days have its new hours."))


@page(roles=READERS, methods=("POST",))
def feed(request: PageRequest) -> HttpResponse:
    """A new secret address of one's calendar, shown once."""
    only(request.POST)
    token = renew_feed(person=request.person)
    address = request.build_absolute_uri(reverse("roster_feed", args=[token]))
    return render(request, "shifts/feed.html", {"address": address})
