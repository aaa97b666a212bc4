"""The checks of an order in one list, and what their findings come to. Pure (O2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from aftercare.clock.rules import NeverOpen, Span, WorkCalendar
from aftercare.confirmation.checks.address import check_address
from aftercare.confirmation.checks.goods import check_goods_known, check_pieces_said, check_quantity, check_variant
from aftercare.confirmation.checks.person import check_name, check_phone
from aftercare.confirmation.checks.sending import check_changed, check_courier, check_siblings
from aftercare.confirmation.checks.wishes import check_wishes
from aftercare.confirmation.facts import CheckFacts, Finding
from aftercare.confirmation.terms import Level, State
from aftercare.core.errors import Refusal
from aftercare.core.words import _


@dataclass(frozen=True)
class Check:
    """One check by name, with what it is for."""

    code: str
    label: Any
    run: Callable[[CheckFacts], Iterable[Finding]]


CHECKS: Final = (
    Check("changed", _("Changed since it was looked at"), check_changed),
    Check("name", _("Receiver"), check_name),
    Check("phone", _("Phone"), check_phone),
    Check("address", _("Address"), check_address),
    Check("goods", _("Goods known"), check_goods_known),
    Check("variant", _("Colour and size"), check_variant),
    Check("quantity", _("Quantity"), check_quantity),
    Check("pieces", _("Quantity in the buyer's words"), check_pieces_said),
    Check("wish", _("Wishes"), check_wishes),
    Check("courier", _("Courier"), check_courier),
    Check("buyer", _("Other orders of the buyer"), check_siblings),
)


def look(facts: CheckFacts) -> tuple[Finding, ...]:
    """Everything that is odd about an order, the worst first; each code once."""
    found: dict[str, Finding] = {}
    for check in CHECKS:
        for finding in check.run(facts):
            found.setdefault(finding.code, finding)
    return tuple(sorted(found.values(), key=lambda one: -int(one.level)))


def worst(findings: Sequence[Finding]) -> Level:
    """The level of the whole order."""
    return Level(max((finding.level.value for finding in findings), default=Level.CLEAN.value))


def due_of(start: datetime, calendar: WorkCalendar, usual: Span, promotion: Span, target: str) -> datetime:
    """When an order that waits since `start` must have been looked at: `usual`, in a promotion period the longer one.
    Row O2: 1 h, 2 h."""
    try:
        due = usual.due(start, calendar, calendar.promotions_for(target))
        if any(period.starts <= start < period.ends for period in calendar.promotions):
            due = max(due, promotion.due(start, calendar))
    except NeverOpen:  # a shop without hours still is told how long its orders waited
        return start + timedelta(hours=1)
    return due


NOT_OPEN: Final = Refusal("confirmation.settled", _("This order has been settled already, or it has left."))
CHANGED: Final = Refusal(
    "confirmation.changed",
    _("The order has changed meanwhile, or a colleague has worked on it. Look at it again; nothing was done."),
)
MUST_BE_CLEARED: Final = Refusal(
    "confirmation.must_be_cleared",
    _("Something here must be cleared first. Correct it, or write down what the buyer said."),
)
NOT_FOR_MANY: Final = Refusal(
    "confirmation.not_for_many", _("There is something odd about this order: open it and look at it by itself.")
)
ASK_FIRST: Final = Refusal(
    "confirmation.no_way", _("This buyer has no chat with us: copy the message and mark it as sent.")
)


def confirm_refusal(state: str, level: str, *, said: str, is_bulk: bool) -> Refusal | None:
    """Why the order may not be confirmed just so; None: it may. `said`: what the buyer answered, as written down."""
    if state not in (State.WAITING, State.ASKED, State.HELD):
        return NOT_OPEN
    if is_bulk and level not in (Level.CLEAN, Level.BLIND):
        return NOT_FOR_MANY
    if level == Level.STOP and not said:
        return MUST_BE_CLEARED
    return None


def reopens(state: str, old: Sequence[str], new: Sequence[Finding], *, changed: str) -> bool:
    """Whether what was asked or settled must be looked at again after a later report; what is held stays so. `changed`
    names what the report changed of what had been known. When it only adds goods that had not come, what is odd about
    them counts."""
    if state not in (State.ASKED, State.CONFIRMED):
        return False
    if changed:
        return True
    return any(finding.level in (Level.LOOK, Level.STOP) and finding.code not in old for finding in new)
