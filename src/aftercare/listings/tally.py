"""Adds up the products in sale and their pages, by shop (R7). In the transaction of whatever changed one of them, with
its product locked: so two who change the same page cannot both count it."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from django.db import connection

from aftercare.listings.models import ListingText
from aftercare.orders.models import Product

_WRITE: Final = """
    INSERT INTO listings_shoptally AS here (shop_id, in_sale, checked, points, banned) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (shop_id) DO UPDATE SET in_sale = here.in_sale + EXCLUDED.in_sale,
        checked = here.checked + EXCLUDED.checked, points = here.points + EXCLUDED.points,
        banned = here.banned + EXCLUDED.banned
"""


@dataclass(frozen=True)
class Counts:
    """Of products and their pages, or a difference of them."""

    in_sale: int = 0
    checked: int = 0
    points: int = 0
    banned: int = 0

    def times(self, factor: int) -> "Counts":
        return Counts(*(factor * count for count in astuple(self)))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def counts_of(pages: Iterable[ListingText]) -> Counts:
    """Of stored pages of products in sale."""
    scored = [(page.score, page.banned > 0) for page in pages]
    return Counts(0, len(scored), sum(score for score, _banned in scored), sum(banned for _score, banned in scored))


def add_up(shop_id: int, difference: Counts) -> None:
    """One statement; none without a difference."""
    if any(told := astuple(difference)):
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [shop_id, *told])


def sale_changed(products: Sequence[Product], sign: int) -> None:
    """These products of one shop have come into sale (1) or left it (-1), with their pages."""
    pages = ListingText.objects.filter(product__in=products).only("score", "banned")
    add_up(products[0].shop_id, (Counts(in_sale=len(products)) + counts_of(pages)).times(sign))
