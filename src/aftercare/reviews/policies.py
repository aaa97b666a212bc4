"""Policies of reviews: when they are written and answered, which open a case, what promotions ask (R1, R2)."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from aftercare.clock.rules import Span, SpanKind
from aftercare.core.words import _
from aftercare.reviews.rules import Limits
from aftercare.reviews.terms import OPENING, Opens, Result
from aftercare.shops.policies import Policies, PolicyDefinition, PolicyKind, parse_count, register

GROUP: Final = _("Reviews")
FIRST_DAY, LAST_DAY, LAST_ADDITION = "reviews.first_day", "reviews.last_day", "reviews.last_addition"
REPLY: Final = "review.explain"  # of the review cases: one truth for their clock and for the reply itself
OPENS, RATE, DSR, NEAR = "reviews.opens_cases", "reviews.rate_limit", "reviews.dsr_limit", "reviews.near"
MOST_DAYS: Final = 365
DAYS: Final = (SpanKind.DAYS, SpanKind.LEGAL_DAYS)  # kinds of which one is 24 hours here; of all others one hour
_RATE: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})?|", re.ASCII)
_DSR: Final = re.compile(r"[1-4](?:\.\d{1,2})?|", re.ASCII)


def _days(key: str, label: Any, text: Any, usual: int, least: int = 1) -> PolicyDefinition:
    def parse(value: Any) -> int:
        if not least <= parse_count(value) <= MOST_DAYS:
            raise ValueError(f"not between {least} and {MOST_DAYS} days: {value!r}")
        return int(value)

    return PolicyDefinition(key, label, text, GROUP, PolicyKind.COUNT, usual, parse)


def _number(pattern: re.Pattern[str]) -> Any:
    def parse(value: Any) -> Decimal | None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(f"not a limit: {value!r}")
        return Decimal(value) if value else None

    return parse


def _opens(value: Any) -> frozenset[Result]:
    if value not in Opens.values:
        raise ValueError(f"not one of the list: {value!r}")
    return OPENING[Opens(value)]


DEFINITIONS = (
    _days(
        FIRST_DAY, _("Review from, days after the deal"),
        _("Earlier, the shop does not review its buyer, nor do buyers review on the page of an own site."), 3, 0,
    ),
    _days(LAST_DAY, _("Review until, days after the deal"), _("Later, nobody reviews any more."), 45),
    _days(LAST_ADDITION, _("Add to a review until, days after the deal"), _("On the page of an own site."), 180),
    PolicyDefinition(
        OPENS, _("Reviews that open a case"), _("Once for each review, whatever is imported how often."), GROUP,
        PolicyKind.CHOICE, Opens.BOTH.value, _opens, tuple(Opens.choices),
    ),
    PolicyDefinition(
        RATE, _("Good-review rate that promotions ask, percent"), _("Like 98 or 98.5; empty: none is asked."), GROUP,
        PolicyKind.TEXT, "98", _number(_RATE),
    ),
    PolicyDefinition(
        DSR, _("Ratings that promotions ask"), _("Like 4.6, for each of the three ratings; empty: none is asked."),
        GROUP, PolicyKind.TEXT, "4.6", _number(_DSR),
    ),
    _days(NEAR, _("Warn when so many bad reviews are enough"), _("To fall below what promotions ask."), 3),
)  # fmt: skip


def limits_of(policies: Policies) -> Limits:
    """The times of the shop in force."""
    first, last, addition = (timedelta(days=policies.get(key)) for key in (FIRST_DAY, LAST_DAY, LAST_ADDITION))
    return Limits(first, last, _length(policies.get(REPLY)), addition)


def _length(span: Span) -> timedelta:
    """As platforms count: days of 24 hours. A shop that enters working hours gets as many plain ones."""
    is_days = span.kind in DAYS
    return timedelta(days=span.amount) if is_days else timedelta(hours=span.amount)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
