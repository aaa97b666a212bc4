"""Takes in a thousand rows of a review file: a few set-based statements, one decision per row (R1). Called inside the
transaction that also moves the import's position."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aftercare.cases.models import Case
from aftercare.core.bulk import any_of, insert_rows, update_rows
from aftercare.core.outbox import enqueue
from aftercare.reviews.complaints import read_complaints
from aftercare.reviews.counting import write_days
from aftercare.reviews.days import Ledger, share_of
from aftercare.reviews.erased import reviews_to_keep
from aftercare.reviews.facts import ReviewFacts
from aftercare.reviews.finding import find_buyers, find_orders
from aftercare.reviews.merge import first, merge
from aftercare.reviews.models import Review, ReviewChange, ShopReply
from aftercare.reviews.policies import OPENS, limits_of
from aftercare.reviews.records import COLUMNS, Row, as_json, read_rows, values_of
from aftercare.reviews.rules import case_need
from aftercare.reviews.terms import Answer, ReplyState, RowVerdict, Standing
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

JOB = "reviews.open_cases"
BEGUN = ("judged_result", "dispute_type", "case", "created_at")
REPLYING = "replying"  # the state of a case that waits for the public reply
TELLING = frozenset({"result", "append_text", "append_result"})  # news for a case that is there already


@dataclass(frozen=True)
class Scope:
    """What all rows of one file share."""

    shop_id: int
    batch_id: int | None
    exported_at: datetime | None
    at: datetime
    writes: bool = True  # False in a dry run: everything is decided, nothing is written


def take_in(scope: Scope, told: Sequence[tuple[int, ReviewFacts]]) -> dict[int, RowVerdict | None]:
    """Merge the rows (line of the file, facts) into the reviews; verdicts by line, None for a row that names another
    order than was told before. What opens a case follows in a job that is enqueued with it."""
    told = reviews_to_keep(scope.shop_id, told)
    rows = read_rows(scope.shop_id, {facts.key for _line, facts in told}, lock=scope.writes)
    verdicts: dict[int, RowVerdict | None] = {}
    for line, facts in told:
        row = rows.get(facts.key)
        if row is None:
            rows[facts.key] = row = Row(first(facts, scope.exported_at), is_touched=True, told_at=_later(None, scope))
            verdicts[line] = RowVerdict.ADDED
            continue
        known = row.held.facts.order_no
        if known and facts.order_no and known != facts.order_no:
            verdicts[line] = None
            continue
        merged = merge(row.held, facts, scope.exported_at)
        verdicts[line] = merged.verdict
        later = _later(row.told_at, scope)
        row.is_touched |= merged.touched or later != row.told_at
        row.told_at = later
        for name, (before, after) in merged.changes.items():
            row.changes[name] = (row.changes[name][0] if name in row.changes else before, after)
    if scope.writes:
        _write(scope, list(rows.values()))
    return verdicts


def _later(told_at: datetime | None, scope: Scope) -> datetime:
    now = scope.exported_at or scope.at
    return now if told_at is None or now > told_at else told_at


def _write(scope: Scope, rows: Sequence[Row]) -> None:
    shop = Shop.objects.get(pk=scope.shop_id)
    find_orders(scope.shop_id, [row for row in rows if row.is_touched and row.order_id is None])
    find_buyers(scope.shop_id, [row for row in rows if row.is_touched and row.customer_id is None])
    new = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk is not None and row.is_touched]
    settle(shop, [*new, *changed], scope.at)
    keys = [[scope.shop_id, row.held.facts.key, row.held.facts.direction, scope.batch_id] for row in new]
    begun = ["", "", None, scope.at]
    values = [[*key, *begun, *values_of(row, scope.at)] for key, row in zip(keys, new, strict=True)]
    names = ("shop", "key", "direction", "first_batch", *BEGUN, *COLUMNS)
    for row, pk in zip(new, insert_rows(Review, names, values), strict=True):
        row.pk = pk
    update_rows(Review, COLUMNS, [(row.pk or 0, values_of(row, scope.at)) for row in changed])
    read_complaints(scope.shop_id, new, changed)
    _write_history(scope, new, changed)
    _confirm(changed, scope.at)
    count(shop, [*new, *changed])
    if any(row.standing is Standing.PENDING for row in (*new, *changed)):
        enqueue(JOB, lock=f"{JOB}:{scope.shop_id}", shop_id=scope.shop_id)


def settle(shop: Shop, rows: Sequence[Row], at: datetime) -> None:
    """Where each stands now: whether the platform shows a reply, whether it is a matter for a case, or news for the one
    that it has."""
    policies = policies_of(shop, at)
    opens, limits = policies.get(OPENS), limits_of(policies)
    waiting = _waiting_for_reply(row.case_id for row in rows if "reply_text" in row.changes)
    for row in rows:
        if row.held.facts.reply_text:
            row.answer = Answer.CONFIRMED
        if row.case_id is not None:
            if TELLING & row.changes.keys() or row.case_id in waiting:
                row.standing = Standing.PENDING
            continue
        need = case_need(row.matter, opens, limits, at, has_order=row.order_id is not None)
        is_decided = row.standing is Standing.NO_CASE and need.standing is Standing.PENDING and row.before is not None
        if not is_decided or TELLING & row.changes.keys():
            row.standing, row.why = need.standing, need.why


def _waiting_for_reply(case_ids: Iterable[int | None]) -> frozenset[int]:
    """Those of the cases whose next step is the public reply."""
    ids = {pk for pk in case_ids if pk is not None}
    if not ids:
        return frozenset()
    return frozenset(Case.objects.filter(any_of("id", ids), state=REPLYING).values_list("pk", flat=True))


def count(shop: Shop, rows: Iterable[Row]) -> None:
    """Carry what changed into the counts of the days."""
    zone, ledger = ZoneInfo(shop.timezone), Ledger()
    for row in rows:
        ledger.move(share_of(row.before, zone) if row.before else None, share_of(row.held.facts, zone))
    write_days(shop.pk, ledger)


def _confirm(rows: Sequence[Row], at: datetime) -> None:
    """Replies of ours of which the platform shows that they are there."""
    told = [row.pk for row in rows if "reply_text" in row.changes]
    if told:
        ours = ShopReply.objects.filter(any_of("review_id", told))
        ours = ours.filter(state__in=(ReplyState.WRITTEN, ReplyState.PUBLISHED))
        ours.update(state=ReplyState.CONFIRMED, confirmed_at=at)


def _write_history(scope: Scope, new: Sequence[Row], changed: Sequence[Row]) -> None:
    verdicts = [(row, RowVerdict.ADDED) for row in new]
    verdicts += [(row, RowVerdict.MOVED) for row in changed if row.changes]
    rows = [
        [row.pk, scope.batch_id, verdict, as_json(row.changes), scope.exported_at, scope.at]
        for row, verdict in verdicts
    ]
    insert_rows(ReviewChange, ("review", "batch", "verdict", "changes", "exported_at", "at"), rows)
