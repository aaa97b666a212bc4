"""The logins of a shop: who has which, take one, give it back, keep the list (B9)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.shifts.access import access_roster
from aftercare.subaccounts.access import PLANNERS, READERS
from aftercare.subaccounts.actions.keep_accounts import add_account, change_account
from aftercare.subaccounts.actions.take_account import give_back, take_account
from aftercare.subaccounts.models import SubAccount
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.subaccounts.contexts import LoginsContext


@page(roles=READERS)
def logins(request: PageRequest, slug: str) -> HttpResponse:
    """Who has which now, and what was taken by hand."""
    shop = access_roster(request.person, slug)
    return render(request, "subaccounts/page.html", {"view": LoginsContext(request.person, shop, page_time(request))})


@page(roles=PLANNERS, methods=("POST",))
def new(request: PageRequest, slug: str) -> HttpResponse:
    """One more login."""
    posted = only(request.POST, "name", "code")
    shop = access_roster(request.person, slug)
    add_account(shop_id=shop.pk, name=posted.get("name", ""), code=posted.get("code", ""), person=request.person)
    return go_with(request, reverse("logins", args=[slug]), _("The login is kept."))


@page(roles=READERS, methods=("POST",))
def one(request: PageRequest, pk: int) -> HttpResponse:
    """do=take, back, keep (with another shift), drop."""
    posted = only(request.POST, "do", "code")
    step, code = posted.get("do", ""), posted.get("code", "")
    row: SubAccount
    if step == "take":
        row, said = take_account(account_id=pk, person=request.person).account, _("The login is yours now.")
    elif step == "back":
        row, said = give_back(account_id=pk, person=request.person), _("Given back: the roster says whose it is.")
    elif step in ("keep", "drop"):
        row = change_account(account_id=pk, code=code, is_used=step == "keep", person=request.person)
        said = _("Saved.")
    else:
        raise InvalidInput({"do": _("Choose what you decide.")})
    return go_with(request, reverse("logins", args=[row.shop.slug]), said)
