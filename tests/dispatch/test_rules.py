"""When an order must leave, and what may be scanned: pure (O4, O9)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.money import Money
from aftercare.dispatch.packing_rules import Verdict, Wanted, codes_of, finish_problems, judge, missing, normal
from aftercare.dispatch.rules import PromiseFacts, Term, promised, was_in_time
from aftercare.dispatch.stock_rules import StockFacts, discount_of, told_words
from aftercare.dispatch.terms import Basis

ZONE = ZoneInfo("Asia/Shanghai")
PAID = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning there


def facts(**fields: object) -> PromiseFacts:
    return PromiseFacts(**{"begins": PAID, "zone": ZONE, "usual": 48, "ahead": 12, **fields})


@pytest.mark.row("O4")
def test_the_slowest_line_decides_and_the_platform_before_all():
    hours = timedelta(hours=1)
    usual = promised(facts())
    assert (usual.due_at, usual.own_due_at, usual.basis) == (PAID + 48 * hours, PAID + 36 * hours, Basis.POLICY)
    slow = promised(facts(terms=[Term(hours=24), Term(hours=72), Term()]))
    assert (slow.due_at, slow.basis) == (PAID + 72 * hours, Basis.PRODUCT)
    assert promised(facts(terms=[Term(hours=24)])).due_at == PAID + 24 * hours
    presale = promised(facts(terms=[Term(hours=24, presale_on=date(2026, 12, 1)), Term()]))
    assert (presale.due_at, presale.basis) == (datetime(2026, 12, 2, tzinfo=ZONE), Basis.PRESALE)
    over = promised(facts(terms=[Term(presale_on=date(2026, 11, 19))]))
    assert (over.due_at, over.basis) == (PAID + 48 * hours, Basis.POLICY)
    told = promised(facts(terms=[Term(hours=24)], promised_at=PAID + 30 * hours))
    assert (told.due_at, told.basis) == (PAID + 30 * hours, Basis.FILE)
    again = promised(facts(usual=24, is_reship=True, terms=[Term(hours=99)]))
    assert (again.due_at, again.basis) == (PAID + 24 * hours, Basis.RESHIP)


@given(st.integers(1, 2400), st.integers(0, 240))
def test_the_own_target_lies_between_payment_and_promise(usual: int, ahead: int):
    found = promised(facts(usual=usual, ahead=ahead))
    assert PAID < found.own_due_at <= found.due_at
    assert found.own_due_at >= PAID + (found.due_at - PAID) / 2
    assert was_in_time(found.due_at, found.due_at) and not was_in_time(
        found.due_at + timedelta(seconds=1), found.due_at
    )


@given(st.integers(0, 10**9), st.integers(0, 50))
def test_waiting_never_earns_more_than_its_percent(fen: int, percent: int):
    given_back = discount_of(Money(fen), percent)
    assert 0 <= given_back.fen * 100 <= fen * percent < (given_back.fen + 1) * 100


def wanted(pk: int, code: str, pieces: int = 1, *others: str) -> Wanted:
    return Wanted(pk, f"货{pk}", "", code, pieces, codes_of(code, others))


@pytest.mark.row("O9")
def test_a_scan_is_right_wrong_too_many_or_unsure():
    lines = [
        wanted(1, "YM-1", 2, "6901234567892"),
        wanted(2, "ym-2"),
        wanted(3, "MZ-A", 1, "BAR"),
        wanted(4, "MZ-B", 1, "BAR"),
    ]
    assert judge(normal("ym-1"), lines, {}) == (Verdict.RIGHT, lines[0])
    assert judge(normal("６９０１２３４５６７８９２"), lines, {"1": 1}) == (Verdict.RIGHT, lines[0])
    assert judge(normal("YM-1"), lines, {"1": 2})[0] is Verdict.TOO_MANY
    assert judge(normal("YM-9"), lines, {}) == (Verdict.WRONG, None)
    assert judge("", [Wanted(9, "赠品", "", "", 1)], {}) == (Verdict.WRONG, None)
    assert judge(normal("bar"), lines, {})[0] is Verdict.UNSURE
    assert [(line.line_id, left) for line, left in missing(lines, {"1": 1, "2": 1})] == [(1, 1), (3, 1), (4, 1)]
    twice = [wanted(1, "YM-1"), wanted(2, "YM-1")]
    assert judge("YM-1", twice, {"1": 1}) == (Verdict.RIGHT, twice[1])


@pytest.mark.parametrize(
    "link", ["http://a.cn/1", "javascript:alert(1)", "https://", "https://a b.cn", "https://u@a.cn/", "x"]
)
def test_a_film_is_linked_by_https_alone(link: str):
    assert "video" in finish_problems(None, link)
    assert finish_problems(500, "https://video.example.com/1.mp4") == {} and "grams" in finish_problems(0, "")


@pytest.mark.row("O4")
def test_the_message_about_missing_goods_is_written_as_its_language_is():
    lack = StockFacts("原木摆件", "大号", date(2026, 12, 3), Money(979), percent=10)
    with override("en"):
        assert ". We expect it on 2026-12-03 and send it at once. If you wait" in told_words(lack)
    with override("zh-hans"):
        text = told_words(lack)
    assert "。预计 2026-12-03 到货" in text and "¥9.79" in text and "。 " not in text and "； " not in text
