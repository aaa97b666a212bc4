"""The audit of a shift: its orders by how they ended, how many were late, who looked (O10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from aftercare.clock.queries import calendar_of
from aftercare.confirmation.access import working_shops
from aftercare.confirmation.queries import KINDS, Audit, Worker, audit_of
from aftercare.confirmation.shifts import Shift, shift_after, shift_at, shift_before
from aftercare.confirmation.terms import OPEN, Ending, Level
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.web.audit.kinds import kind_of

MOST_SHOPS: Final = 12
KEYS: Final = frozenset({"at", "shop"})


@dataclass(frozen=True)
class Figure:
    """One number with its name; `tone` of marks.Tone."""

    label: Any
    count: int
    tone: str = "others"


@dataclass(frozen=True)
class ShopView:
    """The audit of one shop's shift. `shift` None: the shop has no hours."""

    shop: Shop
    shift: Shift | None
    audit: Audit | None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.shop.timezone)

    @property
    def starts(self) -> datetime | None:
        return self.shift.starts.astimezone(self.zone) if self.shift else None

    @property
    def ends(self) -> datetime | None:
        return self.shift.ends.astimezone(self.zone) if self.shift else None

    @property
    def since(self) -> datetime | None:
        return self.shift.since.astimezone(self.zone) if self.shift else None

    @property
    def figures(self) -> list[Figure]:
        """Outcomes, then what still waits."""
        if self.audit is None:
            return []
        audit = self.audit
        tones = {Ending.CONFIRMED: "done", Ending.DISPATCHED: "late", Ending.TRADE_CLOSED: "refused"}
        found = [Figure(ending.label, audit.endings.get(ending, 0), tone) for ending, tone in tones.items()]
        return [*found, *(Figure(state.label, audit.states.get(state, 0), "us") for state in OPEN)]

    @property
    def levels(self) -> list[Figure]:
        levels = self.audit.levels if self.audit else {}
        return [Figure(level.label, levels.get(level, 0)) for level in Level]

    @property
    def workers(self) -> list[tuple[Worker, list[int]]]:
        """Who did how much of each kind."""
        people = self.audit.workers if self.audit else ()
        return [(worker, [worker.counts.get(kind, 0) for kind in KINDS]) for worker in people]


class ShiftContext:
    """Everything that the page prints: five queries a shop."""

    kinds = tuple(kind_of(kind).label for kind in KINDS)

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS:
            raise BadRequest("unknown key")
        self.person, self.now = person, at
        self.at = _read_moment(query.get("at", "")) or at
        shops = visible_shops(person).filter(pk__in=set(working_shops(person)) & shop_ids)
        self._shops: Sequence[Shop] = list(shops.order_by("name", "pk")[:MOST_SHOPS])

    @property
    def shops(self) -> list[ShopView]:
        return [self._view(shop) for shop in self._shops]

    def _view(self, shop: Shop) -> ShopView:
        shift = shift_at(calendar_of(shop), self.at)
        return ShopView(shop, shift, audit_of(self.person, shop.pk, shift) if shift else None)

    @property
    def before_url(self) -> str:
        """The shift before, by the hours of the first shop."""
        return self._step(shift_before)

    @property
    def after_url(self) -> str:
        """The next shift, '' when that has not come yet."""
        first = self._first()
        return self._step(shift_after) if first and first.ends <= self.now else ""

    def _step(self, step: Any) -> str:
        first = self._first()
        found = step(calendar_of(self._shops[0]), first) if first else None
        return f"{reverse('confirmation_shift')}?{urlencode({'at': found.starts.isoformat()})}" if found else ""

    def _first(self) -> Shift | None:
        return shift_at(calendar_of(self._shops[0]), self.at) if self._shops else None


def _read_moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 2000 < found.year < 2100:
        raise BadRequest("not a moment")
    return found
