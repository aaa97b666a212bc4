"""Steps with points: enter, appeal, decide, close the month (K7)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.assessment.access import ASSESSING, access_assessed_shop
from aftercare.assessment.actions.appeal_entry import appeal_entry, decide_appeal
from aftercare.assessment.actions.close_month import close_month
from aftercare.assessment.actions.enter_points import Points, enter_points
from aftercare.core.errors import InvalidInput
from aftercare.web.assessment.contexts import NewContext
from aftercare.web.costs.asking import read_month
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import ANY_STAFF, PageRequest, page
from aftercare.web.posted import only

SIGNS = {"credit": 1, "penalty": -1}


@page(roles=ASSESSING, methods=("GET", "POST"))
def new(request: PageRequest, slug: str) -> HttpResponse:
    """Points by hand, with a reason."""
    shop = access_assessed_shop(request.person, slug)
    if request.method != "POST":
        return render(request, "assessment/new.html", {"form": NewContext(request.person, shop)})
    posted = only(request.POST, "person", "kind", "points", "reason", "key")
    sign, count = SIGNS.get(posted.get("kind", "")), read_number(posted.get("points"))
    if sign is None:
        raise InvalidInput({"kind": _("Choose one of the list.")})
    told = Points(
        read_number(posted.get("person")),
        sign * count if count else None,
        posted.get("reason", ""),
        posted.get("key", ""),
    )
    made = enter_points(slug=slug, points=told, person=request.person)
    return go_with(request, reverse("points_entry", args=[made.pk]), _("The points are entered."))


@page(roles=ANY_STAFF, methods=("POST",))
def appeal(request: PageRequest, pk: int) -> HttpResponse:
    """One's own entry is wrong."""
    appeal_entry(entry_id=pk, reason=only(request.POST, "reason").get("reason", ""), person=request.person)
    return go_with(request, reverse("points_entry", args=[pk]), _("Your appeal waits for a supervisor."))


@page(roles=ASSESSING, methods=("POST",))
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """Granted or denied, and why."""
    posted = only(request.POST, "do", "note")
    if posted.get("do") not in ("grant", "deny"):
        raise InvalidInput({"do": _("Choose what you decide.")})
    granted = posted["do"] == "grant"
    decide_appeal(entry_id=pk, granted=granted, note=posted.get("note", ""), person=request.person)
    return go_with(request, reverse("points_entry", args=[pk]), _("The appeal is decided."))


@page(roles=ASSESSING, methods=("POST",))
def close(request: PageRequest, slug: str, month: str) -> HttpResponse:
    """Nothing of the month changes any more."""
    only(request.POST)
    first = read_month(month)
    close_month(slug=slug, month=first, person=request.person)
    return go_with(request, f"{reverse('points')}?month={first:%Y-%m}", _("The month is closed."))
