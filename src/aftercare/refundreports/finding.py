"""Which of our cases a record is about."""

from typing import Any

from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.core.money import ZERO
from aftercare.orders.family import root_of
from aftercare.orders.models import OrderLine
from aftercare.refundreports.merge import Held
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.rules import FLOWS, lines_meant
from aftercare.refundreports.terms import RefundState
from aftercare.refundreports.wishes import line_of


def find_case(record: PlatformRefund, held: Held) -> tuple[Case | None, bool]:
    """The case, locked, and whether several could be meant.

    It is the one with the platform's number; else the one that the record had; else the only case of ours on those
    lines without a number that is open, or was paid after the buyer applied: people have worked on the same matter.
    A closed application says nothing of such a case.
    """
    if record.order_id is None:
        return None, False
    cases = Case.objects.select_related("shop", "order__customer", "customer").select_for_update(of=("self",))
    numbered = cases.filter(shop_id=record.shop_id, platform_case_no=record.refund_no).first()
    if numbered is not None:
        # A number that was typed into a case of another order: people must say which is meant.
        is_of_order = root_of(numbered.order).pk == record.order_id
        return (numbered, False) if is_of_order else (None, True)
    if record.case_id is not None:
        return cases.get(pk=record.case_id), False
    if held.state in (RefundState.CLOSED, RefundState.UNKNOWN):
        return None, False
    lines = [line_of(line) for line in OrderLine.objects.filter(order_id=record.order_id).order_by("pk")]
    meant = [line.pk for line in lines_meant(held.facts, lines)]
    unnumbered = cases.filter(order_id=record.order_id, platform_case_no="", flow__in=FLOWS)
    unnumbered = unnumbered.filter(pk__in=_with_line(meant)).order_by("pk")
    paid = unnumbered.filter(closed_at__isnull=False, refunded__gt=ZERO)
    if held.facts.applied_at is not None:
        paid = paid.filter(closed_at__gte=held.facts.applied_at)
    found = list(unnumbered.filter(closed_at=None)[:2]) or list(paid[:2])
    return (found[0] if len(found) == 1 else None), len(found) > 1


def _with_line(order_lines: list[int]) -> QuerySet[Case, Any]:
    return Case.objects.filter(lines__order_line__in=order_lines).values("pk")
