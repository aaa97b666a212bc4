"""What a record asks for on the lines of its order, and what of it a case has not been told yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.cases.effects.reports import OPENED, OURS
from aftercare.cases.flows.spec import Flow
from aftercare.cases.models import Case
from aftercare.cases.parsing import company_problem, read_tracking
from aftercare.cases.terms import Reason
from aftercare.core.money import ZERO, Money
from aftercare.core.sql import Compiled
from aftercare.orders.models import OrderLine
from aftercare.refundreports.facts import RefundFacts
from aftercare.refundreports.reasons import reason_of
from aftercare.refundreports.rules import LineOf, lines_meant, spread


@dataclass(frozen=True)
class Wish:
    """Order line id → (pieces, goods money), the freight beside it, our reason."""

    lines: dict[int, tuple[int, Money]]
    freight: Money
    reason: Reason


_LINES = Compiled(lambda order: OrderLine.objects.filter(order_id=order).order_by("pk"), order=0)


def lines_of(order_id: int) -> list[LineOf]:
    """The lines of the order, as a refund can name them."""
    return [line_of(line) for line in _LINES.rows(order=order_id)]


def wish_of(facts: RefundFacts, held: Sequence[LineOf], flow: Flow) -> Wish:
    """The wish as the report tells it, on these lines of the order. What passes their price was freight."""
    meant = lines_meant(facts, held)
    amount, freight = facts.amount or ZERO, facts.freight or ZERO
    if not flow.asks_money:
        amount = freight = ZERO
    goods = max(amount - freight, ZERO)
    shares = spread(goods, [(line.pk, line.paid) for line in meant])
    lines = {line.pk: (max(line.quantity, 1), shares[line.pk]) for line in meant}
    rest = amount - sum(shares.values(), ZERO)
    return Wish(lines, rest, reason_of(facts.reason, flow.reasons))


def line_of(line: OrderLine) -> LineOf:
    return LineOf(line.pk, line.line_no, line.merchant_code, line.title, line.quantity, line.paid)


def news_for(case: Case, facts: RefundFacts, wish: Wish, held: Sequence[tuple[int, int, Money]]) -> dict[str, Any]:
    """Inputs of `report_told` for what the case does not say yet; empty when it says all. `held`: its lines."""
    news: dict[str, Any] = {}
    if not case.platform_case_no or not case.details.get(OURS):
        news["refund_no"] = facts.refund_no  # marks the case as one that the platform leads
    if case.details.get(OPENED):
        if {line: (pieces, amount) for line, pieces, amount in held} != wish.lines:
            news["told_lines"] = {line: [pieces, amount.fen] for line, (pieces, amount) in wish.lines.items()}
        if case.asked_freight != wish.freight:
            news["told_freight"] = wish.freight.yuan
        if case.reason != wish.reason:
            news["reason"] = wish.reason.value
    return news | _parcel(case, facts)


def _parcel(case: Case, facts: RefundFacts) -> dict[str, Any]:
    """The buyer's parcel. What no courier would print as a number stays in the record only."""
    if not facts.tracking_no:
        return {}
    try:
        number = read_tracking(facts.tracking_no, None)  # type: ignore[arg-type]
    except ValueError:
        return {}
    courier = facts.courier if facts.courier and company_problem(facts.courier) is None else ""
    told = {"tracking_no": number, **({"courier": courier} if courier else {})}
    same = case.return_tracking_no == number and (not courier or case.return_courier == courier)
    return {} if same or case.received_at is not None else told


def due_news(case: Case, due: datetime | None, *, fits: bool) -> dict[str, Any]:
    """The platform's deadline as an input, when the case shows another one. `fits`: both stand at the same stage; then
    a deadline that the platform has not named is not ours to invent."""
    if not fits or case.platform_due_at == due:
        return {}
    return {"told_due": due.isoformat() if due else "none"}
