"""Reads for the pages of refund records: keyset pages, bounded counts, the same number of queries at any size."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from aftercare.core.text import clean
from aftercare.refundreports.access import visible_conflicts, visible_refunds
from aftercare.refundreports.models import PlatformRefund, RefundChange, RefundConflict
from aftercare.refundreports.terms import ENDED, ConflictState, RefundState, Standing
from aftercare.shops.access import Person

PAGE = 50
COUNT_UP_TO = 100
MOST_HISTORY = 100
OPEN_STATES = tuple(state for state in RefundState if state not in ENDED and state is not RefundState.UNKNOWN)
# The named views of the list; each stands on an index.
VIEWS: Mapping[str, Q] = {
    "waiting": Q(standing=Standing.WAITING),
    "open": Q(state__in=OPEN_STATES),
    "ended": Q(state__in=tuple(ENDED)),
    "odd": ~Q(unknown_status=""),
    "by_hand": Q(standing__in=(Standing.BY_HAND, Standing.STUCK)),
    "all": Q(),
}
COUNTED = ("waiting", "odd", "by_hand")


@dataclass(frozen=True)
class RefundPage:
    """One keyset page, newest first; `after` of the next one, None on the last."""

    records: list[PlatformRefund]
    after: int | None


@dataclass(frozen=True)
class ConflictPage:
    """One page of conflicts with their records and cases."""

    conflicts: list[RefundConflict]
    after: int | None


def refund_page(
    person: Person, shop_ids: Collection[int], view: str, *, after: int | None = None, number: str = ""
) -> RefundPage:
    """The records of a view, or those that have this number as refund, order or parcel."""
    rows = visible_refunds(person).filter(shop_id__in=shop_ids).select_related("shop", "order", "case")
    number = clean(number)
    if number:
        rows = rows.filter(Q(refund_no=number) | Q(order_no=number) | Q(tracking_no=number.upper()))
    else:
        rows = rows.filter(VIEWS[view])
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.defer("explanation").order_by("-pk")[: PAGE + 1])
    return RefundPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def conflict_page(person: Person, shop_ids: Collection[int], *, decided: bool, after: int | None) -> ConflictPage:
    """What is to be decided, oldest first; what was decided, newest first."""
    rows = visible_conflicts(person).filter(shop_id__in=shop_ids)
    rows = rows.select_related("shop", "decided_by", "record__shop", "record__case")
    if decided:
        rows = rows.filter(state__in=(ConflictState.TAKEN, ConflictState.KEPT, ConflictState.GONE))
        rows = rows.filter(pk__lt=after) if after is not None else rows
        found = list(rows.order_by("-pk")[: PAGE + 1])
    else:
        rows = rows.filter(state=ConflictState.OPEN)
        rows = rows.filter(pk__gt=after) if after is not None else rows
        found = list(rows.order_by("pk")[: PAGE + 1])
    return ConflictPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def open_conflicts(person: Person, shop_ids: Collection[int]) -> QuerySet[RefundConflict]:
    """What is to be decided."""
    return visible_conflicts(person).filter(shop_id__in=shop_ids, state=ConflictState.OPEN)


def sizes(person: Person, shop_ids: Collection[int]) -> dict[str, int]:
    """How many stand in each view that is work, counted up to COUNT_UP_TO."""
    rows = visible_refunds(person).filter(shop_id__in=shop_ids)
    counts = {view: rows.filter(VIEWS[view])[:COUNT_UP_TO].count() for view in COUNTED}
    return {"conflicts": open_conflicts(person, shop_ids)[:COUNT_UP_TO].count(), **counts}


def being_carried(person: Person, shop_ids: Collection[int]) -> int:
    """How many are on their way into cases, counted up to COUNT_UP_TO."""
    rows = visible_refunds(person).filter(shop_id__in=shop_ids, standing=Standing.PENDING)
    return rows[:COUNT_UP_TO].count()


def history_of(record: PlatformRefund) -> list[RefundChange]:
    """What imports have told of it, newest first; the caller has been given the record."""
    return list(record.history.order_by("-pk")[:MOST_HISTORY])


def conflicts_of_record(record: PlatformRefund) -> list[RefundConflict]:
    """All of its conflicts, open ones first."""
    rows = list(record.conflicts.select_related("decided_by").order_by("-pk")[:MOST_HISTORY])
    return sorted(rows, key=lambda row: row.state != ConflictState.OPEN)


def refunds_of_case(person: Person, case_id: int) -> QuerySet[PlatformRefund]:
    """The platform's record of that case, if the person reads it: one at most."""
    return visible_refunds(person).filter(case_id=case_id)


def refunds_of_order(person: Person, order_id: int) -> QuerySet[PlatformRefund]:
    """The platform's records of that order, newest first."""
    return visible_refunds(person).filter(order_id=order_id).order_by("-pk")
