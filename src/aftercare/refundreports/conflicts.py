"""Where a record and our case do not fit, as rows of a queue; they go away by themselves when both agree again."""

from datetime import datetime

from django.db import connection

from aftercare.cases.effects.reports import is_granted_by_people
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO, Money
from aftercare.core.sql import Compiled
from aftercare.money.channels import channel_of, is_known
from aftercare.money.terms import FINAL, PayoutState
from aftercare.refundreports.models import PlatformRefund, RefundConflict
from aftercare.refundreports.rules import OurFacts, RecordFacts, conflicts_of
from aftercare.refundreports.terms import ConflictKind, ConflictState

_PAYOUTS = Prepared("""
    SELECT state, channel, sum(amount)::bigint FROM money_payout
    WHERE subject_kind = 'case' AND subject_id = %s GROUP BY state, channel
""")
_ROWS = Compiled(lambda record: RefundConflict.objects.filter(record_id=record).order_by("pk"), record=0)


def our_facts(case: Case) -> OurFacts:
    """Our case as the rules see it."""
    state = flow_of(case.flow, case.flow_version).state(case.state)
    granted = (case.granted or ZERO) + (case.granted_freight or ZERO) if is_granted_by_people(case) else None
    sums: dict[tuple[str, bool], Money] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PAYOUTS, [case.pk])
        payouts = cursor.fetchall()
    for payout_state, channel, fen in payouts:
        key = payout_state, is_known(channel) and channel_of(channel).on_platform
        sums[key] = sums.get(key, ZERO) + Money(fen)
    open_states = [one for one in PayoutState if one not in FINAL]
    return OurFacts(
        flow=case.flow,
        state=case.state,
        is_final=state.final,
        is_done=state.done,
        granted=granted,
        paid=_sum(sums, [PayoutState.PAID], (True, False)),
        paid_beside=_sum(sums, [PayoutState.PAID], (False,)),
        under_way=_sum(sums, open_states, (True, False)),
        under_way_beside=_sum(sums, open_states, (False,)),
        closed_at=case.closed_at,
    )


def _sum(sums: dict[tuple[str, bool], Money], states: list[PayoutState], sides: tuple[bool, ...]) -> Money:
    return sum((sums.get((state, side), ZERO) for state in states for side in sides), ZERO)


def sync_conflicts(
    record: PlatformRefund, facts: RecordFacts, case: Case | None, *, is_doubtful: bool, at: datetime
) -> None:
    """Open what does not fit now, close what fits again; what a person decided stays decided while its mark stands."""
    now = conflicts_of(facts, our_facts(case) if case is not None else None)
    if is_doubtful:
        now[ConflictKind.SEVERAL_CASES] = str(record.order_id)
    rows = _ROWS.rows(record=record.pk)
    open_rows = {row.kind: row for row in rows if row.state == ConflictState.OPEN}
    for kind, row in open_rows.items():
        if kind not in now:
            row.state, row.decided_at = ConflictState.GONE, at
            row.save(update_fields=["state", "decided_at"])
        elif row.mark != now[ConflictKind(kind)]:
            row.mark = now[ConflictKind(kind)]
            row.save(update_fields=["mark"])
    decided = {(row.kind, row.mark) for row in rows if row.state in (ConflictState.TAKEN, ConflictState.KEPT)}
    for kind, mark in now.items():
        if kind.value not in open_rows and (kind.value, mark) not in decided:
            RefundConflict.objects.create(shop_id=record.shop_id, record=record, kind=kind, mark=mark, opened_at=at)
