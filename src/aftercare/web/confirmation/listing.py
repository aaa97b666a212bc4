"""The queue of orders to confirm: what is asked for by named keys, and all that the template prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.chat.models import Visitor
from aftercare.chat.reach import names_of
from aftercare.confirmation.access import working_shops
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.queries import Key, Page, Wish, check_page, notes_of, open_checks
from aftercare.confirmation.terms import OPEN, Level, State
from aftercare.customers.contacts import standings
from aftercare.customers.terms import ContactPurpose
from aftercare.shops.access import Person
from aftercare.web.confirmation.words import oddity_marks, state_mark
from aftercare.web.pieces.clock import Clock, clock_chip
from aftercare.web.pieces.marks import Tone, moment, pill
from aftercare.web.pieces.parts import FilterMenu, Tab, filter_menu
from aftercare.web.places import read_place, write_place
from aftercare.web.shell.counts import LIMIT, count_each

KEYS: Final = frozenset({"view", "level", "after", "shop"})
DONE: Final = "done"
VIEWS: Final = (State.WAITING, State.ASKED, State.HELD, DONE)
MOST_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Asked:
    """The address, read and checked."""

    view: str
    level: str
    after: Key | None

    def address(self, **changes: str) -> str:
        """The page with other values; '' takes one away."""
        values = {"view": self.view, "level": self.level, **changes}
        return f"{reverse('confirmation')}?{urlencode({name: value for name, value in values.items() if value})}"


def read_asked(query: QueryDict) -> Asked:
    """Raises BadRequest on a key or value that the page does not have."""
    view, level = query.get("view") or State.WAITING.value, query.get("level", "")
    if set(query) - KEYS or view not in VIEWS or (level and level not in Level.values):
        raise BadRequest("unknown key")
    return Asked(view, level, _read_key(query.get("after", "")))


def _read_key(text: str) -> Key | None:
    place = read_place(text)
    return None if place is None else Key(*place)


@dataclass(frozen=True)
class RowView:
    """One order. `send_refusal`: why the message cannot be sent in the chat by one press; '' when it can."""

    row: Confirmation
    address: str
    act_address: str
    marks: SafeString
    state: SafeString
    clock: SafeString
    notes: str
    receiver: str
    place: str
    buyer: str
    may_confirm: bool
    send_refusal: str
    answered: SafeString
    client_id: str

    @property
    def token(self) -> str:
        """What the bulk form sends back of it."""
        return f"{self.row.pk}.{self.row.version}"


class QueueContext:
    """Everything that the page prints: the same number of queries for any number of rows."""

    most_at_once = MOST_AT_ONCE

    def __init__(self, person: Person, shop_ids: frozenset[int], asked: Asked, at: datetime) -> None:
        self.person, self.asked, self.at = person, asked, at
        self.shop_ids = frozenset(working_shops(person)) & shop_ids

    @cached_property
    def _page(self) -> Page:
        asked = self.asked
        wish = Wish(self.shop_ids, asked.view, asked.level, settled=asked.view == DONE)
        return check_page(self.person, wish, after=asked.after)

    @cached_property
    def rows(self) -> list[RowView]:
        return row_views(self.person, self._page.rows, self.at)

    @property
    def is_open(self) -> bool:
        """Whether the rows can be worked on."""
        return self.asked.view != DONE

    @property
    def several_shops(self) -> bool:
        return len(self.shop_ids) > 1

    @property
    def columns(self) -> int:
        return 6 if self.is_open else 4

    @property
    def more_url(self) -> str:
        key = self._page.after
        if key is None:
            return ""
        return self.asked.address(after=write_place(key.at, key.pk))

    @cached_property
    def tabs(self) -> list[Tab]:
        """The states with how many there are, in one query, and what is settled."""
        sources = {state.value: _counter(state) for state in OPEN}
        found = count_each(self.person, self.shop_ids, sources)
        tabs = [
            Tab(
                state.label,
                self.asked.address(view=state.value, level=""),
                self.asked.view == state,
                _size(found[state]),
            )
            for state in OPEN
        ]
        tabs.append(Tab(_("Settled checks"), self.asked.address(view=DONE, level=""), self.asked.view == DONE))
        tabs.append(Tab(_("By shift"), reverse("confirmation_shift")))
        return tabs

    def _view(self, view: str) -> str:
        return self.asked.address(view=view, level="")

    @property
    def menus(self) -> list[FilterMenu]:
        if not self.is_open:
            return []
        levels: Mapping[str, Any] = {level.value: level.label for level in Level}
        return [filter_menu(_("How odd"), "level", self.asked.level, levels, self.asked.address)]

    @property
    def clear_url(self) -> str:
        return self.asked.address(level="") if self.asked.level else ""


def _counter(state: State) -> Any:
    return lambda person, shop_ids: open_checks(person, shop_ids, state)


def _size(count: int) -> str:
    return f"{LIMIT}+" if count > LIMIT else str(count or "")


def row_views(person: Person, rows: Sequence[Confirmation], at: datetime) -> list[RowView]:
    """With whether each buyer may be written to now: four queries for all of them."""
    visitors = visitors_of(rows)
    names = [_names(row, visitors) for row in rows]
    found = standings([(row.shop, one) for row, one in zip(rows, names, strict=True)], at)
    notes = notes_of(person, [row.order_id for row in rows])
    return [
        _view(
            row,
            at,
            str(standing.refusal(ContactPurpose.ORDER) or ""),
            _customer(row) in visitors,
            len(notes[row.order_id]),
        )
        for row, standing in zip(rows, found, strict=True)
    ]


def visitors_of(rows: Sequence[Confirmation]) -> dict[int, Visitor]:
    """Buyers who were at the shops' own chats, by customer; the one seen last. One query."""
    ids = {row.order.customer_id for row in rows if row.order.customer_id}
    found = Visitor.objects.filter(customer_id__in=ids).defer("name").order_by("seen_at", "pk") if ids else ()
    return {visitor.customer_id: visitor for visitor in found if visitor.customer_id}


def _customer(row: Confirmation) -> int:
    return row.order.customer_id or 0


def _names(row: Confirmation, visitors: Mapping[int, Visitor]) -> tuple[str, ...]:
    return names_of(visitors.get(_customer(row)), row.order.customer_id) or (f"order:{row.order_id}",)


def _view(row: Confirmation, at: datetime, refusal: str, has_chat: bool, notes: int) -> RowView:
    order = row.order
    is_open = row.state in OPEN
    has_answered = bool(getattr(row, "has_answered", False)) and row.state == State.ASKED
    return RowView(
        row=row,
        address=reverse("confirmation_order", args=[row.pk]),
        act_address=reverse("confirmation_act", args=[row.pk]),
        marks=oddity_marks(row),
        state=state_mark(row),
        clock=_clock(row, at),
        notes=ngettext("%(count)s note to mind", "%(count)s notes to mind", notes) % {"count": notes} if notes else "",
        receiver=" ".join(part for part in (order.receiver_name_mask, order.receiver_phone_mask) if part),
        place=order.region,
        buyer=order.customer.nick_mask if order.customer else "",
        may_confirm=is_open and row.level != Level.STOP,
        send_refusal=refusal if has_chat else refusal or _("No chat with this buyer: open it and copy the message."),
        answered=pill(_("Buyer has answered"), Tone.US) if has_answered else SafeString(""),
        client_id=str(uuid4()),
    )


def _clock(row: Confirmation, at: datetime) -> SafeString:
    """The clock runs until somebody has looked; afterwards it is said when."""
    if row.state == State.WAITING:
        return clock_chip(Clock(row.since, row.due_at), at)
    return moment(row.ended_at or row.asked_at or row.handled_at, at)
