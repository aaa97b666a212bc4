"""What the demo's warehouse is doing just now: promises, slips, boxes, goods out of stock, another courier."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import now, travel
from aftercare.customers.terms import Channel
from aftercare.dispatch.actions.ask_freight import Wish, ask_freight
from aftercare.dispatch.actions.finish_packing import Closing, finish_packing
from aftercare.dispatch.actions.follow_orders import follow_orders
from aftercare.dispatch.actions.mark_shortage import Lack, mark_shortage
from aftercare.dispatch.actions.print_slips import print_slips
from aftercare.dispatch.actions.scan_piece import scan_piece
from aftercare.dispatch.actions.set_handling import set_handling
from aftercare.dispatch.actions.start_packing import start_packing
from aftercare.dispatch.handling_rules import HandlingFacts
from aftercare.dispatch.models import Promise, StockTask
from aftercare.dispatch.packing import standing_of
from aftercare.dispatch.packing_rules import codes_of
from aftercare.dispatch.telling import words_for
from aftercare.dispatch.terms import FreightKind, Mark, Stage, TaskState
from aftercare.orders.models import OrderLine, Product
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Membership, Shop

# Merchant code -> marks, hours in which it leaves.
HANDLED: Final[dict[str, tuple[tuple[Mark, ...], int | None]]] = {
    "QH-201": ((Mark.FRAGILE,), None),
    "QH-202": ((Mark.FRAGILE, Mark.UPRIGHT), None),
    "QH-203": ((Mark.FRAGILE, Mark.CRATE), 96),
    "QH-207": ((Mark.FRAGILE, Mark.DRY), None),
    "MZ-105": ((Mark.GENUINE,), None),
    "MZ-108": ((Mark.DRY,), 168),
    "DX-302": ((Mark.FRAGILE,), None),
    "DX-307": ((Mark.FRAGILE, Mark.CRATE, Mark.GENUINE), 240),
}
PRINTED, PACKED = 8, 3
AGO: Final = timedelta(hours=2)


def fill_the_dock(people: DemoPeople, at: datetime) -> int:
    """Handle products, promise, print, pack, run out of something; returns how many orders must leave."""
    waiting = 0
    for shop in people.shops:
        _handle(shop, people.administrator)
        follow_orders(shop=shop)
        waiting += Promise.objects.filter(shop=shop, ended_at=None).count()
        keeper, agent = _somebody(shop, "warehouse"), _somebody(shop, "agent")
        if keeper is None or agent is None:
            continue
        with travel(-AGO):
            _print_and_pack(shop, keeper)
        _run_out(shop, keeper, agent, at)
        _other_courier(shop, agent)
    return waiting


def _somebody(shop: Shop, role: str) -> Person | None:
    found = Membership.objects.filter(shop=shop, role=role).select_related("staff").order_by("pk").first()
    return person_of(found.staff) if found else None


def _handle(shop: Shop, boss: Person) -> None:
    keeper = _somebody(shop, "operations") or boss
    for product in Product.objects.filter(shop=shop, code__in=list(HANDLED)):
        marks, hours = HANDLED[product.code]
        facts = HandlingFacts(tuple(mark.value for mark in marks), promise_hours=hours)
        set_handling(product_id=product.pk, version=0, facts=facts, person=keeper)


def _waiting(shop: Shop, stage: Stage) -> list[Promise]:
    rows = Promise.objects.filter(shop=shop, ended_at=None, stage=stage, is_short=False, order__source_order=None)
    return list(rows.select_related("order", "shop").order_by("due_at", "pk"))


def _print_and_pack(shop: Shop, keeper: Person) -> None:
    chosen = _waiting(shop, Stage.PRINT)[:PRINTED]
    if not chosen:
        return
    print_slips(order_ids=[row.order_id for row in chosen], person=keeper, out=BytesIO())
    for row in chosen[:PACKED]:
        lines = list(OrderLine.objects.filter(order_id=row.order_id))
        is_scanned = all(codes_of(line.merchant_code, ()) for line in lines)
        if not is_scanned or standing_of(row, now()).holds:
            continue
        start_packing(code=row.order.platform_no, shop_ids=frozenset({shop.pk}), person=keeper)
        for line in lines:
            for _piece in range(line.quantity):
                scan_piece(code=line.merchant_code, person=keeper)
        finish_packing(closing=Closing(grams=480 + 35 * len(lines)), person=keeper)


def _run_out(shop: Shop, keeper: Person, agent: Person, at: datetime) -> None:
    """The code that most orders wait for is out of stock; one buyer has heard of it, and thinks it over."""
    waiting = [row.order_id for row in _waiting(shop, Stage.PRINT)]
    codes = OrderLine.objects.filter(order_id__in=waiting).exclude(merchant_code="").order_by("merchant_code")
    named = list(codes.values_list("merchant_code", flat=True))
    if not named:
        return
    code = max(sorted(set(named)), key=named.count)
    lack = Lack(code, (at + timedelta(days=4)).date(), "供应商补货中,周四到仓")
    mark_shortage(shop_id=shop.pk, lack=lack, person=keeper)
    task = StockTask.objects.filter(shop=shop, state=TaskState.TELL).order_by("due_at", "pk").first()
    if task is not None:  # written as `mark_told` writes it; the demo is made at any hour, also in the quiet ones
        told = {"told_round": 1, "told_at": at - AGO, "told_by_id": agent.staff_id, "words": words_for(task)}
        StockTask.objects.filter(pk=task.pk).update(state=TaskState.TOLD, channel=Channel.PLATFORM, **told)


def _other_courier(shop: Shop, agent: Person) -> None:
    rows = _waiting(shop, Stage.PRINT)
    wishes = (
        Wish(FreightKind.SF, "顺丰速运", note="买家出差前要收到,要求顺丰"),
        Wish(FreightKind.LINE, "德邦快递", note="大件,走物流到门店自提"),
    )
    for row, wish in zip(reversed(rows), wishes, strict=False):
        ask_freight(order_id=row.order_id, wish=wish, person=agent)
