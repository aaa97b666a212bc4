"""A shop's page of somebody else's, as far as the demo needs one: it shows the widget at work (S1).

It exists while the demo shop runs, which keeps its logins in the data folder, and on no other installation.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from aftercare.chat.identity import Identity, key_in_use, signature_of
from aftercare.core.errors import NotFound
from aftercare.core.money import Money
from aftercare.customers.models import Customer
from aftercare.files.terms import Copy
from aftercare.orders.models import Order, Product
from aftercare.portal.access import access_open_shop
from aftercare.portal.entering import language_in
from aftercare.portal.pictures import ANYBODY, picture_address
from aftercare.reviews.models import Review
from aftercare.shops.models import Shop
from aftercare.shops.terms import Platform
from aftercare.web.policy import ANONYMOUS, PageRequest, page, page_time

PRODUCTS: Final = 8
ORDERS: Final = 2
NAMES: Final = ("江小鱼", "顾清欢")  # invented; each is a customer of the demo shop, whose nick stays as it is
LOGGED_IN_FOR: Final = timedelta(hours=12)


class Goods(NamedTuple):
    """One product on the page."""

    code: str
    title: str
    price: Money | None
    picture: str | None


class StorefrontContext:
    """The page for a guest, or for one of the buyers (`who` 1 or 2)."""

    def __init__(self, shop: Shop, who: int, language: str, at: datetime) -> None:
        self.shop, self.who, self.language = shop, who, language
        self.buyers = list(enumerate(NAMES, 1))
        self.goods = [_goods(shop, row) for row in _products(shop)]
        customer = _customer(shop, who)
        self.name = NAMES[who - 1] if customer else ""
        self.orders = list(Order.objects.filter(customer=customer).order_by("-ordered_at")[:ORDERS]) if customer else []
        buyer = _signed(shop, who, customer, at) if customer else None
        self.config = {"language": language, "buyer": buyer}
        self.reviewing = {**buyer, "language": language} if buyer and shop.platform == Platform.OWN else None
        self.loader = reverse("widget_loader", args=[shop.slug])


@page(roles=ANONYMOUS)
def storefront(request: PageRequest, slug: str) -> HttpResponse:
    """The page; `?as=1` and `?as=2` log one of two buyers in."""
    if not Path(settings.DEMO_NOTE).exists():
        raise NotFound(slug)
    shop = access_open_shop(slug)
    who = {"1": 1, "2": 2}.get(request.GET.get("as", ""), 0)
    language = language_in(request.GET.dict())
    with translation.override(language):
        context = StorefrontContext(shop, who, language, page_time(request))
        return render(request, "portal/storefront.html", {"store": context})


def _products(shop: Shop) -> list[Product]:
    rows = Product.objects.select_related("picture").filter(shop=shop, is_active=True)
    return list(rows.order_by("pk")[:PRODUCTS])


def _goods(shop: Shop, row: Product) -> Goods:
    token = row.picture.token if row.picture else None
    picture = picture_address(shop.slug, ANYBODY, token, Copy.THUMB) if token else None
    return Goods(row.code, row.title, row.price, picture)


def _customer(shop: Shop, who: int) -> Customer | None:
    """The demo's own customers with orders: the first two, of an own site the first who review on its page."""
    if not who:
        return None
    said = Exists(Review.objects.filter(customer=OuterRef("pk"), on_own_page=True))
    rows = Customer.objects.filter(shop=shop, orders__isnull=False).annotate(said=said).distinct()
    return next(iter(rows.order_by("-said", "pk")[who - 1 : who]), None)


def _signed(shop: Shop, who: int, customer: Customer, at: datetime) -> dict[str, Any] | None:
    """What a shop's own server writes into its page; None while the shop has made no secret."""
    key = key_in_use(shop)
    if key is None:
        return None
    identity = Identity(f"demo-{who}", NAMES[who - 1], customer.nick)
    expires = int((at + LOGGED_IN_FOR).timestamp())
    signature = signature_of(key.secret, identity, expires)
    told = {"id": identity.number, "name": identity.name, "nick": identity.nick}
    return {**told, "expires": expires, "signature": signature}
