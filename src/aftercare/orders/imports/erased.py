"""Orders of erased buyers that a report tells anew: what was sold and paid is taken, whose it was is not (U4, J7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from aftercare.customers.erased import Whose, without_erased
from aftercare.intake.rows import Scope
from aftercare.orders.imports.facts import OrderFacts, SoldFacts

_PERSONAL: Final[dict[str, Any]] = dict.fromkeys(
    (
        *("nick", "buyer_message", "seller_memo", "receiver_name", "receiver_name_mask"),
        *("receiver_phone", "receiver_phone_mask", "receiver_address"),
    )
)


def orders_to_keep(scope: Scope, rows: Sequence[tuple[int, OrderFacts]]) -> list[tuple[int, OrderFacts]]:
    """Rows of whole orders, those of erased buyers without what is personal."""
    return without_erased(scope.shop_id, rows, _whose, _blank)


def sold_to_keep(scope: Scope, rows: Sequence[tuple[int, SoldFacts]]) -> list[tuple[int, SoldFacts]]:
    """The same of rows that tell an order with what was sold."""
    return without_erased(scope.shop_id, rows, lambda facts: _whose(facts.order), _blank_sold)


def _whose(facts: OrderFacts) -> Whose:
    return Whose((facts.platform_no,), facts.nick, facts.ordered_at)


def _blank(facts: OrderFacts, _erased_at: datetime) -> OrderFacts:
    return replace(facts, **_PERSONAL)


def _blank_sold(facts: SoldFacts, erased_at: datetime) -> SoldFacts:
    return replace(facts, order=_blank(facts.order, erased_at))
