"""Which messages are answered by themselves: rather none than a wrong one (S4)."""

import pytest

from aftercare.knowledge.faq import Why, answer_to, entry_of, explain, understand

pytestmark = pytest.mark.row("S4")
SHOP = {
    "发货": ("什么时候发货", "今天能发货吗"),
    "退货": ("能退吗", "可以退货吗", "支持七天无理由吗"),
    "怎么退": ("怎么退货", "退货流程"),
    "运费": ("退货运费谁出", "退货运费你们出吗"),
    "发票": ("能开发票吗", "有发票吗"),
    "快递": ("发什么快递",),
    "优惠": ("能便宜点吗", "有优惠吗"),
    "尺码": ("怎么选尺码",),
    "改地址": ("可以改地址吗",),
    "到账": ("退款多久到账",),
    "ship": ("When will you ship?",),
}
ENTRIES = [entry_of(index, title, "文字", questions) for index, (title, questions) in enumerate(SHOP.items())]


def answered(message: str) -> str | None:
    entry = answer_to(message, ENTRIES)
    return entry.title if entry else None


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("什么时候发货", "发货"),
        ("亲，什么时候发货呀？", "发货"),
        ("您好 请问啥时候能发货", "发货"),
        ("发货什么时候", "发货"),
        ("昨天拍的多久发货啊", "发货"),
        ("今天发货吗", "发货"),
        ("什么时候发货，什么时候发货？", "发货"),
        ("ＷＨＥＮ will you ship", "ship"),
        ("能退吗", "退货"),
        ("能不能退", "退货"),
        ("能退不", "退货"),
        ("可不可以退货", "退货"),
        ("支持7天无理由吗", "退货"),
        ("怎么退货？？", "怎么退"),
        ("如何退货", "怎么退"),
        ("退货运费谁出呢", "运费"),
        ("有没有发票", "发票"),
        ("可以开发票吗", "发票"),
        ("发哪家快递", "快递"),
        ("发什么物流", "快递"),
        ("可以便宜点吗", "优惠"),
        ("尺寸怎么选", "尺码"),
        ("退款几天到账", "到账"),
        ("可以改地址不", "改地址"),
    ],
)
def test_the_same_question_in_other_words_is_answered(message: str, title: str):
    assert answered(message) == title


@pytest.mark.parametrize(
    "message",
    [
        "不能退吗",
        "不可以退货吗",
        "能不退吗",
        "没有优惠吗",
        "支持15天无理由吗",
        "支持十五天无理由吗",
        "支持无理由吗",
        "为什么退货",
        "为什么可以退货",
        "怎么退款",
        "怎么换货",
        "定制的可以退货吗",
        "拆封了能退吗",
        "我拆封了，能退吗",
        "明天能发货吗",
        "明天什么时候发货",
        "怎么还没发货",
        "还没发货",
        "发货了",
        "发货了吗",
        "收货了吗",
        "我要退货",
        "退货运费我出吗",
        "发货前可以改地址吗",
        "发货后可以改地址吗",
        "能开专票吗",
        "能开发票吗？什么时候发货？",
        "能退吗 有发票吗",
        "When won't you ship",
        "When will you refund?",
        "你好",
        "在吗",
        "亲",
        "",
        "？？？",
        "https://example.com/什么时候发货",
    ],
)
def test_what_is_not_surely_the_same_is_left_to_a_person(message: str):
    assert answered(message) is None


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("啊" * 61, Why.TOO_LONG),
        ("能开发票吗？什么时候发货？", Why.SEVERAL),
        ("能退吗，有发票吗", Why.SEVERAL),
        ("明天能发货吗", Why.UNKNOWN),
        ("能退吗", Why.NOT),
    ],
)
def test_the_reason_is_told_to_whoever_tries(message: str, why: Why):
    assert explain(message, ENTRIES).why is why


def test_two_replies_for_one_question_answer_nothing():
    twice = [entry_of(1, "a", "x", ["能退吗"]), entry_of(2, "b", "y", ["可以退吗"])]
    assert explain("能退吗", twice).why is Why.UNCLEAR
    assert answer_to("能退吗", twice[:1]) is twice[0]


def test_sixty_characters_are_answered_and_sixty_one_are_not():
    padded = "什么时候发货" + "啊" * 54
    assert answered(padded) == "发货"
    assert answered(padded + "啊") is None


def test_a_phrasing_that_says_nothing_matches_nothing():
    empty = entry_of(1, "空", "x", ["你好", "吗", "？"])
    assert empty.phrasings == ()
    assert answer_to("你好", [empty]) is None
    assert not understand("在吗").words


def test_the_order_of_words_is_not_crossed():
    entries = [entry_of(1, "付款", "x", ["是先付款后发货吗"])]
    assert answer_to("是先付款后发货吗", entries) is entries[0]
    assert answer_to("是先发货后付款吗", entries) is None
