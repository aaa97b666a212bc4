"""How titles sound and what the search makes of letters (S12)."""

import re

import pytest

from aftercare.knowledge.reading import reading_of, sound_pattern, tokens_of

pytestmark = pytest.mark.row("S12")


@pytest.mark.parametrize(
    ("title", "reading"),
    [
        ("发货时间", "fa huo shi jian"),
        ("重发", "chong|zhong fa"),
        ("没收到货", "mei|mo shou dao huo"),
        ("EMS 快递", "ems kuai di"),
        ("７天无理由", "7 tian wu li you"),
        ("绿色（新）😀", "lv se xin"),
        ("", ""),
        ("、。！", ""),
    ],
)
def test_readings(title: str, reading: str):
    assert reading_of(title) == reading


def test_every_character_has_a_reading_or_none_and_nothing_fails():
    letters = [chr(code) for code in (*range(0x3400, 0x4DC0, 7), *range(0x4E00, 0xA000, 11))]
    assert all(re.fullmatch(r"([a-z0-9|]+( |$))*", reading_of(letter * 2)) for letter in letters)


@pytest.mark.parametrize(
    ("typed", "title", "finds"),
    [
        ("fhsj", "发货时间", True),
        ("hsj", "发货时间", True),
        ("fahuo", "发货时间", True),
        ("huoshi", "发货时间", True),
        ("fahsj", "发货时间", True),
        ("fahuoshijian", "发货时间", True),
        ("jian", "发货时间", True),
        ("ahuo", "发货时间", False),
        ("fsj", "发货时间", False),
        ("an", "发货时间", False),
        ("cf", "重发", True),
        ("chongfa", "重发", True),
        ("hongfa", "重发", False),
        ("7t", "7天无理由", True),
        ("ems", "EMS快递", True),
    ],
)
def test_letters_find_titles(typed: str, title: str, finds: bool):
    assert bool(re.search(sound_pattern(typed) or "^$", reading_of(title))) is finds


def test_a_pattern_is_made_of_letters_and_digits_only():
    assert [sound_pattern(text) for text in ("发货", "f.*", "(", "a|b", "", "é")] == [None] * 6


def test_a_query_is_folded_and_bounded():
    assert tokens_of(" ＦＨ　时间\u200b ") == ["fh", "时间"]
    assert len(tokens_of("a b c d e f")) == 4
    assert [len(token) for token in tokens_of("x" * 99)] == [20]
