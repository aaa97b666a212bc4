"""The shop reviews the buyer of an order (R1): within the shop's days after the deal, each bought line once. No program
puts it on the platform: a person copies it, and a later file confirms it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.access import access_order
from aftercare.orders.models import Order, OrderLine
from aftercare.reviews.access import writing_refusal
from aftercare.reviews.actions.write_reply import text_problem, tidy
from aftercare.reviews.checking import refuse_blocked
from aftercare.reviews.facts import ReviewFacts
from aftercare.reviews.family import key_of
from aftercare.reviews.merge import first
from aftercare.reviews.models import Review
from aftercare.reviews.policies import limits_of
from aftercare.reviews.rules import review_refusal
from aftercare.reviews.terms import Direction, Result
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

GIVEN = Refusal("reviews.given", _("The buyer of this order has been reviewed already."))


@dataclass(frozen=True)
class Verdict:
    """What the shop says of the buyer."""

    result: str
    text: str


def give_refusal(order: Order, person: Person, at: datetime) -> Refusal | None:
    """Why the buyer of this order cannot be reviewed now."""
    refusal = writing_refusal(person, order.shop_id)
    if refusal is None and Review.objects.filter(order=order, direction=Direction.GIVE).exists():
        refusal = GIVEN
    return refusal or review_refusal(order.completed_at, limits_of(policies_of(order.shop, at)), at)


def give_review(*, order_id: int, verdict: Verdict, person: Person) -> list[Review]:
    """Write it down for each line of the order. Raises NotFound, InvalidInput (`result`, `text`), and Refused:
    `reviews.role`, `.given`, `.no_deal`, `.early`, `.over`, or `reviews.blocked_words`."""
    text = tidy(verdict.text)
    problems: dict[str, Any] = {}
    if verdict.result not in (Result.GOOD, Result.NEUTRAL, Result.BAD):
        problems["result"] = _("Choose one of the list.")
    if problem := text_problem(text):
        problems["text"] = problem
    if problems:
        raise InvalidInput(problems)
    with transaction.atomic():
        order, at = access_order(person, order_id, lock=True), now()
        if (refusal := give_refusal(order, person, at)) is not None:
            raise Refused(refusal)
        refuse_blocked(_review(order, None, verdict.result, text, at), text, at)
        lines: Sequence[OrderLine | None] = list(OrderLine.objects.filter(order=order).order_by("pk")) or [None]
        made = [_review(order, line, verdict.result, text, at) for line in lines]
        for review in made:
            review.save()
        record(
            kind="review.given",
            subject=("order", order.pk),
            shop_id=order.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"result": verdict.result, "reviews": [review.pk for review in made]},
        )
    return made


def _review(order: Order, line: OrderLine | None, result: str, text: str, at: datetime) -> Review:
    """As a file would tell it, so that the file that does finds it; nobody has told of it yet."""
    told = {"role": Direction.GIVE, "order_no": order.platform_no, "line_no": line.line_no if line else ""}
    told["title"] = line.title if line else ""
    facts = ReviewFacts(
        key=key_of(told),
        direction=Direction.GIVE,
        order_no=order.platform_no,
        line_no=line.line_no or None if line else None,
        title=line.title or None if line else None,
        result=Result(result),
        raw_result=result,
        reviewed_at=at,
        content=text,
    )
    return Review(
        shop=order.shop,
        key=facts.key,
        direction=facts.direction,
        order=order,
        order_line=line,
        customer=order.customer,
        order_no=order.platform_no,
        line_no=facts.line_no or "",
        title=facts.title or "",
        merchant_code=line.merchant_code if line else "",
        result=facts.result or Result.UNKNOWN,
        raw_result=result,
        reviewed_at=at,
        content=text,
        stamps=first(facts, None).stamps,
        told_at=None,
    )
