"""Steps of promotion mode: begin and stop a run, take on and let go who helps (B11)."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.actions.add_staff import Profile
from aftercare.accounts.terms import Department
from aftercare.core.errors import InvalidInput
from aftercare.promotions.access import BULK_WORKERS, EMPLOYERS, access_bulk_shop
from aftercare.promotions.actions.start_bulk import Wish, start_bulk
from aftercare.promotions.actions.stop_bulk import stop_bulk
from aftercare.promotions.actions.take_on_help import end_help, take_on_help
from aftercare.promotions.terms import BulkKind
from aftercare.shops.access import access_shop
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.promotions.contexts import BeginContext, HelpContext
from aftercare.web.shops.forms import NOT_A_MOMENT, read_moment

BEGIN = ("kind", "heap", "most", "refusal", "clause", "text", "owner")


@page(roles=BULK_WORKERS, methods=("GET", "POST"))
def begin(request: PageRequest, slug: str) -> HttpResponse:
    """One step for many cases of one kind and state."""
    shop = access_bulk_shop(request.person, slug)
    if request.method != "POST":
        return render(request, "promotions/begin.html", {"form": BeginContext(request.person, shop)})
    posted = only(request.POST, *BEGIN)
    flow, _dot, state = posted.get("heap", "").partition(".")
    kind = posted.get("kind", "")
    if kind not in BulkKind.values or not state:
        raise InvalidInput({"kind": _("Choose one of the list.")})
    wish = Wish(
        kind=BulkKind(kind),
        flow=flow,
        state=state,
        most=read_number(posted.get("most")) or 0,
        refusal=posted.get("refusal", ""),
        clause=posted.get("clause", ""),
        words=posted.get("text", ""),
        owner_id=read_number(posted.get("owner")),
    )
    made = start_bulk(slug=slug, wish=wish, person=request.person)
    return go_with(request, reverse("bulk_run", args=[made.pk]), _("The run has begun; it goes on by itself."))


@page(roles=BULK_WORKERS, methods=("POST",))
def stop(request: PageRequest, pk: int) -> HttpResponse:
    """What waits is left alone."""
    only(request.POST)
    stop_bulk(run_id=pk, person=request.person)
    return go_with(request, reverse("bulk_run", args=[pk]), _("Stopped. What was done stays done."))


@page(roles=EMPLOYERS, methods=("GET", "POST"))
def take_on(request: PageRequest, slug: str) -> HttpResponse:
    """An account with the narrow role and an end; its password is shown once."""
    shop = access_shop(request.person, slug)
    context = HelpContext(shop)
    if request.method == "POST":
        posted = only(request.POST, "name", "username", "until")
        profile = Profile(posted.get("username", ""), posted.get("name", ""), Department.SERVICE.value)
        until = _moment(posted.get("until", ""), shop.timezone)
        made = take_on_help(shop_id=shop.pk, profile=profile, until=until, person=request.person)
        context.password, context.name = made.password, made.staff.username
    return render(request, "promotions/help.html", {"form": context})


def _moment(text: str, zone: str) -> datetime | None:
    try:
        return read_moment(text, zone)
    except ValueError:
        raise InvalidInput({"until": NOT_A_MOMENT}) from None


@page(roles=EMPLOYERS, methods=("POST",))
def end(request: PageRequest, pk: int) -> HttpResponse:
    """Before its time."""
    only(request.POST)
    end_help(membership_id=pk, person=request.person)
    return go_with(request, reverse("promotions"), _("The role has ended."))
