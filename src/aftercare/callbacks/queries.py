"""Reads of callbacks: bounded, the same number of queries at any size."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from aftercare.callbacks.access import visible_callbacks
from aftercare.callbacks.models import Call, Callback
from aftercare.callbacks.terms import REACHED, CallbackState
from aftercare.shops.access import Person

PAGE: Final = 50
MOST_MONTHS: Final = 12
# Personal data that no list selects.
UNREAD: Final = ("case__description", "case__refusal_clause", "case__customer__nick")


def open_callbacks(person: Person, shop_ids: Collection[int], *, mine: bool) -> QuerySet[Callback]:
    """Who is still to be called; `mine`: after the person's own cases, and those of nobody."""
    rows = visible_callbacks(person).filter(shop_id__in=shop_ids, state=CallbackState.OPEN)
    return rows.filter(Q(owner_id=person.staff_id or 0) | Q(owner=None)) if mine else rows


def callbacks_page(
    person: Person, shop_ids: Collection[int], view: str, after: tuple[datetime, int] | None
) -> list[Callback]:
    """`view` 'mine' or 'all': the most urgent first; 'done': the newest first. At most PAGE + 1, so that the caller
    sees whether there is more."""
    if view == "done":
        rows = visible_callbacks(person).filter(shop_id__in=shop_ids).exclude(state=CallbackState.OPEN)
        if after is not None:
            rows = rows.filter(Q(finished_at__lt=after[0]) | Q(finished_at=after[0], pk__lt=after[1]))
        rows = rows.order_by("-finished_at", "-pk")
    else:
        rows = open_callbacks(person, shop_ids, mine=view == "mine")
        if after is not None:
            rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
        rows = rows.order_by("due_at", "pk")
    together = rows.select_related("shop", "owner", "ended_by", "follow_up", "case__customer")
    return list(together.defer(*UNREAD, "follow_up__description", "follow_up__refusal_clause")[: PAGE + 1])


def calls_of(callback: Callback, most: int = 20) -> list[Call]:
    """What was tried, the newest first; the caller has been given the callback."""
    return list(callback.tries.select_related("by").order_by("-pk")[:most])


@dataclass(frozen=True)
class Rates:
    """Of one month and kind. `due`: called, or their time is over; `called`: tried at least once."""

    month: datetime
    kind: str
    due: int
    called: int
    in_time: int
    reached: int
    content: int


def rates_of(person: Person, shop_ids: Collection[int], zone: ZoneInfo, at: datetime) -> list[Rates]:
    """By the month in which the case was finished, the newest first, then by kind; one query. Those that were overtaken
    or not wanted before anybody called count nowhere."""
    counted = ~Q(state=CallbackState.DROPPED) & ~Q(state=CallbackState.UNWANTED, calls=0)
    rows = visible_callbacks(person).filter(counted, shop_id__in=shop_ids)
    found = (
        rows.annotate(month=TruncMonth("finished_at", tzinfo=zone))
        .values("month", "kind")
        .annotate(
            due=Count("pk", filter=Q(first_call_at__isnull=False) | Q(due_at__lte=at)),
            called=Count("pk", filter=Q(first_call_at__isnull=False)),
            in_time=Count("pk", filter=Q(first_call_at__lte=F("due_at"))),
            reached=Count("pk", filter=Q(state__in=REACHED)),
            content=Count("pk", filter=Q(state=CallbackState.CONTENT)),
        )
        .order_by("-month", "kind")
    )
    return [Rates(**row) for row in found[: MOST_MONTHS * 3]]
