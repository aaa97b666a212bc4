"""Item reports split an order's placeholder into its items, never twice and never under a case."""

import pytest
from tests.cases.story import World, begin
from tests.intake.reports import (
    CLASSIC,
    CLASSIC_ITEMS,
    NO,
    QIANNIU,
    QIANNIU_ITEMS,
    TMALL_ITEMS,
    classic,
    csv_file,
    qianniu,
    qianniu_item,
    xlsx_file,
)
from tests.people import make_case, make_order

from aftercare.cases.room import lines_with_room
from aftercare.core.money import ZERO, Money
from aftercare.money.actions.ensure_caps import Told, refresh_caps
from aftercare.money.models import Cap
from aftercare.orders.models import Order, OrderLine

pytestmark = pytest.mark.django_db


def counts(report):
    return {name: number for name, number in report.counts.items() if number}


def lines():
    return [
        (line.line_no, line.title, line.sku, line.quantity, line.price.yuan, line.paid.yuan, line.refunded.yuan)
        for line in OrderLine.objects.order_by("order__platform_no", "line_no")
    ]


def classic_item(title, price, quantity="1", no=NO, sku="颜色分类：黑色;尺码：L"):
    return [f'="{no}"', title, price, quantity, f"SKU-{title}", sku, "", "", "交易成功", f"SPU-{title}"]


def tmall_item(line_no, title, price, paid, refunded="0.00", sku="颜色分类：黑色;尺码：L"):
    told = {
        "子订单编号": f'="{line_no}"',
        "主订单编号": f'="{NO}"',
        "标题": title,
        "价格": price,
        "购买数量": "1",
        "商品属性": sku,
        "外部系统编号": f"SKU-{title}",
        "买家应付货款": price,
        "买家实际支付金额": paid,
        "退款状态": "没有申请退款" if refunded == "0.00" else "退款成功",
        "退款金额": refunded,
    }
    return [told.get(name, "") for name in TMALL_ITEMS]


@pytest.mark.row("O1")
def test_sub_orders_take_the_place_of_the_placeholder(bring_in):
    bring_in(xlsx_file(QIANNIU, [qianniu()]), "a.xlsx")
    placeholder = OrderLine.objects.get()

    items = [qianniu_item("21000000000000000011"), qianniu_item("21000000000000000012", 商品属性="商品规格:藏青")]
    report = bring_in(xlsx_file(QIANNIU_ITEMS, items), "b.xlsx")

    assert (report.batch.kind, counts(report)) == ("qianniu_items", {"rows": 2, "added": 1, "updated": 1})
    assert lines() == [
        ("21000000000000000011", "羊毛开衫", "商品规格:米白", 1, "60.00", "60.00", "0.00"),
        ("21000000000000000012", "羊毛开衫", "商品规格:藏青", 1, "60.00", "60.00", "0.00"),
    ]
    first = OrderLine.objects.order_by("line_no")[0]
    assert (first.pk, first.is_placeholder, first.merchant_code, first.refund_status) == (
        placeholder.pk,
        False,
        "YM-1",
        "没有申请退款",
    )


@pytest.mark.row("O1")
def test_a_classic_item_report_shares_what_was_paid_for_goods_by_price_and_pieces(bring_in):
    bring_in(csv_file(CLASSIC, [classic(宝贝标题="甲，乙", 宝贝总数量="4")]))
    rows = [classic_item("甲", "100.00", "3"), classic_item("乙", "290.00")]

    report = bring_in(csv_file(CLASSIC_ITEMS, rows))

    assert (report.batch.kind, counts(report)) == ("classic_items", {"rows": 2, "added": 1, "updated": 1})
    told = {line.title: (line.line_no, line.quantity, line.paid) for line in OrderLine.objects.all()}
    assert told == {"甲": ("#1", 3, Money(30000)), "乙": ("#2", 1, Money(29000))}
    assert sum(paid.fen for _no, _quantity, paid in told.values()) == 59000  # 598.00 less 8.00 of freight


@pytest.mark.attack("E8")
def test_item_reports_twice_add_and_change_nothing(bring_in):
    bring_in(csv_file(CLASSIC, [classic(宝贝总数量="3")]))
    rows = [classic_item("甲", "100.00"), classic_item("甲", "100.00"), classic_item("乙", "390.00")]
    bring_in(csv_file(CLASSIC_ITEMS, rows))
    before = list(OrderLine.objects.order_by("pk").values())

    report = bring_in(csv_file(CLASSIC_ITEMS, rows))

    assert counts(report) == {"rows": 3, "unchanged": 3}
    assert list(OrderLine.objects.order_by("pk").values()) == before
    assert len(before) == 3  # two equal rows are two items


def test_items_of_an_order_that_is_not_here_are_refused_with_what_to_do(bring_in):
    bring_in(xlsx_file(QIANNIU, [qianniu()]), "a.xlsx")
    items = [qianniu_item("999", no="777"), qianniu_item("21000000000000000011")]

    report = bring_in(xlsx_file(QIANNIU_ITEMS, items), "b.xlsx")

    assert counts(report) == {"rows": 2, "updated": 1, "refused": 1}
    assert [(row.line, row.code) for row in report.refusals] == [(2, "items.order_unknown")]
    assert "777" in report.refusals[0].reason
    assert Order.objects.count() == 1


def test_items_of_another_shops_order_are_unknown_here(bring_in, people, tmp_path):
    Order.objects.create(shop=people.other_shop, platform_no="2100000000000000001", ordered_at="2026-05-01T00:00Z")
    report = bring_in(xlsx_file(QIANNIU_ITEMS, [qianniu_item("1")]), "b.xlsx")
    assert [row.code for row in report.refusals] == ["items.order_unknown"]
    assert OrderLine.objects.count() == 0


def test_numbers_that_come_later_are_given_to_the_lines_they_belong_to(bring_in):
    bring_in(csv_file(CLASSIC, [classic(宝贝总数量="2")]))
    bring_in(csv_file(CLASSIC_ITEMS, [classic_item("甲", "100.00"), classic_item("乙", "490.00")]))
    ids = dict(OrderLine.objects.values_list("title", "pk"))

    rows = [tmall_item("501", "乙", "490.00", "390.00", "100.00"), tmall_item("502", "甲", "100.00", "100.00")]
    report = bring_in(csv_file(TMALL_ITEMS, rows))

    assert (report.batch.kind, counts(report)) == ("tmall_items", {"rows": 2, "updated": 2})
    assert dict(OrderLine.objects.values_list("title", "pk")) == ids
    assert [(line[0], line[1], line[5], line[6]) for line in lines()] == [
        ("501", "乙", "490.00", "100.00"),  # told net of the refund, held gross
        ("502", "甲", "100.00", "0.00"),
    ]
    again = bring_in(csv_file(CLASSIC_ITEMS, [classic_item("甲", "100.00"), classic_item("乙", "490.00")]))
    assert counts(again) == {"rows": 2, "unchanged": 2}


def test_an_item_that_is_none_of_the_orders_is_refused_instead_of_counted_twice(bring_in):
    bring_in(csv_file(CLASSIC, [classic()]))
    bring_in(csv_file(TMALL_ITEMS, [tmall_item("501", "甲", "590.00", "590.00")]))
    before = list(OrderLine.objects.values())

    report = bring_in(csv_file(CLASSIC_ITEMS, [classic_item("丙", "590.00")]))

    assert [(row.line, row.code) for row in report.refusals] == [(2, "items.unmatched")]
    assert list(OrderLine.objects.values()) == before


def test_a_placeholder_with_a_case_is_not_split(bring_in, people):
    bring_in(xlsx_file(QIANNIU, [qianniu(订单状态="交易成功")]), "a.xlsx")
    make_case(people.owner, Order.objects.get())
    before = list(OrderLine.objects.values())

    items = [qianniu_item("21000000000000000011"), qianniu_item("21000000000000000012")]
    report = bring_in(xlsx_file(QIANNIU_ITEMS, items), "b.xlsx")

    assert [row.code for row in report.refusals] == ["items.in_use", "items.in_use"]
    assert list(OrderLine.objects.values()) == before


def test_a_placeholder_with_a_case_becomes_the_item_that_is_the_whole_order(bring_in, people):
    bring_in(xlsx_file(QIANNIU, [qianniu(订单状态="交易成功", 宝贝总数量="1")]), "a.xlsx")
    case = make_case(people.owner, Order.objects.get())
    item = qianniu_item("21000000000000000011", 商品价格="120.00", 买家应付货款="120.00", 买家实付金额="120.00")

    report = bring_in(xlsx_file(QIANNIU_ITEMS, [item]), "b.xlsx")

    assert counts(report) == {"rows": 1, "updated": 1}
    line = case.lines.get().order_line
    assert (line.line_no, line.is_placeholder, line.paid) == ("21000000000000000011", False, Money(12000))


def test_a_line_with_a_case_keeps_its_pieces_and_what_was_paid(bring_in, people):
    bring_in(xlsx_file(QIANNIU, [qianniu(订单状态="交易成功", 宝贝总数量="1")]), "a.xlsx")
    whole = {"商品价格": "120.00", "买家应付货款": "120.00", "买家实付金额": "120.00"}
    bring_in(xlsx_file(QIANNIU_ITEMS, [qianniu_item("2100", **whole)]), "b.xlsx")
    make_case(people.owner, Order.objects.get())

    told = whole | {"购买数量": "5", "买家实付金额": "100.00", "退款金额": "20.00", "退款状态": "退款成功"}
    bring_in(xlsx_file(QIANNIU_ITEMS, [qianniu_item("2100", **told)]), "b.xlsx")

    line = OrderLine.objects.get()
    assert (line.quantity, line.paid, line.refunded, line.refund_status) == (1, Money(12000), Money(2000), "退款成功")


def test_a_newer_order_report_moves_the_amounts_of_lines_that_have_no_numbers(bring_in):
    unpaid = classic(订单状态="等待买家付款", 订单付款时间="", 买家实际支付金额="0", 宝贝总数量="2")
    bring_in(csv_file(CLASSIC, [unpaid]))
    assert OrderLine.objects.get().paid == ZERO
    bring_in(csv_file(CLASSIC_ITEMS, [classic_item("甲", "100.00"), classic_item("乙", "490.00")]))

    bring_in(csv_file(CLASSIC, [classic(宝贝总数量="2")]))

    assert [(line[1], line[5]) for line in lines()] == [("甲", "100.00"), ("乙", "490.00")]


def test_the_placeholder_follows_its_order(bring_in):
    bring_in(csv_file(CLASSIC, [classic()]))
    bring_in(csv_file([*CLASSIC, "退款金额"], [[*classic(订单状态="交易关闭", 买家实际支付金额="0"), "598.00"]]))

    line = OrderLine.objects.get()
    assert (line.is_placeholder, line.paid, line.refunded) == (True, Money(59000), Money(59800))
    assert Order.objects.get().paid == Money(59800)


@pytest.mark.row("C18")
@pytest.mark.attack("H6")
def test_what_the_platform_refunds_meanwhile_cannot_be_given_once_more(bring_in, people):
    """A case has a compensation paid on a line; then a report tells that the platform has refunded the rest."""
    bring_in(csv_file(CLASSIC, [classic()]))
    story = begin("compensation", World(people), order=Order.objects.get(), pieces=1, amount="10.00", reason="quality")
    story.do("offer").do("accept").pay()
    assert Cap.objects.get().room == Money(58000)

    bring_in(csv_file([*CLASSIC, "退款金额"], [[*classic(订单状态="交易关闭", 买家实际支付金额="0"), "598.00"]]))

    line, cap = OrderLine.objects.get(), Cap.objects.get()
    assert (line.paid, line.refunded) == (Money(59000), Money(59800))
    assert (cap.paid, cap.outside, cap.room) == (Money(59000), Money(58000), ZERO)
    assert lines_with_room(line.order_id)[0].room == ZERO


def test_a_report_that_tells_less_than_was_given_leaves_the_cap_as_it_is(people):
    order = make_order(people.shop, paid="100.00")
    line = order.lines.get()
    begin("refund_only", World(people), order=order, pieces=1, amount="60.00").do("agree")
    before = Cap.objects.values().get()

    refresh_caps(shop_id=people.shop.pk, told={line.cap_reference: Told(Money(5000), Money(5000))})

    assert Cap.objects.values().get() == before
