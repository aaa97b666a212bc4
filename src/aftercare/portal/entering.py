"""A browser comes: whose it is, and the token that it keeps (S1, G4)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from aftercare.chat.actions.greet_visitor import find_visitor, greet_visitor
from aftercare.chat.identity import Identity, checked_identity
from aftercare.core.errors import Refused
from aftercare.core.time import now
from aftercare.live.places import network_of
from aftercare.portal.access import TOKEN_MOST, text_in
from aftercare.portal.limits import count_new_visitor
from aftercare.shops.models import Shop


@dataclass(frozen=True)
class Entered:
    """`token` for the browser to keep; None when its old one goes on to be good. `is_known`: the shop's site has
    signed who the buyer is; otherwise they are a guest."""

    token: str | None
    is_known: bool


def enter(shop: Shop, told: Any, address: str) -> Entered:
    """`told`: {"buyer": what the page says, "token": kept for that buyer, "guest": kept for guests, "language"}.

    A wrong or old signature makes a guest, who sees a guest's history and nothing of the buyer's. Raises Refused when
    very many new ones come from one address.
    """
    identity = signed_identity(shop, told)
    guest, own = text_in(told, "guest", TOKEN_MOST), text_in(told, "token", TOKEN_MOST)
    token = (own or guest) if identity else guest
    token = token if token.isascii() else ""
    if find_visitor(shop=shop, token=token) is None:
        count_new_visitor(f"{shop.pk}:{identity.number}" if identity else network_of(address))
    greeted = greet_visitor(shop=shop, token=token, identity=identity, language=language_in(told))
    return Entered(greeted.token, identity is not None)


def language_in(told: Any) -> str:
    """The language that the browser asks for, the product's own when there is no such."""
    language = text_in(told, "language", 10)
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def signed_identity(shop: Shop, told: Any) -> Identity | None:
    """Who the shop's site says it is; None for a guest, and for whatever is not signed."""
    try:
        return checked_identity(shop, told.get("buyer") if isinstance(told, dict) else None, now())
    except (Refused, UnicodeEncodeError):  # half of a character can be signed by nobody
        return None
