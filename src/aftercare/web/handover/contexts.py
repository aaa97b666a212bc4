"""The list of handovers and one of them: all that the templates print."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.money import Money
from aftercare.handover.access import EXPORTERS, GIVERS, handover_shops
from aftercare.handover.models import Handover, HandoverItem
from aftercare.handover.queries import HandoverPage, drafts_of, items_of, sent_handovers
from aftercare.handover.terms import TEXT_MOST, HandoverState, ItemState, Subject
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab
from aftercare.web.places import read_place, write_place

OPEN, ALL = "open", "all"
KEYS: Final = frozenset({"view", "after", "shop"})
STATES: Final = {HandoverState.DRAFT: Tone.OTHERS, HandoverState.SENT: Tone.US, HandoverState.DONE: Tone.DONE}
ITEM_TONES: Final = {ItemState.OPEN: Tone.US, ItemState.ACCEPTED: Tone.DONE, ItemState.REFUSED: Tone.REFUSED}


@dataclass(frozen=True)
class SentRow:
    """One handover of the list."""

    row: Handover
    address: str
    label: Any
    tone: str
    counts: str
    clock: Clock | None


class HandoversContext:
    """What was sent in these shops, one's own drafts, and where one may begin one."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or query.get("view", OPEN) not in (OPEN, ALL):
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        self.shop_ids = sorted(shop_ids & set(handover_shops(person)))
        self.view, self.after = query.get("view", OPEN), read_place(query.get("after", ""))

    def address(self, **changes: str) -> str:
        """The list with other values."""
        return f"{reverse('handovers')}?{urlencode({'view': self.view, **changes})}"

    @cached_property
    def _page(self) -> HandoverPage:
        return sent_handovers(self.person, self.shop_ids, open_only=self.view == OPEN, after=self.after)

    @cached_property
    def rows(self) -> list[SentRow]:
        return [self._row(row) for row in self._page.rows]

    def _row(self, row: Handover) -> SentRow:
        state = HandoverState(row.state)
        told: Any = row  # counted by the query
        counts = _("%(taken)s of %(lines)s taken over") % {
            "taken": told.lines - told.waiting - told.refused, "lines": told.lines,
        }  # fmt: skip
        if told.refused:
            counts = _("%(counts)s, %(refused)s sent back") % {"counts": counts, "refused": told.refused}
        clock = None
        if state is HandoverState.SENT and row.sent_at and row.due_at:
            clock = Clock(row.sent_at, row.due_at, effect=_("the supervisor is told"))
        return SentRow(row, reverse("handover", args=[row.pk]), state.label, STATES[state].value, counts, clock)

    @property
    def more_url(self) -> str:
        return self.address(after=write_place(*self._page.after)) if self._page.after else ""

    @property
    def tabs(self) -> list[Tab]:
        labels = {OPEN: _("To be taken over"), ALL: _("All")}
        return [Tab(label, self.address(view=view), view == self.view) for view, label in labels.items()]

    @cached_property
    def drafts(self) -> list[Handover]:
        return drafts_of(self.person, self.shop_ids)

    @cached_property
    def shops(self) -> list[Shop]:
        """In which one hands over."""
        return list(visible_shops(self.person).filter(pk__in=self.shop_ids, is_active=True).order_by("name", "pk"))

    def today_of(self, shop: Shop) -> str:
        return self.at.astimezone(ZoneInfo(shop.timezone)).date().isoformat()

    @property
    def days(self) -> list[tuple[Shop, str, bool]]:
        """The shops with their day of now, for the sheets of today, and whether the person takes these."""
        return [(shop, self.today_of(shop), self.person.has(shop.pk, *EXPORTERS)) for shop in self.shops]

    @property
    def several_shops(self) -> bool:
        return len(self.shop_ids) > 1


@dataclass(frozen=True)
class ItemView:
    """One line as the page shows it."""

    row: HandoverItem
    label: Any
    state: Any
    tone: str
    address: str  # of what it is about, '' for a line of one's own
    price: Money | None
    may_settle: bool
    may_offer: bool


class HandoverContext:
    """One handover: a draft to edit, or lines to take over."""

    text_most = TEXT_MOST

    def __init__(self, person: Person, row: Handover, at: datetime) -> None:
        self.person, self.row, self.at = person, row, at
        self.state = HandoverState(row.state)
        self.is_draft = self.state is HandoverState.DRAFT
        self.is_mine = row.giver_id == person.staff_id
        self.edits = self.is_draft and self.is_mine
        self.may_export = person.has(row.shop_id, *EXPORTERS)
        self.takes = not self.is_mine and not self.is_draft and person.has(row.shop_id, *GIVERS)

    @property
    def tone(self) -> str:
        return STATES[self.state].value

    @cached_property
    def items(self) -> list[ItemView]:
        return [self._item(row) for row in items_of(self.person, self.row)]

    @property
    def open_count(self) -> int:
        return sum(one.row.state == ItemState.OPEN for one in self.items)

    @property
    def clock(self) -> Clock | None:
        if self.state is not HandoverState.SENT or self.row.sent_at is None or self.row.due_at is None:
            return None
        return Clock(self.row.sent_at, self.row.due_at, effect=_("the supervisor is told"))

    def _item(self, row: HandoverItem) -> ItemView:
        state = ItemState(row.state)
        return ItemView(
            row=row,
            label=Subject(row.subject).label,
            state=state.label,
            tone=ITEM_TONES[state].value,
            address=_address(row),
            price=row.price,
            may_settle=self.takes and state is ItemState.OPEN,
            may_offer=self.is_mine and state is ItemState.REFUSED,
        )


def _address(row: HandoverItem) -> str:
    if row.case is not None:
        return reverse("case", args=[row.case.number])
    if row.conversation_id is not None:
        return reverse("talk", args=[row.conversation_id])
    if row.promise_id is not None:
        return reverse("promises")
    return reverse("follow_ups") if row.follow_up_id is not None else ""
