"""The kind of a report is told by its headers' names, in any order and of any year."""

import random

import pytest
from tests.intake.reports import CLASSIC, CLASSIC_ITEMS, QIANNIU, QIANNIU_ITEMS, SHORT, TMALL_ITEMS

from aftercare.intake.families import all_profiles, family_of, profile_label
from aftercare.intake.problems import FileRefused
from aftercare.intake.recognise import Shape, Use
from aftercare.intake.recognise import recognise as recognise_among

HEADERS = {
    "classic_orders": CLASSIC,
    "classic_items": CLASSIC_ITEMS,
    "tmall_items": TMALL_ITEMS,
    "qianniu_orders": QIANNIU,
    "qianniu_items": QIANNIU_ITEMS,
    "short_report": SHORT,
}


def recognise(header) -> Shape:
    return recognise_among(header, all_profiles())


@pytest.mark.parametrize(("kind", "header"), HEADERS.items())
def test_each_kind_is_recognised_and_all_its_columns_are_known(kind, header):
    shape = recognise(header)
    assert shape.profile.code == kind
    assert shape.headers(Use.UNKNOWN) == []
    assert len(shape.columns) == len(header)


@pytest.mark.parametrize(("kind", "header"), HEADERS.items())
def test_names_decide_and_not_positions(kind, header):
    shuffled = list(header)
    random.Random(3).shuffle(shuffled)
    shape = recognise(shuffled)
    assert shape.profile.code == kind
    assert all(shuffled[column.index].strip() == column.header for column in shape.columns)


def test_spaces_widths_units_and_marks_in_headers_do_not_matter():
    odd = [
        "\ufeff订单编号",
        " 总金额(元)",
        "买家实际支付金额 ",
        "收货地址\u3000",
        "订单 创建时间",
        "订单付款时间\u200b",
        "退款金额（元）",
    ]
    assert recognise(odd).profile.code == "short_report"


def test_variants_of_later_years_are_still_the_same_kind():
    later = [
        *CLASSIC,
        "分销商Id",
        "卡券抵扣",
        "积分抵扣",
        "打款商家金额",
        "确认收货时间",
        "退款金额",
        "支付单号",
        "含应开票给个人红包",
    ]
    shape = recognise(later)
    assert shape.profile.code == "classic_orders"
    assert {"completed_at", "refunded"} <= {column.field.code for column in shape.read if column.field}
    assert shape.headers(Use.UNKNOWN) == []


def test_the_most_specific_kind_wins_when_two_fit():
    with_status = [*SHORT, "订单状态", "买家会员名"]
    assert recognise(with_status).profile.code == "classic_orders"
    assert recognise([*SHORT, "买家会员名"]).profile.code == "short_report"


@pytest.mark.attack("E9")
def test_columns_that_would_set_more_than_a_report_may_are_ignored_and_named():
    forbidden = ["shop_id", "approved", "refunded", "店铺ID号", "id", "password"]
    shape = recognise([*SHORT, *forbidden])
    assert shape.headers(Use.UNKNOWN) == forbidden
    assert [column.header for column in shape.read] == [name.strip() for name in SHORT]


def test_a_field_that_two_columns_tell_is_read_once_by_the_older_name():
    header = [*QIANNIU, "买家实际支付金额"]
    shape = recognise(header)
    (paid,) = [column for column in shape.read if column.field and column.field.code == "paid"]
    assert paid.header == "买家实际支付金额"
    assert shape.headers(Use.DOUBLE) == ["买家实付金额"]
    double = recognise([*SHORT, "总金额"])
    assert [column.index for column in double.columns if column.use is Use.DOUBLE] == [7]


@pytest.mark.parametrize(
    ("header", "params"),
    [
        (SHORT[:-1], {"kind": profile_label("short_report"), "missing": "退款金额"}),
        (
            [name for name in QIANNIU_ITEMS if name != "商品价格"],
            {"kind": profile_label("qianniu_items"), "missing": "价格"},
        ),
        ([name for name in CLASSIC if name not in ("订单编号", "总金额")], None),
        (["a", "b"], None),
    ],
)
def test_an_unknown_report_is_refused_with_what_the_nearest_kind_lacks(header, params):
    with pytest.raises(FileRefused) as caught:
        recognise(header)
    assert caught.value.refusal.code == "kind.unknown"
    assert caught.value.refusal.params["missing"]
    if params is not None:
        assert caught.value.refusal.params == params


@pytest.mark.parametrize(
    "header",
    [
        ["订单编号", "退款编号", "支付单号", "买家实际支付金额", "退款状态"],
        ["商家昵称", "入帐日期", "入帐类型", "收入金额(元)"],
        ["售后单号", "订单号", "商品单号", "售后状态"],
    ],
)
def test_another_report_is_called_by_its_name(header):
    with pytest.raises(FileRefused) as caught:
        recognise_among(header, family_of("classic_orders").profiles)
    assert caught.value.refusal.code == "kind.foreign"
