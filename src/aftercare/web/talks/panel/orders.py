"""The blocks of the buyer's orders and cases (U1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from aftercare.cases.access import visible_cases
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case
from aftercare.chat.buyers import BuyersOrder
from aftercare.orders.models import OrderLine
from aftercare.parcels.queries import parcels_by_order
from aftercare.web.caseline import address_of, clock_of, state_of, tone_of
from aftercare.web.cases.audience import OPENERS
from aftercare.web.orders.listing import LABELS, TONES
from aftercare.web.parcels.marks import ParcelMark
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.talks.panel.side import Side

LINES_SHOWN: Final = 3
CASES_SHOWN: Final = 5


@dataclass(frozen=True)
class OrderView:
    """One order of the buyer."""

    row: BuyersOrder
    label: Any
    tone: Tone
    parcel: ParcelMark | None = None

    @property
    def lines(self) -> Sequence[OrderLine]:
        return [line for line in self.row.lines if line.title][:LINES_SHOWN]

    @property
    def more_lines(self) -> int:
        return max(len(self.row.lines) - LINES_SHOWN, 0)


class OrdersContext:
    """The newest five, or the way to find out whose conversation it is. Four queries."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.may_open = side.person.has(side.shop.pk, *OPENERS)

    @cached_property
    def rows(self) -> list[OrderView]:
        rows = self.side.orders.rows
        parcels = parcels_by_order(self.side.person, [row.order for row in rows])
        return [
            OrderView(
                row,
                LABELS[row.order.status],
                TONES[row.order.status],
                ParcelMark(parcels[row.order.pk]) if row.order.pk in parcels else None,
            )
            for row in rows
        ]

    @property
    def more(self) -> int:
        return self.side.orders.count - len(self.side.orders.rows)

    @property
    def mark(self) -> str:
        return str(self.side.orders.count) if self.side.orders.count else ""


@dataclass(frozen=True)
class CaseView:
    """One open case of the buyer."""

    number: str
    address: str
    kind: Any
    label: Any
    tone: Tone
    clock: Clock | None


class CasesContext:
    """Open cases by what runs out first, and how many are closed. Two queries."""

    def __init__(self, side: Side) -> None:
        self.side = side

    @cached_property
    def _counts(self) -> dict[str, int]:
        if not self.side.is_known:
            return {"opened": 0, "closed": 0}
        return self._cases().aggregate(
            opened=Count("pk", filter=Q(closed_at=None)), closed=Count("pk", filter=~Q(closed_at=None))
        )

    def _cases(self) -> Any:
        of_buyer = {"shop_id": self.side.shop.pk, "customer_id": self.side.visitor.customer_id}
        return visible_cases(self.side.person).filter(**of_buyer)

    @cached_property
    def rows(self) -> list[CaseView]:
        if not self._counts["opened"]:
            return []
        soonest = F("next_due_at").asc(nulls_last=True)
        found = self._cases().filter(closed_at=None).defer("description", "refusal_clause", "proposal", "details")
        return [_view(case) for case in found.order_by(soonest, "-pk")[:CASES_SHOWN]]

    @property
    def more(self) -> int:
        return self._counts["opened"] - len(self.rows)

    @property
    def closed(self) -> int:
        return self._counts["closed"]

    @property
    def mark(self) -> str:
        """How many are open."""
        opened = self._counts["opened"]
        return _("%(count)s open") % {"count": opened} if opened else ""


def _view(case: Case) -> CaseView:
    kind = flow_of(case.flow, case.flow_version).label
    return CaseView(case.number, address_of(case.number), kind, state_of(case).label, tone_of(case), clock_of(case))
