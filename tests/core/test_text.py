"""Text as people type it."""

import pytest

from aftercare.core.text import clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  一行\r\n两行\r\n", "一行\n两行"),  # as a browser sends what it counted as five characters
        ("看\u200b不\u202e见\x00", "看不见"),
        ("a\tb", "a\tb"),
    ],
)
def test_hidden_characters_go_and_lines_end_with_one(typed: str, kept: str):
    assert clean(typed) == kept
