"""Every header list that the platforms have used comes in; broken twins are refused row by row (E1–E10, B2)."""

from collections.abc import Callable

import pytest
from tests.intake.conftest import Import
from tests.people import People, make_order
from tests.refundreports import files
from tests.refundreports.scene import report

from aftercare.cases.models import Case
from aftercare.cases.terms import Reason
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.intake.problems import FileRefused
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.terms import RefundKind, RefundState, Standing

Row = Callable[..., dict[str, str]]
FORMS = [
    pytest.param("taobao_refunds_2017", files.TAOBAO_2017, files.taobao, "gb18030", id="taobao-2017"),
    pytest.param("taobao_refunds_2017", files.TAOBAO_2022, files.taobao, "utf-8", id="taobao-2022"),
    pytest.param("taobao_refunds_2024", files.TAOBAO_2024, files.taobao, "xlsx", id="taobao-2024"),
    pytest.param("douyin_after_sales", files.DOUYIN, files.douyin, "utf-8-sig", id="douyin"),
    pytest.param("douyin_after_sales", files.DOUYIN, files.douyin, "xlsx", id="douyin-xlsx"),
    pytest.param("pdd_after_sales", files.PDD, files.pdd, "gb18030", id="pdd"),
]
NO = "2100000000000000777"


def written(header: tuple[str, ...], rows: list[dict[str, str]], form: str) -> tuple[bytes, str]:
    if form == "xlsx":
        return files.as_xlsx(header, rows), "report.xlsx"
    return files.as_csv(header, rows, form), "report.csv"


@pytest.mark.row("B2")
@pytest.mark.parametrize(("profile", "header", "row", "form"), FORMS)
def test_each_form_becomes_a_case(people: People, bring_in: Import, profile: str, header, row: Row, form: str):
    order = make_order(people.shop, paid="1090.00", platform_no=NO)
    done = bring_in(*written(header, [row(NO)], form))
    assert (done.batch.kind, done.counts["added"], done.refusals) == (profile, 1, ())
    report(people.shop)
    record = PlatformRefund.objects.get()
    assert (record.refund_no, record.order, record.state, record.kind) == (
        f"88{NO}", order, RefundState.SENT, RefundKind.RETURN)  # fmt: skip
    assert (record.amount, record.tracking_no) == (Money(110_000), "SF1234567890")
    assert record.due_at is not None and f"{record.due_at:%m-%d %H:%M}" == "11-27 01:00"
    case = Case.objects.get()
    assert (case.flow, case.state, case.reason) == ("return", "sent", Reason.QUALITY)
    assert (case.asked, case.asked_freight) == (Money(109_000), Money(1_000))
    assert (case.return_courier, case.return_tracking_no) == ("顺丰速运", "SF1234567890")
    assert case.platform_due_at == record.due_at
    again = bring_in(*written(header, [row(NO)], form))
    assert (again.counts["unchanged"], again.counts["added"], Case.objects.count()) == (1, 0, 1)


BROKEN = [
    ("refund", "1.93068E+15", "id.destroyed"),
    ("order", "2.1E+18", "id.destroyed"),
    ("refund", "", "id.missing"),
    ("amount", "NaN", "money.format"),
    ("amount", "-5", "money.negative"),
    ("amount", "1e309", "money.format"),
    ("amount", "1.234", "money.decimals"),
    ("applied", "2026-13-45", "date.format"),
    ("status", "", "text.missing"),
]
COLUMNS = {
    "taobao": {"refund": "退款编号", "order": "订单编号", "amount": "买家退款金额", "applied": "退款的申请时间",
               "status": "退款状态"},
    "douyin": {"refund": "售后单号", "order": "订单号", "amount": "退商品金额（元）", "applied": "售后申请时间",
               "status": "售后状态"},
    "pdd": {"refund": "售后编号", "order": "订单编号", "amount": "退款金额(元)", "applied": "申请时间",
            "status": "售后状态"},
}  # fmt: skip


@pytest.mark.attack("E5", "E7")
@pytest.mark.parametrize(("profile", "header", "row", "form"), FORMS)
def test_the_broken_twin_is_refused_row_by_row(people: People, bring_in: Import, profile, header, row: Row, form: str):
    names = COLUMNS[profile.split("_")[0]]
    order = make_order(people.shop, platform_no=NO)
    rows = [row(NO, **{names[what]: value}) for what, value, _code in BROKEN]
    done = bring_in(*written(header, [row(NO), *rows], form))
    assert (done.counts["added"], done.counts["refused"]) == (1, len(BROKEN))
    told = [(one.line, one.column) for one in done.refusals]
    assert told == [(index + 3, names[what]) for index, (what, _value, _code) in enumerate(BROKEN)]
    assert [record.order for record in PlatformRefund.objects.all()] == [order]


@pytest.mark.attack("E8")
def test_a_dry_run_writes_nothing(people: People, bring_in: Import):
    make_order(people.shop, platform_no=NO)
    done = bring_in(*written(files.TAOBAO_2024, [files.taobao(NO), files.taobao(NO)], "xlsx"), dry_run=True)
    assert (done.counts["added"], done.counts["unchanged"]) == (1, 1)
    assert (PlatformRefund.objects.count(), Case.objects.count()) == (0, 0)


@pytest.mark.attack("E9")
def test_columns_that_name_our_own_fields_do_nothing(people: People, bring_in: Import):
    make_order(people.shop, platform_no=NO)
    header = (*files.TAOBAO_2017, "shop_id", "approved", "refunded", "standing", "case")
    row = files.taobao(NO, shop_id=str(people.other_shop.pk), approved="1", refunded="99", standing="carried", case="1")
    bring_in(*written(header, [row], "gb18030"))
    record = PlatformRefund.objects.get()
    assert (record.shop, record.case, record.standing) == (people.shop, None, Standing.PENDING)


@pytest.mark.attack("E1", "J3")
def test_hostile_cells_stay_text_and_personal_words_stay_out_of_events(people: People, bring_in: Import):
    make_order(people.shop, platform_no=NO)
    row = files.taobao(
        NO, 买家退款说明='=HYPERLINK("http://evil","x")', 责任方="@SUM(1)", 退款状态="=cmd|' /C calc'!A0"
    )
    bring_in(*written(files.TAOBAO_2017, [row], "utf-8"))
    report(people.shop)
    record = PlatformRefund.objects.get()
    assert (record.state, record.standing) == (RefundState.UNKNOWN, Standing.BY_HAND)
    assert "HYPERLINK" in record.explanation
    assert not [event for event in Event.objects.all() if "HYPERLINK" in str(event.data)]
    assert "HYPERLINK" not in str(list(record.history.values_list("changes", flat=True)))


def test_a_word_that_nobody_knows_is_counted_and_shown(people: People, bring_in: Import):
    make_order(people.shop, platform_no=NO)
    done = bring_in(*written(files.TAOBAO_2017, [files.taobao(NO, 退款状态="等待火星人确认")], "utf-8"))
    assert done.counts["added"] == 1
    assert "等待火星人确认" in str(done.batch.unknown)


def test_a_file_without_a_refund_number_is_no_refund_report(people: People, bring_in: Import):
    header = tuple(name for name in files.TAOBAO_2017 if name != "退款编号")
    with pytest.raises(FileRefused):
        bring_in(*written(header, [files.taobao(NO)], "utf-8"))
    assert PlatformRefund.objects.count() == 0


def test_the_time_in_the_files_name_orders_reports(people: People, bring_in: Import):
    make_order(people.shop, platform_no=NO)
    for stamp, status, state in (
        ("202611251200", "卖家拒绝退款", RefundState.REFUSED),
        ("202611241200", "买家已经申请退款，等待卖家同意", RefundState.REFUSED),
        ("202611261200", "卖家已经同意退款，等待买家退货", RefundState.AGREED),
    ):
        data = files.as_csv(files.TAOBAO_2017, [files.taobao(NO, 退款状态=status)], "utf-8")
        bring_in(data, f"退款{stamp}.csv")
        assert PlatformRefund.objects.get().state == state
