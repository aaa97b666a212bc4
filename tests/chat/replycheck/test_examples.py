"""The default rules against answers as agents write them: what they hit, and what they must leave alone (S3, S11)."""

import csv
from collections import Counter

import pytest
from tests.chat.replycheck.examples import (
    EXAMPLES,
    OTHER_ORDER,
    OTHER_PHONE,
    OWN_ADDRESS,
    OWN_ORDER,
    OWN_PHONE,
    SHOP_ADDRESS,
    Example,
)
from tests.realdata import NOT_HERE, REAL_ORDER_REPORT

from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.folding import bare
from aftercare.chat.replycheck.rules import Context, Hit, check_reply
from aftercare.chat.replycheck.terms import HitKind

DIALOGUES = REAL_ORDER_REPORT.parents[1] / "dialogue" / "jd_sessions.csv"
KNOWN = Context(own=frozenset({OWN_PHONE, OWN_ORDER, bare(OWN_ADDRESS)}), ours=frozenset({bare(SHOP_ADDRESS)}))


def hits_of(text: str, context: Context = KNOWN) -> tuple[Hit, ...]:
    return check_reply(text, DEFAULT_RULEBOOK, context)


def kinds_of(text: str, context: Context = KNOWN) -> set[str]:
    return {hit.kind.value for hit in hits_of(text, context)}


@pytest.mark.row("S11")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.kind or 'plain'}: {one.text}")
def test_what_agents_write(example: Example):
    kinds = kinds_of(example.text)
    if example.is_hit:
        assert example.kind in kinds
    else:
        assert (example.kind not in kinds) if example.kind else not kinds


@pytest.mark.row("S11")
def test_a_hit_names_its_place_in_the_text_and_a_better_wording():
    text = "亲😀，这个不 行，电话１３９１２３４５６７８，可能明天"
    found = [(hit.rule, text[hit.start : hit.end], hit.is_blocked) for hit in hits_of(text)]
    assert found == [
        ("refusal.no", "不 行", False),
        ("personal.phone", "１３９１２３４５６７８", True),
        ("vague.maybe", "可能", False),
    ]
    assert all(hit.why and hit.better for hit in hits_of(text))


@pytest.mark.row("S11")
def test_a_bought_review_is_marked_from_the_benefit_to_the_review():
    text = "您好，退您15元。麻烦把差评改一下，谢谢"
    (hit,) = hits_of(text)
    assert (hit.kind, text[hit.start : hit.end]) == (HitKind.REVIEW_BOUGHT, "退您15元。麻烦把差评改")


@pytest.mark.row("S11")
@pytest.mark.parametrize(
    "distance, is_bought", [("。", True), ("。我们会改进。", False), ("，" + "请谅解" * 25, False)]
)
def test_a_benefit_and_a_review_that_are_far_apart_are_not_one_deal(distance: str, is_bought: bool):
    text = f"退您15元{distance}您可以改一下评价"
    assert ("review_bought" in kinds_of(text)) == is_bought
    assert ("review_asked" in kinds_of(text)) != is_bought  # asking for it is said in any case


@pytest.mark.row("S11")
def test_a_deal_over_two_answers_is_one_deal():
    assert kinds_of("返您10元红包", Context(("亲，麻烦您改一下评价",))) == {"review_bought"}
    assert kinds_of("麻烦您改一下评价", Context(("好的，补偿您10元",))) == {"review_bought"}
    assert kinds_of("麻烦您改一下评价", Context(("好的，补偿您10元", "已经到账了"))) == {"review_asked"}


@pytest.mark.row("S11")
@pytest.mark.attack("C9")
@pytest.mark.parametrize(
    ("before", "text", "kind"),
    [
        (("你是不是", "神经"), "病啊", "arguing"),
        (("你有",), "病吧", "arguing"),
        (("你有。",), "病吧", "arguing"),
        (("亲，麻烦把差", "评改"), "一下，返您10元", "review_bought"),
        (("亲，麻烦您改一下评价", "拜托了"), "返您10元红包", "review_bought"),
        (("补偿您10元", "您看可以吗"), "麻烦您改一下评价", "review_bought"),
    ],
)
def test_what_is_said_in_pieces_over_three_answers_is_said(before: tuple[str, ...], text: str, kind: str):
    assert kind not in kinds_of(text)
    assert kind in kinds_of(text, Context(mine=before))
    (hit, *_more) = [one for one in hits_of(text, Context(mine=before)) if one.kind.value == kind]
    assert 0 == hit.start < hit.end <= len(text)
    assert kind not in kinds_of(text, Context(mine=(*before, "另外一件事", "还有别的问题吗")))  # too long ago


@pytest.mark.row("S11")
@pytest.mark.parametrize(
    ("before", "text"),
    [
        (("感谢您的支持", "已经给您登记了"), "请稍等"),
        (("补偿您10元",), "已经到账了，请查收"),
        (("返您10元红包，" + "请您查收" * 20,), "您可以改一下评价的入口在这里吗"),
        (("有病",), "人照顾的话我们可以晚点送货"),
    ],
)
def test_answers_that_have_nothing_to_do_with_each_other_say_nothing_together(before: tuple[str, ...], text: str):
    alone = kinds_of(text)
    assert kinds_of(text, Context(mine=before)) == alone


@pytest.mark.row("S11")
def test_a_courier_may_be_announced_in_one_answer_and_named_in_the_next():
    assert kinds_of("13712345678", Context(("这是快递员的电话",))) == set()
    assert kinds_of("13712345678", Context(("请稍等",))) == {"personal_data"}


@pytest.mark.row("S11")
@pytest.mark.attack("C9")
@pytest.mark.parametrize("text", ["快递员电话{}", "单号 {}", "运单号{}", "{}元", "配送员139 1234 5678转给{}"])
def test_what_is_known_to_be_another_buyers_is_blocked_whatever_is_said_of_it(text: str):
    theirs = Context(others=frozenset({OTHER_PHONE, OTHER_ORDER}))
    for number in (OTHER_PHONE, OTHER_ORDER, " ".join(OTHER_PHONE), f"{OTHER_ORDER[:8]}-{OTHER_ORDER[8:]}"):
        assert "personal_data" in kinds_of(text.format(number), theirs), number


@pytest.mark.row("S3", "S11")
@pytest.mark.parametrize(
    "text, earlier, is_repeated",
    [
        ("这款是实木的，可以放心购买", "这款是实木的，可以放心购买", True),
        ("这款 是实木的,可以放心购买!", "这款是实木的，可以放心购买。", True),
        (
            "这款是实木的，您可以放心购买的，质量没有问题哦，我们家都是原木做的",
            "这款是实木的，您可以放心购买的，质量没有问题呢，我们家都是原木做的",
            True,
        ),
        ("预计11月28日18点前发出", "预计11月29日18点前发出", False),
        ("这款是实木的", "那款是板材的", False),
        ("您好，请稍等", "您好，请稍等", False),
        ("谢谢您的支持", "谢谢您的支持", False),
        ("好的亲", "好的亲", False),
        ("不客气，祝您生活愉快，再见", "不客气，祝您生活愉快，再见", False),
    ],
)
def test_the_same_answer_again_is_mechanical_but_greetings_and_thanks(text: str, earlier: str, is_repeated: bool):
    assert ("repeated" in kinds_of(text, Context(("别的回答在这里", earlier, "还有一句")))) == is_repeated


@pytest.mark.row("S11")
def test_a_rule_that_is_off_says_nothing_and_what_blocks_comes_through_any_number_of_warnings():
    flood = "可能" * 200 + "电话13912345678"
    hits = hits_of(flood)
    assert (len(hits), hits[-1].kind) == (30, HitKind.PERSONAL_DATA)


@pytest.mark.skipif(not DIALOGUES.exists(), reason=NOT_HERE)
@pytest.mark.row("S11")
def test_real_agents_are_left_alone():
    """Share of the lines of real agents that each class hits (names and numbers are blanked there)."""
    with DIALOGUES.open(encoding="utf-8") as file:
        lines = [(row["session"], row["text"]) for row in csv.DictReader(file) if row["sender"] == "agent"]
    earlier: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    for session, text in lines:
        said = earlier.setdefault(session, [])
        counts.update(kinds_of(text, Context(tuple(said[-50:]), tuple(said[-2:]))))
        said.append(text)
    assert len(lines) > 3000
    assert counts["review_bought"] == counts["personal_data"] == counts["review_asked"] == counts["arguing"] == 0
    assert all(10 <= counts[kind] <= 30 for kind in ("vague", "refusal", "repeated")), counts  # of 3,052: under 1 %
    assert counts["promise"] <= 3
