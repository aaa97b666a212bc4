"""The list of what must leave: what is asked for by named keys, and all that the template prints (O4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.dispatch.access import PACKERS, PRINTERS, shops_for
from aftercare.dispatch.models import Promise
from aftercare.dispatch.queries import LATE, SHORT, VIEWS, PromiseKey, PromisePage, PromiseWish, promise_page
from aftercare.dispatch.stuck import stuck_orders
from aftercare.dispatch.terms import MOST_SLIPS, Basis, Stage
from aftercare.shops.access import Person
from aftercare.web.pieces.clock import Clock, clock_chip
from aftercare.web.pieces.marks import Tone, moment, pill
from aftercare.web.pieces.parts import Tab
from aftercare.web.places import read_place, write_place

KEYS = frozenset({"view", "after"})
MOST_STUCK = 20
TONES = {Stage.PRINT: Tone.US, Stage.PACK: Tone.US, Stage.PACKED: Tone.OTHERS}
LABELS: dict[str, Any] = {
    "": gettext_lazy("All that must leave"),
    Stage.PRINT.value: Stage.PRINT.label,
    Stage.PACK.value: Stage.PACK.label,
    Stage.PACKED.value: Stage.PACKED.label,
    SHORT: gettext_lazy("Out of stock"),
    LATE: gettext_lazy("Promise broken"),
}


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """What one row prints."""

    pk: int
    order_id: int
    address: str
    number: str
    goods: str
    buyer: str
    clock: SafeString
    stage: SafeString
    basis: Any
    paid: SafeString
    shop: str


class DispatchContext:
    """All that the list prints."""

    most_slips = MOST_SLIPS

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or query.get("view", "") not in VIEWS:
            raise BadRequest("unknown key")
        self.person, self.at, self._shops = person, at, dict(shops)
        self.view = query.get("view", "")
        self.after = read_key(query.get("after", ""))

    def address(self, view: str, after: str = "") -> str:
        """The list with another view, or its next page."""
        query = "&".join(filter(None, (f"view={view}" if view else "", f"after={after}" if after else "")))
        return f"{reverse('dispatch')}?{query}" if query else reverse("dispatch")

    @cached_property
    def _page(self) -> PromisePage:
        return promise_page(self.person, PromiseWish(frozenset(self._shops), self.view), self.at, after=self.after)

    @cached_property
    def rows(self) -> list[PromiseRow]:
        return [promise_row(row, self.at, self._shops if self.several_shops else {}) for row in self._page.rows]

    @property
    def several_shops(self) -> bool:
        return len(self._shops) > 1

    @property
    def columns(self) -> int:
        return 6 + self.several_shops + self.may_print

    @property
    def may_print(self) -> bool:
        return bool(shops_for(self.person, PRINTERS))

    @property
    def may_pack(self) -> bool:
        return bool(shops_for(self.person, PACKERS))

    @property
    def more_url(self) -> str:
        key = self._page.after
        if key is None:
            return ""
        return self.address(self.view, write_place(key.due_at, key.pk))

    @property
    def tabs(self) -> list[Tab]:
        return [Tab(LABELS[view], self.address(view), view == self.view) for view in VIEWS]

    @cached_property
    def stuck(self) -> list[tuple[str, str, SafeString]]:
        """Orders that could not be followed: number, address, since when. They stand on the first page of all."""
        if self.view or self.after is not None:
            return []
        rows = stuck_orders(self.person, self._shops, most=MOST_STUCK)
        return [
            (row.order.platform_no, reverse("order", args=[row.order_id]), moment(row.since, self.at)) for row in rows
        ]

    @property
    def nothing(self) -> str:
        if self.view == LATE:
            return _("No promise is broken")
        return _("Nothing is out of stock") if self.view == SHORT else _("Nothing waits here")


def promise_row(row: Promise, at: datetime, shops: dict[int, str]) -> PromiseRow:
    """One order that must leave."""
    order, stage = row.order, Stage(row.stage)
    is_short = row.is_short and stage is not Stage.PACKED
    return PromiseRow(
        row.pk,
        order.pk,
        reverse("dispatch_order", args=[order.pk]),
        order.platform_no,
        order.item_summary,
        order.customer.nick_mask if order.customer else "",
        clock_chip(clock_of(row, effect=""), at),
        pill(_("Out of stock"), Tone.SOON) if is_short else pill(stage.label, TONES[stage]),
        Basis(row.basis).label,
        moment(row.begins_at, at),
        shops.get(row.shop_id, ""),
    )


def clock_of(row: Promise, *, effect: Any = None) -> Clock | None:
    """Own target in front, the promise behind it; none when the order has left. `effect` '' says no words, for rows."""
    if row.ended_at is not None:
        return None
    words = _("the promise is broken") if effect is None else effect
    return Clock(row.begins_at, row.own_due_at, row.due_at, words)


def read_key(text: str) -> PromiseKey | None:
    """Where the next page begins. Raises BadRequest on anything but that."""
    place = read_place(text)
    return None if place is None else PromiseKey(*place)
