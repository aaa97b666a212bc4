"""Reads of what cases cost (B6): sums by whom it is charged to, and the bookings behind them.

Bounded, and the same number of queries at any size. Every read starts at `visible_costs`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from aftercare.cases.access import COST_READERS, access_case, shops_where, visible_costs
from aftercare.cases.models import Case, Cost
from aftercare.cases.periods import Period
from aftercare.cases.terms import CostKind, Responsible
from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.core.words import _
from aftercare.shops.access import Person

PAGE = 50
MOST_GROUPS = 300
MOST_NAMES = 50
MOST_EXPORTED = 20_000  # rows of one file: three seconds of work
AT_ONCE = 2000  # rows of an export that are read together


@dataclass(frozen=True)
class Charge:
    """Whom costs are charged to; `counterparty` is the courier's or supplier's name."""

    party: Responsible
    counterparty: str = ""


@dataclass(frozen=True)
class Sums:
    """What some bookings add up to. `by_kind` has all kinds; recovered is negative: the net is their plain sum."""

    cases: int
    by_kind: Mapping[CostKind, Money]
    net: Money

    @property
    def gross(self) -> Money:
        """Without what was recovered."""
        return self.net - self.by_kind[CostKind.RECOVERED]


@dataclass(frozen=True)
class Booking:
    """One amount of one case."""

    pk: int
    at: datetime
    shop_id: int
    number: str
    flow: str
    flow_version: int
    order_no: str
    kind: CostKind
    amount: Money
    charge: Charge
    product_code: str
    product_title: str


@dataclass(frozen=True)
class BookingPage:
    """One keyset page, newest first; `after` begins the next one, None on the last."""

    rows: list[Booking]
    after: int | None


def sums_by_kind() -> dict[str, Any]:
    """Aggregates of costs, to be read with `read_sums`."""
    by_kind = {f"sum_{kind.value}": Sum("amount", filter=Q(kind=kind)) for kind in CostKind}
    return {"cases": Count("case_id", distinct=True), "net": Sum("amount"), **by_kind}


def read_sums(row: Mapping[str, Any]) -> Sums:
    """A row of `sums_by_kind`; nothing booked is zero."""
    return Sums(row["cases"], {kind: row[f"sum_{kind.value}"] or ZERO for kind in CostKind}, row["net"] or ZERO)


def costs_of(person: Person, period: Period, charge: Charge | None = None) -> QuerySet[Cost]:
    """Bookings of the period; with `charge` those that are charged so."""
    costs = visible_costs(person).filter(period.holds("at"))
    return costs if charge is None else costs.filter(party=charge.party, counterparty=charge.counterparty)


def total(person: Person, period: Period, charge: Charge | None = None) -> Sums:
    """All of it in one query."""
    return read_sums(costs_of(person, period, charge).aggregate(**sums_by_kind()))


def cost_of_customers(person: Person, customer_ids: Collection[int]) -> Money | None:
    """What closed cases of these customers cost in the shops whose costs the person reads; None for whoever reads none.
    One query (U1)."""
    if not shops_where(person, *COST_READERS):
        return None
    costs = visible_costs(person).filter(case__customer_id__in=customer_ids)
    return costs.aggregate(net=Sum("amount"))["net"] or ZERO


def charges(person: Person, period: Period) -> list[tuple[Charge, Sums]]:
    """The charge-back list in one query: who bears what, the dearest first, MOST_GROUPS at most."""
    groups: QuerySet[Any, Any] = costs_of(person, period).values("party", "counterparty").annotate(**sums_by_kind())
    rows = groups.order_by("-net", "party", "counterparty")[:MOST_GROUPS]
    return [(Charge(Responsible(row["party"]), row["counterparty"]), read_sums(row)) for row in rows]


_COLUMNS = (
    "pk", "at", "shop_id", "case__number", "case__flow", "case__flow_version", "case__order__platform_no", "kind",
    "amount", "party", "counterparty", "product__code", "product__title",
)  # fmt: skip


def booking_page(
    person: Person, period: Period, charge: Charge | None = None, *, after: int | None = None, size: int = PAGE
) -> BookingPage:
    """The bookings in one query. They are only ever added, so that the id gives their order."""
    costs = costs_of(person, period, charge)
    if after is not None:
        costs = costs.filter(pk__lt=after)
    found = [_booking(row) for row in costs.order_by("-pk").values_list(*_COLUMNS)[: size + 1]]
    return BookingPage(found[:size], found[size - 1].pk if len(found) > size else None)


def export_refusal(person: Person, period: Period, charge: Charge | None) -> Refusal | None:
    """Why these bookings are too many for one file; None when they are not."""
    if costs_of(person, period, charge)[: MOST_EXPORTED + 1].count() <= MOST_EXPORTED:
        return None
    sentence = _("These are more than %(most)s rows. Choose one party or one shop.")
    return Refusal("too_many_rows", sentence, {"most": f"{MOST_EXPORTED:,}"})


def all_bookings(person: Person, period: Period, charge: Charge | None) -> Iterator[Booking]:
    """All of them in the order of booking, streamed, for an export."""
    rows = costs_of(person, period, charge).order_by("pk").values_list(*_COLUMNS)
    return map(_booking, rows.iterator(chunk_size=AT_ONCE))


def _booking(row: Sequence[Any]) -> Booking:
    told, (kind, amount, party, counterparty, code, title) = row[:7], row[7:]
    charge = Charge(Responsible(party), counterparty)
    return Booking(*told, CostKind(kind), amount, charge, code or "", title or "")  # type: ignore[call-arg]


def charged_case(person: Person, number: str) -> tuple[Case, list[Cost]]:
    """The case and what it cost, as far as the person sees both. Raises NotFound."""
    case = access_case(person, number)
    return case, list(visible_costs(person).filter(case=case).order_by("pk"))


def known_counterparties(person: Person, shop_id: int, since: datetime) -> list[str]:
    """Names that this shop has charged since then, to be chosen from: one courier under two names makes two sums."""
    costs = visible_costs(person).filter(shop_id=shop_id, at__gte=since).exclude(counterparty="")
    return list(costs.order_by("counterparty").values_list("counterparty", flat=True).distinct()[:MOST_NAMES])
