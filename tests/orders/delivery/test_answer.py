"""Which courier goes there, for how much, how fast, and where it would get stuck."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.money import Money
from aftercare.orders.delivery.places import read_address
from aftercare.orders.delivery.rules import DeliveryAnswer, Parcel, Unsure, delivery_answer
from aftercare.orders.delivery.sentences import buyers_sentence
from aftercare.orders.delivery.table import EMPTY, CourierTable, parse_couriers
from aftercare.orders.delivery.terms import GapKind

pytestmark = pytest.mark.row("S10")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The ids themselves: what they are in Chinese is the catalogue's matter."""
    with translation.override("en"):
        yield


DAY = date(2026, 11, 22)


def tariff(courier: str, places: list[str], first: int, further: int, days: tuple[int, int], **more: object) -> dict:
    usual = {"payment": "prepaid", "most": None}
    return {
        "courier": courier, "places": places, "first": first, "next": further, "days": list(days), **usual, **more,
    }  # fmt: skip


def gap(courier: str, place: str, kind: str, until: str | None = None) -> dict:
    return {"courier": courier, "places": [place], "kind": kind, "until": until}


TARIFFS = [
    tariff("中通快递", ["浙江省", "江苏省"], 600, 200, (2, 3)),
    tariff("中通快递", ["浙江省 舟山市"], 900, 300, (3, 4)),
    tariff("中通快递", [], 1000, 600, (3, 5), most=30_000),
    tariff("顺丰速运", [], 2200, 1000, (1, 2), payment="collect_bulky"),
    tariff("圆通速递", [], 800, 500, (3, 6)),
    tariff("德邦快递", [], 4500, 150, (4, 7), payment="collect"),
]
GAPS = [
    gap("中通快递", "四川省 甘孜藏族自治州 石渠县", "out_of_zone"),
    gap("圆通速递", "西藏自治区", "no_outlet"),
    gap("中通快递", "河北省 廊坊市 三河市", "suspended", "2026-11-30"),
]


def table(**more: object) -> CourierTable:
    return parse_couriers({**EMPTY, "default": "中通快递", "free_from": 9900, "tariffs": TARIFFS, "gaps": GAPS, **more})


def ask(address: str, grams: int | None = 1500, worth: int | None = None, day: date = DAY) -> DeliveryAnswer:
    parcel = Parcel(grams, None if worth is None else Money(worth))
    return delivery_answer(read_address(address), parcel, table(), day)


def said(answer: DeliveryAnswer) -> str:
    return str(buyers_sentence(answer))


def test_the_usual_courier_first_then_the_cheapest():
    found = ask("浙江杭州余杭")
    assert [(one.courier, one.fee.fen) for one in found.options] == [
        ("中通快递", 800), ("圆通速递", 1300), ("顺丰速运", 3200), ("德邦快递", 4650),
    ]  # fmt: skip
    assert [one.surcharge.fen for one in found.options] == [0, 500, 2400, 0]
    assert said(found).startswith(
        "To 浙江杭州余杭 we send with 中通快递: freight ¥8 for 2 kg, usually there in 2–3 days."
    )
    assert "顺丰速运 takes it in 1–2 days, ¥24 more" in said(found)


def test_the_row_that_names_the_place_most_exactly_counts():
    assert ask("浙江舟山").options[0].fee == Money(1200)
    assert ask("浙江").options[0].fee == Money(800)
    assert [doubt.kind for doubt in ask("浙江").doubts] == [Unsure.CITY]
    assert ask("广东深圳").options[0].fee == Money(1600)


def test_weight_counts_by_begun_kilograms_and_an_unknown_one_says_both_fees():
    assert [ask("江苏南京", grams).options[0].fee.fen for grams in (1, 1000, 1001, 2000, 2001)] == [
        600, 600, 800, 800, 1000,
    ]  # fmt: skip
    assert "¥6 for the first kg, ¥2 for each further one" in said(ask("江苏南京", None))


def test_above_the_limit_freight_is_free_and_another_courier_costs_the_difference():
    found = ask("浙江杭州", worth=9900)
    usual, fast = found.options[0], next(one for one in found.options if one.courier == "顺丰速运")
    assert (usual.pays, fast.pays) == (Money(0), Money(2400))
    assert "freight free" in said(found)
    assert ask("浙江杭州", worth=9899).options[0].pays == Money(800)


def test_bulky_parcels_go_collect_and_what_is_too_heavy_is_not_offered():
    heavy = ask("广东深圳", 31_000)
    assert [one.courier for one in heavy.blocked] == ["中通快递"]
    assert heavy.hindrance and heavy.hindrance.kind is None
    fast = next(one for one in heavy.options if one.courier == "顺丰速运")
    assert fast.pays is None
    assert next(one for one in ask("广东深圳", 19_999).options if one.courier == "顺丰速运").pays == Money(21_200)
    assert said(heavy).startswith("中通快递 takes at most 30 kg.")


@pytest.mark.row("O6")
def test_out_of_zone_names_the_ways_that_are_left():
    found = ask("四川甘孜州石渠县洛须镇")
    assert found.hindrance and (found.hindrance.kind, found.may_pick_up) == (GapKind.OUT_OF_ZONE, True)
    assert found.options[0].courier == "圆通速递"
    sentence = said(found)
    assert sentence.startswith("中通快递 does not deliver to the door in 四川甘孜石渠县.")
    assert "with 圆通速递 instead" in sentence and "nearest outlet of 中通快递" in sentence


def test_what_is_said_to_cost_more_is_what_the_buyer_pays_more():
    free = ask("四川甘孜州石渠县", 1000, 9900)
    fast = next(one for one in free.options if one.courier == "顺丰速运")
    assert (free.options[0].courier, free.options[0].pays, fast.pays) == ("圆通速递", Money(0), Money(1200))
    assert "at no extra charge" in said(free) and said(free).endswith("顺丰速运 takes it in 1–2 days, ¥12 more.")


@pytest.mark.row("O6")
def test_part_of_a_place_is_a_doubt_until_the_county_is_known():
    assert [(one.kind, one.places) for one in ask("四川甘孜").doubts] == [(Unsure.PART, ("四川甘孜石渠县",))]
    assert [one.kind for one in ask("四川").doubts] == [Unsure.PART]
    assert not ask("四川甘孜康定市").doubts
    assert not ask("四川成都").doubts


@pytest.mark.row("O6")
def test_a_suspended_outlet_comes_back_after_its_last_day():
    last = date(2026, 11, 30)
    assert ask("河北廊坊三河市", day=last).hindrance
    assert "until 2026-11-30" in said(ask("河北廊坊三河市", day=last))
    assert ask("河北廊坊三河市", day=last + timedelta(days=1)).hindrance is None


def test_everywhere_else_is_the_mainland():
    assert ask("香港九龙").options == ()
    assert said(ask("台湾台北")).endswith("none of our couriers goes to 台湾台北 just now.")


def test_without_a_place_the_buyer_is_asked():
    found = ask("请问多久到")
    assert (found.options, [one.kind for one in found.doubts]) == ((), [Unsure.PLACE])
    assert "province and city" in said(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"default": "无名快递"},
        {"tariffs": [*TARIFFS, tariff("中通快递", ["浙江省"], 1, 1, (1, 1))]},
        {"tariffs": [tariff("中通快递", ["火星省"], 1, 1, (1, 1))]},
        {"tariffs": [tariff("中通快递", [], -1, 1, (1, 1))]},
        {"tariffs": [tariff("中通快递", [], 1, 1, (3, 1))]},
        {"tariffs": [tariff("中通快递", [], 1, 1, (1, 1), payment="barter")]},
        {"gaps": [gap("无名快递", "浙江省", "no_outlet")]},
        {"gaps": [gap("中通快递", "浙江省", "no_outlet", "soon")]},
        {"bulky_from": 0},
        {"free_from": "99"},
    ],
)
def test_a_table_that_rules_cannot_use_is_none(wrong: dict):
    with pytest.raises((ValueError, TypeError, KeyError)):
        table(**wrong)


@given(
    st.sampled_from(["浙江杭州", "浙江舟山", "西藏阿里", "四川甘孜石渠县", "香港", "河北廊坊三河市", "江苏"]),
    st.integers(1, 200_000),
    st.integers(0, 10**6),
)
def test_nothing_is_offered_that_is_blocked_and_no_fee_is_negative(address: str, grams: int, worth: int):
    found = ask(address, grams, worth)
    offered, blocked = {one.courier for one in found.options}, {one.courier for one in found.blocked}
    assert not offered & blocked
    assert [one.is_default for one in found.options] == sorted((one.is_default for one in found.options), reverse=True)
    rest = [one.fee for one in found.options if not one.is_default]
    assert rest == sorted(rest)
    for one in found.options:
        assert one.fee >= Money(0) <= one.surcharge
        assert one.pays is None or Money(0) <= one.pays <= one.fee
    assert said(found)
