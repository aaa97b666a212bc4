"""The settlement sheet of a courier and month as it stands now, before it is closed (O7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Sum

from aftercare.cases.access import visible_cases, visible_costs
from aftercare.cases.claims import CLAIM_STATES
from aftercare.cases.models import Case
from aftercare.cases.periods import Period
from aftercare.cases.terms import CostKind, Responsible
from aftercare.core.money import ZERO, Money
from aftercare.couriers.access import visible_settlements
from aftercare.couriers.figures import Figures, Held, figures_of, rules_for
from aftercare.couriers.judging import deducts
from aftercare.couriers.models import Settlement, SettlementLine
from aftercare.couriers.totals import Compensation, Piece, Totals, totals
from aftercare.orders.delivery.companies import company
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

MOST_LINES: Final = 5000  # of one sheet


@dataclass(frozen=True)
class Draft:
    """A sheet that is not closed. `borne`: what cases that ended in the month charge to the courier (not in the total);
    `open_claims`: how many claims still wait, and for how much."""

    shop: Shop
    courier: str
    month: date
    figures: Figures
    rules: Mapping[str, Any]
    pieces: tuple[Piece, ...]
    compensations: tuple[Compensation, ...]
    borne: Money
    open_claims: tuple[int, Money]

    @property
    def totals(self) -> Totals:
        return totals(self.pieces, self.compensations)

    @property
    def mark(self) -> str:
        """Changes with any figure or line, so that what is closed is what was on screen."""
        lines = [self.figures.sent, self.rules, self.borne.fen, *self.pieces, *self.compensations]
        return sha256(repr(lines).encode()).hexdigest()[:32]


def draft_of(person: Person, shop: Shop, courier: str, month: date, at: datetime) -> Draft:
    """The sheet as the records have it now. A bounded number of queries, whatever the size."""
    period = Period(month, {shop.pk: shop.timezone})
    figures = figures_of(person, shop, courier, month, at)
    elsewhere = _settled_elsewhere(person, figures, courier)
    held = [one for one in figures.held if one.case_id not in elsewhere][:MOST_LINES]
    amount = figures.rules.piece if deducts(figures.judged.level) else ZERO
    then = rules_for(shop, period, at)
    limits = figures.rules
    return Draft(
        shop=shop,
        courier=courier,
        month=month,
        figures=figures,
        rules={
            "least": limits.least, "warn": limits.warn, "deduct": limits.deduct, "demote": limits.demote,
            "piece": limits.piece.fen, "rows": dict(then.sources),
        },
        pieces=tuple(_piece(one, amount, shop) for one in held),
        compensations=tuple(_compensations(person, shop, courier, period)),
        borne=_borne(person, courier, period),
        open_claims=_open_claims(person, shop, courier),
    )  # fmt: skip


def _piece(one: Held, amount: Money, shop: Shop) -> Piece:
    return Piece(one.case_id, one.number, one.order_no, one.tracking_no, _day(one.opened_at, shop), amount)


def _day(at: datetime, shop: Shop) -> str:
    return at.astimezone(ZoneInfo(shop.timezone)).date().isoformat()


def _settled_elsewhere(person: Person, figures: Figures, courier: str) -> set[int]:
    """Cases on a closed sheet of another courier: an order that was renamed since is not deducted twice."""
    ids = [one.case_id for one in figures.held]
    lines = SettlementLine.objects.filter(case__in=ids, is_claim=False, settlement__in=visible_settlements(person))
    return set(lines.exclude(settlement__courier=courier).values_list("case_id", flat=True))


def _claims(person: Person, shop: Shop) -> Any:
    claims = visible_cases(person).filter(shop=shop, flow="claim", state__in=CLAIM_STATES)
    return claims.select_related("order").only(
        "number", "details", "closed_at", "order_id", "order__courier", "order__platform_no", "order__tracking_no"
    )


def _compensations(person: Person, shop: Shop, courier: str, period: Period) -> Iterable[Compensation]:
    """Claims at this courier that ended in the month; paid is what was booked as recovered from it."""
    claims = _claims(person, shop).filter(period.holds("closed_at")).order_by("pk")
    ended = [case for case in claims if _company_of(case) == courier][:MOST_LINES]
    booked = visible_costs(person).filter(case__in=ended, kind=CostKind.RECOVERED, party=Responsible.COURIER)
    paid: dict[int, Money] = {}
    for case_id, name, amount in booked.values_list("case_id", "counterparty", "amount"):
        if company(name) == courier:
            paid[case_id] = paid.get(case_id, ZERO) - amount
    for case in ended:
        yield Compensation(
            case.pk, case.number, case.order.platform_no, case.order.tracking_no, _day(case.closed_at, shop),
            Money(case.details.get("claim_amount") or 0), paid.get(case.pk, ZERO),
        )  # fmt: skip


def _open_claims(person: Person, shop: Shop, courier: str) -> tuple[int, Money]:
    claims = _claims(person, shop).filter(closed_at=None)[:MOST_LINES]
    waiting = [case for case in claims if _company_of(case) == courier]
    return len(waiting), sum((Money(case.details.get("claim_amount") or 0) for case in waiting), ZERO)


def _company_of(case: Case) -> str:
    return company(str(case.details.get("courier_name") or case.order.courier))


def _borne(person: Person, courier: str, period: Period) -> Money:
    """Costs of cases that ended in the month and are charged to the courier, before what it paid."""
    rows = visible_costs(person).filter(period.holds("at"), party=Responsible.COURIER).exclude(kind=CostKind.RECOVERED)
    sums = rows.values("counterparty").annotate(fen=Sum("amount")).order_by("counterparty")
    return sum((_money(row["fen"]) for row in sums if company(row["counterparty"]) == courier), ZERO)


def _money(amount: Money | int) -> Money:
    return amount if isinstance(amount, Money) else Money(int(amount))


@dataclass(frozen=True)
class Closed:
    """A closed sheet with its lines."""

    sheet: Settlement
    pieces: tuple[Piece, ...]
    compensations: tuple[Compensation, ...]

    @property
    def totals(self) -> Totals:
        return totals(self.pieces, self.compensations)


def closed_of(sheet: Settlement) -> Closed:
    """The lines as they were. One query."""
    pieces, claims = [], []
    for line in SettlementLine.objects.filter(settlement=sheet).order_by("pk"):
        told = (line.case_id, line.number, line.order_no, line.tracking_no, line.day.isoformat())
        if line.is_claim:
            claims.append(Compensation(*told, line.claimed, line.paid))
        else:
            pieces.append(Piece(*told, line.deduction))
    return Closed(sheet, tuple(pieces), tuple(claims))


def newest_sheets(person: Person, shop_ids: Iterable[int], month: date) -> dict[tuple[int, str], Settlement]:
    """(shop id, courier): the newest version of each closed sheet of the month. One query."""
    rows = visible_settlements(person).filter(shop_id__in=list(shop_ids), month=month).order_by("version")
    return {(row.shop_id, row.courier): row for row in rows}
