"""What the products of orders promise, and how they are handled: for many orders in two queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from django.db.models import Q

from aftercare.dispatch.models import Handling
from aftercare.dispatch.policies import AHEAD, PROMISE, RESHIP
from aftercare.dispatch.rules import Promised, PromiseFacts, Term, promised
from aftercare.dispatch.terms import Mark
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

NOTHING = Term()


def handlings_of(shop_id: int, lines: Iterable[OrderLine]) -> dict[int, Handling]:
    """By line id; a line names its product, or only the merchant code under which the shop keeps it."""
    lines = list(lines)
    ids = {line.product_id for line in lines if line.product_id}
    codes = {line.merchant_code for line in lines if line.merchant_code and not line.product_id}
    if not ids and not codes:
        return {}
    rows = Handling.objects.filter(
        Q(product_id__in=ids) | Q(product__code__in=codes, product__shop_id=shop_id), shop_id=shop_id
    ).select_related("product")
    by_id = {row.product_id: row for row in rows}
    by_code = {row.product.code: row for row in by_id.values()}
    found = {line.pk: by_id.get(line.product_id or 0) or by_code.get(line.merchant_code) for line in lines}
    return {pk: row for pk, row in found.items() if row is not None}


def fragile_lines(shop_id: int, lines: Sequence[OrderLine]) -> set[int]:
    """Ids of those whose product is marked as fragile: the choice of the courier goes by it (O6). One query."""
    return {pk for pk, row in handlings_of(shop_id, lines).items() if Mark.FRAGILE.value in row.marks}


def promises_of(shop: Shop, orders: Sequence[Order]) -> dict[int, Promised]:
    """By order id, from the policies in force when each was paid (B12)."""
    terms = _terms(shop.pk, [order.pk for order in orders])
    return {order.pk: promised(_facts(shop, order, terms.get(order.pk, ()))) for order in orders}


def _terms(shop_id: int, order_ids: Collection[int]) -> Mapping[int, Sequence[Term]]:
    lines = list(
        OrderLine.objects.filter(order_id__any_of=list(order_ids)).only("order_id", "product_id", "merchant_code")
    )
    handled = handlings_of(shop_id, lines)
    found: dict[int, list[Term]] = defaultdict(list)
    for line in lines:
        row = handled.get(line.pk)
        found[line.order_id].append(NOTHING if row is None else Term(row.promise_hours, row.presale_on))
    return found


def _facts(shop: Shop, order: Order, terms: Sequence[Term]) -> PromiseFacts:
    begins = order.paid_at or order.ordered_at
    policies = policies_of(shop, begins)
    is_reship = order.source_order_id is not None
    return PromiseFacts(
        begins=begins,
        zone=ZoneInfo(shop.timezone),
        usual=policies.get(RESHIP if is_reship else PROMISE),
        ahead=policies.get(AHEAD),
        terms=terms,
        promised_at=order.promised_at,
        is_reship=is_reship,
    )
