"""What a newer row changes, and how an older one is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aftercare.core.money import ZERO, Money
from aftercare.orders.imports.facts import OrderFacts, gross_paid
from aftercare.orders.imports.merge import is_older, news
from aftercare.orders.terms import OrderStatus

DAY = datetime(2026, 5, 1, tzinfo=UTC)
STORED = OrderFacts(
    platform_no="1",
    ordered_at=DAY,
    paid_at=DAY,
    dispatched_at=DAY + timedelta(days=1),
    status=OrderStatus.DISPATCHED,
    raw_status="卖家已发货，等待买家确认",
    total=Money(10000),
    paid=Money(10000),
    refunded=Money(2000),
    seller_memo="易碎",
    receiver_name="赵小满",
    receiver_phone="18600001234",
    receiver_address="浙江省 杭州市 余杭区 幸福路1号",
    region="浙江省 杭州市 余杭区",
)
COLUMNS = frozenset({"status", "paid_at", "dispatched_at", "refunded"})


def older(told, stored_export=None, told_export=None, columns=COLUMNS):
    return is_older(STORED, told, columns, stored_export=stored_export, told_export=told_export)


def test_the_same_row_is_neither_older_nor_news():
    assert not older(replace(STORED))
    assert news(STORED, replace(STORED)) == {}


@pytest.mark.parametrize(
    "told",
    [
        replace(STORED, status=OrderStatus.AWAITING_DISPATCH),
        replace(STORED, status=OrderStatus.AWAITING_PAYMENT),
        replace(STORED, dispatched_at=None),
        replace(STORED, paid_at=None),
        replace(STORED, refunded=ZERO),
    ],
)
def test_a_row_that_is_less_far_is_older(told):
    assert older(told)


def test_a_column_that_the_file_does_not_have_says_nothing():
    bare = OrderFacts(platform_no="1", ordered_at=DAY)
    assert not older(bare, columns=frozenset({"total"}))
    assert news(STORED, bare) == {}


def test_the_time_of_export_decides_when_both_files_have_one():
    told = replace(STORED, seller_memo="新备注")
    assert older(told, stored_export=DAY + timedelta(days=3), told_export=DAY + timedelta(days=2))
    assert not older(told, stored_export=DAY + timedelta(days=2), told_export=DAY + timedelta(days=3))
    assert not older(told, stored_export=None, told_export=DAY)
    less = replace(STORED, refunded=ZERO)
    assert not older(less, stored_export=DAY, told_export=DAY + timedelta(days=1))


def test_a_later_export_still_never_turns_the_status_back():
    told = replace(STORED, status=OrderStatus.AWAITING_DISPATCH)
    assert older(told, stored_export=DAY, told_export=DAY + timedelta(days=1))


def test_news_are_only_what_is_told_and_different():
    told = OrderFacts(
        platform_no="1", ordered_at=DAY, status=OrderStatus.COMPLETED, refunded=Money(2000), seller_memo="x"
    )
    assert news(STORED, told) == {"status": OrderStatus.COMPLETED, "seller_memo": "x"}


def test_masks_never_replace_real_names_phones_and_addresses():
    told = replace(
        STORED,
        receiver_name=None,
        receiver_name_mask="赵**",
        receiver_phone=None,
        receiver_phone_mask="186****1234",
        receiver_address=None,
        region="浙江省 杭州市",
    )
    assert news(STORED, told) == {}
    unknown = OrderFacts(platform_no="1", ordered_at=DAY)
    assert news(unknown, told) == {
        "receiver_name_mask": "赵**",
        "receiver_phone_mask": "186****1234",
        "region": "浙江省 杭州市",
        **{
            name: getattr(STORED, name)
            for name in ("paid_at", "dispatched_at", "status", "raw_status", "total", "paid", "refunded", "seller_memo")
        },
    }


def test_an_unknown_status_never_replaces_a_known_one():
    told = replace(STORED, status=OrderStatus.UNKNOWN, raw_status="火星寄送中")
    assert not older(told)
    assert news(STORED, told) == {}
    assert news(replace(STORED, status=None, raw_status=None), told) == {
        "status": OrderStatus.UNKNOWN,
        "raw_status": "火星寄送中",
    }


def test_what_was_paid_never_falls_once_the_order_is_paid():
    assert news(STORED, replace(STORED, paid=Money(4000))) == {}
    assert news(replace(STORED, paid_at=None), replace(STORED, paid=Money(4000)))["paid"] == Money(4000)


@pytest.mark.parametrize(
    ("told", "refunded", "total", "is_net", "gross"),
    [
        (14890, 2990, 17880, True, 17880),
        (0, 17880, 17880, True, 17880),
        (14890, 2990, 17880, False, 17880),
        (17880, 2990, 17880, False, 17880),
        (17880, 0, 17880, False, 17880),
        (17880, None, 17880, False, 17880),
        (100, 50, None, False, 100),
    ],
)
def test_paid_is_gross_whichever_way_the_report_counts(told, refunded, total, is_net, gross):
    def money(fen):
        return None if fen is None else Money(fen)

    assert gross_paid(Money(told), money(refunded), money(total), is_net=is_net) == Money(gross)
