"""Reads of checked pages; each starts from the products that the person may see."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from aftercare.core.sql import first_of_parts
from aftercare.listings.models import ListingText, ShopTally
from aftercare.orders.models import Product
from aftercare.shops.access import Person

PAGE = 50
MOST_EXPORTED = 20_000
LOWEST = ("score", "product_id")


@dataclass(frozen=True)
class ShopScore:
    """How the pages of a shop's products in sale did: products with a page and without one, the mean score of the
    pages, and what is wrong."""

    shop_id: int
    checked: int
    unchecked: int
    score: float
    banned: int


def visible_listings(person: Person, shop_ids: frozenset[int]) -> QuerySet[ListingText]:
    """Of products that are in sale, in those of the shops that the person works in (P1)."""
    return ListingText.objects.filter(shop_id__in=_seen(person, shop_ids), product__is_active=True)


def _seen(person: Person, shop_ids: frozenset[int]) -> frozenset[int]:
    return shop_ids if person.is_system else shop_ids & person.shop_ids


def listing_page(
    person: Person, shop_ids: frozenset[int], *, banned: bool = False, after: tuple[int, int] | None = None
) -> list[ListingText]:
    """PAGE rows and one more when there are further ones, the lowest score first; two queries. `after`: score and
    id."""
    parts = [visible_listings(person, frozenset({shop_id})) for shop_id in sorted(shop_ids)]
    if banned:
        parts = [part.filter(banned__gt=0) for part in parts]
    if after is not None:
        score, pk = after
        beyond = Q(score__gt=score) | Q(product_id__gt=pk)
        parts = [part.filter(beyond, score__gte=score) for part in parts]
    keys = first_of_parts([part.values_list("score", "product_id") for part in parts], LOWEST, PAGE + 1)
    found = ListingText.objects.select_related("product").in_bulk([pk for _score, pk in keys])
    return [found[pk] for _score, pk in keys if pk in found]


def all_listings(person: Person, shop_ids: frozenset[int]) -> QuerySet[ListingText]:
    """For a file: the lowest score first, MOST_EXPORTED at most."""
    rows = visible_listings(person, shop_ids).select_related("product", "shop")
    return rows.order_by("shop_id", "score", "product_id")[:MOST_EXPORTED]


def shop_scores(person: Person, shop_ids: frozenset[int]) -> list[ShopScore]:
    """The report of each shop that sells something: one query."""
    told = ShopTally.objects.filter(shop_id__in=_seen(person, shop_ids), in_sale__gt=0).order_by("shop_id")
    return [
        ShopScore(
            one.shop_id,
            one.checked,
            one.in_sale - one.checked,
            round(one.points / one.checked, 1) if one.checked else 0,
            one.banned,
        )
        for one in told
    ]


def listing_text(product: Product) -> ListingText | None:
    """The page of a product that the person may see."""
    return ListingText.objects.filter(product_id=product.pk).first()
