"""The keys of a shop: made here, shown once, ended here (X4, A16)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.apikeys.access import MOST_SHOWN, visible_keys
from aftercare.apikeys.actions.end_key import end_key
from aftercare.apikeys.actions.make_key import MOST_NAME, Made, make_key
from aftercare.apikeys.models import ApiKey
from aftercare.apikeys.terms import Scope
from aftercare.core.errors import InvalidInput
from aftercare.shops.access import Person, access_shop_settings, may_administer
from aftercare.shops.models import Shop
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.shops.contexts import tabs_of

READERS: Final = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
ADMINISTRATORS: Final = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Typed:
    """A form that could not be used: what stood in it, and the remarks."""

    name: str = ""
    scopes: tuple[str, ...] = ()
    problems: Mapping[str, Any] = field(default_factory=dict)


class KeysContext:
    """Everything that the page prints; `made` is a key that was made just now, shown this once."""

    most_name = MOST_NAME

    def __init__(self, person: Person, shop: Shop, made: Made | None = None, typed: Typed = Typed()) -> None:
        self.shop, self.made, self.typed = shop, made, typed
        self.tabs = tabs_of(shop, "shop_keys")
        self.may_change = may_administer(person, shop.pk)
        self.scopes = [(one.value, one.label, one.value in typed.scopes) for one in Scope]
        self.rows: list[tuple[ApiKey, list[Any]]] = [
            (key, [Scope(one).label for one in key.scopes if one in Scope.values])
            for key in visible_keys(person, shop.pk)[:MOST_SHOWN]
        ]


@page(roles=READERS)
def keys(request: PageRequest, slug: str) -> HttpResponse:
    """The keys in use."""
    shop = access_shop_settings(request.person, slug)
    return render(request, "apikeys/page.html", {"keys": KeysContext(request.person, shop)})


@page(roles=ADMINISTRATORS, methods=("POST",))
def make(request: PageRequest, slug: str) -> HttpResponse:
    """Make one (POST name, scopes…); this answer is the only one that shows it."""
    shop = access_shop_settings(request.person, slug)
    posted = only(request.POST, "name", "scopes")
    name, scopes = posted.get("name", ""), tuple(posted.getlist("scopes"))
    try:
        made = make_key(shop_id=shop.pk, name=name, scopes=scopes, person=request.person)
    except InvalidInput as error:
        context = KeysContext(request.person, shop, typed=Typed(name, scopes, error.problems))
        return render(request, "apikeys/page.html", {"keys": context}, status=422)
    return render(request, "apikeys/page.html", {"keys": KeysContext(request.person, shop, made)})


@page(roles=ADMINISTRATORS, methods=("POST",))
def end(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """End one."""
    access_shop_settings(request.person, slug)
    only(request.POST)
    end_key(key_id=pk, person=request.person)
    return go_with(request, reverse("shop_keys", args=[slug]), _("The key has ended. Nothing is let in with it."))
