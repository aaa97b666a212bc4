"""The type of a buyer, from what they wrote (S15; A 了解顾客类型)."""

import csv
from itertools import groupby

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests.chat.signs.told import said
from tests.realdata import NOT_HERE, REAL_ORDER_REPORT

from aftercare.chat.signs.buyer_type import suggest_type
from aftercare.chat.signs.terms import CHARACTER, TREATMENT, BuyerType, Sureness, TypeSign
from aftercare.chat.terms import Side

SESSIONS = REAL_ORDER_REPORT.parent.parent / "dialogue" / "jd_sessions.csv"

DOMINANT, EXPRESSIVE, AMIABLE, ANALYTIC = BuyerType
# fmt: off
TALKS = [
    (DOMINANT, ["有货吗", "就要这个黑色的", "直接拍了", "今天必须发"]),
    (DOMINANT, ["赶紧给我退款", "我不管", "马上处理"]),
    (DOMINANT, ["别废话", "给我换一件", "按我说的办"]),
    (DOMINANT, ["价格无所谓", "直接下单了,发顺丰", "快点"]),
    (DOMINANT, ["退款。", "现在就退。", "立刻处理"]),
    (EXPRESSIVE, ["哇这件也太好看了吧!!我超喜欢", "我朋友们都说我穿红色好看", "等收到了我要发朋友圈哈哈"]),
    (EXPRESSIVE, ["你看我眼光是不是很好😄", "我平时穿搭我同事都夸的", "这件绝了！"]),
    (AMIABLE, ["您好,麻烦问下", "你觉得哪个好看呀", "我有点纠结,不知道选哪个", "谢谢你哦"]),
    (AMIABLE, ["亲,帮我推荐一款吧", "都可以的", "谢谢"]),
    (AMIABLE, ["不好意思打扰了", "送妈妈哪款比较好", "听你的"]),
    (ANALYTIC, ["内胆什么材质,厚度多少mm?", "和X200比有什么区别", "保修几年,坏了怎么算", "有检测报告吗"]),
    (ANALYTIC, ["1.8米x2米的克重多少g", "会不会缩水", "不合适可以退吗"]),
]
TOO_LITTLE = [
    ["你好", "在吗"],
    ["谢谢", "好的", "谢谢", "辛苦了"],  # politeness alone
    ["什么时候发货", "没收到货", "订单号123456789"],
    ["快点!", "快点!", "快点!", "快点!"],  # punctuation and haste
    ["你觉得哪个好,我好纠结,不知道选哪个"],  # one line
    [],
]
# fmt: on


@pytest.mark.row("S15")
@pytest.mark.parametrize(("kind", "texts"), TALKS)
def test_the_type_speaks_from_several_signs(kind: BuyerType, texts: list[str]):
    found = suggest_type(said(*texts))
    assert found is not None and found.type == kind
    assert len(found.signs) >= 2
    for sign in found.signs:  # each is shown by the buyer's own words, and by where they stand
        assert sign.quote.words and sign.quote.words in texts[sign.quote.line]


@pytest.mark.row("S15")
@pytest.mark.parametrize("texts", TOO_LITTLE)
def test_too_little_says_nothing(texts: list[str]):
    assert suggest_type(said(*texts)) is None


@pytest.mark.row("S15")
def test_what_agents_write_is_no_sign():
    talk = [line for texts in TALKS[0][1] for line in said(texts, side=Side.AGENT)]
    assert suggest_type(talk) is None


@pytest.mark.row("S15")
def test_few_signs_and_clear_ones_are_told_apart():
    few = suggest_type(said("亲,帮我推荐一款吧", "都可以的"))
    clear = suggest_type(said("亲,帮我推荐一款吧", "都可以的", "我好纠结", "听你的"))
    assert (few and few.sureness, clear and clear.sureness) == (Sureness.SLIGHT, Sureness.CLEAR)


@pytest.mark.row("S15")
def test_a_request_with_please_is_no_order():
    assert suggest_type(said("麻烦马上给我发货谢谢", "请赶紧帮我处理一下", "麻烦您快点发")) is None


@pytest.mark.row("S15")
@pytest.mark.parametrize("line", ["好的", "订单号是123456", "什么时候发货", "谢谢", "能退吗", "快点!"])
@pytest.mark.parametrize(("kind", "texts"), TALKS)
def test_one_more_line_flips_nothing(kind: BuyerType, texts: list[str], line: str):
    found = suggest_type(said(*texts, line))
    assert found is not None and found.type == kind


@pytest.mark.row("S15")
def test_another_type_takes_over_when_it_clearly_outweighs_the_first():
    before = ["亲,帮我推荐一款吧", "都可以的"]
    after = ["内胆什么材质", "和X200比有什么区别", "有检测报告吗"]
    steps = [suggest_type(said(*before, *after[:count])) for count in range(4)]
    assert [step and step.type for step in steps] == [AMIABLE, AMIABLE, AMIABLE, AMIABLE]
    last = suggest_type(said(*before, *after, "保修几年", "两款性价比哪个高", "参数发我"))
    assert last is not None and last.type == ANALYTIC


@pytest.mark.row("S15")
def test_what_was_suggested_before_stays_with_its_signs_until_outweighed():
    earlier = suggest_type(said("亲,帮我推荐一款吧", "都可以的"))
    assert suggest_type(said("你好", "发货了吗"), earlier) == earlier
    assert suggest_type(said("内胆什么材质", "有检测报告吗", "保修几年"), earlier) == earlier
    stronger = said("内胆什么材质", "和X200比有什么区别", "保修几年", "两款性价比哪个高", "1.5mm厚吗")
    found = suggest_type(stronger, earlier)
    assert found is not None and found.type == ANALYTIC
    assert found.signs[0].sign == TypeSign.COMPARES


@pytest.mark.row("S15")
def test_each_type_has_its_character_and_how_to_treat_it():
    assert set(CHARACTER) == set(TREATMENT) == set(BuyerType)
    with override("en"):
        assert "haggle" in str(CHARACTER[DOMINANT]) and "gift" in str(TREATMENT[DOMINANT][1])
        assert "compliments" in str(TREATMENT[EXPRESSIVE][0])
        assert "friend" in str(TREATMENT[AMIABLE][0])
        assert "not too enthusiastic" in str(TREATMENT[ANALYTIC][0])


@given(st.lists(st.text(max_size=120), max_size=12))
def test_no_text_breaks_it(texts: list[str]):
    found = suggest_type(said(*texts))
    assert found is None or len(found.signs) >= 2


@given(st.lists(st.sampled_from([line for _kind, talk in TALKS for line in talk]), max_size=14))
def test_neutral_lines_never_change_a_suggestion(texts: list[str]):
    found = suggest_type(said(*texts))
    again = suggest_type(said(*texts, "好的", "嗯嗯", "123456"))
    assert (found and found.type) == (again and again.type)


@pytest.mark.parametrize("text", ["好" * 2000 + "x", "在吗" * 900 + "x", "是不是" * 600, "?" * 2000, "和" * 2000])
def test_long_repetitions_are_read_in_one_go(text: str):
    assert suggest_type(said(text, text)) is None


@pytest.mark.row("S15")
@pytest.mark.skipif(not SESSIONS.exists(), reason=NOT_HERE)
def test_real_talks_about_parcels_say_little_about_the_person():
    with SESSIONS.open(encoding="utf-8-sig", newline="") as file:
        talks = [list(rows) for _key, rows in groupby(csv.DictReader(file), key=lambda row: row["session"])]
    found = [suggest_type([line for row in rows for line in said(row["text"], side=row["sender"])]) for rows in talks]
    assert len(talks) == 500
    assert 1 <= sum(one is not None for one in found) <= 25
