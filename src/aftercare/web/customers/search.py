"""Customers in the search of the top bar."""

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.regulars.queries import CustomerWish, customer_page
from aftercare.regulars.rules import rank_of
from aftercare.shops.access import Person
from aftercare.web.customers.listing import RANK_TONES
from aftercare.web.pieces.marks import pill
from aftercare.web.search.hits import MOST, Hit


def find_customer_hits(person: Person, shop_ids: frozenset[int], text: str) -> list[Hit]:
    """By the whole nick, an order number, a phone or its last four digits; exact only (J5)."""
    hits = []
    for row in customer_page(person, CustomerWish(shop_ids, search=text)).rows[:MOST]:
        rank = rank_of(row.orders, row.kept.fen)
        line = _("%(count)s orders") % {"count": row.orders} + f" · {row.shop.name}"
        mark = pill(rank.label, RANK_TONES[rank])
        hits.append(Hit(row.customer.nick_mask, reverse("customer", args=[row.pk]), line, mark))
    return hits
