"""Cases in the search of the top bar: whole numbers, parcels, phones and nicks only (J5)."""

from django.utils.safestring import SafeString

from aftercare.cases.queries import find_cases
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of, state_of, tone_of
from aftercare.web.pieces.marks import pill
from aftercare.web.search.hits import MOST, Hit


def find_cases_hits(person: Person, shop_ids: frozenset[int], text: str) -> list[Hit]:
    """Cases by their number, the platform's, the order's, either parcel's, the phone or the buyer's nick."""
    hits = []
    for case in find_cases(person, shop_ids, text, most=MOST):
        mark: SafeString = pill(state_of(case).label, tone_of(case))
        buyer = case.customer.nick_mask if case.customer else ""
        line = " · ".join(part for part in (case.order.platform_no, case.order.item_summary, buyer) if part)
        hits.append(Hit(case.number, address_of(case.number), line, mark))
    return hits
