"""Reports of every platform with their quirks: right to the fen, and a broken twin is refused row by row (3.1–3.9)."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from tests.intake.platform_reports import DOUYIN, DOUYIN_LATER, JD, JD_LONG, PDD, douyin, jd, pdd
from tests.intake.reports import (
    CLASSIC,
    CLASSIC_ITEMS,
    NO,
    QIANNIU,
    QIANNIU_ITEMS,
    SHORT,
    TMALL_ITEMS,
    classic,
    csv_file,
    qianniu,
    qianniu_item,
    short,
    xlsx_file,
)

from aftercare.core.money import ZERO, Money
from aftercare.intake.families import all_profiles
from aftercare.intake.recognise import Use, recognise
from aftercare.orders.imports.statuses import STATUSES, TABLES
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus

pytestmark = [pytest.mark.django_db, pytest.mark.row("O1")]
PAID_AT = datetime(2026, 9, 15, 2, 0, 5, tzinfo=UTC)
PROMISED = datetime(2026, 9, 17, 2, 0, 5, tzinfo=UTC)


def counts(report):
    return {name: number for name, number in report.counts.items() if number}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (PDD, "pinduoduo_orders"),
        (DOUYIN, "douyin_orders"),
        (DOUYIN_LATER, "douyin_orders"),
        (JD, "jd_orders"),
        (JD_LONG, "jd_orders"),
    ],
)
def test_each_header_is_recognised_and_nothing_in_it_is_unknown(header, code):
    shape = recognise(header, all_profiles())
    assert shape.profile.code == code
    assert shape.headers(Use.UNKNOWN) == []


def test_a_word_means_the_same_on_every_platform():
    for table in TABLES:
        assert table.items() <= STATUSES.items()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_pinduoduo_order_is_one_product(bring_in, people, encoding):
    report = bring_in(
        csv_file(PDD, [pdd(), pdd("260915-100000000002", 支付时间="", 订单状态="待付款")], encoding=encoding)
    )

    assert (report.batch.kind, counts(report)) == ("pinduoduo_orders", {"rows": 2, "added": 2})
    order = Order.objects.get(platform_no="260915-100000000001")
    assert (order.status, order.raw_status) == (OrderStatus.AWAITING_DISPATCH, "待发货")
    assert (order.paid_at, order.promised_at, order.dispatched_at) == (PAID_AT, PROMISED, None)
    assert (order.goods, order.freight, order.paid) == (Money(120000), Money(1000), Money(114000))
    assert (order.total, order.refunded, order.item_count) == (Money(116000), ZERO, 2)
    assert (order.region, order.receiver_phone, order.receiver_phone_mask) == (
        "浙江省 杭州市 余杭区",
        "",
        "186****1234",
    )
    line = order.lines.get()
    assert (line.title, line.sku, line.merchant_code) == ("原木摆件 客厅", "大号，胡桃色", "YM-2")
    assert (line.quantity, line.price, line.paid) == (2, Money(60000), Money(113000))
    assert (line.is_placeholder, line.refund_status) == (False, "无售后或售后取消")
    unpaid = Order.objects.get(platform_no="260915-100000000002")
    assert (unpaid.status, unpaid.paid, unpaid.lines.get().paid) == (OrderStatus.AWAITING_PAYMENT, ZERO, ZERO)


def test_pinduoduo_says_two_things_in_one_status(bring_in):
    bring_in(
        csv_file(
            PDD,
            [pdd(订单状态="已发货，退款成功", 售后状态="退款成功", 发货时间="2026-09-16 09:00:00")],
            encoding="utf-8",
        )
    )
    order = Order.objects.get()
    assert (order.status, order.lines.get().refund_status) == (OrderStatus.DISPATCHED, "退款成功")
    bring_in(csv_file(PDD, [pdd("260915-100000000002", 订单状态="未发货，退款成功")], encoding="utf-8"))
    assert Order.objects.get(platform_no__endswith="2").status == OrderStatus.CLOSED


def test_sub_orders_of_douyin_make_one_order(bring_in):
    rows = [
        douyin(line_no="6917926768823643751"),
        douyin(
            line_no="6917926768823643752",
            选购商品="围巾",
            商品单价="60.00",
            商品数量="2",
            订单应付金额="120.00",
            运费="0.00",
        ),
    ]
    report = bring_in(csv_file(DOUYIN, rows, encoding="utf-8-sig"))

    assert (report.batch.kind, counts(report)) == ("douyin_orders", {"rows": 2, "added": 2})
    order = Order.objects.get()
    assert (order.platform_no, order.status, order.promised_at) == (
        "6917926768823643751",
        OrderStatus.AWAITING_DISPATCH,
        PROMISED,
    )
    assert (order.goods, order.freight, order.paid) == (Money(118000), Money(1000), Money(113000))
    assert (order.item_count, order.region) == (3, "浙江省 杭州市 余杭区")
    assert (order.receiver_name, order.receiver_phone, order.receiver_address) == ("", "", "")
    assert [(line.line_no[-1], line.quantity, line.paid) for line in order.lines.order_by("line_no")] == [
        ("1", 1, Money(100000)),
        ("2", 2, Money(12000)),
    ]
    assert counts(bring_in(csv_file(DOUYIN, rows, encoding="utf-8-sig"))) == {"rows": 2, "unchanged": 2}


def test_a_main_order_of_douyin_tells_its_sub_orders_in_one_row(bring_in):
    ids = "6917926768823643751;6917926768823643752"
    row = douyin(
        line_no=ids,
        选购商品="羊毛开衫;围巾",
        商品规格="米白;红",
        商品数量="1;2",
        商品单价="100;50",
        订单应付金额="190.00",
    )
    assert counts(bring_in(csv_file(DOUYIN, [row], encoding="utf-8-sig"))) == {"rows": 1, "added": 1}
    assert [(line.title, line.sku, line.paid) for line in OrderLine.objects.order_by("line_no")] == [
        ("羊毛开衫", "米白", Money(9000)),
        ("围巾", "红", Money(9000)),
    ]
    # the sub-orders' own amounts are better than shares, whichever file came first
    subs = [
        douyin(line_no="6917926768823643751", 商品规格="米白", 商品单价="100", 订单应付金额="105.00"),
        douyin(
            line_no="6917926768823643752",
            选购商品="围巾",
            商品规格="红",
            商品数量="2",
            商品单价="50",
            订单应付金额="85.00",
            运费="0",
        ),
    ]
    bring_in(csv_file(DOUYIN, subs, encoding="utf-8-sig"))
    assert list(OrderLine.objects.order_by("line_no").values_list("paid", flat=True)) == [Money(9500), Money(8500)]
    assert counts(bring_in(csv_file(DOUYIN, [row], encoding="utf-8-sig"))) == {"rows": 1, "unchanged": 1}
    assert Order.objects.get().paid == Money(19000)


def test_the_later_form_of_douyin_tells_amounts_and_parcels(bring_in):
    row = douyin(
        货号="A-1",
        商品金额="120.00",
        商品数量="2",
        快递信息="SF0001-A-顺丰速运",
        订单状态="已发货",
        发货时间="2026-09-16 09:00:00",
    )
    bring_in(xlsx_file(DOUYIN_LATER, [row]), "a.xlsx")
    order = Order.objects.get()
    assert (order.tracking_no, order.courier, order.status) == ("SF0001", "顺丰速运", OrderStatus.DISPATCHED)
    assert (order.lines.get().price, order.goods) == (Money(6000), Money(12000))


def test_a_closed_sub_order_closes_no_other(bring_in):
    first, second = "6917926768823643751", "6917926768823643752"

    def told(*rows: tuple[str, str, str]) -> OrderStatus:
        made = [douyin(line_no=line, 订单状态=status, 售后状态=refund) for line, status, refund in rows]
        bring_in(csv_file(DOUYIN, made, encoding="utf-8-sig"))
        return Order.objects.get().status

    assert told((first, "已关闭", "退款成功")) == OrderStatus.CLOSED
    assert told((second, "已发货", "-")) == OrderStatus.DISPATCHED
    assert told((first, "已关闭", "退款成功"), (second, "已发货", "-")) == OrderStatus.DISPATCHED
    assert told((second, "已关闭", "退款成功")) == OrderStatus.CLOSED
    assert told((second, "已发货", "-")) == OrderStatus.CLOSED  # an older report


def test_a_jd_order_has_its_amounts_once_and_its_products_share_them(bring_in):
    rows = [jd(), jd(商品ID="100012043979", 商品名称="花瓶", 订购数量="2", 货号="HP-1")]
    report = bring_in(csv_file(JD, rows))

    assert (report.batch.kind, counts(report)) == ("jd_orders", {"rows": 2, "added": 2})
    order = Order.objects.get()
    assert (order.total, order.paid, order.freight, order.goods) == (
        Money(31000),
        Money(30500),
        Money(1000),
        Money(30000),
    )
    assert (order.item_count, order.status, order.buyer_message) == (3, OrderStatus.AWAITING_DISPATCH, "放丰巢柜")
    assert (order.receiver_name, order.receiver_phone, order.region) == ("赵小满", "18600001234", "浙江 杭州市 余杭区")
    assert order.customer is not None
    assert sorted((line.title, line.paid.fen) for line in order.lines.all()) == [("原木摆件", 9833), ("花瓶", 19667)]
    assert counts(bring_in(csv_file(JD, rows))) == {"rows": 2, "unchanged": 2}
    assert counts(bring_in(csv_file(JD, [jd(订单状态="(删除)等待出库")]))) == {"rows": 1, "updated": 1}
    assert Order.objects.get().status == OrderStatus.CLOSED


def test_a_status_that_nobody_knows_is_kept_and_counted(bring_in):
    rows = [pdd(f"260915-10000000000{n}", 订单状态="无人机配送中" if n % 2 else "待发货") for n in range(1, 6)]
    report = bring_in(csv_file(PDD, rows, encoding="utf-8"))
    assert (report.batch.unknown, report.to_json()["unknown"]) == ({"无人机配送中": 3}, {"无人机配送中": 3})
    assert Order.objects.filter(status=OrderStatus.UNKNOWN, raw_status="无人机配送中").count() == 3


GOOD: dict[str, tuple[Sequence[str], list, str]] = {
    "classic_orders": (CLASSIC, classic(), "utf-8"),
    "qianniu_orders": (QIANNIU, qianniu(), "utf-8"),
    "short_report": (SHORT, short(), "utf-8"),
    "pinduoduo_orders": (PDD, pdd(), "utf-8"),
    "douyin_orders": (DOUYIN, douyin(), "utf-8-sig"),
    "jd_orders": (JD, jd(), "gbk"),
}
BROKEN = {
    "id.missing": {"订单编号": "", "订单号": "", "主订单编号": ""},
    "id.destroyed": {"订单编号": "1.93068E+15", "订单号": "1.93068E+15", "主订单编号": "6.91793E+18"},
    "money.format": dict.fromkeys(("总金额", "订单金额", "用户实付金额(元)", "订单应付金额"), "12元3"),
    "money.decimals": dict.fromkeys(("总金额", "订单金额", "用户实付金额(元)", "订单应付金额"), "1.999"),
    "money.negative": dict.fromkeys(("总金额", "订单金额", "用户实付金额(元)", "订单应付金额"), "-1"),
    "date.format": dict.fromkeys(("订单创建时间", "订单成交时间", "订单提交时间", "下单时间"), "昨天"),
}


@pytest.mark.attack("E5", "E7")
@pytest.mark.parametrize("kind", GOOD)
def test_a_broken_row_of_each_form_is_refused_with_its_reason_and_spoils_no_other(bring_in, kind):
    header, good, encoding = GOOD[kind]
    names = [name.strip() for name in header]
    rows = [good]
    for cells in BROKEN.values():
        row = list(good)
        at = next(names.index(name) for name in cells if name in names)
        row[at] = next(cell for name, cell in cells.items() if name == names[at])
        rows.append(row)
    report = bring_in(csv_file(header, rows, encoding=encoding))

    assert report.batch.kind == kind
    assert counts(report) == {"rows": len(rows), "added": 1, "refused": len(BROKEN)}
    assert [(row.line, row.code) for row in report.refusals] == list(enumerate(BROKEN, start=3))
    assert all(len(row.reason) > 10 and row.column for row in report.refusals)
    assert Order.objects.count() == 1


_FIRST, _REST = "2100000000000000002 2100000000000000001 羊毛开衫 60 1 YM-1", ("60", "60", "", "0", "", "")
TMALL_ROW = [*_FIRST.split(), *[""] * 6, *_REST]


@pytest.mark.parametrize(
    ("kind", "header", "row"),
    [
        ("qianniu_items", QIANNIU_ITEMS, qianniu_item("2100000000000000002")),
        (
            "tmall_items",
            TMALL_ITEMS,
            TMALL_ROW,
        ),
        (
            "classic_items",
            CLASSIC_ITEMS,
            ['="2100000000000000001"', "羊毛开衫", "60", "1", "YM-1", "颜色：米白", "", "", "", ""],
        ),
    ],
)
def test_a_broken_item_is_refused_with_its_reason(bring_in, kind, header, row):
    bring_in(xlsx_file(QIANNIU, [qianniu(宝贝总数量="1")]), "a.xlsx")
    names = list(header)
    price = names.index("商品价格" if "商品价格" in names else "价格")
    pieces, title = names.index("购买数量"), names.index("商品标题" if "商品标题" in names else "标题")
    broken = []
    for at, cell in ((price, "6O"), (pieces, "0"), (pieces, "一件"), (title, "")):
        broken.append([cell if index == at else text for index, text in enumerate(row)])
    report = bring_in(csv_file(header, [row, *broken]), "b.csv")
    assert report.batch.kind == kind
    assert counts(report) == {"rows": 5, "updated": 1, "refused": 4}
    assert [row.code for row in report.refusals] == ["money.format", "count.format", "count.format", "text.missing"]
    assert OrderLine.objects.get().title == "羊毛开衫"


def test_what_was_refunded_of_an_item_never_falls(bring_in):
    bring_in(xlsx_file(QIANNIU, [qianniu()]), "a.xlsx")

    def told(refunded: str, status: str) -> tuple[Money, str]:
        row = qianniu_item("2100000000000000002", 退款金额=refunded, 退款状态=status)
        bring_in(xlsx_file(QIANNIU_ITEMS, [row]), "b.xlsx")
        return OrderLine.objects.values_list("refunded", "refund_status").get()

    assert told("0.00", "没有申请退款") == (ZERO, "没有申请退款")
    assert told("20.00", "退款成功") == (Money(2000), "退款成功")
    assert told("0.00", "没有申请退款") == (Money(2000), "退款成功")
    assert told("30.00", "退款成功") == (Money(3000), "退款成功")
    assert NO not in Order.objects.values_list("platform_no", flat=True)


def test_an_older_report_fills_what_the_newer_one_did_not_have(bring_in):
    """Which report came first does not matter: the classic one tells the buyer, the later one how far the order is."""
    newer = xlsx_file(
        QIANNIU,
        [qianniu(NO, 订单状态="交易成功", 买家实付金额="598", 总金额="598", 买家应付货款="590", 买家应付邮费="8")],
    )
    bring_in(newer, "a.xlsx")
    report = bring_in(csv_file(CLASSIC, [classic()]))
    order = Order.objects.get()
    assert counts(report) == {"rows": 1, "updated": 1}
    assert (order.status, order.receiver_name, order.receiver_phone) == (OrderStatus.COMPLETED, "赵小满", "18600001234")
    assert order.customer is not None
    assert counts(bring_in(csv_file(CLASSIC, [classic()]))) == {"rows": 1, "older": 1}
