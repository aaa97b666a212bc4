"""Freight changes: the list, and the card on the page of an order (O8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.dispatch.access import FREIGHTERS
from aftercare.dispatch.freight import PAGE, fees_for, freight_of, freight_page
from aftercare.dispatch.freight_rules import Fee
from aftercare.dispatch.models import FreightChange, Promise
from aftercare.dispatch.terms import FreightKind, FreightState, Pays
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab
from aftercare.web.places import read_place, write_place

KEYS = frozenset({"view", "after"})
VIEWS = ("", FreightState.WAIVING.value)
TONES = {
    FreightState.ASKED: Tone.OTHERS,
    FreightState.AGREED: Tone.OTHERS,
    FreightState.PAID: Tone.DONE,
    FreightState.WAIVING: Tone.US,
    FreightState.WAIVED: Tone.DONE,
    FreightState.DROPPED: Tone.REFUSED,
}


@dataclass(frozen=True)
class FreightRow:
    """One change, with the steps that the person may take."""

    row: FreightChange
    person: Person

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def kind(self) -> Any:
        return FreightKind(self.row.kind).label

    @property
    def pays(self) -> Any:
        return Pays(self.row.pays).label

    @property
    def state(self) -> Any:
        return FreightState(self.row.state).label

    @property
    def tone(self) -> Tone:
        return TONES[FreightState(self.row.state)]

    @property
    def order_address(self) -> str:
        return reverse("dispatch_order", args=[self.row.order_id])

    @property
    def move_address(self) -> str:
        return reverse("dispatch_freight_move", args=[self.pk])

    @property
    def bill_address(self) -> str:
        return reverse("dispatch_freight_bill", args=[self.pk])

    @property
    def photo_address(self) -> str:
        return reverse("dispatch_freight_photo", args=[self.pk, "shown"]) if self.row.invoice_id else ""

    @property
    def is_make_up(self) -> bool:
        return self.row.pays == Pays.MAKE_UP

    @property
    def _may(self) -> bool:
        return self.person.has(self.row.shop_id, *FREIGHTERS)

    @property
    def may_agree(self) -> bool:
        return self._may and self.row.state == FreightState.ASKED

    @property
    def may_pay(self) -> bool:
        return self._may and self.is_make_up and self.row.state in (FreightState.ASKED, FreightState.AGREED)

    @property
    def may_decide(self) -> bool:
        """The supervisor, and nobody their own request."""
        is_open = self.row.state == FreightState.WAIVING
        own = self.row.waiver_asked_by_id == self.person.staff_id
        return is_open and self.person.has(self.row.shop_id, Role.SUPERVISOR) and not own

    @property
    def may_drop(self) -> bool:
        return self._may and self.row.state not in (FreightState.PAID, FreightState.DROPPED)

    @property
    def may_bill(self) -> bool:
        is_open = self.row.state in (FreightState.ASKED, FreightState.AGREED)
        return self._may and is_open and self.row.kind == FreightKind.LINE


class FreightContext:
    """All that the list prints."""

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict) -> None:
        if set(query) - KEYS or query.get("view", "") not in VIEWS:
            raise BadRequest("unknown key")
        self.person, self._shops = person, dict(shops)
        self.view, self.after = query.get("view", ""), read_place(query.get("after", ""))

    def address(self, view: str, after: str = "") -> str:
        """The list with another view, or its next part."""
        query = "&".join(filter(None, (f"view={view}" if view else "", f"after={after}" if after else "")))
        place = reverse("dispatch_freight")
        return f"{place}?{query}" if query else place

    @cached_property
    def _found(self) -> Sequence[FreightChange]:
        return freight_page(self.person, self._shops, waiving=bool(self.view), after=self.after)

    @cached_property
    def rows(self) -> list[FreightRow]:
        return [FreightRow(row, self.person) for row in self._found[:PAGE]]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        last = self._found[PAGE - 1]
        return self.address(self.view, write_place(last.asked_at, last.pk))

    @property
    def tabs(self) -> list[Tab]:
        labels = {"": _("To be settled"), FreightState.WAIVING.value: _("The supervisor decides")}
        return [Tab(label, self.address(view), view == self.view) for view, label in labels.items()]

    @property
    def tells_shop(self) -> bool:
        return len(self._shops) > 1


class FreightCard:
    """On the page of an order: the change that counts, or the form for a new one."""

    kinds, ways = tuple(FreightKind), tuple(Pays)

    def __init__(self, person: Person, promise: Promise, at: datetime) -> None:
        self.person, self.promise, self.at = person, promise, at

    @cached_property
    def row(self) -> FreightRow | None:
        found = freight_of(self.person, self.promise.order_id)
        return FreightRow(found, self.person) if found else None

    @property
    def may_ask(self) -> bool:
        is_here = self.promise.ended_at is None
        return is_here and self.row is None and self.person.has(self.promise.shop_id, *FREIGHTERS)

    @cached_property
    def fees(self) -> Sequence[Fee]:
        """What the shop's table says for this address."""
        return fees_for(self.promise.shop, self.promise.order, self.at)
