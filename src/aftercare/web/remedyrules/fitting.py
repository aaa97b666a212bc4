"""Which controls fit: what a plan of a kind may say, and how a fact is compared. What does not fit is not asked."""

from aftercare.cases.remedies.facts import SHAPES, Fact
from aftercare.cases.remedies.reading import read_count, read_signed_money
from aftercare.cases.remedies.terms import (
    PAYING,
    RETURNING,
    SENDING,
    BearsFreight,
    Formula,
    GoodsBack,
    Operator,
    RemedyKind,
)

BEARERS = tuple(bearer for bearer in BearsFreight if bearer is not BearsFreight.NONE)
SHARES = (Formula.FIXED, Formula.RANGE, Formula.PERCENT, Formula.VALUE)
EXTRAS = (RemedyKind.COUPON, RemedyKind.GIFT)


def formulas(kind: RemedyKind) -> tuple[Formula, ...]:
    """How the amount of such a plan may be found; a single one needs no choice."""
    if kind is RemedyKind.FREIGHT_REFUND:
        return (Formula.FREIGHT,)
    return SHARES if kind in PAYING else (Formula.NOTHING,)


def goods_back(kind: RemedyKind) -> tuple[GoodsBack, ...]:
    """Whether the goods may come back."""
    if kind in RETURNING:
        return (GoodsBack.FIRST, GoodsBack.LATER)
    return tuple(GoodsBack) if kind is RemedyKind.RESHIP else (GoodsBack.NO,)


def freight_back(back: GoodsBack) -> tuple[BearsFreight, ...]:
    """Who may bear the way back."""
    return (BearsFreight.NONE,) if back is GoodsBack.NO else BEARERS


def freight_out(kind: RemedyKind) -> tuple[BearsFreight, ...]:
    """Who may bear the way out."""
    return BEARERS if kind in SENDING else (BearsFreight.NONE,)


def refunds_freight(kind: RemedyKind) -> bool:
    """Whether the buyer's freight may come on top: not twice."""
    return kind is not RemedyKind.FREIGHT_REFUND


def operators(fact: Fact) -> tuple[Operator, ...]:
    """How a fact may be compared."""
    shape = SHAPES[fact]
    if shape.is_ordered:
        return (Operator.IS, Operator.IS_NOT, Operator.AT_LEAST, Operator.AT_MOST)
    return (Operator.IS, Operator.IS_NOT) if shape.is_flag else (Operator.IS, Operator.IS_NOT, Operator.IN)


def is_typed(fact: Fact) -> bool:
    """A number or an amount is typed; everything else is chosen."""
    return SHAPES[fact].is_ordered


def is_count(fact: Fact) -> bool:
    return SHAPES[fact].read is read_count


def may_be_a_loss(fact: Fact) -> bool:
    return SHAPES[fact].read is read_signed_money
