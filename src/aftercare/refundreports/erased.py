"""Refunds of erased buyers that a report tells anew: what is asked and given stays, their words do not (U4, J7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from aftercare.customers.erased import Whose, without_erased
from aftercare.refundreports.facts import RefundFacts


def refunds_to_keep(shop_id: int, rows: Sequence[tuple[int, RefundFacts]]) -> list[tuple[int, RefundFacts]]:
    """The rows (line, facts), those of erased buyers without explanation. What they ask for since then is theirs."""
    return without_erased(shop_id, rows, _whose, _blank)


def _whose(facts: RefundFacts) -> Whose:
    return Whose((facts.order_no, facts.line_no), at=facts.applied_at)


def _blank(facts: RefundFacts, _erased_at: datetime) -> RefundFacts:
    return replace(facts, explanation=None)
