"""Conversations for the tests of signs: a line in short."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aftercare.chat.signs.lines import Line
from aftercare.chat.terms import Side

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00 in the shop


def said(*texts: str, side: str = Side.BUYER) -> list[Line]:
    """What the buyer (or another side) wrote, a minute apart."""
    return [Line(side, text, NOON + timedelta(minutes=number)) for number, text in enumerate(texts)]


def talk(texts: Sequence[str], *, agent: int, conversation: int, days: int = 0) -> list[Line]:
    """The buyer's lines to one agent, so many days after the first."""
    begin = NOON + timedelta(days=days)
    return [
        Line(Side.BUYER, text, begin + timedelta(minutes=number), agent, conversation)
        for number, text in enumerate(texts)
    ]
