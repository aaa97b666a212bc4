"""The lists of the workbench: bounded, by keyset, the same number of queries at any size (S2, S13)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, F, OrderBy, Q, QuerySet

from aftercare.chat.access import visible_conversations, workbench_conversations
from aftercare.chat.models import Conversation, Mention, Message, Watch
from aftercare.chat.terms import Side, Stage
from aftercare.core.words import Choices, _
from aftercare.shops.access import Person

PAGE: Final = 40
COUNT_MOST: Final = 99
PREVIEW: Final = 80  # characters


class View(Choices):
    """The lists, in the order of the tabs."""

    MINE = "mine", _("Mine")
    WAITING = "waiting", _("Waiting")  # 排队: nobody has them yet
    TEAM = "team", _("Team")
    WATCHED = "watched", _("Watched")
    ENDED = "ended", _("Ended")


@dataclass(frozen=True)
class Row:
    """One conversation in a list. `unread`: the buyer's messages that the agent has not read; `preview` the newest
    words; times are aware."""

    pk: int
    shop_id: int
    shop: str
    visitor_id: int
    buyer: str
    topic: str
    stage: str
    agent_id: int | None
    agent: str
    last_at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    preview: str
    preview_kind: str
    preview_side: str
    seq: int
    unread: int
    flagged: bool
    rating: int | None
    mentioned: bool
    simulated: bool = False


@dataclass(frozen=True)
class Filters:
    """`topic` '' for both; `late`: an answer is overdue; `flagged`; `agent_id` of the team's list."""

    topic: str = ""
    late: bool = False
    flagged: bool = False
    agent_id: int | None = None


@dataclass(frozen=True)
class Page:
    """Rows, and the key after which the next page begins (None: that is all)."""

    rows: Sequence[Row]
    after: str | None


def list_conversations(
    person: Person, shop_ids: Collection[int], view: View, filters: Filters, at: datetime, after: str | None = None
) -> Page:
    """One page of a list. Who waits for an answer stands first, the longest first; the queue is in its order, of the
    ended ones the newest is first. Four queries at any size. An unreadable `after` begins at the beginning."""
    rows = _filtered(_of_view(person, shop_ids, view), filters, at)
    key = _KEYS[view]
    rows = _later(rows, key, _read_after(after)).order_by(*key.order)
    found = list(rows.select_related("shop", "visitor", "agent")[: PAGE + 1])
    here = found[:PAGE]
    return Page(_rows(here, person), key.of(here[-1]) if len(found) > PAGE else None)


def list_counts(person: Person, shop_ids: Collection[int]) -> dict[View, int]:
    """How many stand in each list that is worked off, counted up to COUNT_MOST + 1."""
    views = (View.MINE, View.WAITING, View.TEAM, View.WATCHED)
    return {view: _of_view(person, shop_ids, view)[: COUNT_MOST + 1].count() for view in views}


def rows_of(person: Person, ids: Collection[int]) -> Sequence[Row]:
    """These conversations as rows, whichever the person may see: after a hint."""
    found = workbench_conversations(person).select_related("shop", "visitor", "agent").filter(pk__in=ids)
    return _rows(list(found[:PAGE]), person)


@dataclass(frozen=True)
class _Key:
    """By what a list is in order: a moment, then the id."""

    field: str
    descending: bool = False

    @property
    def order(self) -> tuple[OrderBy, OrderBy]:
        moment, pk = F(self.field), F("pk")
        if self.descending:
            return moment.desc(), pk.desc()
        return moment.asc(nulls_last=True), pk.asc()

    def of(self, row: Conversation) -> str:
        at: datetime | None = getattr(row, self.field)
        return f"{at.isoformat() if at else ''}|{row.pk}"


_KEYS: Final = {
    View.MINE: _Key("waiting_since"),
    View.WAITING: _Key("queued_at"),
    View.TEAM: _Key("waiting_since"),
    View.WATCHED: _Key("waiting_since"),
    View.ENDED: _Key("last_at", descending=True),
}


def _of_view(person: Person, shop_ids: Collection[int], view: View) -> QuerySet[Conversation]:
    rows = visible_conversations(person).filter(shop_id__in=shop_ids)
    match view:
        case View.MINE:
            own = workbench_conversations(person).filter(shop_id__in=shop_ids)
            return own.filter(stage=Stage.OPEN, agent_id=person.staff_id)
        case View.WAITING:
            return rows.filter(stage=Stage.QUEUED)
        case View.TEAM:
            return rows.exclude(stage=Stage.CLOSED)
        case View.WATCHED:
            watched = Watch.objects.filter(staff_id=person.staff_id or 0).values("conversation_id")
            return rows.exclude(stage=Stage.CLOSED).filter(pk__in=watched)
        case _:
            return rows.filter(stage=Stage.CLOSED)


def _filtered(rows: QuerySet[Conversation], filters: Filters, at: datetime) -> QuerySet[Conversation]:
    if filters.topic:
        rows = rows.filter(topic=filters.topic)
    if filters.late:
        rows = rows.filter(due_at__lt=at)
    if filters.flagged:
        rows = rows.exclude(flagged_at=None)
    if filters.agent_id is not None:
        rows = rows.filter(agent_id=filters.agent_id)
    return rows


def _read_after(after: str | None) -> tuple[datetime | None, int] | None:
    moment, _bar, pk = (after or "").partition("|")
    try:
        return (datetime.fromisoformat(moment) if moment else None), int(pk)
    except ValueError:
        return None


def _later(
    rows: QuerySet[Conversation], key: _Key, after: tuple[datetime | None, int] | None
) -> QuerySet[Conversation]:
    if after is None:
        return rows
    at, pk = after
    if at is None:
        return rows.filter(**{key.field: None}, pk__gt=pk)
    if key.descending:
        return rows.filter(Q(**{f"{key.field}__lt": at}) | Q(**{key.field: at}, pk__lt=pk))
    same = Q(**{key.field: at}, pk__gt=pk)
    return rows.filter(Q(**{f"{key.field}__gt": at}) | same | Q(**{key.field: None}))


def _rows(here: Sequence[Conversation], person: Person) -> list[Row]:
    ids = [row.pk for row in here]
    newest = Message.objects.filter(conversation_id__in=ids, seq=F("conversation__last_seq"))
    last = {message.conversation_id: message for message in newest}
    of_buyer = Message.objects.filter(conversation_id__in=ids, side=Side.BUYER, seq__gt=F("conversation__agent_read"))
    unread = dict(of_buyer.values_list("conversation_id").annotate(count=Count("id")))
    named = Mention.objects.filter(conversation_id__in=ids, staff_id=person.staff_id or 0, seen_at=None)
    mentioned = set(named.values_list("conversation_id", flat=True))
    return [_row(row, last.get(row.pk), unread.get(row.pk, 0), row.pk in mentioned) for row in here]


def _row(here: Conversation, last: Message | None, unread: int, mentioned: bool) -> Row:
    return Row(
        pk=here.pk,
        shop_id=here.shop_id,
        shop=here.shop.name,
        visitor_id=here.visitor_id,
        buyer=here.visitor.name,
        topic=here.topic,
        stage=here.stage,
        agent_id=here.agent_id,
        agent=here.agent.name if here.agent else "",
        last_at=here.last_at,
        waiting_since=here.waiting_since,
        due_at=here.due_at,
        preview=last.text[:PREVIEW] if last else "",
        preview_kind=last.kind if last else "",
        preview_side=last.side if last else "",
        seq=here.last_seq,
        unread=unread,
        flagged=here.flagged_at is not None,
        rating=here.rating,
        mentioned=mentioned,
        simulated=here.is_simulated,
    )
