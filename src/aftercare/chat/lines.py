"""A conversation's lines as the signs are read from them, with whom the buyer was at each (S5, S14, S15). Bounded."""

from collections.abc import Collection, Sequence
from typing import Final

from aftercare.chat.models import Conversation, Message
from aftercare.chat.signs.lines import Line
from aftercare.chat.terms import Kind, Side

MOST: Final = 300  # messages of one conversation, and of the earlier ones together
GIVEN: Final = frozenset({"routed", "taken", "transferred"})  # notices after which whoever they name has it
SAYS: Final = frozenset({Kind.TEXT, Kind.NOTICE})


def lines_of(conversation: Conversation) -> Sequence[Line]:
    """The newest lines in their order. One query."""
    return _lines([conversation.pk])


def earlier_lines(talks: Collection[Conversation]) -> Sequence[Line]:
    """Those of conversations before, in the order of time. One query."""
    return _lines([talk.pk for talk in talks]) if talks else ()


def _lines(ids: Collection[int]) -> list[Line]:
    rows = Message.objects.filter(conversation_id__in=ids, kind__in=SAYS).order_by("-conversation_id", "-seq")
    columns = ("conversation_id", "side", "kind", "staff_id", "text", "at")
    found: list[Line] = []
    talk, agent = 0, 0
    for talk_id, side, kind, staff_id, text, at in reversed(rows.values_list(*columns)[:MOST]):
        if talk_id != talk:
            talk, agent = talk_id, 0
        if kind == Kind.NOTICE:
            agent = staff_id or 0 if text in GIVEN else 0
            continue
        if side == Side.AGENT:
            agent = staff_id or 0
        found.append(Line(side, text, at, agent, talk_id))
    return found
