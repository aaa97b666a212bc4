"""Rosters for tests: a shop's days filled in."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tests.people import person

from aftercare.accounts.models import Staff
from aftercare.core.time import now
from aftercare.shifts.actions.set_cell import set_cell
from aftercare.shifts.models import Assignment
from aftercare.shifts.writing import Wish
from aftercare.shops.models import Shop


def today_of(shop: Shop, days: int = 0) -> date:
    """The shop's day, so many days from today."""
    return now().astimezone(ZoneInfo(shop.timezone)).date() + timedelta(days=days)


def put(boss: Staff, shop: Shop, staff: Staff, day: date, code: str = "early", **wish: str) -> Assignment:
    """Fill one cell, whatever stands there."""
    row = Assignment.objects.filter(shop=shop, staff=staff, day=day).first()
    filled = Wish(**wish) if wish else Wish(code)
    seen = row.version if row else 0
    return set_cell(shop_id=shop.pk, cell=(staff.pk, day), wish=filled, seen_version=seen, person=person(boss))


def put_now(boss: Staff, shop: Shop, staff: Staff, *, ends_in: int = 120) -> Assignment:
    """A shift that goes on now and ends in so many minutes."""
    row = put(boss, shop, staff, today_of(shop))
    at = now()
    Assignment.objects.filter(pk=row.pk).update(
        starts_at=at - timedelta(hours=4), ends_at=at + timedelta(minutes=ends_in)
    )
    row.refresh_from_db()
    return row


def held(shop: Shop, staff: Staff, day: date) -> str:
    """What the cell holds: a code, 'leave', or ''."""
    row = Assignment.objects.filter(shop=shop, staff=staff, day=day).first()
    return (row.code or ("leave" if row.absence else "")) if row else ""
