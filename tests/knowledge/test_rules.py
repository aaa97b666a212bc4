"""Filling in: a list of names and nothing else (S12; attacks C9, C14)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.knowledge.rules import day_words, fill, gaps, tidy, unknown_names, variables_in
from aftercare.knowledge.terms import NAMES, Variable

VALUES = {
    "buyer": "清***8",
    "agent": "小雨",
    "shop": "青禾家居",
    "order": "2118",
    "product": "花瓶",
    "courier": "顺丰",
    "tracking": "SF1",
    "today": "11月22日",
}


@pytest.mark.row("S12")
def test_every_variable_has_a_chinese_and_an_english_name_with_the_same_value():
    chinese = "{买家} {客服} {店铺} {订单号} {商品} {快递} {运单号} {今天}"
    english = "{buyer} {agent} {shop} {order} {product} {courier} {tracking} {today}"
    assert (
        fill(chinese, VALUES).text == fill(english, VALUES).text == "清***8 小雨 青禾家居 2118 花瓶 顺丰 SF1 11月22日"
    )
    assert set(variables_in(chinese)) == set(variables_in(english)) == set(Variable)


@pytest.mark.row("S12")
def test_what_is_missing_leaves_a_gap_that_can_be_found():
    filled = fill("{买家}，{订单号}由{快递}发出，{订单号}", {"buyer": "清风", "courier": "  "})
    assert filled.text == "清风，【订单号？】由【快递？】发出，【订单号？】"
    assert filled.missing == (Variable.ORDER, Variable.COURIER)
    assert [filled.text[start:end] for start, end in gaps(filled.text)] == [
        "【订单号？】",
        "【快递？】",
        "【订单号？】",
    ]
    assert gaps("【限时】【订单号】【随便？】") == ()


@pytest.mark.attack("C14")
@pytest.mark.parametrize(
    "text",
    [
        "{{买家}}",
        "{{{买家}}}",
        "{{ 买家 }}",
        "#{买家}",
        "${买家}",
        "%{买家}",
        "{{ settings.SECRET_KEY }}",
        "{% load x %}",
        "{买家.pk}",
        "{买家!r}",
        "{0}",
        "{}",
        "{buyer:>999999}",
        "{买\n家}",
        "{BUYER}",
        "<% buyer %>",
    ],
)
def test_what_looks_like_another_language_stays_as_it_is(text: str):
    assert fill(text, VALUES).text == text


@pytest.mark.attack("C14", "C9")
def test_a_value_is_text_and_is_not_read_again():
    hostile = {**VALUES, "buyer": "{订单号}<script>alert(1)</script>{{7*7}}"}
    assert fill("{买家}", hostile).text == "{订单号}<script>alert(1)</script>{{7*7}}"
    assert fill("{买家}", {"buyer": "一\u200b二\n三\t" + "长" * 200}).text == "一二 三 " + "长" * 75


def test_names_that_are_none_are_told():
    assert unknown_names("{优惠} {买家} {{双}} #{井} {优惠} {buyers}") == ("优惠", "buyers")


def test_a_text_is_kept_tidy_and_chinese_braces_are_braces():
    assert tidy("  你好｛买家｝\u200b\r\n\r\n  再见｛随便｝ \n") == "你好{买家}\n\n再见｛随便｝"


def test_the_day_as_a_buyer_reads_it():
    assert day_words(date(2026, 11, 2)) == "11月2日"


@given(st.text(alphabet="{}【】？#$买家订单号buyer \n", max_size=40))
def test_filling_never_fails_and_twice_is_once(text: str):
    filled = fill(text, VALUES)
    assert filled.missing == ()
    assert fill(filled.text, {}).text == filled.text or "{" in filled.text
    assert all(filled.text[start:end][1:-2] in NAMES for start, end in gaps(filled.text))
