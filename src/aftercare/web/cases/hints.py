"""What the wizard points out: kinds that the buyer's words speak for, and cases that may be the same matter (B13)."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.cases.access import visible_cases
from aftercare.cases.clocks import first_limit
from aftercare.cases.gather import signing_of
from aftercare.cases.queries import cases_of_order
from aftercare.cases.suggest import OrderSeen, Suggestion, suggest
from aftercare.orders.terms import OrderStatus
from aftercare.shops.policies import policies_of
from aftercare.web.cases.opening import Opening
from aftercare.web.cases.record import CaseView, case_view
from aftercare.web.pieces.words import exact


@dataclass(frozen=True)
class SuggestionView:
    """One suggestion as a button that chooses the kind, and the reason when there is one."""

    code: str
    label: Any
    reason: Any
    because: str
    sends: str  # JSON for hx-vals


@dataclass(frozen=True)
class Start:
    """When the buyer applied, and what that means for the platform's clock: when it runs out ('' when none runs), and
    `effect`, the step that follows at once, when it has."""

    applied: str
    limit: str
    effect: Any = ""


class Hints:
    """Remarks beside a half-made case, at one moment."""

    def __init__(self, opening: Opening, at: datetime) -> None:
        self._opening, self._at = opening, at

    @cached_property
    def suggestions(self) -> list[SuggestionView]:
        """By what was typed, else by the words that came with the order, else by where the parcel is."""
        opening = self._opening
        words = opening.description or opening.order.buyer_message
        return [self._view(one) for one in suggest(words, self._order_seen, opening.kind.likely)]

    @property
    def _order_seen(self) -> OrderSeen:
        order = self._opening.order
        days = policies_of(order.shop, self._at).get("return.no_reason_days")
        signing = signing_of(order, order.shop.timezone, self._applied_at or self._at, days)
        return OrderSeen(OrderStatus(order.status), order.dispatched_at is not None, signing)

    @property
    def _applied_at(self) -> datetime | None:
        try:
            return self._opening.applied_at
        except ValueError:
            return None

    @cached_property
    def start(self) -> Start | None:
        """For an application that was made before it is entered; nothing to say of one that is made now."""
        order, flow, applied_at = self._opening.order, self._opening.flow, self._applied_at
        if applied_at is None or flow is None:
            return None
        zone = ZoneInfo(order.shop.timezone)
        limit, follows = first_limit(flow, order, applied_at)
        has_passed = limit is not None and limit <= self._at
        effect = follows.label if has_passed and follows is not None else ""
        return Start(exact(applied_at, zone), exact(limit, zone) if limit else "", effect)

    def _view(self, one: Suggestion) -> SuggestionView:
        sent = {"step": "suggested", "flow": one.flow}
        if one.reason is not None:
            sent["reason"] = one.reason.value
        because = " ".join(str(sentence) for sentence in one.because)
        label, reason = self._opening.kind.kinds[one.flow].label, one.reason.label if one.reason else ""
        return SuggestionView(one.flow, label, reason, because, json.dumps(sent))

    @cached_property
    def duplicates(self) -> list[CaseView]:
        """Cases that the order already has."""
        return [case_view(case) for case in cases_of_order(self._opening.person, self._opening.order.pk)]

    @cached_property
    def same_matter(self) -> list[CaseView]:
        """Open ones of the chosen kind on the chosen lines; on any line while none is chosen."""
        opening = self._opening
        if opening.flow is None or not self.duplicates:
            return []
        lines = opening.lines
        ids = [choice.line.pk for choice in lines if choice.pieces.strip("0")] or [choice.line.pk for choice in lines]
        open_ones = visible_cases(opening.person).filter(order_id=opening.order.pk, closed_at=None)
        numbers = set(
            open_ones.filter(flow=opening.flow.code, lines__order_line_id__in=ids).values_list("number", flat=True)
        )
        return [view for view in self.duplicates if view.number in numbers]
