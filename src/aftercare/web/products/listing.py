"""The list of products: what is asked for by named keys, and all that the template prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.core.text import clean, read_number
from aftercare.orders.catalogue.queries import ProductPage, ProductWish, product_page, tags_in_use
from aftercare.orders.models import Product
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import Tone, money, pill
from aftercare.web.pieces.parts import FilterMenu, filter_menu
from aftercare.web.products.audience import EDITORS

KEYS = frozenset({"shop", "tag", "state", "q", "after"})
STATES: Mapping[str, Any] = {"in_sale": gettext_lazy("In sale"), "out": gettext_lazy("Out of sale")}
LOW = 5  # pieces


@dataclass(frozen=True, slots=True)
class ProductRow:
    """What one row prints."""

    address: str
    title: str
    code: str
    picture: str
    tags: list[str]
    price: SafeString
    stock: str
    state: SafeString
    shop: str


def picture_url(product: Product, copy: str = "thumb") -> str:
    """Where its picture is, '' without one."""
    return reverse("product_picture_file", args=[product.pk, copy]) if product.picture_id else ""


def stock_words(stock: int | None) -> str:
    """'12', 'sold out', '' when nobody knows."""
    if stock is None:
        return ""
    return str(stock) if stock else _("sold out")


def state_pill(product: Product) -> SafeString:
    """In sale or not, sold out, nearly."""
    if not product.is_active:
        return pill(STATES["out"], Tone.REFUSED)
    if product.stock == 0:
        return pill(_("Sold out"), Tone.LATE)
    if product.stock is not None and product.stock <= LOW:
        return pill(_("Nearly sold out"), Tone.SOON)
    return pill(STATES["in_sale"], Tone.DONE)


class ProductsContext:
    """All that the list prints. `shops`: (id, name) of the shops chosen in the rail."""

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict) -> None:
        if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
            raise BadRequest("unknown key")
        self.person, self._shops = person, dict(shops)
        self.chosen = {name: value for name in KEYS - {"after"} if (value := clean(query.get(name, ""))[:60])}
        self.after = read_number(query.get("after"))
        self._check(query)

    def _check(self, query: QueryDict) -> None:
        if self.chosen.get("shop", "") not in ("", *(str(pk) for pk in self._shops)):
            raise BadRequest("unknown shop")
        if self.chosen.get("state", "") not in ("", *STATES) or (query.get("after") and self.after is None):
            raise BadRequest("unknown value")

    def address(self, **changes: str) -> str:
        """The list's address with other values; '' takes one away."""
        given = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return f"{reverse('products')}?{urlencode(given)}"

    @property
    def search(self) -> str:
        return self.chosen.get("q", "")

    @cached_property
    def shop_ids(self) -> frozenset[int]:
        shop = self.chosen.get("shop")
        return frozenset({int(shop)}) if shop else frozenset(self._shops)

    @property
    def is_active(self) -> bool | None:
        """In sale, out of sale, or either."""
        state = self.chosen.get("state")
        return None if state is None else state == "in_sale"

    @cached_property
    def _page(self) -> ProductPage:
        wish = ProductWish(self.shop_ids, self.search, self.chosen.get("tag", ""), self.is_active)
        return product_page(self.person, wish, after=self.after)

    @cached_property
    def rows(self) -> list[ProductRow]:
        return [self._row(product) for product in self._page.rows]

    def _row(self, product: Product) -> ProductRow:
        return ProductRow(
            address=reverse("product", args=[product.pk]),
            title=product.title,
            code=product.code,
            picture=picture_url(product),
            tags=product.tags,
            price=money(product.price),
            stock=stock_words(product.stock),
            state=state_pill(product),
            shop=self._shops.get(product.shop_id, "") if self.several_shops else "",
        )

    @property
    def several_shops(self) -> bool:
        return len(self._shops) > 1

    @property
    def columns(self) -> int:
        return 6 if self.several_shops else 5

    @property
    def more_url(self) -> str:
        return "" if self._page.after is None else self.address(after=str(self._page.after))

    @property
    def menus(self) -> list[FilterMenu]:
        menus = []
        if self.several_shops:
            menus.append(self._menu("shop", _("Shop"), {str(pk): name for pk, name in self._shops.items()}))
        tags = {tag: tag for tag in (*tags_in_use(self.person, self.shop_ids), self.chosen.get("tag", "")) if tag}
        if tags:
            menus.append(self._menu("tag", _("Tag"), tags))
        return [*menus, self._menu("state", _("State"), STATES)]

    def _menu(self, name: str, label: Any, values: Mapping[str, Any]) -> FilterMenu:
        return filter_menu(label, name, self.chosen.get(name, ""), values, self.address)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen)

    @property
    def clear_url(self) -> str:
        return reverse("products") if self.is_filtered else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search form keeps."""
        return [(name, self.chosen[name]) for name in ("shop", "tag", "state") if name in self.chosen]

    @property
    def kept_shops(self) -> list[tuple[int, str]]:
        """(id, name) of the listed shops whose products the person keeps."""
        return [(pk, name) for pk, name in self._shops.items() if self.person.has(pk, *EDITORS)]

    @property
    def may_edit(self) -> bool:
        return bool(self.kept_shops)

    @property
    def export_url(self) -> str:
        """The file of what is listed; '' for whoever only reads."""
        given = urlencode(self.chosen)
        return f"{reverse('products_file')}?{given}" if self.may_edit else ""
