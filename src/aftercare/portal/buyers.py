"""A buyer comes by a form that their shop's own site has signed: whose orders they may review (R1, G4).

The form says what the widget is told (`chat.identity`). It stays in a cookie of these pages, so that no address,
history or log keeps the buyer's name (J4), and is checked anew at every request: a key that is ended ends it.
"""

from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from aftercare.chat.identity import TOLD, customer_of_identity
from aftercare.core.errors import NotFound
from aftercare.core.text import read_number
from aftercare.core.time import now
from aftercare.portal.access import access_open_shop
from aftercare.portal.entering import signed_identity
from aftercare.reviews.access import Buyer
from aftercare.shops.models import Shop
from aftercare.shops.terms import Platform

COOKIE: Final = "buyer"
_SALT: Final = "aftercare.portal.buyers"


def access_own_site(slug: str) -> Shop:
    """The open shop of that short name, if it is a site of its own. Raises NotFound."""
    shop = access_open_shop(slug)
    if shop.platform != Platform.OWN:
        raise NotFound(slug)
    return shop


def read_signed(shop: Shop, posted: QueryDict) -> dict[str, Any]:
    """What the form says. Raises NotFound when the shop has not signed it, or its time is over."""
    told: dict[str, Any] = {part: posted.get(part, "") for part in TOLD}
    told["expires"] = read_number(posted.get("expires", ""))
    if signed_identity(shop, {"buyer": told}) is None:
        raise NotFound("buyer")
    return told


def keep_signed(response: HttpResponse, request: HttpRequest, shop: Shop, told: dict[str, Any], language: str) -> None:
    """Let the browser come again by itself, for as long as that is good, in the language of the form."""
    kept = {"buyer": told, "language": language}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=_SALT, compress=True),
        max_age=max(0, told["expires"] - int(now().timestamp())),
        path=reverse("buyer_orders", args=[shop.slug]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def access_buyer(request: HttpRequest, slug: str) -> tuple[Buyer, str]:
    """Who comes, and in which language their form was ('' says nothing of it). Raises NotFound."""
    shop = access_own_site(slug)
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        raise NotFound("buyer") from None
    identity = signed_identity(shop, kept)
    if identity is None:
        raise NotFound("buyer")
    return Buyer(shop, customer_of_identity(shop.pk, identity)), kept["language"]
