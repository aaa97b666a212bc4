"""Carries one record into its case: found or opened, moved to where the platform says it is, money stopped (B2).

Called inside a transaction with the record locked. The steps are those of the flow tables; nothing is written around
them.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.cases.actions.correct_reported import correct_reported
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.effects.reports import OPENED, OURS, REFUNDED
from aftercare.cases.flows.registry import flow_of, newest_flow
from aftercare.cases.flows.spec import Flow
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.opening import Opening, write_case
from aftercare.core.errors import Refused
from aftercare.core.money import ZERO
from aftercare.core.sql import Compiled, change
from aftercare.money.actions.cancel_payout import cancel_payout
from aftercare.money.models import Payout
from aftercare.money.terms import FINAL
from aftercare.orders.models import Order
from aftercare.refundreports.conflicts import sync_conflicts
from aftercare.refundreports.finding import find_case
from aftercare.refundreports.merge import Held
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.records import held_of, record_facts
from aftercare.refundreports.rules import FLOW_OF, RecordFacts, due_fits, is_opened, stage_of, step_for
from aftercare.refundreports.terms import Standing
from aftercare.refundreports.wishes import due_news, lines_of, news_for, wish_of
from aftercare.shops.access import Person

WITH_AMOUNT = frozenset({"report_refunded", "report_noted"})
# A first report carries thousands of records: what is asked for each of them is compiled once.
_ORDER = Compiled(lambda pk: Order.objects.select_related("shop").filter(pk=pk), pk=0)
_CASE_LINES = Compiled(lambda case: CaseLine.objects.filter(case_id=case).order_by("pk"), case=0)


def carry(record: PlatformRefund, at: datetime) -> Case | None:
    """Bring the case where the record is; safe to call again. Returns the case, None when none is opened by itself."""
    if record.order_id is None:
        _stand(record, Standing.WAITING)
        return None
    facts, held = record_facts(record), held_of(record)
    case, is_doubtful = find_case(record, held)
    if case is None and not is_doubtful and is_opened(facts.kind, facts.state):
        case = open_for(record, held, facts, at)
    if case is not None:
        case = follow(case, held, facts)
        record.case_id = case.pk
    sync_conflicts(record, facts, case, is_doubtful=is_doubtful, at=at)
    _stand(record, Standing.CARRIED if case is not None else Standing.BY_HAND)
    return case


def _stand(record: PlatformRefund, standing: Standing) -> None:
    record.standing, record.problem, record.tries = standing, "", 0
    written = {"standing": standing, "problem": "", "tries": 0, "case": record.case_id}
    change(PlatformRefund, written, {"pk": record.pk})


def open_for(record: PlatformRefund, held: Held, facts: RecordFacts, at: datetime) -> Case:
    """A case in the first state of its course; where the platform says it is follows by steps."""
    order = _ORDER.first(pk=record.order_id)
    if order is None:
        raise RuntimeError(f"refund record {record.pk} has no order")
    flow = newest_flow(FLOW_OF[facts.kind])
    wish = wish_of(held.facts, lines_of(order.pk), flow)
    opening = Opening(
        flow=flow,
        order=order,
        reason=wish.reason,
        lines=[(line, pieces, amount) for line, (pieces, amount) in wish.lines.items()],
        owner_id=None,
        freight=wish.freight,
        description=held.facts.explanation or "",
        platform_case_no=record.refund_no,
        details={OURS: True, OPENED: True, **_applied(held)},
    )
    return write_case(opening, Person.system(), at)


def _applied(held: Held) -> dict[str, str]:
    applied = held.facts.applied_at
    return {"applied_at": applied.isoformat()} if applied else {}


def follow(case: Case, held: Held, facts: RecordFacts) -> Case:
    """What the platform says, told to the case: its words, then its state, then its deadline. Returns the case as it
    then is."""
    flow = flow_of(case.flow, case.flow_version)
    wish = wish_of(held.facts, lines_of(case.order_id), flow)
    lines = [(line.order_line_id, line.asked, line.asked_amount) for line in _CASE_LINES.rows(case=case.pk)]
    news = news_for(case, held.facts, wish, lines)
    if case.closed_at is not None:
        return _correct(case, news, facts)
    case = _tell(case, flow, news)
    if facts.gives_money:
        case = stop_payment(case)
    code = step_for(flow, case.state, facts)
    if code is not None and not _is_noted(case, code, facts):
        case = _move(case, code, {"refund_amount": (facts.amount or ZERO).yuan} if code in WITH_AMOUNT else {})
    due = due_fits(held.due_at, case.state, flow, facts)
    return _tell(case, flow, due_news(case, due, fits=case.state in stage_of(flow, facts)))


def _correct(case: Case, news: dict[str, object], facts: RecordFacts) -> Case:
    """A case that a report opened and ended: what a later report tells more of it."""
    amount = facts.amount if facts.gives_money and case.state == "refunded" else None
    if amount is not None and (news or case.details.get(REFUNDED) != amount.fen):
        news = {**news, "refund_amount": amount.yuan}
    if news and case.details.get(OPENED):
        return correct_reported(number=case.number, inputs=news, person=Person.system())
    return case


def _is_noted(case: Case, code: str, facts: RecordFacts) -> bool:
    return code == "report_noted" and case.details.get(REFUNDED) == (facts.amount or ZERO).fen


def _tell(case: Case, flow: Flow, news: dict[str, object]) -> Case:
    """One step for all that is new, where the course of the case still listens."""
    move = flow.move("report_told")
    if news and move is not None and case.state in move.source:
        return _move(case, "report_told", news)
    return case


def _move(case: Case, code: str, inputs: dict[str, object]) -> Case:
    return move_case(number=case.number, move_code=code, person=Person.system(), inputs=inputs)


def stop_payment(case: Case) -> Case:
    """Take back the payment of the case that was not sent yet. Nothing happens when none is there, or a worker has it
    already; then the conflict says so. Returns the case as it then is."""
    if case.state != "paying":
        return case
    payout = Payout.objects.filter(subject_kind="case", subject_id=case.pk).exclude(state__in=FINAL).last()
    if payout is None:
        return case
    try:
        cancel_payout(payout=payout, reason=_("The platform has refunded it."), person=Person.system())
    except Refused:
        return case
    return _move(case, "payment_stopped", {})
