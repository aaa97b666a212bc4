"""How a shop hears from aggregators: accounts, secrets that are only written, the address for pushes (O5)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput
from aftercare.parcels.access import links_of
from aftercare.parcels.actions.save_link import LinkWish, renew_address, save_link
from aftercare.parcels.addresses import push_path
from aftercare.parcels.models import CourierLink
from aftercare.parcels.providers import Provider, all_providers
from aftercare.parcels.queries import has_failed_reports
from aftercare.shops.access import access_shop_settings, may_administer
from aftercare.shops.models import Shop
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.shops.contexts import tabs_of

READERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
FIELDS = ("account", "key", "salt", "asks", "is_active")


@dataclass(frozen=True)
class LinkView:
    """One aggregator as the page shows it; secrets are told neither whole nor in part."""

    provider: Provider
    link: CourierLink | None
    push_url: str
    account: str
    has_key: bool
    has_salt: bool
    problems: dict[str, Any]


class LinksContext:
    """Everything that the page prints. `refused`: (code of the aggregator, what was typed, the remarks)."""

    def __init__(
        self, request: PageRequest, shop: Shop, refused: tuple[str, dict[str, str], dict[str, Any]] | None = None
    ) -> None:
        self.shop = shop
        self.tabs = tabs_of(shop, "parcel_links")
        self.may_change = may_administer(request.person, shop.pk)
        self.has_failed = has_failed_reports(shop.pk)
        found = links_of(shop.pk)
        self.links = [_view(request, provider, found.get(provider.code), refused) for provider in all_providers()]


def _view(
    request: PageRequest,
    provider: Provider,
    link: CourierLink | None,
    refused: tuple[str, dict[str, str], dict[str, Any]] | None,
) -> LinkView:
    typed, problems = (refused[1], refused[2]) if refused and refused[0] == provider.code else ({}, {})
    address = request.build_absolute_uri(push_path(link.token)) if link else ""
    return LinkView(
        provider,
        link,
        push_url=address,
        account=typed.get("account", link.account if link else ""),
        has_key=bool(link and link.key),
        has_salt=bool(link and link.salt),
        problems=problems,
    )


@page(roles=READERS)
def links(request: PageRequest, slug: str) -> HttpResponse:
    """The aggregators of a shop."""
    shop = access_shop_settings(request.person, slug)
    return render(request, "parcels/links.html", {"view": LinksContext(request, shop)})


@page(roles=ADMINISTRATORS, methods=("POST",))
def link(request: PageRequest, slug: str, provider: str) -> HttpResponse:
    """Save one; an empty secret stays as it is."""
    shop = access_shop_settings(request.person, slug)
    posted = only(request.POST, *FIELDS)
    typed = {name: posted.get(name, "") for name in FIELDS}
    wish = LinkWish(
        typed["account"], typed["key"], typed["salt"], asks=typed["asks"] == "on", is_active=typed["is_active"] == "on"
    )
    try:
        save_link(shop_id=shop.pk, provider=provider, wish=wish, person=request.person)
    except InvalidInput as error:
        context = LinksContext(request, shop, (provider, typed, error.problems))
        return render(request, "parcels/links.html", {"view": context}, status=422)
    return go_with(request, reverse("parcel_links", args=[slug]), _("Saved."))


@page(roles=ADMINISTRATORS, methods=("POST",))
def address(request: PageRequest, slug: str, provider: str) -> HttpResponse:
    """A new address for pushes."""
    shop = access_shop_settings(request.person, slug)
    only(request.POST)
    renew_address(shop_id=shop.pk, provider=provider, person=request.person)
    return go_with(request, reverse("parcel_links", args=[slug]), _("The new address is in use."))
