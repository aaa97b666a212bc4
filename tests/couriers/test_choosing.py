"""Which courier the rule takes: coverage, weight, wish, care, priority, price, speed; always the same for the same."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.money import Money
from aftercare.couriers.choosing import ChoiceFacts, choose_courier, warning
from aftercare.couriers.terms import Prefer
from aftercare.orders.delivery.places import read_address
from aftercare.orders.delivery.rules import Parcel, delivery_answer
from aftercare.orders.delivery.table import EMPTY, parse_couriers

ZTO, YTO, SF = "中通快递", "圆通速递", "顺丰速运"
DAY = date(2026, 11, 29)
ROW = {"courier": ZTO, "places": [], "first": 600, "next": 200, "days": [2, 3], "payment": "prepaid", "most": 30_000}
TABLE = parse_couriers(
    {
        **EMPTY,
        "default": ZTO,
        "tariffs": [ROW, {**ROW, "courier": YTO, "first": 500, "days": [3, 5]},
                    {**ROW, "courier": SF, "first": 2200, "days": [1, 1], "most": None}],
        "gaps": [{"courier": ZTO, "places": ["西藏自治区"], "kind": "no_outlet", "until": None}],
    }
)  # fmt: skip


def facts(address: str = "浙江杭州余杭", grams: int | None = None, **more: object) -> ChoiceFacts:
    answer = delivery_answer(read_address(address), Parcel(grams), TABLE, DAY)
    return ChoiceFacts(answer, **more)  # type: ignore[arg-type]


def order_of(found: ChoiceFacts) -> list[str]:
    return [one.courier for one in choose_courier(found).ranked]


@pytest.mark.parametrize(
    ("found", "couriers"),
    [
        (facts(), [ZTO, YTO, SF]),
        (facts(prefer=Prefer.PRICE), [YTO, ZTO, SF]),
        (facts(prefer=Prefer.SPEED), [SF, ZTO, YTO]),
        (facts("西藏拉萨"), [YTO, SF]),
        (facts(grams=31_000), [SF]),
        (facts(wanted=frozenset({SF})), [SF, ZTO, YTO]),
        (facts(unwanted=frozenset({ZTO})), [YTO, SF, ZTO]),
        (facts(is_fragile=True, careful=frozenset({SF})), [SF, ZTO, YTO]),
        (facts(is_fragile=False, careful=frozenset({SF})), [ZTO, YTO, SF]),
        (facts(is_fragile=True), [ZTO, YTO, SF]),
        (facts(lost={ZTO: DAY}), [YTO, SF, ZTO]),
        (facts(lost={ZTO: DAY}, wanted=frozenset({ZTO})), [ZTO, YTO, SF]),
        (facts("月球"), []),
    ],
)
@pytest.mark.row("O6")
def test_the_rule(found: ChoiceFacts, couriers: list[str]):
    assert order_of(found) == couriers


@override("en")
def test_each_has_its_reasons():
    choice = choose_courier(facts(wanted=frozenset({SF}), unwanted=frozenset({YTO}), lost={ZTO: DAY}))
    why = {one.courier: str(one.why) for one in choice.ranked}
    assert why == {
        SF: "the buyer asks for it, ¥17 dearer than the cheapest, fastest: the next day",
        ZTO: "lost priority until 2026-11-29, usual courier, ¥1 dearer than the cheapest",
        YTO: "the buyer does not want it, cheapest: ¥5",
    }


@override("en")
def test_a_choice_beside_the_rule_is_warned_of_with_the_rule():
    choice = choose_courier(facts("西藏拉萨", 31_000))
    assert warning(choice, SF) is None
    assert str(warning(choose_courier(facts()), SF)) == (
        "By the rule 中通快递 takes it: usual courier, ¥1 dearer than the cheapest. "
        "You chose 顺丰速运: ¥17 dearer than the cheapest, fastest: the next day."
    )
    assert str(warning(choice, ZTO)).startswith(
        "中通快递 does not go there: the parcel would be held on the way. By the"
    )
    assert str(warning(choice, YTO)).startswith("圆通速递 takes at most 30 kg. By the rule 顺丰速运 takes it")
    nobody = choose_courier(facts("月球"))
    assert str(warning(nobody, SF)).endswith("By the rule no courier of this shop can take it.")


COURIERS = st.frozensets(st.sampled_from([ZTO, YTO, SF]))


@given(
    address=st.sampled_from(["浙江杭州", "西藏拉萨", "新疆", "不知道"]), grams=st.none() | st.integers(1, 60_000),
    fragile=st.booleans(), wanted=COURIERS, unwanted=COURIERS, careful=COURIERS, lost=COURIERS,
    prefer=st.sampled_from(Prefer),
)  # fmt: skip
def test_nobody_is_lost_or_doubled_and_the_buyers_no_comes_last(
    address, grams, fragile, wanted, unwanted, careful, lost, prefer
):
    found = facts(
        address, grams, is_fragile=fragile, wanted=wanted, unwanted=unwanted, careful=careful,
        lost=dict.fromkeys(lost, DAY), prefer=prefer,
    )  # fmt: skip
    choice = choose_courier(found)
    names = [one.courier for one in choice.ranked]
    assert sorted(names) == sorted(one.courier for one in found.answer.options)
    assert not set(names) & {one.courier for one in choice.blocked}
    assert [name in unwanted for name in names] == sorted(name in unwanted for name in names)
    assert choose_courier(found) == choice
    for one in choice.ranked:
        assert one.option.fee >= Money(0) and str(one.why)
