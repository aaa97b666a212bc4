"""Brings the checks of orders to what the orders are now: begins, repeats, reopens and closes them (O2). Called by
`actions/` only, in the transaction of the caller; a second call changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from aftercare.clock.queries import calendar_of
from aftercare.confirmation.checks.wishes import notes_in
from aftercare.confirmation.corrections import keep_corrections
from aftercare.confirmation.facts import CheckFacts, Finding
from aftercare.confirmation.gather import gather, goods_hash, is_unsent, lines_of, place_hash
from aftercare.confirmation.habits import learn
from aftercare.confirmation.lateness import note_breaches
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.notes import keep_notes
from aftercare.confirmation.policies import DUE, PROMOTION_DUE
from aftercare.confirmation.rules import due_of, look, reopens, worst
from aftercare.confirmation.terms import OPEN, Ending, State
from aftercare.core.bulk import any_of
from aftercare.core.events import EventRow, record_many
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

CHANGED: Final = "changed."
_STANDING: Final = ("status", "paid_at", "dispatched_at", "source_order_id", "updated_at")
_KEPT: Final = (
    *("state", "level", "findings", "since", "due_at", "is_late", "order_seen", "place_hash", "goods_hash"),
    *("handled_at", "handled_by", "ended_at", "ended_by", "ending", "version"),
)


@dataclass
class Batch:
    """Orders of one shop that are looked at together."""

    shop: Shop
    at: datetime
    earliest: datetime | None = None
    new: list[Confirmation] = field(default_factory=list)
    changed: list[Confirmation] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)

    def tell(self, row: Confirmation, kind: str, **data: Any) -> None:
        """An event of the order."""
        self.events.append(EventRow(kind, ("order", row.order_id), self.shop.pk, None, self.at, data))


def bring_up_to_date(
    shop: Shop,
    order_ids: Collection[int],
    at: datetime,
    *,
    again: Collection[int] = (),
    earliest: datetime | None = None,
) -> int:
    """Look at those of the orders that have changed since, and at `again` in any case. No new clock begins before
    `earliest`. Returns how many checks are others now."""
    rows = Confirmation.objects.filter(any_of("order_id", {*order_ids, *again})).order_by("pk")
    held = {row.order_id: row for row in rows.select_for_update(no_key=True)}
    orders = Order.objects.filter(any_of("id", {*order_ids, *again}), shop_id=shop.pk).order_by("pk")
    standing = orders.only(*_STANDING)  # what is sealed is read of those only that matter
    ids = [order.pk for order in standing if _matters(order, held.get(order.pk), again)]
    mattering = list(orders.filter(any_of("id", ids))) if ids else []
    batch = Batch(shop, at, earliest)
    unsent = [order for order in mattering if _waits(order)]
    _close(batch, [(order, held[order.pk]) for order in mattering if not _waits(order)])
    undone = keep_corrections(unsent, at)
    facts = gather(shop, unsent, at)
    for order in unsent:
        row = held.get(order.pk)
        if row is None:
            batch.new.append(_begin(batch, order, facts[order.pk]))
        else:
            changed = "correction" if order.pk in undone else ""
            _repeat(batch, row, order, replace(facts[order.pk], changed=changed), may_reopen=order.pk not in again)
    Confirmation.objects.bulk_create(batch.new, batch_size=500)
    Confirmation.objects.bulk_update(batch.changed, _KEPT, batch_size=500)
    keep_notes(shop, {order.pk: tuple(notes_in(facts[order.pk])) for order in unsent}, at)
    begun = lines_of([row.order_id for row in batch.new])
    learn(shop, (line for of_order in begun.values() for line in of_order))
    record_many(batch.events)
    return len(batch.new) + len(batch.changed)


def _waits(order: Order) -> bool:
    return is_unsent(order.status, order.paid_at, order.dispatched_at, order.source_order_id)


def _matters(order: Order, row: Confirmation | None, again: Collection[int]) -> bool:
    if row is None:
        return _waits(order)
    if not _waits(order):
        return row.state in OPEN
    return row.state != State.CLOSED and (row.order_seen != order.updated_at or order.pk in again)


def clock_of(shop: Shop, start: datetime) -> datetime:
    """When an order that waits since then is due."""
    policies = policies_of(shop, start)
    return due_of(start, calendar_of(shop), policies.get(DUE), policies.get(PROMOTION_DUE), DUE)


def _begin(batch: Batch, order: Order, facts: CheckFacts) -> Confirmation:
    """The clock runs from payment, or from when a report told of it: nobody can look earlier."""
    since = max(order.paid_at or batch.at, order.updated_at, batch.earliest or order.updated_at)
    row = Confirmation(order=order, shop=batch.shop, since=since, due_at=clock_of(batch.shop, since))
    _take_in(row, order, facts, look(facts))
    return row


def _take_in(row: Confirmation, order: Order, facts: CheckFacts, findings: Sequence[Finding]) -> None:
    row.findings = [[one.code, one.level.value, dict(one.params)] for one in findings]
    row.level = worst(findings)
    row.order_seen = order.updated_at
    row.place_hash, row.goods_hash = place_hash(order), goods_hash(order, facts)


def _repeat(batch: Batch, row: Confirmation, order: Order, facts: CheckFacts, *, may_reopen: bool) -> None:
    """Look again; what was asked or confirmed waits again when the report says something else than was looked at."""
    codes = [code for code, _level, _params in row.findings]
    changed = facts.changed or ("" if row.state == State.WAITING else _change(row, order, facts))
    kept = next((code.removeprefix(CHANGED) for code in codes if code.startswith(CHANGED)), "")
    findings = look(replace(facts, changed=changed or (kept if row.state in OPEN else "")))
    _take_in(row, order, facts, findings)
    if may_reopen and reopens(row.state, codes, findings, changed=changed):
        batch.tell(row, "confirmation.reopened", changed=changed)
        reset(row, batch.shop, batch.at)
    row.version += 1
    batch.changed.append(row)


def _change(row: Confirmation, order: Order, facts: CheckFacts) -> str:
    if row.place_hash != place_hash(order):
        return "address"
    now = goods_hash(order, facts)
    return "goods" if row.goods_hash and now and row.goods_hash != now else ""


def reset(row: Confirmation, shop: Shop, at: datetime) -> None:
    """A new round begins now."""
    row.state, row.since, row.due_at, row.is_late = State.WAITING, at, clock_of(shop, at), False
    row.handled_at = row.handled_by = row.ended_at = row.ended_by = None
    row.ending = Ending.NONE


def _close(batch: Batch, gone: Sequence[tuple[Order, Confirmation]]) -> None:
    """They left, or the trade was closed, before anybody confirmed them."""
    late = [row for _order, row in gone if row.state == State.WAITING and not row.is_late and row.due_at <= batch.at]
    note_breaches(late, batch.at)
    for order, row in gone:
        row.state, row.ended_at, row.order_seen = State.CLOSED, batch.at, order.updated_at
        closed = order.status == OrderStatus.CLOSED and order.dispatched_at is None
        row.ending = Ending.TRADE_CLOSED if closed else Ending.DISPATCHED
        row.version += 1
        batch.changed.append(row)
        batch.tell(row, "confirmation.closed", why=row.ending)
