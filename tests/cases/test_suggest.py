"""Which kind of case the buyers' own words speak for; the texts are those of the sources."""

import pytest
from django.utils.translation import override

from aftercare.cases.facts import Signing
from aftercare.cases.flows.registry import all_flows
from aftercare.cases.suggest import MATTERS, MOST, USUAL, OrderSeen, Stage, suggest
from aftercare.cases.terms import Reason
from aftercare.orders.terms import OrderStatus

UNSENT = OrderSeen(OrderStatus.AWAITING_DISPATCH, False, None)
SENT = OrderSeen(OrderStatus.DISPATCHED, True, None)
FRESH = OrderSeen(OrderStatus.COMPLETED, True, Signing(days_ago=2, free_days=7))
PAST = OrderSeen(OrderStatus.COMPLETED, True, Signing(days_ago=8, free_days=7))
UNKNOWN = OrderSeen(OrderStatus.UNKNOWN, False, None)
KINDS = frozenset(flow.code for flow in all_flows())


def first(words: str, order: OrderSeen) -> tuple[str, str | None] | None:
    found = suggest(words, order, KINDS)
    return (found[0].flow, found[0].reason and found[0].reason.value) if found else None


@pytest.mark.row("C1", "C4", "C6", "C8", "C9", "C10", "C11", "C12")
@pytest.mark.parametrize(
    ("words", "order", "kind"),
    [
        ("东西质量太差，根本没有说的那么好", FRESH, ("return", "quality")),
        ("东西质量太差，根本没有说的那么好", PAST, ("repair", "quality")),
        ("都多少天了，我还没有收到我的包裹单", SENT, ("refund_only", "not_received")),
        ("都多少天了，我还没有收到我的包裹单", UNSENT, ("refund_only", "late")),
        ("卖家很牛的，问他什么话也不理，总是回复说很忙", FRESH, ("complaint", "service")),
        ("本来是番茄酱的定时器，寄来的是番茄", FRESH, ("misshipment", "wrong_item")),
        ("买了十双袜子，收到后发现少了一只", FRESH, ("misshipment", "missing")),
        ("包装破了", SENT, ("damaged", "damaged")),
        ("快递说超区", SENT, ("out_of_zone", "out_of_zone")),
        ("衣服上有线头", FRESH, ("minor_flaw", "minor_flaw")),
        ("要投诉你们", FRESH, ("complaint", None)),
        ("再不处理就给差评", PAST, ("review", None)),
        ("不想要了", UNSENT, ("refund_only", "not_wanted")),
        ("不想要了", FRESH, ("return", "no_reason")),
        ("不想要了", PAST, ("return", "other")),
        ("尺 码 小 了", FRESH, ("exchange", "size")),  # spaces between the characters
        ("ＱＱ上说降价了，请退差价", FRESH, ("refund_only", "price_difference")),
    ],
)
def test_words_of_buyers_lead_to_the_kind_of_the_chart(words: str, order: OrderSeen, kind: tuple[str, str | None]):
    assert first(words, order) == kind


@pytest.mark.parametrize("words", ["", "你好", "在吗"])
def test_without_a_matter_the_order_speaks(words: str):
    assert [first(words, order) for order in (UNSENT, SENT, FRESH, PAST, UNKNOWN)] == [
        ("refund_only", None), ("refund_only", None), ("return", None), ("repair", None), None,
    ]  # fmt: skip


def test_a_wrong_order_that_has_not_left_can_be_stopped():
    assert "misshipment" in [one.flow for one in suggest("", UNSENT, KINDS)]


@override("en")
def test_each_suggestion_says_why():
    (words,) = (one.because for one in suggest("快递说超区", SENT, KINDS))
    assert [str(sentence) for sentence in words] == ["The buyer writes “超区”."]
    late = suggest("怎么还不发货", UNSENT, KINDS)[0].because
    assert [str(sentence) for sentence in late] == ["The buyer writes “怎么还不”.", "The order has not been sent."]
    days = suggest("", PAST, KINDS)[0].because
    assert [str(sentence) for sentence in days] == ["Day 8 after signing: the 7 days free of reasons are over."]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("没有破损，就是不想要了", ("return", "no_reason")),
        ("我不是投诉，想换货", ("exchange", None)),
        ("是不是发错了", ("misshipment", "wrong_item")),  # asked, not denied
        ("有没有破损险？", ("damaged", "damaged")),
    ],
)
def test_what_is_denied_is_passed_over(words: str, kind: tuple[str, str | None]):
    assert first(words, FRESH) == kind


def test_several_matters_are_suggested_side_by_side_once_each():
    found = suggest("包装破了，还少了一只，太大了", FRESH, KINDS)
    assert [(one.flow, one.reason) for one in found] == [
        ("damaged", Reason.DAMAGED), ("misshipment", Reason.MISSING), ("exchange", Reason.SIZE),
    ]  # fmt: skip
    assert len(found) == MOST


def test_only_kinds_that_the_person_opens_are_suggested():
    assert [one.flow for one in suggest("少了一只", FRESH, {"reship", "claim"})] == ["reship"]
    assert suggest("要投诉你们", FRESH, {"claim"}) == ()


def test_every_suggestion_can_be_opened_as_it_stands():
    """Each kind in the tables exists, and has the reason that comes with it."""
    reasons = {flow.code: flow.reasons for flow in all_flows()}
    kinds = [kind for matter in MATTERS for group in (matter.kinds, *matter.at.values()) for kind in group]
    kinds += [kind for group in USUAL.values() for kind in group]
    assert [kind for kind in kinds if kind[1] is not None and kind[1].value not in reasons[kind[0]]] == []
    assert set(USUAL) == set(Stage)
