"""Reads of rosters: bounded, the same number of queries at any size."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Max, QuerySet

from aftercare.accounts.models import Staff
from aftercare.clock.rules import Interval
from aftercare.shifts.access import rostered, visible_assignments, visible_swaps
from aftercare.shifts.models import Assignment, CalendarFeed, ShiftPattern, Swap
from aftercare.shifts.rules import Pattern, PatternBook, Version
from aftercare.shifts.terms import LIVE
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

MOST_PEOPLE: Final = 300
MOST_SWAPS: Final = 50
MOST_FEED: Final = 400
FEED_BACK, FEED_AHEAD = timedelta(days=31), timedelta(days=120)
Cell = tuple[int, date]  # staff id, day


@dataclass(frozen=True)
class Roster:
    """Of one shop and some days: its people by name, and what their cells hold."""

    people: list[Staff]
    cells: Mapping[Cell, Assignment]


def roster_of(person: Person, shop: Shop, first: date, last: date) -> Roster:
    """Both days included; two queries. The note of a leave is not read here."""
    members = Staff.objects.filter(pk__in=rostered(shop.pk).values("staff_id"))
    people = list(members.order_by("name", "pk")[:MOST_PEOPLE])
    rows = visible_assignments(person).filter(shop=shop, day__range=(first, last), staff__in=people)
    return Roster(people, {(row.staff_id, row.day): row for row in rows.defer("note")})


def book_of(shop: Shop) -> PatternBook:
    """The shop's shifts; one query."""
    rows = ShiftPattern.objects.filter(shop=shop).order_by("since", "pk")
    return PatternBook(
        Version(Pattern(row.code, row.name, Interval(row.starts, row.ends)), row.since, row.is_used) for row in rows
    )


def on_shift(person: Person, shop_ids: Collection[int], at: datetime) -> list[Assignment]:
    """Who is planned for now in these shops, by name; one query."""
    return list(_planned(person, shop_ids).filter(starts_at__lte=at, ends_at__gt=at)[:MOST_PEOPLE])


def next_shifts(person: Person, shop_ids: Collection[int], at: datetime, most: int = 20) -> list[Assignment]:
    """Who comes next: shifts that begin within the day, the soonest first."""
    rows = _planned(person, shop_ids).filter(starts_at__gt=at, starts_at__lte=at + timedelta(days=1))
    return list(rows.order_by("starts_at", "staff__name", "pk")[:most])


def _planned(person: Person, shop_ids: Collection[int]) -> QuerySet[Assignment]:
    rows = visible_assignments(person).filter(shop_id__in=shop_ids).exclude(code="")
    return rows.select_related("staff", "shop").defer("note").order_by("staff__name", "pk")


def swaps_of(person: Person, shop: Shop) -> list[Swap]:
    """Those that wait for somebody, the newest first."""
    rows = visible_swaps(person).filter(shop=shop, state__in=LIVE).select_related("asked_by", "colleague")
    return list(rows.order_by("-pk")[:MOST_SWAPS])


def token_hash(token: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(token: str, at: datetime) -> tuple[Staff, list[Assignment]] | None:
    """Whose address it is, and their shifts from a month back to four ahead; None for an address that is none, or of
    somebody who has left."""
    feed = CalendarFeed.objects.select_related("staff").filter(token_hash=token_hash(token)).first()
    if feed is None or not feed.staff.is_active:
        return None
    rows = Assignment.objects.filter(staff=feed.staff, ends_at__gt=at - FEED_BACK, starts_at__lt=at + FEED_AHEAD)
    shown = rows.exclude(code="").select_related("shop").defer("note").order_by("starts_at", "pk")
    return feed.staff, list(shown[:MOST_FEED])


def at_work_until(person: Person, at: datetime) -> datetime | None:
    """When the shift ends that the person has now; one query."""
    rows = Assignment.objects.filter(staff_id=person.staff_id or 0, starts_at__lte=at, ends_at__gt=at)
    return rows.exclude(code="").aggregate(until=Max("ends_at"))["until"]


def ending_shift(person: Person, since: datetime, until: datetime) -> datetime | None:
    """When the person's latest shift ends that ends in that time and no other of theirs follows it; one query."""
    rows = Assignment.objects.filter(staff_id=person.staff_id or 0, ends_at__gt=since).exclude(code="")
    found = rows.order_by("starts_at").values_list("starts_at", "ends_at")[:MOST_SWAPS]
    ends = [(starts, ends_at) for starts, ends_at in found if starts is not None and ends_at is not None]
    here = [ends_at for _starts, ends_at in ends if ends_at <= until]
    if not here:
        return None
    last = max(here)
    return None if any(starts <= last < ends_at for starts, ends_at in ends) else last
