"""Products in the search of the top bar."""

from aftercare.orders.catalogue.queries import find_products
from aftercare.shops.access import Person
from aftercare.web.products.listing import state_pill
from aftercare.web.search.hits import MOST, Hit


def find_products_hits(person: Person, shop_ids: frozenset[int], text: str) -> list[Hit]:
    """Products by code, title, tags or selling points, those in sale first."""
    return [
        Hit(one.title, f"/products/{one.pk}/", " · ".join((one.code, one.shop.name)), state_pill(one))
        for one in find_products(person, shop_ids, text, most=MOST)
    ]
