"""Which step of a case a refund record stands for, and where our record and the platform's do not fit. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aftercare.cases.flows.spec import Flow
from aftercare.core.money import ZERO, Money
from aftercare.refundreports.facts import RefundFacts
from aftercare.refundreports.terms import (
    CALLED_IN,
    ENDED,
    ConflictKind,
    Intervention,
    RefundKind,
    RefundState,
)

FLOW_OF: Final = {
    RefundKind.REFUND_ONLY: "refund_only",
    RefundKind.RETURN: "return",
    RefundKind.EXCHANGE: "exchange",
}
FLOWS: Final = frozenset(FLOW_OF.values())
# The step of the flow table that brings a case where the platform says it is; the first whose source fits is taken.
STEPS: Final[Mapping[RefundState, tuple[str, ...]]] = {
    RefundState.REFUSED: ("report_refused",),
    RefundState.AGREED: ("report_agreed",),
    RefundState.SENT: ("report_sent",),
    RefundState.SENDING: ("report_sent",),
    RefundState.PAYING: ("report_sent",),  # it pays once the goods are back
    RefundState.CLOSED: ("report_closed",),
    RefundState.SUCCESS: ("report_refunded", "report_noted", "report_done"),
}
CALLED_IN_STEPS: Final = ("report_disputed",)


@dataclass(frozen=True)
class RecordFacts:
    """The platform's record as the rules see it."""

    kind: RefundKind
    state: RefundState
    amount: Money | None
    intervention: Intervention = Intervention.NONE
    went_back: bool = False
    told_at: datetime | None = None  # when it was last told: the report's own time, else that of its import

    @property
    def gives_money(self) -> bool:
        """Whether the platform has given money back."""
        return self.state is RefundState.SUCCESS and self.kind is not RefundKind.EXCHANGE


@dataclass(frozen=True)
class OurFacts:
    """Our case of that refund. `granted` is what people granted, None when none did; `paid` and `under_way`
    are payouts, `…_beside` those of channels that the platform does not know: what it knows is this very refund."""

    flow: str
    state: str
    is_final: bool
    is_done: bool  # ended with what it was for
    granted: Money | None = None
    paid: Money = ZERO
    paid_beside: Money = ZERO
    under_way: Money = ZERO
    under_way_beside: Money = ZERO
    closed_at: datetime | None = None


def is_opened(kind: RefundKind, state: RefundState) -> bool:
    """Whether a record opens a case by itself: of a kind that has a course here, in a status that we know."""
    return kind in FLOW_OF and state is not RefundState.UNKNOWN


def step_for(flow: Flow, case_state: str, record: RecordFacts) -> str | None:
    """The step of the flow that the record stands for now; None when the case is there already, or further."""
    wanted = STEPS.get(record.state, ())
    if record.state not in ENDED and record.intervention in CALLED_IN:
        wanted = (*CALLED_IN_STEPS, *wanted)
    if record.gives_money and record.amount is None:
        return None  # how much is still to be told
    for code in wanted:
        move = flow.move(code)
        if move is not None and case_state in move.source:
            return code
    return None


def stage_of(flow: Flow, record: RecordFacts) -> frozenset[str]:
    """The states of the flow in which the platform's deadline is that of the case."""
    if record.state is RefundState.UNKNOWN:
        return frozenset()
    if record.state in ENDED or record.state is RefundState.PAYING:  # it waits for nobody any more
        return frozenset(state.code for state in flow.states if state.platform_limit)
    if record.state is RefundState.ASKED:
        return frozenset({flow.initial, flow.initial_sent, *_beside(flow)} - {""})
    targets = {move.target for code in STEPS.get(record.state, ()) if (move := flow.move(code)) and move.target}
    return frozenset(targets | ({"received", "doubted", "reviewing"} if "sent" in targets else set()))


def _beside(flow: Flow) -> set[str]:
    """States with the same limit as the first ones: checking, approving."""
    limits = {flow.state(code).platform_limit for code in (flow.initial, flow.initial_sent) if code}
    return {state.code for state in flow.states if state.platform_limit in limits - {""}}


def conflicts_of(record: RecordFacts, ours: OurFacts | None) -> dict[ConflictKind, str]:
    """Where both do not fit, each with the mark of what stands against what: a decision holds as long as the mark."""
    found: dict[ConflictKind, str] = {}
    if record.went_back:
        found[ConflictKind.WENT_BACK] = record.state.value
    if ours is None:
        return found
    if record.kind in FLOW_OF and ours.flow in FLOWS and FLOW_OF[record.kind] != ours.flow:
        found[ConflictKind.KIND_DIFFERS] = f"{record.kind.value}/{ours.flow}"
    if record.gives_money:
        found |= _money_conflicts(record, ours)
    elif record.state is RefundState.CLOSED and (ours.paid or ours.under_way):
        found[ConflictKind.PAID_BUT_CLOSED] = str((ours.paid + ours.under_way).fen)
    elif _ended_otherwise(record, ours):
        found[ConflictKind.ENDED_OTHERWISE] = f"{record.state.value}/{ours.state}"
    return found


def _money_conflicts(record: RecordFacts, ours: OurFacts) -> dict[ConflictKind, str]:
    """The platform has given the money back."""
    amount = record.amount or ZERO
    if ours.paid_beside:
        return {ConflictKind.PAID_TWICE: f"{amount.fen}/{ours.paid_beside.fen}"}
    if ours.under_way_beside:
        return {ConflictKind.PAYMENT_UNDER_WAY: f"{amount.fen}/{ours.under_way_beside.fen}"}
    if ours.is_final and not ours.is_done:
        return {ConflictKind.ENDED_OTHERWISE: f"{record.state.value}/{ours.state}"}
    meant = ours.paid or ours.granted
    if meant is not None and record.amount is not None and meant != amount:
        return {ConflictKind.AMOUNT_DIFFERS: f"{amount.fen}/{meant.fen}"}
    return {}


def _ended_otherwise(record: RecordFacts, ours: OurFacts) -> bool:
    """Our case is over and the platform's is not, or the other way round."""
    if record.state is RefundState.UNKNOWN:
        return False
    if record.state is RefundState.CLOSED:
        return ours.is_done or (not ours.is_final and ours.state not in REACHES_CLOSED)
    if record.state is RefundState.SUCCESS:  # an exchange
        return ours.is_final and not ours.is_done
    return ours.is_final and _is_told_later(record, ours)


def _is_told_later(record: RecordFacts, ours: OurFacts) -> bool:
    """A report that was made before our case ended does not speak against its end."""
    return record.told_at is not None and ours.closed_at is not None and record.told_at > ours.closed_at


# States from which a case follows a refund that the platform has closed; in others the goods are here, or money is due.
REACHES_CLOSED: Final = frozenset(
    {"asked", "asked_sent", "stopping", "checking", "approving", "approving_unsent", "agreed", "sent", "refused",
     "evidence", "intervention"}
)  # fmt: skip


@dataclass(frozen=True)
class LineOf:
    """One line of an order, as far as a refund can name it."""

    pk: int
    line_no: str
    merchant_code: str
    title: str
    quantity: int
    paid: Money


def lines_meant(facts: RefundFacts, lines: Sequence[LineOf]) -> list[LineOf]:
    """The lines that a refund is about: by the platform's sub-order number, else by merchant code, else by title; all
    of them when it names none that we know."""
    numbers = {facts.line_no, facts.order_no} - {None}  # some reports call the sub-order an order
    if same := [line for line in lines if line.line_no in numbers]:
        return same
    for told, name in ((facts.merchant_code, "merchant_code"), (facts.title, "title")):
        same = [line for line in lines if told and getattr(line, name) == told]
        if len(same) == 1:
            return same
    return list(lines)


def spread(amount: Money, weights: Sequence[tuple[int, Money]]) -> dict[int, Money]:
    """The amount shared out by what was paid for each line, none above it: what is left over was freight."""
    whole = sum((most for _line, most in weights), ZERO)
    goods = min(amount, whole)
    if not whole:
        return {line: ZERO for line, _most in weights}
    shares = goods.allocate([most.fen for _line, most in weights])
    return {line: min(share, most) for (line, most), share in zip(weights, shares, strict=True)}


def due_fits(due_at: datetime | None, case_state: str, flow: Flow, record: RecordFacts) -> datetime | None:
    """The platform's deadline as the case's, when both stand at the same stage."""
    return due_at if due_at is not None and case_state in stage_of(flow, record) else None


# Money that has been paid cannot be taken back by a decision, and a step back is taken in the case itself.
TAKEN_BY_STEP: Final = frozenset({ConflictKind.AMOUNT_DIFFERS, ConflictKind.ENDED_OTHERWISE, ConflictKind.KIND_DIFFERS})
