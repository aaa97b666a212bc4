"""What the page of one refund record prints: both sides side by side, conflicts, the difference of every import."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case
from aftercare.cases.terms import Reason
from aftercare.core.money import ZERO, Money
from aftercare.refundreports.access import decision_refusal
from aftercare.refundreports.actions.decide_conflict import take_refusal
from aftercare.refundreports.conflicts import our_facts
from aftercare.refundreports.models import PlatformRefund, RefundChange, RefundConflict
from aftercare.refundreports.queries import conflicts_of_record, history_of
from aftercare.refundreports.records import held_of
from aftercare.refundreports.terms import ConflictKind, ConflictState, Intervention, RefundState, RowVerdict
from aftercare.refundreports.told import WORDING
from aftercare.refundreports.words import PROBLEMS, REASON_MOST
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import Tone
from aftercare.web.refundreports.contexts import record_row
from aftercare.web.refundreports.words import EFFECTS

# Which conflicts mark which row of both sides.
MARKED: tuple[frozenset[ConflictKind], ...] = (
    frozenset({ConflictKind.KIND_DIFFERS}),
    frozenset({ConflictKind.ENDED_OTHERWISE, ConflictKind.WENT_BACK}),
    frozenset({ConflictKind.AMOUNT_DIFFERS}),
    frozenset({ConflictKind.PAID_TWICE, ConflictKind.PAID_BUT_CLOSED, ConflictKind.PAYMENT_UNDER_WAY}),
    frozenset(),
    frozenset(),
    frozenset(),
)
VERDICT_TONES = {RowVerdict.ADDED: Tone.US, RowVerdict.MOVED: Tone.DONE}


@dataclass(frozen=True)
class SideRow:
    """One thing, there and here. `differs` is marked."""

    label: Any
    there: Any
    here: Any
    differs: bool = False


@dataclass(frozen=True)
class Deciding:
    """One conflict with its forms; a refusal greys the button and says why."""

    pk: int
    code: ConflictKind
    kind: Any
    state: Any
    is_open: bool
    at: datetime
    decided_by: str
    reason: str
    post_url: str
    take_refusal: str
    effect: Any


@dataclass(frozen=True)
class ChangeRow:
    """What one import told."""

    at: datetime
    batch: int | None
    verdict: Any
    tone: Tone
    exported_at: datetime | None
    lines: tuple[tuple[Any, str, str], ...]  # name, before, after


class RefundContext:
    """One record; the same number of queries whatever happened to it."""

    def __init__(self, record: PlatformRefund, person: Person) -> None:
        self.record, self.row = record, record_row(record)
        self.zone = ZoneInfo(record.shop.timezone)
        self.held = held_of(record)
        refusal = decision_refusal(person, record.shop_id)
        self.refusal = str(refusal) if refusal else ""
        self.reason_most = REASON_MOST
        self.conflicts = [_deciding(one) for one in conflicts_of_record(record)]
        self.history = [self._change(change) for change in history_of(record)]
        self.sides = self._sides(record.case)

    @property
    def problem(self) -> str:
        """Why it could not be carried over; '' when it could."""
        return str(PROBLEMS[self.record.problem]) if self.record.problem else ""

    @property
    def explanation(self) -> str:
        return self.record.explanation

    @property
    def intervention(self) -> str:
        return str(Intervention(self.record.intervention).label) if self.record.intervention else ""

    def _sides(self, case: Case | None) -> list[SideRow]:
        record = self.record
        given = record.amount if self.held.state is RefundState.SUCCESS else ZERO
        there = [
            (_("Kind"), self.row.kind),
            (_("State"), self.row.state),
            (_("Amount"), _yuan(record.amount)),
            (_("Refunded"), _yuan(given)),
            (_("Reason"), record.reason),
            (_("Return parcel"), " ".join((record.courier, record.tracking_no)).strip()),
            (_("Deadline"), self._time(self.held.due_at)),
        ]
        here = [""] * len(there) if case is None else self._here(case)
        open_kinds = {one.code for one in self.conflicts if one.is_open}
        return [
            SideRow(label, text or "–", ours or "–", bool(mark & open_kinds))
            for (label, text), ours, mark in zip(there, here, MARKED, strict=True)
        ]

    def _here(self, case: Case) -> list[Any]:
        """Our side, in the same order."""
        flow, ours = flow_of(case.flow, case.flow_version), our_facts(case)
        asked = case.asked + case.asked_freight
        paid = _yuan(ours.paid)
        if ours.under_way:
            paid = _("%(paid)s, ¥%(more)s on its way") % {"paid": paid, "more": ours.under_way.yuan}
        return [
            flow.label,
            flow.state(case.state).label,
            _yuan(asked if ours.granted is None else ours.granted),
            paid,
            Reason(case.reason).label,
            " ".join((case.return_courier, case.return_tracking_no)).strip(),
            self._time(case.platform_due_at),
        ]

    def _time(self, at: datetime | None) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}" if at else "–"

    def _change(self, change: RefundChange) -> ChangeRow:
        verdict = RowVerdict(change.verdict)
        return ChangeRow(
            at=change.at,
            batch=change.batch,
            verdict=verdict.label,
            tone=VERDICT_TONES.get(verdict, Tone.OTHERS),
            exported_at=change.exported_at,
            lines=WORDING.lines(change.changes, self.zone),
        )


def _deciding(conflict: RefundConflict) -> Deciding:
    kind, state = ConflictKind(conflict.kind), ConflictState(conflict.state)
    refusal = take_refusal(kind)
    return Deciding(
        pk=conflict.pk,
        code=kind,
        kind=kind.label,
        state=state.label,
        is_open=state is ConflictState.OPEN,
        at=conflict.decided_at or conflict.opened_at,
        decided_by=conflict.decided_by.name if conflict.decided_by else "",
        reason=conflict.reason,
        post_url=reverse("refund_conflict", args=[conflict.pk]),
        take_refusal=str(refusal) if refusal else "",
        effect=EFFECTS.get(kind, ""),
    )


def _yuan(amount: Money | None) -> str:
    return "–" if amount is None else f"¥{amount.yuan}"
