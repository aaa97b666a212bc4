"""Decisions about reviews: when one may be written and answered, and which needs a case (R1, C6). Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from aftercare.core.errors import Refusal
from aftercare.core.words import _
from aftercare.reviews.terms import Answer, Direction, Result, Standing

MOST_REPLY: Final = 500  # characters that the platform takes
MOST_SAID: Final = 500  # characters of a buyer on our own page
MOST_PICTURES: Final = 3


@dataclass(frozen=True)
class Limits:
    """A shop's times: from when and until when after the deal a review is written, how long it is answered, until when
    after the deal buyers add to it on our own page."""

    first: timedelta = timedelta(days=3)
    last: timedelta = timedelta(days=45)
    reply: timedelta = timedelta(days=30)
    addition: timedelta = timedelta(days=180)


@dataclass(frozen=True)
class Matter:
    """A review as the rules see it. `added_at`: when it was added to (or it was, at a time that nobody told: then
    `is_added_to` alone). `on_own_page`: no platform limits the replies to it but by their time."""

    direction: Direction
    result: Result
    reviewed_at: datetime
    addition: Result | None = None
    appended_at: datetime | None = None
    is_added_to: bool = False
    answer: Answer = Answer.NONE
    on_own_page: bool = False


def reply_until(matter: Matter, limits: Limits) -> datetime | None:
    """Until when the platform takes a reply; None when it takes none at all."""
    is_done = (matter.is_added_to or matter.answer is Answer.CONFIRMED) and not matter.on_own_page
    is_closed = matter.direction is not Direction.GET or is_done
    return None if is_closed else matter.reviewed_at + limits.reply


def reply_refusal(matter: Matter, limits: Limits, at: datetime) -> Refusal | None:
    """Why no public reply may be written now (platforms.md §5.4, §8.1)."""
    if matter.direction is not Direction.GET:
        return Refusal("reviews.own", _("This is the shop's own review of a buyer; there is nothing to reply to."))
    if matter.answer is Answer.CONFIRMED and not matter.on_own_page:
        return Refusal("reviews.answered", _("The platform shows a reply already, and takes one for each review."))
    if matter.is_added_to and not matter.on_own_page:
        return Refusal(
            "reviews.added_to", _("The buyer has added to the review; after that the platform takes no reply.")
        )
    if at > matter.reviewed_at + limits.reply:
        sentence = _("The platform takes a reply within %(days)s days after the review; that is over.")
        return Refusal("reviews.late", sentence, {"days": limits.reply.days})
    return None


OF_BUYERS: Final = {
    "reviews.no_deal": _("The deal is not finished yet; buyers are reviewed after it."),
    "reviews.early": _("Buyers are reviewed from day %(days)s after the deal on; that is still to come."),
    "reviews.over": _("Buyers are reviewed until day %(days)s after the deal; that is over."),
}
BY_BUYERS: Final = {
    "reviews.no_deal": _("This order is not finished yet. Review it when you have it."),
    "reviews.early": _("It is a little early: you can review it %(days)s days after the order was finished."),
    "reviews.over": _("Reviews can be written until day %(days)s after the order is finished; that is over."),
}


def review_refusal(
    finished_at: datetime | None, limits: Limits, at: datetime, said: Mapping[str, Any] = OF_BUYERS
) -> Refusal | None:
    """Why the buyer of an order may not be reviewed now, or with `BY_BUYERS` may not review (R1); `finished_at`: when
    the deal was done."""
    code, days = _window(finished_at, limits, at)
    return Refusal(code, said[code], {"days": days}) if code else None


def _window(finished_at: datetime | None, limits: Limits, at: datetime) -> tuple[str, int]:
    if finished_at is None:
        return "reviews.no_deal", 0
    if at < finished_at + limits.first:
        return "reviews.early", limits.first.days
    if at > finished_at + limits.last:
        return "reviews.over", limits.last.days
    return "", 0


def addition_refusal(
    finished_at: datetime | None, limits: Limits, at: datetime, *, is_added_to: bool
) -> Refusal | None:
    """Why a buyer may not add to their review on our own page now."""
    if is_added_to:
        return Refusal("reviews.added", _("You have added to this review already."))
    if finished_at is None or at > finished_at + limits.addition:
        sentence = _("A review can be added to until day %(days)s after the order is finished; that is over.")
        return Refusal("reviews.addition_over", sentence, {"days": limits.addition.days})
    return None


@dataclass(frozen=True)
class Need:
    """Where a review stands as a matter for a case; `why` for none although the result would open one."""

    standing: Standing
    why: str = ""


def case_need(matter: Matter, opens: Collection[Result], limits: Limits, at: datetime, *, has_order: bool) -> Need:
    """Whether the review opens a case by itself (C6): for what it says, or what its addition says, as long as that is
    not older than the time to reply."""
    if matter.direction is not Direction.GET:
        return Need(Standing.NONE)
    reasons = [matter.reviewed_at] if matter.result in opens else []
    if matter.addition in opens:
        reasons.append(matter.appended_at or matter.reviewed_at)
    if not reasons:
        return Need(Standing.NONE)
    if at > max(reasons) + limits.reply:
        return Need(Standing.NO_CASE, "old")
    return Need(Standing.PENDING if has_order else Standing.WAITING)
