"""What the platforms' refund reports told the demo shops: applications in every state, some that fit none of ours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from aftercare.cases.models import Case
from aftercare.config.demo.people import DemoPeople
from aftercare.core.money import ZERO, Money
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.refundreports.actions.carry_refunds import carry_refunds
from aftercare.refundreports.facts import RefundFacts
from aftercare.refundreports.taking import Scope, take_in
from aftercare.refundreports.terms import Intervention, RefundKind, RefundState
from aftercare.shops.models import Shop

SEED: Final = 20_241_129  # of its own: what is drawn here changes nothing elsewhere in the demo
WORDS: Final = {
    RefundState.ASKED: "买家已经申请退款，等待卖家同意",
    RefundState.REFUSED: "卖家拒绝退款",
    RefundState.AGREED: "卖家已经同意退款，等待买家退货",
    RefundState.SENT: "买家已经退货，等待卖家确认收货",
    RefundState.CLOSED: "退款关闭",
    RefundState.SUCCESS: "退款成功",
    RefundState.UNKNOWN: "待二次协商",
}
COURSE: Final = (  # how many of each, and how long the platform still waits
    (RefundState.CLOSED, 3, None),  # one of each kind
    (RefundState.ASKED, 6, timedelta(hours=31)),
    (RefundState.AGREED, 4, timedelta(days=5)),
    (RefundState.SENT, 4, timedelta(days=8)),
    (RefundState.REFUSED, 2, timedelta(days=3)),
    (RefundState.SUCCESS, 6, None),
    (RefundState.UNKNOWN, 1, None),
)
REASONS: Final = ("质量问题", "7天无理由退换货", "尺码/大小不合适", "商品与描述不符", "少件/漏发", "不想要了")
SAID: Final = ("杯口有一道裂纹，图片已上传", "颜色和图片差别有点大", "尺寸买小了，还没用过", "少了一个底座", "")
KINDS: Final = {RefundKind.RETURN: "退货退款", RefundKind.REFUND_ONLY: "仅退款", RefundKind.EXCHANGE: "换货"}


def tell_refunds(people: DemoPeople, at: datetime) -> int:
    """A report of yesterday and one of today for the first shop. Returns how many refunds it tells of."""
    shop, rng = people.shops[0], Random(SEED)  # noqa: S311 - invented data
    orders = list(
        Order.objects.filter(shop=shop, status__in=(OrderStatus.DISPATCHED, OrderStatus.COMPLETED), cases=None)
        .exclude(lines__paid=ZERO)
        .order_by("-ordered_at")
        .distinct()[:60]
    )
    rows = list(_rows(orders, at, rng))
    early = [_earlier(row) for row in rows[::3]]
    unlike = [row for case in _ended(shop) for row in _unlike(case, at)]
    waits = [_row(f"29{rng.randrange(10**16):016d}", RefundState.ASKED, at, rng) for _ in range(2)]
    _report(shop, early, at - timedelta(hours=20), people.administrator.staff_id)
    _report(shop, [*rows, *waits, *unlike], at - timedelta(hours=1), people.administrator.staff_id)
    carry_refunds(shop_id=shop.pk)
    return len(rows) + len(waits) + len(unlike)


def _report(shop: Shop, rows: list[RefundFacts], exported: datetime, staff_id: int | None) -> None:
    scope = Scope(shop_id=shop.pk, batch_id=None, actor_id=staff_id, exported_at=exported, at=exported)
    take_in(scope, list(enumerate(rows, start=2)))


def _rows(orders: list[Order], at: datetime, rng: Random) -> Iterator[RefundFacts]:
    left = iter(orders)
    for state, count, waits in COURSE:
        for nth in range(count):
            order = next(left, None)
            if order is None:
                return
            due, kind = None if waits is None else at + waits, list(KINDS)[nth % len(KINDS)]
            yield _row(order, state, at, rng, kind=kind, due=due)


def _row(
    order: Order | str,
    state: RefundState,
    at: datetime,
    rng: Random,
    *,
    kind: RefundKind = RefundKind.RETURN,
    due: datetime | None = None,
) -> RefundFacts:
    """One application for that order, or for a number that nobody knows yet; the amount is that of a line."""
    number = order if isinstance(order, str) else order.platform_no
    line = None if isinstance(order, str) else order.lines.order_by("pk").first()
    if state in (RefundState.AGREED, RefundState.SENT):
        kind = RefundKind.RETURN
    is_back = state is RefundState.SENT
    return RefundFacts(
        refund_no=f"18{number[2:]}",
        order_no=number,
        raw_status=WORDS[state],
        state=state,
        raw_kind=KINDS[kind],
        kind=kind,
        title=line.title if line else "原木摆件",
        merchant_code=line.merchant_code or None if line else None,
        amount=line.paid if line else Money(6_900),
        reason=rng.choice(REASONS),
        explanation=rng.choice(SAID) or None,
        goods_state="买家已收到货" if kind is RefundKind.RETURN else "买家未收到货",
        intervention=Intervention.NONE,
        raw_intervention="未介入",
        courier="中通快递" if is_back else None,
        tracking_no=f"7531{rng.randrange(10**10):010d}" if is_back else None,
        applied_at=at - timedelta(hours=rng.randrange(26, 60)),
        returned_at=at - timedelta(hours=9) if is_back else None,
        due_at=due,
    )


def _earlier(row: RefundFacts) -> RefundFacts:
    """The same as yesterday's report told it."""
    values = {name: getattr(row, name) for name in row.__dataclass_fields__}
    told = {"state": RefundState.ASKED, "raw_status": WORDS[RefundState.ASKED]}
    gone = dict.fromkeys(("courier", "tracking_no", "returned_at", "due_at"))
    return RefundFacts(**{**values, **told, **gone})


def _ended(shop: Shop) -> list[Case]:
    """Cases of ours that ended without a refund: the platform says otherwise of them."""
    ended = Case.objects.filter(shop=shop, flow="return", state__in=("withdrawn", "lapsed", "rejected"))
    return list(ended.select_related("order").order_by("-closed_at")[:2])


def _unlike(case: Case, at: datetime) -> Iterator[RefundFacts]:
    number = case.platform_case_no or f"18{case.order.platform_no[2:]}"
    Case.objects.filter(pk=case.pk).update(platform_case_no=number)
    yield RefundFacts(
        refund_no=number,
        order_no=case.order.platform_no,
        raw_status=WORDS[RefundState.SUCCESS],
        state=RefundState.SUCCESS,
        raw_kind="退货退款",
        kind=RefundKind.RETURN,
        amount=case.asked,
        reason="质量问题",
        applied_at=case.opened_at,
        finished_at=at - timedelta(hours=5),
    )
