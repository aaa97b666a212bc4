"""Texts from templates for many good reviews at once, so that neighbours differ (R5). Pure but for its rows."""

from collections.abc import Sequence
from typing import Final

from aftercare.knowledge.rules import fill
from aftercare.knowledge.terms import Variable
from aftercare.reviews.models import ReplyTemplate, Review
from aftercare.reviews.rules import MOST_REPLY

# What may stand in a public reply: everybody reads it, so no order, no parcel and no whole nick.
VARIABLES: Final = (Variable.BUYER, Variable.PRODUCT, Variable.SHOP)
Filled = tuple[Review, ReplyTemplate | None, str]
NO_NAME: Final = "亲"  # where nobody knows even the mask
PRODUCT_MOST: Final = 20


def values_of(review: Review) -> dict[str, str]:
    """Values of the variables for this review."""
    return {
        Variable.BUYER.value: (review.customer.nick_mask if review.customer else review.nick_mask) or NO_NAME,
        Variable.PRODUCT.value: review.title.split(" ")[0][:PRODUCT_MOST] or "宝贝",
        Variable.SHOP.value: review.shop.name,
    }


def drafts(reviews: Sequence[Review], templates: Sequence[ReplyTemplate]) -> list[Filled]:
    """A text for each review, in their order: templates of its product and those of all in turn, so that two that
    follow each other have the same words only when there is but one template. None without a template of the shop."""
    used: dict[str, int] = {}
    told: list[Filled] = []
    last = ""
    for review in reviews:
        fitting = [one for one in templates if one.shop_id == review.shop_id and _fits(one, review)]
        # those of the product first among equals, the least used in this lot first of all, never the last one again
        fitting.sort(key=lambda one: (one.text == last, used.get(one.text, 0), not one.product_code, one.pk))
        template = fitting[0] if fitting else None
        if template is None:
            told.append((review, None, ""))
            continue
        used[template.text], last = used.get(template.text, 0) + 1, template.text
        told.append((review, template, fill(template.text, values_of(review)).text[:MOST_REPLY]))
    return told


def _fits(template: ReplyTemplate, review: Review) -> bool:
    return not template.product_code or template.product_code == review.merchant_code
