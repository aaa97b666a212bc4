"""Statuses and addresses in the platforms' own words."""

import pytest

from aftercare.orders.imports.address import Address, read_address
from aftercare.orders.imports.statuses import read_status
from aftercare.orders.terms import OrderStatus


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("等待买家付款", OrderStatus.AWAITING_PAYMENT),
        ("买家已付款,等待卖家发货", OrderStatus.AWAITING_DISPATCH),
        ("买家已付款，等待卖家发货", OrderStatus.AWAITING_DISPATCH),
        ("卖家已发货，等待买家确认", OrderStatus.DISPATCHED),
        ("卖家已发货,等待买家确认", OrderStatus.DISPATCHED),
        ("交易成功", OrderStatus.COMPLETED),
        ("交易关闭", OrderStatus.CLOSED),
        ("付款以后用户退款成功，交易自动关闭", OrderStatus.CLOSED),
        ("火星寄送中", OrderStatus.UNKNOWN),
    ],
)
def test_a_status_is_known_whatever_the_width_of_its_comma(raw, status):
    assert read_status(raw) is status


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("吉林省 通化市 柳河县 幸福路1号(135300)", Address("吉林省 通化市 柳河县 幸福路1号", "吉林省 通化市 柳河县")),
        ("上海", Address("上海", "上海")),
        ("内蒙古自治区", Address("内蒙古自治区", "内蒙古自治区")),
        ("上海 上海市 浦东新区 世纪大道 1 号", Address("上海 上海市 浦东新区 世纪大道 1 号", "上海 上海市 浦东新区")),
        ("广东省 东莞市 长安镇 某路2号（523850）", Address("广东省 东莞市 长安镇 某路2号", "广东省 东莞市 长安镇")),
        ("吉林省通化市柳河县幸福路1号", Address("吉林省通化市柳河县幸福路1号", "")),
        ("幸福路1号", Address("幸福路1号", "")),
    ],
)
def test_an_address_gives_its_region_and_never_a_street_in_it(cell, address):
    assert read_address(cell) == address
