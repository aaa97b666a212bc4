"""From what the scanner read to the cases that the parcel may belong to (B3)."""

import unicodedata
from dataclasses import dataclass
from enum import Enum

from django.db.models import F, Q

from aftercare.cases.models import Case
from aftercare.core.sql import matching_any
from aftercare.core.text import clean
from aftercare.orders.access import visible_orders
from aftercare.shops.access import Person
from aftercare.web.receiving.access import receivable_cases, warehouse_shops

MOST = 20  # an order rarely has more than three cases
LONGEST = 60


class How(Enum):
    """By what the case was found."""

    RETURN_PARCEL = "return_parcel"
    CASE_NUMBER = "case_number"
    ORDER_NUMBER = "order_number"
    OUTBOUND_PARCEL = "outbound_parcel"  # the buyer refused the delivery: our own parcel comes back


@dataclass(frozen=True)
class Found:
    """What a code led to. No cases but an `order_no`: an order of ours that nobody opened a case for."""

    code: str
    cases: tuple[Case, ...] = ()
    how: How | None = None
    order_no: str = ""


def normal(text: str) -> str:
    """Half width, upper case, no spaces: as tracking numbers are stored."""
    return "".join(clean(unicodedata.normalize("NFKC", text)).split()).upper()[:LONGEST]


def find(person: Person, text: str) -> Found:
    """The cases of the code: by the return's tracking number, else case, order, or our own outbound tracking number."""
    code = normal(text)
    if not code:
        return Found("")
    for how, where in (
        (How.RETURN_PARCEL, Q(return_tracking_no=code)),
        (How.CASE_NUMBER, Q(number=code)),
        (How.ORDER_NUMBER, Q(order__platform_no=code)),
        (How.OUTBOUND_PARCEL, Q(order__tracking_no__in={code, code.lower()})),
    ):
        cases = _cases(person, where)
        if cases:
            return Found(code, cases, how)
    orders = visible_orders(person).filter(shop_id__in=warehouse_shops(person))
    known = matching_any(orders, Q(platform_no=code), Q(tracking_no__in={code, code.lower()}))
    return Found(code, order_no=known.values_list("platform_no", flat=True).first() or "")


def _cases(person: Person, where: Q) -> tuple[Case, ...]:
    """Open ones, the most urgent first; the last closed one when none is open."""
    rows = receivable_cases(person).filter(where).select_related("shop", "order", "customer", "owner")
    found = list(rows.order_by(F("closed_at").asc(nulls_first=True), "next_due_at", "-id")[:MOST])
    still_open = tuple(case for case in found if case.closed_at is None)
    return still_open or tuple(sorted(found, key=lambda case: case.pk, reverse=True)[:1])
