"""Beside the scan field: what waits for inspection, and which parcels came today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.shops.access import Person
from aftercare.shops.models import Membership
from aftercare.web.caseline import clock_of, state_of, tone_of
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.receiving.access import receivable_cases, warehouse_shops

MOST = 30
ARRIVALS = ("receive", "receive_more", "turn_away")


@dataclass(frozen=True)
class Arrival:
    """One parcel that came today."""

    number: str
    address: str
    pieces: int
    turned_away: bool
    state: Any
    tone: Tone
    who: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """One case that waits for inspection."""

    number: str
    address: str
    text: str
    clock: Clock | None


class TodayContext:
    """At most MOST rows of each; four queries, however many parcels."""

    def __init__(self, person: Person, shop_ids: frozenset[int], at: datetime) -> None:
        self.shop_ids = shop_ids & warehouse_shops(person)
        waiting = list(to_inspect(person, self.shop_ids).select_related("order")[: MOST + 1])
        self.waiting = [_waiting(case) for case in waiting[:MOST]]
        self.waiting_count = f"{MOST}+" if len(waiting) > MOST else str(len(waiting))
        events = self._arrivals(at)
        self.arrival_count = f"{MOST}+" if len(events) > MOST else str(len(events))
        events = events[:MOST]
        cases = receivable_cases(person).in_bulk([event.subject_id for event in events])
        names = dict(Staff.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "name"))
        self.arrivals = [
            _arrival(event, cases[event.subject_id], names) for event in events if event.subject_id in cases
        ]

    def _arrivals(self, at: datetime) -> list[Event]:
        """The parcels of today by all warehouse people of these shops: their events stand on an index by person."""
        midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        people = Membership.objects.filter(shop_id__in=self.shop_ids, role=Role.WAREHOUSE).values("staff_id")
        events = Event.objects.filter(
            actor_id__in=people, at__gte=midnight, kind="case.moved", data__move__in=ARRIVALS, shop_id__in=self.shop_ids
        )
        return list(events.order_by("-id")[: MOST + 1])


def to_inspect(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Cases whose goods lie here and wait for inspection, the most urgent first."""
    mine = shop_ids & warehouse_shops(person)
    return receivable_cases(person).filter(shop_id__in=mine, state="received").order_by("next_due_at", "id")


def _waiting(case: Case) -> Waiting:
    return Waiting(case.number, _address(case.number), case.order.item_summary, clock_of(case))


def _arrival(event: Event, case: Case, names: Mapping[int, str]) -> Arrival:
    pieces = event.data.get("received", {})
    return Arrival(
        number=case.number,
        address=_address(case.number),
        pieces=sum(pieces.values()),
        turned_away=event.data["move"] == "turn_away",
        state=state_of(case).label,
        tone=tone_of(case),
        who=names.get(event.actor_id or 0, ""),
        at=event.at,
    )


def _address(number: str) -> str:
    return f"{reverse('receiving')}?code={number}"
