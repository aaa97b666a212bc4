"""The lists of the workbench as they are printed: rows, counts, tabs, filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftercare.chat.access import chat_shops
from aftercare.chat.queues import COUNT_MOST, Page, Row, View, list_conversations, list_counts, rows_of
from aftercare.chat.reads import Colleague, Spoken, colleagues_in, list_ended, spoken_last, watched_among
from aftercare.chat.terms import Stage, Topic
from aftercare.handover.promises import due_of_talks
from aftercare.shops.access import Person
from aftercare.web.numbers import read_number
from aftercare.web.pieces.parts import FilterMenu, filter_menu
from aftercare.web.talks.asking import STARS, Asked
from aftercare.web.talks.countdown import countdown, urgency
from aftercare.web.talks.words import STARS as STAR
from aftercare.web.talks.words import TOPICS, guest_name, preview

MOST_IDS = 50


@dataclass(frozen=True)
class RowView:
    """One row. `since` and `due` in seconds since 1970, 0 for none; `seq` the last number; `belongs`: it stands in the
    list that is shown."""

    pk: int
    name: str
    topic: str
    preview: str
    when: str
    last: int
    since: int
    due: int
    countdown: str
    urgency: str
    seq: int
    unread: int
    flagged: bool
    mentioned: bool
    stars: str
    agent: str
    shop: str
    stage: str
    mine: bool
    belongs: bool
    query: str
    promised: str  # by when something is promised, '' when nothing is


class ListContext:
    """One list: its page of rows, the counts of all lists, its filters."""

    def __init__(self, person: Person, shop_ids: frozenset[int], asked: Asked, at: datetime) -> None:
        self.person, self.asked, self.at = person, asked, at
        self.shop_ids = shop_ids & frozenset(chat_shops(person))

    @cached_property
    def _page(self) -> Page:
        asked = self.asked
        if asked.view is View.ENDED:
            return list_ended(self.person, self.shop_ids, asked.ended, asked.after)
        return list_conversations(self.person, self.shop_ids, asked.view, asked.filters, self.at, asked.after or None)

    @cached_property
    def rows(self) -> list[RowView]:
        return self._views(self._page.rows, dict.fromkeys((row.pk for row in self._page.rows), True))

    def _views(self, rows: Sequence[Row], belongs: Mapping[int, bool]) -> list[RowView]:
        ids = [row.pk for row in rows]
        spoken, promised = spoken_last(ids), due_of_talks(ids)
        return [self._shown(row, spoken.get(row.pk), promised.get(row.pk), belongs=belongs[row.pk]) for row in rows]

    @property
    def more_query(self) -> str:
        """The address of the next page, '' when that is all."""
        return self.asked.query(after=self._page.after) if self._page.after else ""

    def rows_again(self, ids: str) -> list[RowView]:
        """These conversations as they are now; whether each still stands in this list."""
        wanted = [number for text in ids.split(",")[:MOST_IDS] if (number := read_number(text)) is not None]
        found = rows_of(self.person, wanted)
        watched = watched_among([row.pk for row in found], self.person)
        return self._views(found, {row.pk: self._belongs(row, row.pk in watched) for row in found})

    @cached_property
    def counts(self) -> Mapping[str, str]:
        """As printed on the tabs: '' for none, '99+' for many."""
        found = list_counts(self.person, self.shop_ids)
        return {view.value: f"{COUNT_MOST}+" if n > COUNT_MOST else str(n or "") for view, n in found.items()}

    @property
    def tabs(self) -> list[tuple[str, str, str, bool]]:
        """(view, label, count, is here)."""
        labels = {
            View.MINE: pgettext("conversations", "Mine"),
            View.WAITING: pgettext("conversations", "Waiting"),
            View.TEAM: pgettext("conversations", "Team"),
            View.WATCHED: pgettext("conversations", "Watched"),
            View.ENDED: pgettext("conversations", "Ended"),
        }
        return [(view.value, labels[view], self.counts.get(view.value, ""), view is self.asked.view) for view in View]

    @cached_property
    def colleagues(self) -> Sequence[Colleague]:
        return colleagues_in(self.shop_ids)

    @property
    def is_ended(self) -> bool:
        return self.asked.view is View.ENDED

    @property
    def is_filtered(self) -> bool:
        return bool(self.asked.chosen)

    @property
    def plain_query(self) -> str:
        """This list without filters."""
        return f"?view={self.asked.view.value}"

    @property
    def toggles(self) -> list[tuple[str, str, bool]]:
        """(label, address, is on) of the filters that are on or off."""
        if self.is_ended:
            return []
        asked = self.asked
        late, flagged = asked.filters.late, asked.filters.flagged
        return [
            (_("Late"), asked.query(late="" if late else "1"), late),
            (_("Flagged"), asked.query(flagged="" if flagged else "1"), flagged),
        ]

    @property
    def menus(self) -> list[FilterMenu]:
        """The filters with several values."""
        if self.is_ended:
            stars = {str(n): (STAR * n if n else _("Not rated")) for n in reversed(STARS)}
            return [self._menu("stars", _("Rating"), stars)]
        menus = [self._menu("topic", _("Topic"), {topic.value: str(TOPICS[topic]) for topic in Topic})]
        if self.asked.view is View.TEAM:
            menus.append(self._menu("agent", _("Agent"), {str(one.pk): one.name for one in self.colleagues}))
        return menus

    def _menu(self, name: str, label: str, values: Mapping[str, str]) -> FilterMenu:
        return filter_menu(label, name, self.asked.chosen.get(name, ""), values, self.asked.query)

    @property
    def until(self) -> str:
        return self.asked.chosen.get("until", "")

    @property
    def nothing(self) -> str:
        """What an empty list says."""
        if self.is_filtered:
            return _("Nothing fits these filters")
        words = {
            View.MINE: _("You have no conversation"),
            View.WAITING: _("Nobody waits for an agent"),
            View.TEAM: _("Nobody is being talked with"),
            View.WATCHED: _("You watch no conversation"),
        }
        return words.get(self.asked.view, _("No conversation has ended yet"))

    @property
    def _tells_shop(self) -> bool:
        return len(self.shop_ids) > 1

    def _belongs(self, row: Row, is_watched: bool) -> bool:
        """What `queues` asks the database, of one row."""
        filters, is_open = self.asked.filters, row.stage != Stage.CLOSED
        here = {
            View.MINE: row.stage == Stage.OPEN and row.agent_id == self.person.staff_id,
            View.WAITING: row.stage == Stage.QUEUED,
            View.TEAM: is_open,
            View.WATCHED: is_open and is_watched,
            View.ENDED: not is_open,
        }
        return (
            here[self.asked.view]
            and row.shop_id in self.shop_ids
            and filters.topic in ("", row.topic)
            and (not filters.late or (row.due_at is not None and row.due_at < self.at))
            and (not filters.flagged or row.flagged)
            and filters.agent_id in (None, row.agent_id)
        )

    def _shown(self, row: Row, spoken: Spoken | None, promised: datetime | None, *, belongs: bool) -> RowView:
        mine = row.stage == Stage.OPEN and row.agent_id == self.person.staff_id
        return RowView(
            pk=row.pk,
            name=guest_name(row.buyer, row.visitor_id),
            topic=_("Practice") if row.simulated else str(TOPICS[Topic(row.topic)]),
            preview=preview(spoken.text, spoken.kind, spoken.side) if spoken else "",
            when=self._when(row.last_at),
            last=int(row.last_at.timestamp()),
            since=_epoch(row.waiting_since),
            due=_epoch(row.due_at),
            countdown=countdown(row.due_at, self.at) if row.due_at else "",
            urgency=urgency(row.waiting_since, row.due_at, self.at).value if row.waiting_since and row.due_at else "",
            seq=row.seq,
            unread=row.unread,
            flagged=row.flagged,
            mentioned=row.mentioned,
            stars=STAR * (row.rating or 0),
            agent="" if mine else row.agent,
            shop=row.shop if self._tells_shop else "",
            stage=row.stage,
            mine=mine,
            belongs=belongs,
            query=self.asked.query(),
            promised=self._when(promised) if promised else "",
        )

    def _when(self, last: datetime) -> str:
        """'14:05' of today, else '11-20'."""
        here = timezone.localtime(last)
        return here.strftime("%H:%M" if here.date() == timezone.localtime(self.at).date() else "%m-%d")


def _epoch(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
