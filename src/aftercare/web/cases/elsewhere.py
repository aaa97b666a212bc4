"""What other rooms keep of a case's orders: how the box was packed, what the platform's refund report and its buyer
say."""

from dataclasses import dataclass

from django.db.models import CharField, Value
from django.urls import reverse

from aftercare.cases.models import Case
from aftercare.dispatch.packing import finished_packings
from aftercare.refundreports.queries import refunds_of_case
from aftercare.regulars.access import READERS as KNOWERS
from aftercare.reviews.queries import reviews_of_case
from aftercare.shops.access import Person
from aftercare.web.dispatch.orderline import PackingView, packing_views
from aftercare.web.refundreports.card import record_rows
from aftercare.web.refundreports.contexts import RecordRow
from aftercare.web.reviews.card import CardRow, card_rows


@dataclass(frozen=True)
class Elsewhere:
    """Finished packings, the oldest first; the platform's record and the review that it is about, one at most."""

    packings: list[PackingView]
    platform_records: list[RecordRow]
    reviews: list[CardRow]
    asks_risk: bool  # whether signs of serial returns and claims are looked for, by a part of its own (B7)
    customer_url: str  # '' for a buyer unknown, or a reader who opens no pages of customers


def elsewhere(person: Person, case: Case) -> Elsewhere:
    """Most cases have none of them, so one query asks whether there are any; what there is costs its own."""
    orders = [pk for pk in (case.order_id, case.reship_order_id) if pk]
    records = refunds_of_case(person, case.pk)
    reviews = reviews_of_case(person, case.pk)
    sources = {"packings": finished_packings(person, orders), "records": records, "reviews": reviews}
    first, *others = (rows.order_by().values_list(Value(name, CharField()))[:1] for name, rows in sources.items())
    found = {name for (name,) in first.union(*others)}
    knows = case.customer_id is not None and person.has(case.shop_id, *KNOWERS)
    return Elsewhere(
        packing_views(person, orders) if "packings" in found else [],
        record_rows(records) if "records" in found else [],
        card_rows(reviews) if "reviews" in found else [],
        knows and case.closed_at is None,
        reverse("customer", args=[case.customer_id]) if knows else "",
    )
