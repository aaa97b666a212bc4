"""What a newer row changes in what is stored, and how to tell that it is older. Pure."""

from collections.abc import Collection, Set
from datetime import datetime
from operator import attrgetter
from typing import Any

from aftercare.core.money import ZERO
from aftercare.orders.imports.facts import ORDER_FACTS, OrderFacts
from aftercare.orders.terms import OrderStatus

# How far an order has come. It never goes back on the platform, so a row that is less far is older than what we hold.
_PROGRESS = {
    OrderStatus.AWAITING_PAYMENT: 0,
    OrderStatus.AWAITING_DISPATCH: 1,
    OrderStatus.DISPATCHED: 2,
    OrderStatus.COMPLETED: 3,
    OrderStatus.CLOSED: 3,
}
TRACKING = 60  # characters of all tracking numbers of an order together
_MERGED = tuple(name for name in ORDER_FACTS if name != "nick")  # whose order it is does not change
_values = attrgetter(*_MERGED)
OPEN = (OrderStatus.AWAITING_DISPATCH, OrderStatus.DISPATCHED, OrderStatus.COMPLETED)  # paid, and not over
_MILESTONES = ("paid_at", "dispatched_at", "completed_at")


def is_older(
    stored: OrderFacts,
    told: OrderFacts,
    columns: Set[str],
    *,
    stored_export: datetime | None,
    told_export: datetime | None,
) -> bool:
    """Whether the row describes an earlier moment than what is stored. `columns` are the fields that the file has.

    Reports carry no time of change. The signs are: the time of export in the files' names, when both have one; a
    status that is less far; a milestone that is still empty; less refunded.
    """
    both_dated = stored_export is not None and told_export is not None
    if both_dated and told_export < stored_export:  # type: ignore[operator]
        return True
    stored_rank, told_rank = (_PROGRESS.get(facts.status) for facts in (stored, told))  # type: ignore[arg-type]
    if stored_rank is not None and told_rank is not None and told_rank < stored_rank:
        return True
    if any(
        name in columns and getattr(stored, name) is not None and getattr(told, name) is None for name in _MILESTONES
    ):
        return True
    return not both_dated and told.refunded is not None and told.refunded < (stored.refunded or ZERO)


def news(stored: OrderFacts, told: OrderFacts) -> dict[str, Any]:
    """What the row changes, by field: told values win, an empty cell erases nothing.

    A masked name or phone never replaces a real one, an unknown status never a known one, and what was paid never
    falls once the order is paid: a smaller amount in a later report is net of refunds.
    """
    changes = {
        name: now
        for name, now, before in zip(_MERGED, _values(told), _values(stored), strict=True)
        if now is not None and now != before
    }
    if not changes:
        return changes
    if stored.receiver_name:
        changes.pop("receiver_name_mask", None)
    if stored.receiver_phone:
        changes.pop("receiver_phone_mask", None)
    if told.status is OrderStatus.UNKNOWN and stored.status not in (None, OrderStatus.UNKNOWN):
        changes.pop("status", None)
        changes.pop("raw_status", None)
    if stored.paid_at is not None and stored.paid is not None and told.paid is not None and told.paid < stored.paid:
        changes.pop("paid", None)
    if stored.receiver_address and not told.receiver_address:
        changes.pop("region", None)
    return changes


_AMOUNTS = ("total", "goods", "freight", "paid")


def raises_paid(stored: OrderFacts, told: OrderFacts) -> bool:
    """Whether the row says that more was paid for a paid order than we know of."""
    return bool(stored.paid) and told.paid is not None and stored.paid is not None and told.paid > stored.paid


def only_gaps_of_money(stored: OrderFacts, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes without amounts that somebody told before: a shop's own sheet fills them only (C18)."""
    return {name: value for name, value in changes.items() if name not in _AMOUNTS or _is_zero(getattr(stored, name))}


_COUNTED = ("total", "goods", "item_count")  # zero means that nobody told


def gaps(stored: OrderFacts, told: OrderFacts) -> dict[str, Any]:
    """What an older row still tells: fields that nobody told yet, so that it does not matter which report came first.

    Money that was paid or refunded counts by the larger amount: a smaller one is an earlier moment, or net of refunds.
    """
    changes = {
        name: now
        for name, now, before in zip(_MERGED, _values(told), _values(stored), strict=True)
        if now is not None and (before is None or (name in _COUNTED and _is_zero(before) and not _is_zero(now)))
    }
    if stored.status in (None, OrderStatus.UNKNOWN) and told.status not in (None, OrderStatus.UNKNOWN):
        changes |= {"status": told.status, "raw_status": told.raw_status}
    elif stored.status not in (None, OrderStatus.UNKNOWN):
        changes.pop("raw_status", None)
    if told.freight is not None and _is_zero(stored.goods) and _is_zero(stored.freight) and not _is_zero(told.freight):
        changes["freight"] = told.freight
    if told.paid is not None and told.paid_at is not None and told.paid > (stored.paid or ZERO):
        changes["paid"] = told.paid
    if told.refunded is not None and told.refunded > (stored.refunded or ZERO):
        changes["refunded"] = told.refunded
    if stored.receiver_name:
        changes.pop("receiver_name_mask", None)
    if stored.receiver_phone:
        changes.pop("receiver_phone_mask", None)
    if "receiver_address" in changes and told.region:
        changes["region"] = told.region
    return {name: value for name, value in changes.items() if value != getattr(stored, name)}


def _is_zero(amount: Any) -> bool:
    return amount is None or amount in (ZERO, 0)


def status_of_part(
    stored: OrderStatus | None, told: OrderStatus | None, *, is_done: bool, others: Collection[bool]
) -> OrderStatus | None:
    """What a sub-order's status says of its order, None for nothing: a closed one closes the order only when the others
    are over as well, and one that is open opens an order that only its other sub-orders had closed."""
    if told is OrderStatus.CLOSED and not all(others):
        return None
    if stored is OrderStatus.CLOSED and told in OPEN:
        return told if any(others) and not is_done else None
    return told


def joined(stored: OrderFacts, told: OrderFacts) -> None:
    """Make of what a sub-order's row tells what its order has: freight once, the first dispatch, the last receipt,
    every parcel. Whichever sub-order's row comes last, the order is the same."""
    told.freight = max(told.freight or ZERO, stored.freight or ZERO)
    for name, pick in (("promised_at", min), ("dispatched_at", min), ("completed_at", max)):
        moments = [moment for facts in (stored, told) if (moment := getattr(facts, name)) is not None]
        setattr(told, name, pick(moments) if moments else None)
    parcels = {number for facts in (stored, told) for number in (facts.tracking_no or "").split(",") if number}
    told.tracking_no = fitting(",".join(sorted(parcels)))
    told.courier = max(filter(None, (stored.courier, told.courier)), default=None)


def fitting(numbers: str | None) -> str | None:
    """Tracking numbers that fit their column, none of them cut; an order in many parcels has several."""
    while numbers and len(numbers) > TRACKING:
        numbers = numbers[:TRACKING].rpartition(",")[0] if "," in numbers[: TRACKING + 1] else ""
    return numbers or None
