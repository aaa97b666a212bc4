"""What intake knows of refund reports: how a row is read, and what becomes of it (B2, E1–E10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.core.money import ZERO, Money
from aftercare.core.words import _
from aftercare.intake.cells import CellReader
from aftercare.intake.families import Cells, Family, RowReader, Sum, register
from aftercare.intake.fields import Clock
from aftercare.intake.problems import RowProblem
from aftercare.intake.recognise import Shape
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.refundreports.facts import LENGTHS, RefundFacts
from aftercare.refundreports.profiles import OWN_REFUNDS, PROFILES
from aftercare.refundreports.statuses import intervention_of, kind_of, open_state, state_of
from aftercare.refundreports.taking import Scope as Report
from aftercare.refundreports.taking import take_in
from aftercare.refundreports.terms import RefundKind, RefundState, RowVerdict
from aftercare.refundreports.told import CHANGES

_NEEDED = frozenset({"refund_no", "order_no", "raw_status"})
_VERDICTS = {
    RowVerdict.ADDED: Verdict.ADDED,
    RowVerdict.MOVED: Verdict.UPDATED,
    RowVerdict.UNCHANGED: Verdict.UNCHANGED,
    RowVerdict.OLDER: Verdict.OLDER,
}
_PLAIN = (
    "line_no", "title", "merchant_code", "reason", "explanation", "goods_state", "liable", "courier", "tracking_no",
    "raw_kind", "raw_intervention",
)  # fmt: skip
_TIMES = ("applied_at", "returned_at", "finished_at", "due_at")


def reader(shape: Shape, clock: Clock) -> RowReader:
    """Reads rows of a refund report into `RefundFacts`."""
    cells_of, platform = CellReader(shape, clock, _NEEDED), shape.profile.platform

    def read(line: int, cells: Cells) -> ReadRow | RowProblem:
        told = cells_of.read(line, cells)
        if isinstance(told, RowProblem):
            return told
        for code in ("refund_no", "order_no"):
            if len(told[code]) > LENGTHS[code]:
                return cells_of.refused(line, code, told[code], "id.format")
        facts = facts_of(told, platform)
        unknown = (facts.raw_status or "",) if facts.state is RefundState.UNKNOWN else ()
        amount = (facts.amount or ZERO).fen
        sums = {"asked": amount, "refunded": amount if facts.state is RefundState.SUCCESS else 0}
        return ReadRow(line, facts, facts.refund_no, facts.refund_no, sums=sums, unknown=unknown)

    return read


def facts_of(told: dict[str, Any], platform: str) -> RefundFacts:
    """What the cells of one row tell, in one form for all platforms."""
    texts: dict[str, Any] = {name: _cut(told.get(name), LENGTHS[name]) for name in _PLAIN}
    kind = kind_of(texts["raw_kind"]) if texts["raw_kind"] else None
    raw_status = told["raw_status"][: LENGTHS["raw_status"]]
    state = state_of(raw_status, platform)
    if state is None:
        is_agreed, is_returned = "agreed_at" in told, "returned_at" in told or "tracking_no" in told
        state = open_state(kind=kind or RefundKind.UNKNOWN, is_agreed=is_agreed, is_returned=is_returned)
    called_in = texts["raw_intervention"]
    return RefundFacts(
        refund_no=told["refund_no"],
        order_no=told["order_no"],
        raw_status=raw_status,
        state=state,
        kind=kind,
        amount=_amount(told),
        freight=told.get("freight"),
        intervention=intervention_of(called_in) if called_in else None,
        **texts,
        **{name: told.get(name) for name in _TIMES},
    )


def _amount(told: dict[str, Any]) -> Money | None:
    """All that is given back; Douyin tells goods, freight and tax apart."""
    if "amount" in told:
        amount: Money = told["amount"]
        return amount
    parts = [told[name] for name in ("goods", "freight", "tax") if name in told]
    return sum(parts, ZERO) if parts else None


def _cut(text: str | None, length: int) -> str | None:
    """Words are cut to their column, so that the same file reads the same the second time."""
    return text[:length] or None if text else None


def apply(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Take the rows in; a number that belongs to another order is refused."""
    report = Report(
        shop_id=scope.shop_id,
        batch_id=scope.batch_id,
        actor_id=scope.actor_id,
        exported_at=scope.exported_at,
        at=scope.at,
        writes=scope.writes,
    )
    verdicts = take_in(report, [(row.line, row.facts) for row in rows])
    outcome = Outcome()
    for row in rows:
        verdict = verdicts[row.line]
        if verdict is RowVerdict.CONFLICT:
            params = {"number": row.facts.refund_no, "order": row.facts.order_no}
            outcome.problems.append(RowProblem(row.line, "", "", "refunds.other_order", params))
        else:
            outcome.verdicts[row.line] = _VERDICTS[verdict]
    return outcome


def shown(facts: RefundFacts, zone: ZoneInfo) -> dict[str, str]:
    """What a preview prints of a row; the buyer's words not at all."""
    told = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    told |= {"goods": facts.amount, "explanation": "***" if facts.explanation else None}
    return {name: _text(value, zone) for name, value in told.items() if value not in (None, "")}


def _text(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, Money):
        return value.yuan
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return str(value)


REFUNDS = Family(
    code="refunds",
    label=_("Refund reports"),
    profiles=PROFILES,
    reader=reader,
    apply=apply,
    shown=shown,
    mappable=OWN_REFUNDS,
    sums=(Sum("asked", _("Refunds in the file")), Sum("refunded", _("Of it refunded"))),
    changes=CHANGES,
    no_undo=_(
        "A refund report moves cases and stops payments; that cannot be taken back as a whole. "
        "Please correct single refunds on their own pages."
    ),
    sentences={
        "refunds.other_order": _("The refund number %(number)s was told before for another order than %(order)s."),
    },
)


def define() -> None:
    """Called once, when the program starts."""
    register(REFUNDS)
