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
from aftercare.refundreports.rules import LineOf, lines_meant, spread
from aftercare.refundreports.terms import RefundKind, RefundState
from aftercare.refundreports.wishes import line_of

WATCHED = frozenset({"state", "amount", "kind"})


def stop_and_book(shop_id: int, rows: Sequence[Row], *, at: datetime) -> None:
    """Of these records those that newly say that money was given back."""
    given = [row for row in rows if _gives_money(row) and (not row.changes or WATCHED & row.changes.keys())]
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
    """Raise what the lines of these orders say was refunded to what the records say, never lower it (H6)."""
    records: dict[int, list[PlatformRefund]] = defaultdict(list)
    succeeded = PlatformRefund.objects.filter(any_of("order_id", order_ids), shop_id=shop_id, state=RefundState.SUCCESS)
    for record in succeeded.exclude(kind=RefundKind.EXCHANGE).order_by("pk"):
        records[record.order_id or 0].append(record)
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(any_of("order_id", list(records))).order_by("pk"):
        lines[line.order_id].append(line)
    changed = [line for order_id, told in records.items() for line in _raised(lines[order_id], told)]
    if changed:
        OrderLine.objects.bulk_update(changed, ["refunded"])
        refresh_caps(shop_id=shop_id, told={line.cap_reference: Told(line.paid, line.refunded) for line in changed})


def _raised(lines: Sequence[OrderLine], records: Iterable[PlatformRefund]) -> list[OrderLine]:
    sums = refunded_by_line([line_of(line) for line in lines], records)
    changed = []
    for line in lines:
        refunded = min(sums.get(line.pk, ZERO), line.paid)
        if refunded > line.refunded:
            line.refunded = refunded
            changed.append(line)
    return changed


def refunded_by_line(lines: Sequence[LineOf], records: Iterable[PlatformRefund]) -> Mapping[int, Money]:
    """What these records have given back of each line."""
    sums: dict[int, Money] = {}
    for record in records:
        held = held_of(record)
        meant = lines_meant(held.facts, lines)
        for pk, share in spread(record.amount or ZERO, [(line.pk, line.paid) for line in meant]).items():
            sums[pk] = sums.get(pk, ZERO) + share
    return sums
