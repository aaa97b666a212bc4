"""What the platform has given back: booked on the lines at once, and payments of ours stopped (C18, I7). Called inside
the transaction that takes the report in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from aftercare.approvals.models import Approval
from aftercare.approvals.terms import ApprovalState
from aftercare.cases.models import Case
from aftercare.core.bulk import any_of
from aftercare.core.money import ZERO, Money
from aftercare.money.actions.ensure_caps import Told, refresh_caps
from aftercare.money.models import Payout
from aftercare.money.terms import FINAL
from aftercare.orders.models import OrderLine
from aftercare.refundreports.carrying import carry
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.records import Row, held_of
from aftercare.refundreports.rules import lines_meant, spread
from aftercare.refundreports.terms import RefundKind, RefundState
from aftercare.refundreports.wishes import line_of

WATCHED = frozenset({"state", "amount", "kind", "line_no", "merchant_code", "title"})


def stop_and_book(shop_id: int, rows: Sequence[Row], *, at: datetime) -> None:
    """Of these records those that newly say that money was given back."""
    given = [row for row in rows if _gives_money(row) and (row.is_new or WATCHED & row.changes.keys())]
    if not given:
        return
    # Cases before caps, in the order of all writers: no deadlock with a worker that records a result.
    for pk in _with_money_under_way(shop_id, given):
        carry(PlatformRefund.objects.select_for_update(of=("self",)).get(pk=pk), at)
    book(shop_id, {row.order_id for row in given if row.order_id is not None})


def _gives_money(row: Row) -> bool:
    facts = row.held.facts
    return facts.state is RefundState.SUCCESS and facts.kind is not RefundKind.EXCHANGE


def _with_money_under_way(shop_id: int, given: Sequence[Row]) -> list[int]:
    """Records whose case has a payment or a request for approval that is not settled; the cases are locked."""
    by_number = {row.held.facts.refund_no: row.pk or 0 for row in given}
    by_order: dict[int, list[int]] = defaultdict(list)
    for row in given:
        by_order[row.order_id or 0].append(row.pk or 0)
    by_case = {row.case_id: row.pk or 0 for row in given if row.case_id is not None}
    subject = {"subject_kind": "case", "subject_id": OuterRef("pk")}
    busy = Exists(Payout.objects.filter(**subject).exclude(state__in=FINAL)) | Exists(
        Approval.objects.filter(**subject, state=ApprovalState.PENDING)
    )
    cases = Case.objects.filter(
        Q(any_of("platform_case_no", by_number)) | Q(any_of("order_id", by_order)),
        busy,
        shop_id=shop_id,
        closed_at=None,
    )
    found: dict[int, None] = {}
    for pk, number, order_id in (
        cases.order_by("pk").select_for_update(of=("self",)).values_list("pk", "platform_case_no", "order_id")
    ):
        mine = by_case.get(pk) or by_number.get(number)
        for record in [mine] if mine else [] if number else by_order[order_id]:
            found[record] = None
    return sorted(found)


def book(shop_id: int, order_ids: Collection[int]) -> None:
    """Bring what the lines of these orders say was refunded up to what the records say (H6). What an order report has
    told is never lowered; what a record had put on another line before it named its own is taken away there."""
    records: dict[int, list[PlatformRefund]] = defaultdict(list)
    succeeded = PlatformRefund.objects.filter(any_of("order_id", order_ids), shop_id=shop_id, state=RefundState.SUCCESS)
    for record in succeeded.exclude(kind=RefundKind.EXCHANGE).order_by("pk"):
        records[record.order_id or 0].append(record)
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(any_of("order_id", list(records))).order_by("pk"):
        lines[line.order_id].append(line)
    changed = [line for order_id, told in records.items() for line in _booked(lines[order_id], told)]
    PlatformRefund.objects.bulk_update([one for told in records.values() for one in told], ["booked"])
    if changed:
        OrderLine.objects.bulk_update(changed, ["refunded"])
        told = {line.cap_reference: Told(line.paid, line.refunded) for line in changed}
        refresh_caps(shop_id=shop_id, told=told)


def _booked(lines: Sequence[OrderLine], records: Sequence[PlatformRefund]) -> list[OrderLine]:
    """Lines that say something else now; the records keep what each has put where."""
    before = _sums(records)
    held = [line_of(line) for line in lines]
    for record in records:
        meant = lines_meant(held_of(record).facts, held)
        shares = spread(record.amount or ZERO, [(line.pk, line.paid) for line in meant])
        record.booked = {str(pk): share.fen for pk, share in shares.items() if share}
    after, changed = _sums(records), []
    for line in lines:
        was, now = (min(sums.get(line.pk, ZERO), line.paid) for sums in (before, after))
        if now != line.refunded and (now > line.refunded or line.refunded == was):
            line.refunded = now
            changed.append(line)
    return changed


def _sums(records: Iterable[PlatformRefund]) -> Mapping[int, Money]:
    """What these records have put on each line."""
    sums: dict[int, Money] = {}
    for record in records:
        for pk, fen in record.booked.items():
            sums[int(pk)] = sums.get(int(pk), ZERO) + Money(fen)
    return sums
