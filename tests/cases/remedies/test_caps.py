"""The lowest cap sets the ceiling, and the proposal names it (C13)."""

import pytest
from tests.cases.remedies.samples import LIMITS, matter

from aftercare.cases.remedies.amounts import FREIGHT, VALUE, Amount
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule, Rulebook
from aftercare.cases.remedies.rules import Outcome, consider
from aftercare.cases.remedies.terms import Cap, Cause, Formula, LeftOut, RemedyKind
from aftercare.core.money import Money

SMALL = Amount(Formula.RANGE, Money(500), Money(1_000))


def outcome(plan: PlanTemplate, **facts: object) -> Outcome:
    """What becomes of the only plan of a book."""
    (found,) = consider(matter(Cause.OTHER, **facts), Rulebook(1, (Rule("only", "only", "test", (), (plan,)),)), LIMITS)
    return found


@pytest.mark.parametrize(
    ("kind", "amount", "fields", "facts", "fen", "ceiling", "cap"),
    [
        (RemedyKind.PARTIAL_REFUND, VALUE, {}, {}, 10_000, 10_000, Cap.ROOM),
        (RemedyKind.PARTIAL_REFUND, VALUE, {}, {"room": Money(700)}, 700, 700, Cap.ROOM),
        (RemedyKind.PARTIAL_REFUND, VALUE, {}, {"value": Money(600)}, 600, 600, Cap.VALUE),
        (RemedyKind.PARTIAL_REFUND, VALUE, {"limit": Money(800)}, {}, 800, 800, Cap.LIMIT),
        (RemedyKind.PARTIAL_REFUND, VALUE, {"caps": (Cap.PROFIT,)}, {}, 3_000, 3_000, Cap.PROFIT),
        (RemedyKind.COUPON, SMALL, {"limit": Money(5_000)}, {}, 500, 1_000, Cap.LIMIT),
        (RemedyKind.COUPON, SMALL, {"limit": Money(400)}, {}, 400, 400, Cap.LIMIT),
        (RemedyKind.PARTIAL_REFUND, VALUE, {"caps": (Cap.ASKED,)}, {"asked": Money(1_500)}, 1_500, 1_500, Cap.ASKED),
        (RemedyKind.FREIGHT_REFUND, FREIGHT, {}, {"room": Money(0)}, 800, 800, Cap.FREIGHT),
        (RemedyKind.FREIGHT_REFUND, FREIGHT, {}, {"freight": Money(0)}, 800, 800, Cap.FREIGHT),
        (RemedyKind.FREIGHT_REFUND, FREIGHT, {}, {"postage": Money(9_000)}, 9_000, 9_000, Cap.FREIGHT),
    ],
)
def test_the_lowest_cap_is_the_ceiling(kind, amount, fields, facts, fen, ceiling, cap):
    remedy = outcome(PlanTemplate(kind, "clause", amount, **fields), **facts).remedy
    assert remedy is not None
    assert (remedy.amount, remedy.ceiling, remedy.cap) == (Money(fen), Money(ceiling), cap)


@pytest.mark.parametrize("profit", [None, Money(0), Money(-900)])
def test_no_profit_an_unknown_one_and_a_loss_leave_nothing(profit):
    plan = PlanTemplate(RemedyKind.PARTIAL_REFUND, "clause", VALUE, caps=(Cap.PROFIT,))
    found = outcome(plan, profit=profit)
    assert (found.remedy, found.left_out, found.cap) == (None, LeftOut.NO_MONEY, Cap.PROFIT)
