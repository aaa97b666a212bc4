"""Open cases for reviews that need one, each once; note in it what the platform tells later (C6)."""

import logging
from collections.abc import Mapping
from typing import Final

from django.db import InterfaceError, OperationalError, transaction

from aftercare.cases.access import access_case
from aftercare.cases.actions.add_note import add_note
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.models import Case
from aftercare.cases.room import lines_with_room
from aftercare.cases.terms import Rating, Reason
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.events import record
from aftercare.core.money import ZERO, Money
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.orders.queries import SEALED
from aftercare.orders.terms import OrderStatus
from aftercare.reviews.letters import news_text, review_text
from aftercare.reviews.models import Review
from aftercare.reviews.policies import limits_of
from aftercare.reviews.records import matter_of
from aftercare.reviews.rules import reply_until
from aftercare.reviews.taking import JOB, REPLYING
from aftercare.reviews.terms import Result, Standing
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

logger = logging.getLogger(__name__)
AT_ONCE: Final = 200
FLOW: Final = "review"
SHOWN: Final = "reply_shown"  # the step of a case whose reply the platform shows
_RATINGS: Final = {Result.BAD: Rating.BAD, Result.NEUTRAL: Rating.NEUTRAL, Result.GOOD: Rating.GOOD}


def key_of(review: Review) -> str:
    """One case for each review, whoever opens it and how often."""
    return f"review-{review.pk}"


def open_cases(*, shop_id: int) -> int:
    """Open up to `AT_ONCE` of the shop, each in a transaction of its own, and enqueue itself when more wait. Returns
    how many were settled; one that fails says why and holds up no other."""
    waiting = Review.objects.filter(shop_id=shop_id, standing=Standing.PENDING).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[: AT_ONCE + 1])
    done = sum(open_one(pk) for pk in ids[:AT_ONCE])
    if len(ids) > AT_ONCE:
        enqueue(JOB, lock=f"{JOB}:{shop_id}", shop_id=shop_id)
    return done


def open_one(pk: int) -> bool:
    """Settle one review; False when somebody else has it. Raises OperationalError and InterfaceError: that says nothing
    of the review, and the job comes again."""
    try:
        with transaction.atomic():
            _lock_case(pk)
            locked = Review.objects.select_for_update(of=("self",), skip_locked=True).select_related("shop", "case")
            review = locked.filter(pk=pk, standing=Standing.PENDING).first()
            if review is None:
                return False
            _settle(review)
            return True
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # whatever one review stumbles over, the others go on
        logger.exception("review %s could not become a case", pk)
        with transaction.atomic():
            Review.objects.filter(pk=pk, standing=Standing.PENDING).update(standing=Standing.NO_CASE, why="refused")
    return False


def _lock_case(pk: int) -> None:
    """The case before its review, as the steps of cases lock them."""
    number = Review.objects.filter(pk=pk).values_list("case__number", flat=True).first()
    if number is not None:
        access_case(Person.system(), number, lock=True)


def _settle(review: Review) -> None:
    if review.case is not None:
        _tell(review, review.case)
        _keep(review, review.case, "")
        return
    order = Order.objects.defer(*SEALED).filter(pk=review.order_id or 0).first()
    if order is None or order.status == OrderStatus.CLOSED:
        _keep(review, None, "order_closed")
        return
    lines = {line.pk: (line.quantity, ZERO) for line in lines_with_room(order.pk)}
    if review.order_line_id in lines:
        lines = {review.order_line_id or 0: lines[review.order_line_id or 0]}
    if not lines:
        _keep(review, None, "lines")
        return
    try:
        with transaction.atomic():
            case = open_case(application=application_of(review, order, lines), person=Person.system())
    except (Refused, InvalidInput):
        logger.warning("review %s: its case was refused", review.pk, exc_info=True)
        _keep(review, None, "refused")
        return
    _keep(review, case, "")


def _tell(review: Review, case: Case) -> None:
    """The case hears what the platform tells now; one that waits for the reply goes on when the platform shows it,
    whoever has written it there."""
    text = news_text(review)
    if review.reply_text and case.state == REPLYING:
        move_case(number=case.number, move_code=SHOWN, person=Person.system(), inputs={"note": text})
    else:
        add_note(number=case.number, text=text, person=Person.system())


def application_of(review: Review, order: Order, lines: Mapping[int, tuple[int, Money]]) -> Application:
    """What the case begins with: the review's words, and until when the platform takes a reply."""
    at = now()
    until = reply_until(matter_of(review), limits_of(policies_of(order.shop, at)))
    return Application(
        flow=FLOW,
        order_id=order.pk,
        reason=Reason.OTHER,  # finding the cause is the first step of the case
        lines=lines,
        key=key_of(review),
        limit_due=until if until is not None and until > at else None,
        inputs={"rating": _RATINGS.get(worst_of(review), ""), "review_text": review_text(review)},
    )


def worst_of(review: Review) -> Result:
    """What the review says together with its addition."""
    said = [Result(one) for one in (review.result, review.addition) if one and one != Result.UNKNOWN]
    return min(said, key=list(Result).index, default=Result.UNKNOWN)


def _keep(review: Review, case: Case | None, why: str) -> None:
    review.standing = Standing.NO_CASE if why else Standing.OPENED
    review.case, review.why = case, why
    review.save(update_fields=["standing", "case", "why"])
    record(
        kind="review.case",
        subject=("review", review.pk),
        shop_id=review.shop_id,
        actor_id=None,
        at=now(),
        data={"case": case.number if case else "", "why": why},
    )


def tend_cases() -> int:
    """Reviews that have lost their job. Returns how many shops got one."""
    pending = Review.objects.filter(standing=Standing.PENDING).order_by()
    with transaction.atomic():
        shops = list(pending.values_list("shop_id", flat=True).distinct())
        for shop_id in shops:
            enqueue(JOB, lock=f"{JOB}:{shop_id}", shop_id=shop_id)
    return len(shops)
