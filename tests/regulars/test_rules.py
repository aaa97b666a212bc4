"""Ranks, keys of phones and addresses, pairs: pure (U1)."""

import pytest

from aftercare.regulars.rules import Trace, address_key, pairs_in, phone_key, rank_of, read_tags, surname_of
from aftercare.regulars.terms import Rank, TraceKind

PHONE, ADDRESS, NICK = TraceKind.PHONE, TraceKind.ADDRESS, TraceKind.NICK


@pytest.mark.parametrize(
    ("orders", "fen", "rank"),
    [
        (0, 0, Rank.NEW),
        (1, 500_000, Rank.NEW),
        (2, 100, Rank.RETURNING),
        (2, 100_000, Rank.VALUED),
        (3, 100, Rank.REGULAR),
        (5, 0, Rank.VALUED),
    ],
)
def test_rank(orders, fen, rank):
    assert rank_of(orders, fen) is rank


def test_only_a_whole_mobile_number_is_a_key():
    for text in ("13900001234", "+86 139 0000 1234", "１３９００００１２３４"):
        assert phone_key(text) == "13900001234"
    for text in ("139****1234", "13900001234-5678", "0571-88888888", "", "23900001234"):
        assert phone_key(text) == ""


def test_an_address_is_the_same_however_it_is_written():
    one = address_key("浙江省 杭州市 西湖区 文三路 18 号 3 栋 501 室")
    assert one and one == address_key("浙江省杭州市西湖区文三路18号3栋501")
    assert one != address_key("浙江省 杭州市 西湖区 文三路 18 号 3 栋 502 室")
    for text in ("浙江省 杭州市", "浙江省 杭州市 西湖区 文三路****", "浙江省杭州市西湖区文三路", ""):
        assert address_key(text) == ""


def test_pairs_and_their_reasons():
    rows = [
        Trace(1, 1, PHONE, "p"),
        Trace(2, 1, PHONE, "p"),
        Trace(1, 1, ADDRESS, "a", "王"),
        Trace(3, 2, ADDRESS, "a", "王"),
        Trace(4, 2, ADDRESS, "a", "李"),
        Trace(5, 2, ADDRESS, "a", ""),
        Trace(6, 1, NICK, "n"),
        Trace(7, 2, NICK, "n"),
        Trace(8, 2, NICK, "n"),
    ]
    assert pairs_in(rows) == {(1, 2): {PHONE}, (1, 3): {ADDRESS}, (6, 7): {NICK}, (6, 8): {NICK}}


def test_what_very_many_share_says_nothing():
    assert pairs_in([Trace(pk, 1, PHONE, "reception") for pk in range(1, 10)]) == {}
    assert len(pairs_in([Trace(pk, 1, PHONE, "family") for pk in range(1, 9)])) == 28


def test_tags_are_read_by_commas_and_never_hold_numbers():
    assert read_tags("花艺师，VIP, 花艺师、大客户 ") == ["花艺师", "VIP", "大客户"]
    for text in (",".join(f"标签{n}" for n in range(11)), "很长很长很长很长很长的一个标签", "13900001234"):
        with pytest.raises(ValueError):
            read_tags(text)


def test_surname():
    assert surname_of("王小明") == surname_of("王**") == "王"
    assert surname_of("**") == surname_of("") == ""
