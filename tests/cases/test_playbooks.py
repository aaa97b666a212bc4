"""Playbooks: every kind of case has one for each of its reasons, the right one, and none breaks its own rules (R8)."""

from itertools import product

import pytest
from django.utils import translation

from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.playbooks.spec import OWN, Family, Playbook
from aftercare.cases.playbooks.table import PLAYBOOKS, TABLE, Goods, Signs, playbook_of, siblings_of
from aftercare.cases.remedies.terms import Cause
from aftercare.cases.rules import shows_number, ties_benefit_to_review
from aftercare.cases.scripts import CALLS, GUIDES, QUOTES, RECALLS, TO_DO, WRITES
from aftercare.cases.terms import Reason

LANGUAGES = ("zh-hans", "en")
FORBIDDEN = ("不行", "不可能", "从来没听说过", "也许", "可能", "应该是吧", "no way", "impossible", "maybe", "perhaps")


def chosen(flow: str, reason: str, cause: str = "", goods: Goods = Goods.ARRIVED) -> str:
    return playbook_of(Signs(flow, reason, cause, goods)).code


def texts_for_agents() -> list[object]:
    steps = [step.text for book in PLAYBOOKS.values() for step in book.steps]
    return [*steps, *(guide.aim for guide in GUIDES.values()), *TO_DO.values()]


def scripts() -> list[object]:
    return [WRITES, CALLS, QUOTES, RECALLS, *(text for guide in GUIDES.values() for text in guide.scripts)]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.code)
def test_every_kind_has_a_playbook_for_each_reason_and_cause_wherever_the_goods_are(flow):
    for reason, cause, goods in product(flow.reasons, ("", *Cause), Goods):
        book = playbook_of(Signs(flow.code, reason, cause, goods))
        assert len(book.steps) >= 3, (reason, cause, goods)
        assert len(book.never) >= 2, (reason, cause, goods)


def test_only_what_has_no_kind_of_its_own_falls_to_the_last_row():
    general = {
        (flow.code, reason) for flow in FLOWS for reason in flow.reasons if chosen(flow.code, reason) == "other.general"
    }
    assert {reason for _flow, reason in general} == {Reason.OTHER, Reason.VERDICT}


@pytest.mark.parametrize(
    ("flow", "reason", "cause", "goods", "code"),
    [
        ("return", "quality", "", Goods.ARRIVED, "product.quality"),
        ("return", "quality", "misuse", Goods.ARRIVED, "product.usage"),
        ("return", "quality", "transit_damage", Goods.ARRIVED, "other.damaged"),
        ("return", "quality", "unsatisfied", Goods.ARRIVED, "product.quality"),
        ("return", "size", "", Goods.ARRIVED, "product.detail"),
        ("return", "not_as_described", "", Goods.ARRIVED, "product.detail"),
        ("return", "no_reason", "", Goods.ARRIVED, "other.no_reason"),
        ("return", "missing", "", Goods.ARRIVED, "other.misshipment"),
        ("rights", "counterfeit", "", Goods.ARRIVED, "product.authenticity"),
        ("repair", "misuse", "", Goods.ARRIVED, "product.usage"),
        ("minor_flaw", "minor_flaw", "", Goods.ARRIVED, "product.minor_flaw"),
        ("complaint", "late", "", Goods.ON_THE_WAY, "logistics.timeliness"),
        ("complaint", "late", "", Goods.NOT_SENT, "payment.not_sent"),
        ("complaint", "courier", "", Goods.ARRIVED, "logistics.courier"),
        ("out_of_zone", "no_outlet", "", Goods.ON_THE_WAY, "logistics.method"),
        ("complaint", "service", "", Goods.ARRIVED, "service.attitude"),
        ("complaint", "quality", "", Goods.ARRIVED, "product.quality"),
        ("complaint", "other", "", Goods.ARRIVED, "other.complaint"),
        ("rights", "false_dispatch", "", Goods.ON_THE_WAY, "payment.false_dispatch"),
        ("refund_only", "not_received", "", Goods.NOT_SENT, "payment.not_sent"),
        ("refund_only", "not_received", "", Goods.ON_THE_WAY, "payment.in_transit"),
        ("refund_only", "not_received", "", Goods.ARRIVED, "payment.confirmed"),
        ("refund_only", "other", "", Goods.NOT_PAID, "payment.sent_unpaid"),
        ("refund_only", "out_of_stock", "", Goods.NOT_SENT, "payment.not_sent"),
        ("misshipment", "mixed", "", Goods.ARRIVED, "other.misshipment"),
        ("damaged", "damaged", "", Goods.ARRIVED, "other.damaged"),
        ("damaged", "damaged", "quality", Goods.ARRIVED, "product.quality"),
        ("review", "service", "", Goods.ARRIVED, "review.service"),
        ("review", "quality", "", Goods.ARRIVED, "review.quality"),
        ("review", "courier", "", Goods.ARRIVED, "review.courier"),
        ("review", "malicious", "", Goods.ARRIVED, "review.malicious"),
        ("review", "mood", "", Goods.ARRIVED, "review.mood"),
        ("review", "other", "", Goods.ARRIVED, "review.open"),
        ("review", "mood", "late_delivery", Goods.ARRIVED, "review.courier"),
    ],
)
def test_the_playbook_fits_the_dispute(flow: str, reason: str, cause: str, goods: Goods, code: str):
    assert chosen(flow, reason, cause, goods) == code


def test_every_playbook_is_reached_or_stands_beside_one_that_is():
    reached = {PLAYBOOKS[row.playbook] for row in TABLE}
    beside = {sibling for book in reached for sibling in siblings_of(book)}
    assert reached | beside == set(PLAYBOOKS.values())


def test_the_kinds_of_the_source_are_all_there():
    def types(family: Family) -> set[str]:
        return {book.code.partition(".")[2] for book in PLAYBOOKS.values() if book.family is family}

    assert types(Family.PRODUCT) >= {"quality", "authenticity", "detail", "usage", "effect"}
    assert types(Family.LOGISTICS) == {"fee", "timeliness", "courier", "method"}
    assert types(Family.SERVICE) == {"attitude", "slow"}
    assert types(Family.PAYMENT) == {"not_sent", "in_transit", "false_dispatch", "confirmed", "sent_unpaid", "price"}
    assert types(Family.REVIEW) >= {"service", "quality", "courier", "malicious", "mood"}


@pytest.mark.parametrize("book", PLAYBOOKS.values(), ids=lambda book: book.code)
def test_each_step_names_its_source_and_most_of_them_have_one(book: Playbook):
    sources = [one.source for one in (*book.steps, *book.never)]
    assert all(source == OWN or source[:2] in ("A ", "B ", "C ", "D ") for source in sources)
    assert sum(source == OWN for source in sources) <= len(sources) // 2


@pytest.mark.parametrize(
    ("code", "phrases"),
    [
        ("product.quality", ("照片或证明", "退货退款", "不争论是谁的责任")),
        ("product.detail", ("耐心解释",)),
        ("product.usage", ("正确使用",)),
        ("product.effect", ("客观评述", "不避重就轻", "不轻许承诺")),
        ("logistics.timeliness", ("积极帮买家查件", "及时回复", "主动承担责任", "不争论是谁的责任")),
        ("logistics.method", ("派送",)),
        ("service.attitude", ("表情", "考核")),
        ("review.malicious", ("大量中差评", "不以优惠换改评", "不公布买家的任何信息")),
        ("review.mood", ("平常心", "倾听者", "肯定、鼓励和感谢")),
        ("other.complaint", ("先处理心情，再处理事情", "“不行”“不可能”“从来没听说过”", "2 小时内", "3 天内回访")),
        ("other.damaged", ("保存好内外包装", "索赔")),
        ("other.misshipment", ("出库单和出库视频", "补发")),
    ],
)
def test_the_chinese_text_says_what_the_source_says(code: str, phrases: tuple[str, ...]):
    book = PLAYBOOKS[code]
    with translation.override("zh-hans"):
        words = "".join(str(one.text) for one in (*book.steps, *book.never))
    assert [phrase for phrase in phrases if phrase not in words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_playbook_or_script_breaks_the_rules_it_teaches(language: str):
    nevers = [one.text for book in PLAYBOOKS.values() for one in book.never]
    with translation.override(language):
        for text in map(str, (*texts_for_agents(), *scripts(), *nevers)):
            assert not ties_benefit_to_review(text), text
        for text in map(str, scripts()):
            assert not shows_number(text), text
            assert not [word for word in FORBIDDEN if word in text.lower()], text


def test_the_check_of_the_texts_can_fail():
    assert ties_benefit_to_review("返您 10 元红包，请您修改评价")
