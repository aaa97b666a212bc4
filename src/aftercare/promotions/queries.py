"""Reads of promotion mode: bounded, the same number of queries at any size."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q

from aftercare.cases.access import visible_cases
from aftercare.clock.access import visible_promotions
from aftercare.clock.models import Promotion
from aftercare.promotions.access import visible_help, visible_runs
from aftercare.promotions.models import BulkRow, BulkRun
from aftercare.promotions.terms import RowState
from aftercare.shops.access import Person
from aftercare.shops.models import Membership, Shop

PAGE: Final = 50
MOST: Final = 50
AHEAD: Final = timedelta(days=60)


def promotions_now(person: Person, shop_ids: Collection[int], at: datetime) -> list[Promotion]:
    """Those that run, and those that begin within two months, the next one first."""
    rows = visible_promotions(person).filter(shop_id__in=shop_ids, ends_at__gt=at, starts_at__lte=at + AHEAD)
    return list(rows.select_related("shop").order_by("starts_at", "pk")[:MOST])


@dataclass(frozen=True)
class Heap:
    """So many open cases of one kind stand in one state."""

    flow: str
    state: str
    count: int


def heaps_of(person: Person, shop: Shop) -> list[Heap]:
    """What could be done at once, the largest first; one query."""
    rows = visible_cases(person).filter(shop=shop, closed_at=None).values("flow", "state")
    found = rows.annotate(count=Count("pk")).order_by("-count", "flow", "state")[:MOST]
    return [Heap(row["flow"], row["state"], row["count"]) for row in found]


def runs_of(person: Person, shop_ids: Collection[int]) -> list[BulkRun]:
    """The newest, each with how many rows it has (`total`) and how they stand (`done`, `refused`, `waiting`)."""
    rows = visible_runs(person).filter(shop_id__in=shop_ids).select_related("shop", "made_by")
    counted = rows.annotate(
        total=Count("rows"),
        done=Count("rows", filter=Q(rows__state=RowState.DONE)),
        refused=Count("rows", filter=Q(rows__state=RowState.REFUSED)),
        waiting=Count("rows", filter=Q(rows__state=RowState.WAITING)),
    )
    return list(counted.defer("clause", "words").order_by("-pk")[:MOST])


def counts_of(run: BulkRun) -> dict[str, int]:
    """How many rows stand how."""
    return dict(run.rows.values_list("state").annotate(count=Count("pk")))


def rows_of(run: BulkRun, after: int | None) -> list[BulkRow]:
    """The settled rows in the order of the list; at most PAGE + 1. The caller has been given the run."""
    rows = run.rows.exclude(state=RowState.WAITING).select_related("case")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    unread = ("case__description", "case__refusal_clause")
    return list(rows.defer(*unread).order_by("pk")[: PAGE + 1])


def help_of(person: Person, shop_ids: Collection[int]) -> list[Membership]:
    """Who helps for a time, the first end first."""
    rows = visible_help(person).filter(shop_id__in=shop_ids).select_related("shop", "staff")
    return list(rows.order_by("until", "pk")[:MOST])
