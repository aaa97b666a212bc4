"""What a case cost, booked when it ends, and charged to whoever is responsible (B6)."""

from collections.abc import Iterator, Sequence

from django.db import connection

from aftercare.cases.effects.context import MoveContext
from aftercare.cases.models import CaseLine, Cost
from aftercare.cases.terms import CostKind, Disposition, Responsible
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO, Money
from aftercare.core.sql import Compiled, insert
from aftercare.orders.models import OrderLine

Booking = tuple[CostKind, Money, int | None]  # kind, amount, product id
LOST = (Disposition.DEFECTIVE, Disposition.SCRAP)
_LINES = Compiled(
    lambda case: CaseLine.objects.filter(case_id=case).select_related("order_line__product").order_by("pk"), case=0
)
_PAID = Prepared("""
    SELECT line.kind, cap.reference, sum(line.amount)::bigint
    FROM money_payoutline AS line JOIN money_payout AS payout ON payout.id = line.payout_id
    LEFT JOIN money_cap AS cap ON cap.id = line.cap_id
    WHERE payout.subject_kind = 'case' AND payout.subject_id = %s AND payout.state = 'paid'
    GROUP BY line.kind, cap.reference ORDER BY line.kind, cap.reference
""")


def close_books(ctx: MoveContext) -> None:
    """Write the costs of a case that has just ended. A case without costs writes nothing."""
    case = ctx.case
    lines = _LINES.rows(case=case.pk)
    bookings = [
        *_paid(ctx), *_paid_elsewhere(ctx, lines), *_goods_lost(lines), *_sent_again(ctx, lines), *_kept(ctx, lines)
    ]  # fmt: skip
    if not bookings:
        return
    party = Responsible(case.responsible)
    name = str(case.details.get("courier_name") or case.order.courier) if party is Responsible.COURIER else ""
    for kind, amount, product in bookings:
        insert(
            Cost(
                case=case,
                shop_id=case.shop_id,
                kind=kind,
                amount=amount,
                party=party,
                counterparty=name,
                product_id=product,
                at=ctx.at,
            )
        )
    ctx.data["cost"] = sum(amount.fen for _kind, amount, _product in bookings)


def _paid(ctx: MoveContext) -> Iterator[Booking]:
    """What finance paid, by kind and product."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID, [ctx.case.pk])
        paid = cursor.fetchall()
    if not paid:
        return
    products = dict(OrderLine.objects.filter(order_id=ctx.case.order_id).values_list("pk", "product_id"))
    for kind, reference, fen in paid:
        line = int(reference.partition(":")[2]) if reference else 0
        yield CostKind(kind), Money(fen), products.get(line)


def _paid_elsewhere(ctx: MoveContext, lines: Sequence[CaseLine]) -> Iterator[Booking]:
    """What the platform gave back by itself."""
    given = ctx.case.details.get("refunded_elsewhere") or {}
    for line in lines:
        if fen := given.get(str(line.pk)):
            yield CostKind.REFUND, Money(fen), line.order_line.product_id
    if given and (fen := ctx.case.details.get("report_freight")):
        yield CostKind.FREIGHT, Money(fen), None


def _goods_lost(lines: Sequence[CaseLine]) -> Iterator[Booking]:
    """Pieces that came back and cannot be sold as good, at cost; without a known cost at what was paid for them."""
    for line in lines:
        ends = ((line.good, line.good_to), (line.defective, line.defective_to))
        yield from _worth(CostKind.GOODS_LOST, line.order_line, sum(pieces for pieces, where in ends if where in LOST))


def _sent_again(ctx: MoveContext, lines: Sequence[CaseLine]) -> Iterator[Booking]:
    """Goods that left once more."""
    order = ctx.case.reship_order
    if order is None or order.dispatched_at is None:
        return
    if worth := Money(ctx.case.details.get("gift_worth", 0)):
        yield CostKind.RESHIPPED, worth, None
        return
    for line in lines:
        yield from _worth(CostKind.RESHIPPED, line.order_line, line.asked)


def _worth(kind: CostKind, line: OrderLine, pieces: int) -> Iterator[Booking]:
    product = line.product
    if product is not None and product.cost is not None:
        worth = product.cost * pieces
    else:
        worth = sum(line.paid.allocate([1] * line.quantity)[:pieces], ZERO)
    if worth:
        yield kind, worth, line.product_id


def _kept(ctx: MoveContext, lines: Sequence[CaseLine]) -> Iterator[Booking]:
    """Amounts that were entered: repairs at our cost, originals written off, money that came back."""
    details = ctx.case.details
    if details.get("booked_repair") and ctx.case.responsible != Responsible.BUYER and details.get("repair_cost"):
        yield CostKind.REPAIR, Money(details["repair_cost"]), None
    if details.get("booked_recovered") and details.get("recovered_amount"):
        yield CostKind.RECOVERED, -Money(details["recovered_amount"]), None
    if details.get("booked_goods_lost"):
        for line in lines:
            yield from _worth(CostKind.GOODS_LOST, line.order_line, line.asked)
