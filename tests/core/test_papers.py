"""Numbers of papers and cards are hidden, numbers of orders are not (J10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.papers import hide_papers, is_card, is_identity

IDENTITY = "11010519491231002X"  # the example of the standard GB 11643
CARD = "6222021234567890123"[:18]


def with_check(head: str) -> str:
    """A number of a card that its check digit proves."""
    return next(f"{head}{digit}" for digit in range(10) if is_card(f"{head}{digit}"))


@pytest.mark.attack("J10")
def test_papers_and_cards_are_hidden_however_they_are_typed():
    card = with_check(CARD)
    assert is_identity(IDENTITY)
    for typed in (IDENTITY, IDENTITY.lower(), " ".join((IDENTITY[:6], IDENTITY[6:14], IDENTITY[14:]))):
        assert hide_papers(f"我的身份证{typed}，谢谢") == "我的身份证******2X，谢谢"
    assert hide_papers(f"卡号 {card}") == f"卡号 ******{card[-2:]}"
    wide = "".join(chr(ord(one) + 0xFEE0) for one in card)
    assert card not in hide_papers(f"卡号{wide}") and wide not in hide_papers(f"卡号{wide}")


@pytest.mark.parametrize("text", ["订单 2100000000000000017", "1101051949123100", "单号SF1234567890123456", "在吗", ""])
def test_other_numbers_stay(text):
    assert hide_papers(text) == text


@given(st.text())
def test_no_text_breaks_it(text):
    hide_papers(text)
