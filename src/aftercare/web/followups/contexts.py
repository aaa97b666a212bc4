"""The queue of follow-ups: what is asked for by named keys, and all that the template prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.access import ANSWERERS
from aftercare.chat.actions.end_follow_up import NO_CHAT
from aftercare.chat.follow_ups import PAGE, due_follow_ups
from aftercare.chat.models import FollowUp
from aftercare.chat.reach import PURPOSES, agreed_at_of, names_of
from aftercare.chat.terms import FollowUpKind
from aftercare.chat.writing import TEXT_MOST
from aftercare.customers.contacts import Standing, standings
from aftercare.customers.terms import Channel
from aftercare.shops.access import Person
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone, Who
from aftercare.web.pieces.parts import FilterChoice, FilterMenu, Tab
from aftercare.web.places import read_place, write_place
from aftercare.web.talks.words import guest_name

KEYS = frozenset({"view", "kind", "after", "shop"})
VIEWS = ("mine", "all")
TONES = {FollowUpKind.UNDECIDED: Tone.US, FollowUpKind.UNPAID: Tone.SOON, FollowUpKind.LATER: Tone.OTHERS}
# Ways on which we cannot write ourselves: the agent does it there and says so here.
ELSEWHERE = (Channel.PLATFORM, Channel.SMS, Channel.PHONE)


@dataclass(frozen=True)
class Asked:
    """The address, read and checked."""

    view: str
    kind: str
    after: tuple[datetime, int] | None

    def address(self, **changes: str) -> str:
        """The page with other values; '' takes one away."""
        values = {"view": self.view, "kind": self.kind, **changes}
        return f"{reverse('follow_ups')}?{urlencode({name: value for name, value in values.items() if value})}"


def read_asked(query: QueryDict) -> Asked:
    """Raises BadRequest on a key or value that the page does not have."""
    view, kind = query.get("view") or VIEWS[0], query.get("kind", "")
    if set(query) - KEYS or view not in VIEWS or (kind and kind not in FollowUpKind.values):
        raise BadRequest("unknown key")
    return Asked(view, kind, read_place(query.get("after", "")))


@dataclass(frozen=True)
class RowView:
    """One buyer to contact. `refusal`: why not now, '' when they may be; `no_chat`: why not in our chat."""

    row: FollowUp
    buyer: str
    kind: Any
    tone: Tone
    clock: Clock
    owner: Who | None
    refusal: str
    no_chat: str
    may_act: bool
    client_id: str

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def address(self) -> str:
        return reverse("follow_up", args=[self.pk])

    @property
    def talk_address(self) -> str:
        """The conversation it came from, '' when there was none."""
        return reverse("talk", args=[self.row.conversation_id]) if self.row.conversation_id else ""

    @property
    def may_send(self) -> bool:
        return not self.refusal and not self.no_chat


class FollowUpsContext:
    """Everything that the page prints: three queries for its rows, however many they are."""

    text_most = TEXT_MOST
    channels = ELSEWHERE

    def __init__(self, person: Person, shop_ids: frozenset[int], asked: Asked, at: datetime) -> None:
        self.person, self.shop_ids, self.asked, self.at = person, shop_ids, asked, at

    @property
    def is_mine(self) -> bool:
        return self.asked.view == "mine"

    @cached_property
    def _found(self) -> Sequence[FollowUp]:
        asked = self.asked
        return due_follow_ups(self.person, self.shop_ids, mine=self.is_mine, kind=asked.kind, after=asked.after)

    @cached_property
    def rows(self) -> list[RowView]:
        return row_views(self.person, self._found[:PAGE], self.at)

    @property
    def more_url(self) -> str:
        """The next page, '' when that is all."""
        if len(self._found) <= PAGE:
            return ""
        last = self._found[PAGE - 1]
        return self.asked.address(after=write_place(last.due_at, last.pk))

    @property
    def tabs(self) -> list[Tab]:
        labels = {"mine": _("Mine"), "all": _("Of the shop")}
        return [Tab(labels[view], self.asked.address(view=view), view == self.asked.view) for view in VIEWS]

    @property
    def menus(self) -> list[FilterMenu]:
        kind = self.asked.kind
        lines = [FilterChoice(_("All"), self.asked.address(kind=""), not kind)]
        lines += [FilterChoice(one.label, self.asked.address(kind=one.value), one == kind) for one in FollowUpKind]
        return [FilterMenu(_("Why"), tuple(lines), FollowUpKind(kind).label if kind else "")]

    @property
    def clear_url(self) -> str:
        return self.asked.address(kind="") if self.asked.kind else ""

    @property
    def tells_shop(self) -> bool:
        return len(self.shop_ids) > 1


def row_views(person: Person, rows: Sequence[FollowUp], at: datetime) -> list[RowView]:
    """With whether each buyer may be contacted now: two queries for all of them."""
    found = standings([(row.shop, names_of(row.visitor, row.customer_id)) for row in rows], at)
    return [_view(person, row, standing) for row, standing in zip(rows, found, strict=True)]


def _view(person: Person, row: FollowUp, standing: Standing) -> RowView:
    kind = FollowUpKind(row.kind)
    refusal = standing.refusal(PURPOSES[kind], agreed_at_of(row))
    return RowView(
        row,
        buyer=_buyer(row),
        kind=kind.label,
        tone=TONES[kind],
        clock=Clock(row.made_at, row.due_at),
        owner=Who(row.owner.pk, row.owner.name) if row.owner else None,
        refusal=str(refusal) if refusal else "",
        no_chat=str(NO_CHAT) if row.visitor is None else "",
        may_act=person.has(row.shop_id, *ANSWERERS),
        client_id=str(uuid4()),
    )


def _buyer(row: FollowUp) -> str:
    """The masked nick of a customer, else what a guest is called."""
    if row.customer is not None and row.customer.nick_mask:
        return str(row.customer.nick_mask)
    return guest_name(row.visitor.name, row.visitor.pk) if row.visitor else _("Unknown buyer")
