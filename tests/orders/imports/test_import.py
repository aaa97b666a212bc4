"""Reports of every kind through the door of the program: what is in afterwards, to the fen."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.intake.reports import (
    CLASSIC,
    NO,
    QIANNIU,
    SHORT,
    classic,
    csv_file,
    qianniu,
    short,
    xlsx_file,
)
from tests.realdata import NOT_HERE, REAL_ORDER_REPORT

from aftercare.core.crypto import keyed_hash
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.customers.models import Customer
from aftercare.intake.actions.import_file import import_file
from aftercare.intake.problems import FileRefused
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person

pytestmark = pytest.mark.django_db


def counts(report):
    return {name: number for name, number in report.counts.items() if number}


def everything():
    """All that an import may write, for "nothing changed"."""
    return (
        list(Order.objects.order_by("pk").values()),
        list(OrderLine.objects.order_by("pk").values()),
        list(Customer.objects.order_by("pk").values()),
        list(Event.objects.filter(subject_kind="order").values()),
    )


@pytest.mark.row("O1")
def test_a_classic_report_in_gbk_is_in_whole(bring_in, people):
    report = bring_in(csv_file(CLASSIC, [classic(买家留言="放丰巢柜", 订单备注="优先发货", 物流单号="No:YT1")]))

    assert (report.batch.kind, counts(report)) == ("classic_orders", {"rows": 1, "added": 1})
    assert (report.status, report.to_json()["errors"]) == (0, [])
    order = Order.objects.get(shop=people.shop)
    moment = datetime(2016, 5, 23, 14, 2, tzinfo=UTC)
    assert (order.platform_no, order.status) == (NO, OrderStatus.AWAITING_DISPATCH)
    assert (order.ordered_at, order.paid_at, order.dispatched_at) == (moment, moment, None)
    assert (order.total, order.goods, order.freight) == (Money(59800), Money(59000), Money(800))
    assert (order.paid, order.refunded) == (Money(59800), ZERO)
    assert (order.item_count, order.item_summary, order.tracking_no) == (1, "原木摆件", "YT1")
    assert (order.buyer_message, order.seller_memo, order.close_reason) == ("放丰巢柜", "优先发货", "订单未关闭")
    assert (order.receiver_name, order.receiver_name_mask) == ("赵小满", "赵**")
    assert (order.receiver_phone, order.receiver_phone_mask) == ("18600001234", "186****1234")
    assert order.receiver_phone_hash == keyed_hash("18600001234")
    assert (order.region, order.receiver_address) == ("吉林省 通化市 柳河县", "吉林省 通化市 柳河县 某某镇幸福路1号")
    assert order.customer is not None
    assert (order.customer.nick, order.customer.nick_mask) == ("清风明月88", "清***8")
    line = order.lines.get()
    assert (line.is_placeholder, line.line_no, line.title, line.quantity) == (True, "", "原木摆件", 1)
    assert (line.price, line.paid, line.refunded) == (Money(59000), Money(59000), ZERO)  # freight is not the line's
    assert list(Event.objects.filter(subject_kind="order").values_list("kind", "subject_id", "shop_id")) == [
        ("order.imported", order.pk, people.shop.pk)
    ]


@pytest.mark.row("O1")
def test_a_qianniu_workbook_is_in_with_its_masks_kept_out_of_personal_fields(bring_in):
    report = bring_in(
        xlsx_file(QIANNIU, [qianniu(), qianniu("2100000000000000002", 订单创建时间=46143.4375, 买家实付金额=100.5)]),
        "导出.xlsx",
    )

    assert (report.batch.kind, counts(report)) == ("qianniu_orders", {"rows": 2, "added": 2})
    first, second = Order.objects.order_by("platform_no")
    assert (first.status, first.courier, first.region) == (OrderStatus.DISPATCHED, "圆通速递", "浙江省 杭州市 余杭区")
    assert (first.customer, first.receiver_address, first.receiver_name) == (None, "", "")
    assert first.dispatched_at == datetime(2026, 5, 2, 1, tzinfo=UTC)
    assert first.lines.get().quantity == 2
    assert (second.paid, second.ordered_at) == (Money(10050), datetime(2026, 5, 1, 2, 30, tzinfo=UTC))


@pytest.mark.row("O1")
def test_the_short_report_counts_net_and_the_order_holds_gross(bring_in):
    rows = [
        short(1, 总金额="178.8", 买家实际支付金额="0.0", 收货地址="上海", 订单付款时间="", 退款金额="0.0"),
        short(2),
        short(3, 总金额="37.0", 买家实际支付金额="0.0", 退款金额="37.0"),
        short(4, 总金额="50", 买家实际支付金额="49.99", 退款金额="0"),
    ]
    report = bring_in(csv_file(SHORT, rows, encoding="utf-8"))

    assert (report.batch.kind, counts(report)) == ("short_report", {"rows": 4, "added": 4})
    told = list(Order.objects.order_by("platform_no").values_list("paid", "refunded", "region", "status"))
    assert told == [
        (ZERO, ZERO, "上海", "unknown"),
        (Money(17880), Money(2990), "浙江省", "unknown"),
        (Money(3700), Money(3700), "浙江省", "unknown"),
        (Money(4999), ZERO, "浙江省", "unknown"),
    ]
    balance = report.view.balance
    assert balance is not None
    assert (balance.rows, balance.wrong, balance.holds) == (3, 1, False)
    assert balance.whole.value == Money(26580)
    assert [(part.code, part.value) for part in balance.parts] == [("net", Money(19889)), ("refunded", Money(6690))]


@pytest.mark.row("O1")
@pytest.mark.skipif(not REAL_ORDER_REPORT.exists(), reason=NOT_HERE)
def test_the_real_report_is_in_whole_and_its_money_adds_up(people):
    report = import_file(REAL_ORDER_REPORT, people.shop.slug, Person.system())

    assert counts(report) == {"rows": 28010, "added": 28010}
    balance = report.view.balance
    assert balance is not None
    assert (balance.rows, balance.wrong, balance.holds) == (24087, 0, True)
    assert Order.objects.filter(shop=people.shop).count() == 28010
    assert Order.objects.filter(paid_at=None).count() == 3923
    assert Order.objects.filter(refunded__gt=ZERO).count() == 5646
    assert (
        Order.objects.filter(refunded__gt=ZERO, paid_at__isnull=False).extra(where=["refunded = paid"]).count() == 5132
    )
    assert Order.objects.values("region").distinct().count() == 31
    assert Order.objects.filter(region="上海").count() == 3353
    assert OrderLine.objects.filter(is_placeholder=True).count() == 28010
    again = import_file(REAL_ORDER_REPORT, people.shop.slug, Person.system())
    assert counts(again) == {"rows": 28010, "unchanged": 28010}


@pytest.mark.attack("E8")
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (csv_file(CLASSIC, [classic(f'="{NO[:-2]}{n:02d}"') for n in range(12, 40)]), "a.csv"),
        (xlsx_file(QIANNIU, [qianniu(f"21000000000000000{n}") for n in range(12, 40)]), "a.xlsx"),
        (csv_file(SHORT, [short(n) for n in range(28)]), "a.csv"),
    ],
    ids=["classic", "qianniu", "short"],
)
def test_the_same_file_twice_adds_and_changes_nothing(bring_in, data, name):
    bring_in(data, name)
    before = everything()

    report = bring_in(data, name)

    assert counts(report) == {"rows": 28, "unchanged": 28}
    assert everything() == before


def test_an_unpaid_order_may_leave_its_amounts_empty(bring_in):
    report = bring_in(
        csv_file(CLASSIC, [classic(订单付款时间="", 总金额="", 买家实际支付金额="", 订单状态="等待买家付款")])
    )
    assert counts(report) == {"rows": 1, "added": 1}
    assert (Order.objects.get().paid, OrderLine.objects.get().paid) == (ZERO, ZERO)


def test_a_newer_report_updates_only_what_changed(bring_in):
    bring_in(csv_file(CLASSIC, [classic(), classic("1930679858170648")]))
    untouched = Order.objects.values().get(platform_no="1930679858170648")

    rows = [classic(订单状态="卖家已发货，等待买家确认", 物流单号="YT1"), classic("1930679858170648")]
    report = bring_in(csv_file(CLASSIC, rows))

    assert counts(report) == {"rows": 2, "updated": 1, "unchanged": 1}
    order = Order.objects.get(platform_no=NO)
    assert (order.status, order.tracking_no, order.receiver_name) == (OrderStatus.DISPATCHED, "YT1", "赵小满")
    assert Order.objects.values().get(platform_no="1930679858170648") == untouched
    (event,) = Event.objects.filter(kind="order.updated")
    assert event.data["changed"] == ["raw_status", "status", "tracking_no"]


def test_an_older_report_never_turns_an_order_back(bring_in):
    bring_in(csv_file(CLASSIC, [classic(订单状态="交易成功")]))
    before = everything()

    report = bring_in(csv_file(CLASSIC, [classic(订单状态="买家已付款，等待卖家发货", 宝贝标题="旧")]))

    assert counts(report) == {"rows": 1, "older": 1}
    assert everything() == before


def test_the_time_of_export_in_the_files_name_tells_which_is_older(bring_in):
    bring_in(csv_file(CLASSIC, [classic(订单备注="新")]), "ExportOrderList202605021200.csv")

    older = bring_in(csv_file(CLASSIC, [classic(订单备注="旧")]), "ExportOrderList202605011200.csv")
    newer = bring_in(csv_file(CLASSIC, [classic(订单备注="更新")]), "ExportOrderList202605031200.csv")

    assert (counts(older), counts(newer)) == ({"rows": 1, "older": 1}, {"rows": 1, "updated": 1})
    order = Order.objects.get()
    assert (order.seller_memo, order.exported_at) == ("更新", datetime(2026, 5, 3, 4, tzinfo=UTC))


def test_reports_of_different_kinds_complete_each_other(bring_in):
    bring_in(xlsx_file(QIANNIU, [qianniu(NO, 收货地址="吉林省 通化市 柳河县 ***")]), "a.xlsx")
    later = classic(总金额="120", 买家实际支付金额="120", 订单状态="交易成功", 订单付款时间="2026-05-01 10:01:00")
    report = bring_in(csv_file(CLASSIC, [later]))

    assert counts(report) == {"rows": 1, "updated": 1}
    order = Order.objects.get()
    assert (order.courier, order.receiver_name, order.status) == ("圆通速递", "赵小满", OrderStatus.COMPLETED)
    assert order.receiver_address == "吉林省 通化市 柳河县 某某镇幸福路1号"


def test_an_order_twice_in_one_file_is_one_order_with_the_later_news(bring_in):
    report = bring_in(csv_file(CLASSIC, [classic(), classic(), classic(订单状态="交易成功")]))

    assert counts(report) == {"rows": 3, "added": 1, "unchanged": 1, "updated": 1}
    assert Order.objects.get().status == OrderStatus.COMPLETED
    assert OrderLine.objects.count() == 1


BAD = [
    ({"no": "1.93068E+15"}, "订单编号", "1.93068E+15", "id.destroyed"),
    ({"no": ""}, "订单编号", "", "id.missing"),
    ({"总金额": "12.345"}, "总金额", "12.345", "money.decimals"),
    ({"总金额": ""}, "总金额", "", "money.missing"),
    ({"买家实际支付金额": " "}, "买家实际支付金额", "", "money.missing"),
    ({"总金额": "NaN"}, "总金额", "NaN", "money.format"),
    ({"买家应付邮费": "-1"}, "买家应付邮费", "-1", "money.negative"),
    ({"订单创建时间": ""}, "订单创建时间", "", "date.missing"),
    ({"订单付款时间": "昨天"}, "订单付款时间", "昨天", "date.format"),
    ({"宝贝总数量": "许多"}, "宝贝总数量", "许多", "count.format"),
    ({"联系手机": "1.86E+10"}, "联系手机", "", "phone.destroyed"),
]


@pytest.mark.attack("E5", "E7", "E8")
def test_each_bad_row_is_told_with_line_column_and_reason_and_spoils_no_other(bring_in):
    rows = []
    for index, (told, *_rest) in enumerate(BAD):
        rows += [classic(**({"no": f"19306798581706{index:02d}"} | told)), classic(f"29306798581706{index:02d}")]

    report = bring_in(csv_file(CLASSIC, rows))

    assert counts(report) == {"rows": 22, "added": 11, "refused": 11}
    assert report.status == 1
    told = [(row.line, row.column, row.value, row.code) for row in report.refusals]
    assert told == [(2 * index + 2, *expected) for index, (_told, *expected) in enumerate(BAD)]
    assert all(row.reason and "%" not in row.reason for row in report.refusals)
    assert set(Order.objects.values_list("platform_no", flat=True)) == {f"29306798581706{n:02d}" for n in range(11)}


def test_the_same_bad_number_as_a_number_cell_of_a_workbook_is_refused(bring_in):
    report = bring_in(xlsx_file(QIANNIU, [qianniu(1930679858170647), qianniu()]), "a.xlsx")  # type: ignore[arg-type]
    assert [(row.line, row.code) for row in report.refusals] == [(2, "id.destroyed")]
    assert Order.objects.count() == 1


@pytest.mark.attack("E5")
def test_a_file_whose_numbers_excel_has_rounded_is_refused_whole(bring_in):
    rows = [classic(f"193067985817{n:03d}0") for n in range(100, 140)]
    with pytest.raises(FileRefused) as caught:
        bring_in(csv_file(CLASSIC, rows))
    assert caught.value.refusal.code == "file.ids_rounded"
    assert everything() == ([], [], [], [])


@pytest.mark.attack("E9", "B8")
def test_columns_that_would_set_more_than_a_report_may_do_nothing(bring_in, people):
    header = [*CLASSIC, "shop_id", "approved", "refunded", "customer_id"]
    report = bring_in(csv_file(header, [[*classic(), str(people.other_shop.pk), "1", "598.00", "1"]]))

    assert counts(report) == {"rows": 1, "added": 1}
    order = Order.objects.get()
    assert (order.shop, order.refunded) == (people.shop, ZERO)
    uses = {column["header"]: column["use"] for column in report.batch.mapping["columns"]}
    assert {uses[name] for name in ("shop_id", "approved", "refunded", "customer_id")} == {"unknown"}


@pytest.mark.attack("E8")
def test_a_dry_run_tells_the_same_and_writes_nothing(bring_in):
    bring_in(csv_file(CLASSIC, [classic()]))
    before = everything()
    rows = [classic(订单状态="交易成功"), classic("1930679858170648"), classic("1930679858170648"), classic("x")]

    tried = bring_in(csv_file(CLASSIC, rows), dry_run=True)

    expected = {"rows": 4, "added": 1, "updated": 1, "unchanged": 1, "refused": 1}
    assert (counts(tried), everything() == before) == (expected, True)
    assert [row.code for row in tried.refusals] == ["id.format"]
    done = bring_in(csv_file(CLASSIC, rows))
    assert counts(done) == expected


def test_one_row_that_the_database_refuses_spoils_no_other(bring_in):
    with connection.cursor() as cursor:  # stands for whatever a later version may get wrong
        cursor.execute("ALTER TABLE orders_order ADD CONSTRAINT test_refuses CHECK (platform_no <> '2930679858170602')")

    report = bring_in(csv_file(CLASSIC, [classic(f"29306798581706{n:02d}") for n in range(5)]))

    assert counts(report) == {"rows": 5, "added": 4, "refused": 1}
    assert [(row.line, row.code) for row in report.refusals] == [(4, "row.unreadable")]
    assert (Order.objects.count(), OrderLine.objects.count()) == (4, 4)


def test_a_nick_in_another_width_or_case_is_the_same_buyer(bring_in):
    names = ["tb_Summer", "TB_summer", "ＴＢ_summer", "other", "t**1"]
    bring_in(csv_file(CLASSIC, [classic(f"29306798581706{n:02d}", 买家会员名=name) for n, name in enumerate(names)]))
    assert Customer.objects.count() == 2
    assert Order.objects.filter(customer=None).count() == 1


@pytest.mark.attack("J3")
@pytest.mark.django_db(transaction=True)
def test_nothing_personal_lies_in_plain_text_afterwards(bring_in, settings):
    bring_in(csv_file(CLASSIC, [classic(订单备注="生日惊喜"), classic(联系手机="1.86E+10"), classic("x")]))

    tables = ("orders_order", "orders_orderline", "customers_customer", "orders_importbatch", "orders_importrefusal")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT t::text FROM {table} t" for table in (*tables, "core_event")))
        stored = str(cursor.fetchall())
    assert "吉林省 通化市 柳河县" in stored
    for planted in ("赵小满", "18600001234", "幸福路", "清风明月", "someone@example.com", "1.86E+10", "生日惊喜"):
        assert planted not in stored
    assert list((Path(settings.FILES_ROOT) / "imports").iterdir()) == []
