"""Orders in the search of the top bar."""

from aftercare.orders.queries import find_orders
from aftercare.shops.access import Person
from aftercare.web.orders.listing import LABELS, TONES
from aftercare.web.pieces.marks import pill
from aftercare.web.search.hits import MOST, Hit


def find_orders_hits(person: Person, shop_ids: frozenset[int], text: str) -> list[Hit]:
    """Orders by number, sub-order, tracking number, phone or the buyer's nick; exact only (J5)."""
    hits = []
    for order in find_orders(person, shop_ids, text, most=MOST):
        buyer = order.customer.nick_mask if order.customer else ""
        line = " · ".join(part for part in (order.item_summary, buyer, order.shop.name) if part)
        mark = pill(LABELS[order.status], TONES[order.status])
        hits.append(Hit(order.platform_no, f"/orders/{order.pk}/", line, mark))
    return hits
