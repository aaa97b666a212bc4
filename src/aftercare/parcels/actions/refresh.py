"""Bring what is derived of parcels to what their events say: the one writer of their state (O5, X10)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from aftercare.orders.terms import OrderStatus
from aftercare.parcels.actions.keep_findings import Findings, keep_findings
from aftercare.parcels.models import CourierLink, Parcel, TrackingEvent
from aftercare.parcels.policies import ASK_HOURS, patience_of
from aftercare.parcels.rules import URGENT, Course, Patience, Seen, course_of, quiet_until
from aftercare.parcels.terms import Sign
from aftercare.shops.models import Shop
from aftercare.shops.policies import Policies, policies_of

UNHEARD: Final = timedelta(days=60)  # where nobody tells us of movements, a parcel stands at the end of the list
_WRITE: Final = """
    UPDATE parcels_parcel AS parcel SET
        state = told.state, state_at = told.state_at, moved_at = told.moved_at, delivered_at = told.delivered_at,
        last_event_id = told.last, is_over = told.is_over, silent_at = told.silent_at, stuck_at = told.stuck_at,
        due_at = told.due_at, ask_at = told.ask_at
    FROM unnest(
        %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::bool[],
        %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]
    ) AS told (id, state, state_at, moved_at, delivered_at, last, is_over, silent_at, stuck_at, due_at, ask_at)
    WHERE parcel.id = told.id
"""


@dataclass(frozen=True)
class House:
    """What a shop lets us hear and how long it waits."""

    policies: Policies
    patience: Patience
    is_heard: bool  # an aggregator tells us: silence from the first hour means something
    ask_every: timedelta | None


_FACTS: Final = (
    *("id", "shop_id", "order_id", "sent_at", "stuck_at", "ask_at", "is_replaced", "state"),
    *("order__status", "order__completed_at", "order__updated_at"),
)


def refresh(parcel_ids: Collection[int], at: datetime) -> None:
    """Derive state, deadlines, problems and notices of these parcels anew, in a fixed number of statements. The caller
    has locked them, in the transaction of what changed."""
    if not parcel_ids:
        return
    parcels = list(Parcel.objects.filter(pk__any_of=sorted(parcel_ids)).order_by("pk").values(*_FACTS))
    events = _events(parcel_ids)
    houses = houses_of({row["shop_id"] for row in parcels}, at)
    findings: list[Findings] = []
    written = []
    for row in parcels:
        house, course = houses[row["shop_id"]], course_of(events[row["id"]], _received_at(row))
        written.append(_columns(row, course, house, at))
        findings.append(Findings(row, course, house.policies, is_loose=_is_loose(row, course, house, at)))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [list(column) for column in zip(*written, strict=True)])
    keep_findings(findings, at)


def houses_of(shop_ids: Collection[int], at: datetime) -> dict[int, House]:
    """By shop. Two queries for any number of them."""
    links: dict[int, list[bool]] = defaultdict(list)
    active = CourierLink.objects.filter(shop_id__in=shop_ids, is_active=True)
    for shop_id, asks in active.values_list("shop_id", "asks"):
        links[shop_id].append(asks)
    houses = {}
    for shop in Shop.objects.filter(pk__in=shop_ids):
        policies = policies_of(shop, at)
        every = timedelta(hours=policies.get(ASK_HOURS)) if any(links[shop.pk]) else None
        houses[shop.pk] = House(policies, patience_of(policies), bool(links[shop.pk]), every)
    return houses


def _events(parcel_ids: Collection[int]) -> Mapping[int, list[Seen]]:
    rows = TrackingEvent.objects.filter(parcel_id__any_of=sorted(parcel_ids))
    found: dict[int, list[Seen]] = defaultdict(list)
    for parcel_id, at, sign, key, pk in rows.values_list("parcel_id", "at", "sign", "key", "pk"):
        found[parcel_id].append(Seen(at, Sign(sign), key, pk))
    return found


def _received_at(row: Mapping[str, Any]) -> datetime | None:
    """When the buyer confirmed receipt on the platform."""
    if row["order__status"] != OrderStatus.COMPLETED:
        return None
    received: datetime = row["order__completed_at"] or row["order__updated_at"]
    return received


def _is_loose(row: Mapping[str, Any], course: Course, house: House, at: datetime) -> bool:
    """Whether it was stuck and is no longer."""
    if row["stuck_at"] is None:
        return False
    quiet = quiet_until(course, row["sent_at"], house.patience)
    return quiet is None or quiet > at


def _columns(row: Mapping[str, Any], course: Course, house: House, at: datetime) -> Iterable[Any]:
    quiet = quiet_until(course, row["sent_at"], house.patience)
    stuck_at = None if _is_loose(row, course, house, at) else row["stuck_at"]
    is_heard = course.last is not None or house.is_heard
    is_watched = is_heard and not row["is_replaced"] and stuck_at is None
    return (
        row["id"],
        course.state.value,
        course.state_at,
        course.moved_at,
        course.delivered_at,
        course.last,
        course.is_over,
        quiet if is_watched else None,
        stuck_at,
        _due_at(row, course, quiet if is_heard else None),
        None if course.is_over or row["is_replaced"] or not house.ask_every else row["ask_at"] or at,
    )


def _due_at(row: Mapping[str, Any], course: Course, quiet: datetime | None) -> datetime:
    """What the lists are in order of."""
    sent_at: datetime = row["sent_at"]
    if course.is_over or course.state in URGENT:
        return course.state_at or sent_at
    if quiet is None or row["is_replaced"]:
        return sent_at + UNHEARD
    return quiet
