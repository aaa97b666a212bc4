"""Arguments of the routes of dispute types and of the listing check, for the authorization matrix."""

from datetime import timedelta

from tests.people import People, make_case_of, make_order

from aftercare.core.time import now
from aftercare.orders.models import Product
from aftercare.watchlists.models import Appeal, ListEntry

# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "case_dispute": {"type": "unclear"},
    "listing": {"version": "0"},
    "case_reviewer": {"why": "五家店都给差评"},
    "reviewer_appeal": {"text": "这是老顾客"},
    "reviewer_answer": {"text": "查过了", "lift": "yes"},
}
MAY_BE_ABSENT = ("listings_again",)  # without a shop that is named


def dispute_things(people: People) -> dict[str, dict[str, object]]:
    """A product of the shop, a review case, and an entry with an objection."""
    inputs = {"rating": "bad", "review_text": "差评"}
    case = make_case_of("review", people.owner, make_order(people.shop), inputs=inputs)
    at = now()
    entry = ListEntry.objects.create(
        kind="reviews", shop=people.shop, customer=case.customer, case=case, score=66, reason="五家店", by=people.owner,
        at=at, expires_at=at + timedelta(days=9),
    )  # fmt: skip
    Appeal.objects.create(entry=entry, made_by=people.owner, text="老顾客", by=people.owner, at=at)
    product = Product.objects.create(shop=people.shop, code="TJ-1", title="陶瓷杯")
    of_entry = {"pk": entry.pk}
    return {
        "listing": {"pk": product.pk},
        "case_reviewer": {"number": case.number},
        **dict.fromkeys(("reviewer_appeal", "reviewer_answer"), of_entry),
    }
