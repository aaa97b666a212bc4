"""Reads of conversations: keyset pages, bounded, the same number of queries at any size (S1, B17)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from aftercare.chat.models import Conversation, Message
from aftercare.chat.terms import INNER, Side
from aftercare.core.sql import Compiled
from aftercare.files.models import StoredFile

PAGE = 50
CATCH_UP = 200  # messages in one answer; whoever has missed more asks again


@dataclass(frozen=True)
class Seen:
    """A message as it is sent to a screen. `staff_id` and `name` are of whoever wrote it for the shop (None and '' for
    the buyer's own); buyers get the name only. `card` is the content of a card, `file` the picture."""

    seq: int
    client_id: str
    side: str
    kind: str
    staff_id: int | None
    name: str
    text: str
    card: dict[str, Any] | None
    file: StoredFile | None
    auto: str
    at: datetime


@dataclass(frozen=True)
class CatchUp:
    """Messages after a number, in order. `last` is how far this answer reaches, though the buyer may not see all of it;
    `more` says that further ones are there already."""

    messages: Sequence[Seen]
    last: int
    more: bool


_AFTER = Compiled(
    lambda talk, seq: _whole().filter(conversation_id=talk, seq__gt=_number(seq)).order_by("seq")[: CATCH_UP + 1],
    talk=0,
    seq=0,
)
_BEFORE = Compiled(
    lambda talk, seq: _whole().filter(conversation_id=talk, seq__lt=_number(seq)).order_by("-seq")[: PAGE + 1],
    talk=0,
    seq=0,
)
_BEYOND = 2**31 - 1  # a number that no message has


def _number(seq: int) -> RawSQL:
    """As an expression: a stand-in is larger than the column takes."""
    return RawSQL("%s", [seq])


def _whole() -> QuerySet[Message]:
    return Message.objects.select_related("staff", "file")


def messages_after(conversation: Conversation, seq: int, *, for_buyer: bool = False) -> CatchUp:
    """What somebody has missed who has seen everything up to `seq`. Numbers have no gaps, so that nothing can be missed
    unseen."""
    if conversation.last_seq <= seq:  # only its state is new
        return CatchUp((), seq, False)
    rows = _AFTER.rows(talk=conversation.pk, seq=seq)
    here, more = rows[:CATCH_UP], len(rows) > CATCH_UP
    return CatchUp(_shown(here, for_buyer=for_buyer), here[-1].seq if here else seq, more)


def messages_before(conversation: Conversation, seq: int | None, *, for_buyer: bool = False) -> CatchUp:
    """A page of history, the newest first when there is no `seq`; in the order of the talk. `last` is the oldest."""
    found = _BEFORE.rows(talk=conversation.pk, seq=_BEYOND if seq is None else seq)
    here, more = found[:PAGE][::-1], len(found) > PAGE
    return CatchUp(_shown(here, for_buyer=for_buyer), here[0].seq if here else 0, more)


def just_written(message: Message, name: str) -> CatchUp:
    """What a screen lacks that has everything before the message that it has just written itself: without a look.
    `name` is the writer's, '' for a buyer. A message with a file is looked up like any other."""
    return CatchUp((_seen(message, name),), message.seq, message.conversation.last_seq > message.seq)


def _shown(rows: Sequence[Message], *, for_buyer: bool) -> list[Seen]:
    shown = [row for row in rows if not (for_buyer and row.kind in INNER)]
    return [_seen(row, row.staff.name if row.staff else "", for_buyer=for_buyer) for row in shown]


def _seen(row: Message, name: str, *, for_buyer: bool = False) -> Seen:
    return Seen(
        row.seq,
        row.client_id if row.side == Side.BUYER or not for_buyer else "",
        row.side,
        row.kind,
        None if for_buyer else row.staff_id,
        name,
        row.text,
        json.loads(row.card) if row.card else None,
        row.file,
        row.auto,
        row.at,
    )
