"""Whatever the order and number of reports, records, cases, money and conflicts end alike (B2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import make_order, make_shop
from tests.refundreports.scene import MORNING, report, told

from aftercare.core.money import Money
from aftercare.orders.models import Order, OrderLine
from aftercare.refundreports.facts import RefundFacts
from aftercare.refundreports.models import PlatformRefund, RefundConflict
from aftercare.refundreports.records import NAMES
from aftercare.refundreports.terms import ENDED, ConflictState, RefundKind, RefundState
from aftercare.shops.models import Shop

STATES = [state for state in RefundState if state is not RefundState.UNKNOWN]
DUE = MORNING + timedelta(days=40)
# Two refunds of two orders; what each report tells of them, some columns left out.
ROWS = st.tuples(
    st.integers(0, 1),
    st.sampled_from(STATES),
    st.fixed_dictionaries(
        {},
        optional={
            "amount": st.sampled_from([Money(4000), Money(9000)]),
            "reason": st.sampled_from(["质量问题", "尺码不合适"]),
            "tracking_no": st.sampled_from(["SF1234567890", "YT7654321098"]),
            "due_at": st.sampled_from([DUE, DUE + timedelta(days=1)]),
            "merchant_code": st.just("YM-001"),
        },
    ),
)
REPORTS = st.lists(
    st.tuples(st.lists(ROWS, min_size=1, max_size=2), st.one_of(st.none(), st.integers(0, 20))), min_size=1, max_size=4
)
Report = tuple[list[tuple[int, RefundState, dict[str, Any]]], int | None]


def ends_of(reports: list[Report]) -> dict[int, RefundState]:
    """How each refund ends on the platform, if it does: closed or refunded, and never one after the other."""
    told = [(which, state) for rows, _day in reports for which, state, _fields in rows if state in ENDED]
    return dict(reversed(told))


def bring(shop: Shop, orders: list[Order], reports: list[Report], ends: dict[int, RefundState]) -> None:
    for rows, day in reports:
        facts = [_row(orders[which], ends[which] if state in ENDED else state, fields) for which, state, fields in rows]
        report(shop, *facts, day=day)


def _row(order: Order, state: RefundState, fields: dict[str, Any]) -> RefundFacts:
    values = {"amount": None, "reason": None, "applied_at": None, "kind": RefundKind.RETURN, **fields}
    if state is RefundState.SUCCESS and values["amount"] is None:
        values["amount"] = Money(4000)  # as long as nobody says how much, the case stays where it is
    return told(order, state, **values)


def end(shop: Shop, orders: list[Order]) -> list[Any]:
    """All that counts, without numbers that were given by turn."""
    found: list[Any] = []
    for order in orders:
        record = PlatformRefund.objects.filter(shop=shop, order=order).select_related("case").first()
        if record is None:
            found.append(None)
            continue
        case = record.case
        assert case is not None
        lines = case.lines.order_by("order_line_id").values_list(
            "asked", "asked_amount", "authorised", "granted_amount"
        )
        open_kinds = RefundConflict.objects.filter(record=record, state=ConflictState.OPEN)
        found.append(
            [
                *(getattr(record, name) for name in NAMES), record.stamps, record.newest_state, record.standing,
                case.flow, case.state, case.asked, case.asked_freight, case.granted, case.granted_freight, case.reason,
                case.responsible, case.return_tracking_no, case.platform_due_at,
                {name: value for name, value in case.details.items() if name != "refunded_elsewhere"},
                list(lines), sorted(open_kinds.values_list("kind", flat=True)),
                list(OrderLine.objects.filter(order=order).order_by("pk").values_list("refunded", flat=True)),
            ]
        )  # fmt: skip
    return found


@pytest.mark.row("B2")
@pytest.mark.django_db
@settings(max_examples=10, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=REPORTS, data=st.data())
def test_shuffled_repeated_and_partial_reports_end_alike(reports: list[Report], data: st.DataObject):
    again = reports + data.draw(st.lists(st.sampled_from(reports), max_size=1))
    shuffled = data.draw(st.permutations(again))
    ends = []
    for wished in (reports, shuffled):
        with transaction.atomic():
            shop = make_shop()
            orders = [make_order(shop, lines=2, platform_no=f"210000000000000{index}") for index in range(2)]
            bring(shop, orders, wished, ends_of(reports))
            ends.append(end(shop, orders))
            transaction.set_rollback(True)
    for one, other in zip(*ends, strict=True):
        for index, (left, right) in enumerate(zip(one or [], other or [], strict=True)):
            assert left == right, (index, left, right)
    assert ends[0] == ends[1]
