"""Reads of products: keyset pages, search, candidates for a recommendation, what is bought together (S6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from aftercare.core.money import Money
from aftercare.orders.catalogue.access import visible_products
from aftercare.orders.catalogue.matching import ask, search_words
from aftercare.orders.catalogue.models import ProductPair
from aftercare.orders.catalogue.rules import Advice, Candidate, Needs, Together, recommend
from aftercare.orders.catalogue.words import asked_words
from aftercare.orders.models import Product
from aftercare.shops.access import Person

PAGE: Final = 50
MOST_CANDIDATES: Final = 200
MOST_BY_WORD: Final = 120
MOST_BY_TAG: Final = 120
MOST_TOGETHER: Final = 20
MOST_TAGS: Final = 40
MOST_IN_FILE: Final = 10_000
_CARD: Final = ("pk", "title", "price", "tags", "selling_points", "stock")
_TAGS: Final = """
    SELECT tag FROM (SELECT unnest(tags) AS tag FROM orders_product WHERE shop_id = ANY(%s) AND is_active) AS used
    GROUP BY tag ORDER BY count(*) DESC, tag LIMIT %s
"""


@dataclass(frozen=True)
class ProductWish:
    """What of the list is asked for; '' and None filter nothing."""

    shop_ids: frozenset[int]
    text: str = ""
    tag: str = ""
    is_active: bool | None = None


@dataclass(frozen=True)
class ProductPage:
    """One keyset page, the newest first; `after` begins the next one, None on the last."""

    rows: list[Product]
    after: int | None


def product_page(person: Person, wish: ProductWish, *, after: int | None = None, size: int = PAGE) -> ProductPage:
    """Two queries at any size: one index scan per shop, merged; then what is shown of them."""
    parts = [
        _filtered(person, wish, shop_id, after).order_by("-pk").values_list("pk", flat=True)[: size + 1]
        for shop_id in sorted(wish.shop_ids & person.shop_ids)
    ]
    if not parts:
        return ProductPage([], None)
    merged = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True).order_by("-pk")[: size + 1]
    keys = list(merged)
    rows = Product.objects.filter(pk__any_of=keys[:size]).select_related("picture").defer("words")
    return ProductPage(list(rows.order_by("-pk")), keys[size - 1] if len(keys) > size else None)


def all_products(person: Person, wish: ProductWish) -> list[Product]:
    """What the list would show on all its pages, at most ten thousand, for a file."""
    shops = sorted(wish.shop_ids & person.shop_ids)
    found: list[Product] = []
    for shop_id in shops:
        products = _filtered(person, wish, shop_id, None).defer("words").order_by("code", "pk")
        found += products[: MOST_IN_FILE - len(found)]
    return found


def _filtered(person: Person, wish: ProductWish, shop_id: int, after: int | None) -> QuerySet[Product]:
    products = visible_products(person).filter(shop_id=shop_id)
    if wish.text:
        words = asked_words(wish.text)
        products = products.filter(words__contains=words) if words else products.none()
    if wish.tag:
        products = products.filter(tags__contains=[wish.tag])
    if wish.is_active is not None:
        products = products.filter(is_active=wish.is_active)
    return products if after is None else products.filter(pk__lt=after)


def find_products(person: Person, shop_ids: frozenset[int], text: str, *, most: int) -> list[Product]:
    """Products by code, title, tags or selling points, the newest first: for the search and for pickers."""
    words = asked_words(text)
    if not words:
        return []
    products = visible_products(person).filter(shop_id__in=shop_ids, words__contains=words)
    return list(products.select_related("shop").defer("words").order_by("-is_active", "-pk")[:most])


def tags_in_use(person: Person, shop_ids: frozenset[int]) -> list[str]:
    """The tags of products in sale, the most frequent first, at most forty."""
    shops = list(shop_ids & person.shop_ids)
    with connection.cursor() as cursor:
        cursor.execute(_TAGS, [shops, MOST_TAGS])
        return [tag for (tag,) in cursor.fetchall()]


def candidates(shop_id: int, needs: Needs) -> list[Candidate]:
    """Products in sale that a recommendation chooses from, at most two hundred, each part by an index: by tag, by word,
    and those nearest below the limit. Also what is bought together with what the buyer has seen."""
    asked = ask(needs.occasion, needs.preferences, needs.doubts)
    words = search_words(asked, is_gift=bool(needs.is_gift))
    products = Product.objects.filter(shop_id=shop_id, is_active=True)
    if needs.limit is not None:
        products = products.filter(price__lte=needs.limit)
    beside = ProductPair.objects.filter(product_id__any_of=list(needs.seen)).order_by("-orders", "other_id")
    parts = [
        products.filter(pk__in=beside.values("other_id")[:MOST_TOGETHER]) if needs.seen else products.none(),
        products.filter(tags__overlap=words).order_by("-pk")[:MOST_BY_TAG] if words else products.none(),
        products.filter(words__overlap=_tokens(words)).order_by("-pk")[:MOST_BY_WORD] if words else products.none(),
        products.order_by("-price", "-pk")[:MOST_CANDIDATES],
    ]
    found: dict[int, Candidate] = {}
    for part in parts:
        if len(found) < MOST_CANDIDATES:
            found |= {row[0]: _candidate(*row) for row in part.values_list(*_CARD)}
    return list(found.values())[:MOST_CANDIDATES]


def _tokens(words: Sequence[str]) -> list[str]:
    """As the products' words are cut: pairs; single characters would find nearly everything."""
    return [token for word in words for token in asked_words(word) if len(token) > 1]


def _candidate(
    pk: int, title: str, price: Money | None, tags: list[str], selling_points: str, stock: int | None
) -> Candidate:
    return Candidate(pk, title, price, tuple(tags), selling_points, stock)


def bought_together(shop_id: int, product_id: int, limit: int = MOST_TOGETHER) -> list[Together]:
    """What is bought with a product, the most frequent first; products out of sale left out. One query by index."""
    rows = ProductPair.objects.filter(shop_id=shop_id, product_id=product_id, other__is_active=True)
    columns = ("product_id", "other_id", "orders", "product__title", "other__title")
    return [Together(*row) for row in rows.order_by("-orders", "other_id").values_list(*columns)[:limit]]


def advice_for(shop_id: int, needs: Needs) -> Advice:
    """Recommendations for the needs of a buyer of this shop. Row S6."""
    together = [one for product_id in needs.seen[:3] for one in bought_together(shop_id, product_id)]
    advice = recommend(needs, candidates(shop_id, needs), together)
    if advice.found or needs.limit is None:
        return advice
    dearer = candidates(shop_id, replace(needs, budget=None))  # so that it can say from which price on something fits
    return recommend(needs, dearer, together)
