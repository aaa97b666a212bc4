"""Abuse and what only looks like it (S14)."""

import csv

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests.chat.signs.shouted import ABUSIVE, CALM, HEATED, THREATS
from tests.chat.signs.told import said
from tests.realdata import NOT_HERE, REAL_ORDER_REPORT

from aftercare.chat.signs.abuse import find_abuse
from aftercare.chat.signs.guide import BEFORE, guide
from aftercare.chat.signs.lines import READ_MOST
from aftercare.chat.signs.terms import AbuseLevel, AbuseSign
from aftercare.chat.terms import Side

DATA = REAL_ORDER_REPORT.parent.parent
SESSIONS = DATA / "dialogue" / "jd_sessions.csv"
REVIEWS = DATA / "reviews" / "shop_reviews.csv"


def table(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.row("S14")
@pytest.mark.parametrize("text", table(ABUSIVE))
def test_insults_and_their_disguises_are_found(text: str):
    found = find_abuse(said(text))
    assert (found.level, found.is_flagged) == (AbuseLevel.ABUSIVE, True)


@pytest.mark.row("S14")
@pytest.mark.parametrize("text", table(THREATS))
def test_threats_of_violence_are_found(text: str):
    found = find_abuse(said(text))
    assert (found.level, found.is_flagged) == (AbuseLevel.THREATENING, True)


@pytest.mark.row("S14")
@pytest.mark.parametrize("text", table(HEATED))
def test_anger_is_not_abuse(text: str):
    found = find_abuse(said(text))
    assert (found.level, found.is_flagged) == (AbuseLevel.HEATED, False)


@pytest.mark.row("S14")
@pytest.mark.parametrize("text", table(CALM))
def test_what_only_looks_like_it_is_calm(text: str):
    assert find_abuse(said(text)).marks == ()


@pytest.mark.row("S14")
def test_a_sign_is_explained_by_the_buyers_own_words():
    found = find_abuse(said("你好", "等了三天了还没发货,客服真是傻\u200b 逼,我要退款", "快点"))
    assert [(mark.sign, mark.quote.line, mark.quote.words) for mark in found.marks] == [
        (AbuseSign.INSULT, 1, "傻\u200b 逼")
    ]
    assert str(found.marks[0].quote) == "等了三天了还没发货,客服真是傻\u200b 逼,我要退款"


@pytest.mark.row("S14")
def test_the_worst_sign_decides_and_only_its_words_are_the_reasons():
    found = find_abuse(said("垃圾店铺", "你是傻逼吧", "信不信我打死你"))
    assert [mark.sign for mark in found.marks] == [AbuseSign.ANGER, AbuseSign.INSULT, AbuseSign.THREAT]
    assert found.level == AbuseLevel.THREATENING
    assert [mark.quote.words for mark in found.reasons] == ["信不信我打死你"]


@pytest.mark.row("S14")
def test_only_the_buyers_lines_count():
    assert find_abuse(said("你是傻逼吧", side=Side.AGENT) + said("滚", side=Side.SYSTEM)).level == AbuseLevel.NONE


@pytest.mark.row("S14")
def test_shouting_once_is_haste_and_twice_is_anger():
    assert find_abuse(said("快点发货!!!")).level == AbuseLevel.NONE
    found = find_abuse(said("快点发货!!!", "人呢????", "在吗"))
    assert (found.level, [mark.quote.line for mark in found.marks]) == (AbuseLevel.HEATED, [0, 1])


@pytest.mark.row("S14")
def test_traditional_characters_and_long_repetitions_hide_nothing():
    assert find_abuse(said("腦殘客服")).is_flagged
    assert find_abuse(said("sssssssssssbbbbbbbbbbb")).is_flagged
    assert find_abuse(said("滾!")).is_flagged


@pytest.mark.row("S14")
def test_the_guide_has_the_steps_of_the_source_in_their_order():
    with override("en"):
        titles = [str(step.title) for step in guide()]
        before, last = str(BEFORE), str(guide()[-1].how)
    assert titles == [
        "Greet at once",
        "Read the whole chat",
        "Own what we did wrong",
        "Come straight to the point",
        "Offer a small compensation, if we failed",
    ]
    assert "never swear back" in before and "do not judge" in before
    assert "5 to 10" in last


@given(st.lists(st.text(max_size=300), max_size=8))
def test_no_text_breaks_it_and_quotes_are_the_buyers_words(texts: list[str]):
    for mark in find_abuse(said(*texts)).marks:
        assert "".join(mark.quote.words.split()) in "".join(texts[mark.quote.line].split())


def test_very_long_lines_are_read_as_far_as_the_limit():
    assert find_abuse(said("哈" * READ_MOST + "傻逼")).level == AbuseLevel.NONE
    assert find_abuse(said("s" * 100_000 + "他妈" * 50_000)).marks is not None


@pytest.mark.row("S14")
@pytest.mark.skipif(not SESSIONS.exists(), reason=NOT_HERE)
def test_nobody_in_3000_real_lines_of_calm_buyers_is_flagged():
    with SESSIONS.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["sender"] == "buyer"]
    levels = [find_abuse(said(text)).level for text in texts]
    assert len(texts) > 3000
    assert (levels.count(AbuseLevel.HEATED), [one for one in levels if one.value in ("abusive", "threatening")]) == (
        1,
        [],
    )


@pytest.mark.row("S14")
@pytest.mark.skipif(not REVIEWS.exists(), reason=NOT_HERE)
def test_what_is_flagged_in_real_reviews_comes_from_the_angry_ones():
    with REVIEWS.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["label"], find_abuse(said(row["review"]))) for row in csv.DictReader(file)]
    flagged = [label for label, found in rows if found.is_flagged]
    assert len(flagged) >= 20
    assert flagged.count("0") >= 0.9 * len(flagged)
