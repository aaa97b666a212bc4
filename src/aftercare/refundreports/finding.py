"""Which of our cases a record is about."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO
from aftercare.core.sql import Compiled
from aftercare.orders.family import root_of
from aftercare.refundreports.merge import Held
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.rules import FLOWS, lines_meant
from aftercare.refundreports.terms import RefundState
from aftercare.refundreports.wishes import lines_of

# Most records of a first report are of orders without any case: one question tells them from the others.
_NEAR = Prepared("""
    SELECT
        (SELECT id FROM cases_case WHERE shop_id = %(shop)s AND platform_case_no = %(number)s
            AND platform_case_no <> '' LIMIT 1),
        EXISTS (SELECT FROM cases_case WHERE order_id = %(order)s)
""")
_CASES = Case.objects.select_related("shop", "order__customer", "customer").select_for_update(of=("self",))
_CASE = Compiled(lambda pk: _CASES.filter(pk=pk), pk=0)


def find_case(record: PlatformRefund, held: Held) -> tuple[Case | None, bool]:
    """The case, locked, and whether several could be meant.

    It is the one with the platform's number; else the one that the record had; else the only case of ours on those
    lines without a number that is open, or was paid after the buyer applied: people have worked on the same matter.
    A closed application says nothing of such a case.
    """
    if record.order_id is None:
        return None, False
    numbered, has_cases = _near(record)
    if numbered is not None:
        # A number that was typed into a case of another order: people must say which is meant.
        is_of_order = root_of(numbered.order).pk == record.order_id
        return (numbered, False) if is_of_order else (None, True)
    if record.case_id is not None:
        return _CASES.get(pk=record.case_id), False
    if not has_cases or held.state in (RefundState.CLOSED, RefundState.UNKNOWN):
        return None, False
    meant = [line.pk for line in lines_meant(held.facts, lines_of(record.order_id))]
    unnumbered = _CASES.filter(order_id=record.order_id, platform_case_no="", flow__in=FLOWS)
    unnumbered = unnumbered.filter(pk__in=_with_line(meant)).order_by("pk")
    paid = unnumbered.filter(closed_at__isnull=False, refunded__gt=ZERO)
    if held.facts.applied_at is not None:
        paid = paid.filter(closed_at__gte=held.facts.applied_at)
    found = list(unnumbered.filter(closed_at=None)[:2]) or list(paid[:2])
    return (found[0] if len(found) == 1 else None), len(found) > 1


def _near(record: PlatformRefund) -> tuple[Case | None, bool]:
    """The case with the platform's number, locked, and whether the order has any case at all."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"shop": record.shop_id, "number": record.refund_no, "order": record.order_id})
        pk, has_cases = cursor.fetchone()
    case = None if pk is None else _CASE.first(pk=pk)
    # Somebody may have changed the number while we waited for the case.
    is_same = case is not None and (case.shop_id, case.platform_case_no) == (record.shop_id, record.refund_no)
    return (case if is_same else None), has_cases


def _with_line(order_lines: list[int]) -> QuerySet[Case, Any]:
    return Case.objects.filter(lines__order_line__in=order_lines).values("pk")
