"""Columns that a person names: their header is known again in any order, and a name can be a field only (pure)."""

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.intake.families import all_profiles, family_for, mappable_families, mappable_profile, profile_label
from aftercare.intake.fields import Clock
from aftercare.intake.masking import is_personal, masked, shown_values
from aftercare.intake.own_sheet import (
    check_header,
    check_named,
    codes_of,
    guesses,
    header_key,
    kept_shape,
    named_shape,
    remembered,
)
from aftercare.intake.problems import BadValue, FileRefused, RowProblem
from aftercare.intake.recognise import Mapped, recognise
from aftercare.intake.rows import ReadRow
from aftercare.intake.values import Number
from aftercare.intake.workbook import EPOCH_1900
from aftercare.orders.imports.facts import OrderFacts
from aftercare.orders.imports.merge import only_gaps_of_money, raises_paid
from aftercare.orders.imports.own_profiles import read_own_no
from aftercare.orders.terms import OrderStatus

AT = datetime(2026, 5, 1, tzinfo=UTC)
CLOCK = Clock(ZoneInfo("Asia/Shanghai"), EPOCH_1900)
FORMS = [family.mappable for family in mappable_families() if family.mappable]
ORDERS = mappable_profile("own_orders")
HEADERS = st.lists(st.text(alphabet="单号金额 （）元ab\u200b\u3000", max_size=6), min_size=1, max_size=8)
CELLS = st.text(alphabet="0123456789.-:/ eE+年月日元件,'=\"a王（）\t\u3000", max_size=24) | st.text(max_size=12)


def code_of(text: str) -> str:
    with pytest.raises(FileRefused) as caught:
        check_header(["单号", text])
    return caught.value.refusal.code


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_a_form_of_own_sheets_is_whole_and_no_header_is_recognised_as_it(form):
    codes = [field.code for field in form.fields]
    names = [name for field in form.fields for name in field.names]
    assert form.required <= set(codes)
    assert form.required
    assert (len(set(codes)), len(set(names))) == (len(codes), len(names))
    assert form not in all_profiles()
    assert family_for(form).mappable == form
    assert profile_label(form.code) == form.label
    assert not {"shop_id", "approved", "refunded", "customer", "id"} & set(codes)  # E9


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
@given(cells=st.dictionaries(st.integers(0, 30), CELLS | st.builds(Number, CELLS), max_size=30), data=st.data())
def test_any_cell_under_any_field_is_read_or_refused_and_nothing_else(form, cells, data):
    """A person may name a column wrongly: then its rows are refused one by one, and the import does not fall over."""
    codes = [field.code for field in form.fields]
    kept = [code for code in codes if code in form.required or data.draw(st.booleans())]
    row = [cells.get(index, "") for index in range(len(kept))]
    read = family_for(form).reader(named_shape(form, kept, kept), CLOCK)(2, row)
    assert isinstance(read, ReadRow | RowProblem)
    if isinstance(read, ReadRow):
        assert set(map(type, family_for(form).shown(read.facts, CLOCK.zone).values())) <= {str}


@pytest.mark.parametrize("profile", all_profiles(), ids=lambda profile: profile.code)
def test_names_that_a_form_of_the_family_uses_are_good_guesses(profile):
    own = family_for(profile).mappable
    if own is None:
        return
    header = [field.names[-1] for field in profile.fields]
    found = guesses(header, own, family_for(profile).forms)
    assert len([code for code in found if code]) == len({code for code in found if code})
    for field, code in zip(profile.fields, found, strict=True):
        assert code in {each.code for each in own.fields} | {""}
        if not code:  # what it would be is another column already, or no own sheet tells it
            assert field.code in found or field.code not in {each.code for each in own.fields}


def test_what_people_of_the_shop_said_before_goes_first():
    said = {"金额": "freight", "实付": "paid", "单号": "", "别的": "shop_id"}
    assert guesses(["金额", "实付", "单号", "别的"], ORDERS, [ORDERS], said) == ["freight", "paid", "platform_no", ""]


def test_two_columns_of_one_meaning_are_guessed_once_by_the_older_name():
    assert guesses(["单号", "订单编号", "实付金额", "shop_id", "实付金额"], ORDERS, [ORDERS]) == [
        "", "platform_no", "paid", "", "",
    ]  # fmt: skip


@given(header=HEADERS, seed=st.integers(0, 99))
def test_a_header_is_known_in_any_order_unless_a_name_stands_twice(header, seed):
    mixed = list(header)
    random.Random(seed).shuffle(mixed)
    forms = ["".join(name.replace("（", "(").replace("）", ")").split()).replace("\u200b", "") for name in header]
    forms = [form.removesuffix("(元)") for form in forms]
    if len(set(forms)) == len(forms):
        assert header_key(mixed) == header_key(header)
        codes = [f"c{index}" for index in range(len(header))]
        found = codes_of(remembered(header, codes), mixed)
        assert sorted(zip(map(str, mixed), found, strict=True)) == sorted(zip(map(str, header), codes, strict=True))
    elif [forms[header.index(name)] for name in mixed] != forms:
        assert header_key(mixed) != header_key(header)
    assert len(header_key(header)) == 64


def test_spaces_widths_and_the_unit_do_not_make_another_header():
    assert header_key(["单号", "金额"]) == header_key([" 金额（元） ", "单\u3000号\u200b"])
    assert header_key(["单号", "金额"]) != header_key(["单号", "金额", "备注"])
    long = "长" * 40_000
    assert header_key([long, "a"]) != header_key([long[:-1], "a"])
    assert len(remembered([long], [""])[0]["key"]) < 80


def test_one_field_once_required_ones_named_and_nothing_that_is_no_field():
    for codes, problems in (
        (["platform_no", "ordered_at", "paid", ""], set()),
        (["platform_no", "ordered_at", "", ""], {"fields"}),
        (["platform_no", "ordered_at", "paid", "paid"], {"field-3"}),
        (["platform_no", "ordered_at", "paid", "shop_id"], {"field-3"}),
        (["approved", "refunded", "raw_status", "id"], {"field-0", "field-1", "field-2", "field-3", "fields"}),
    ):
        try:
            check_named(ORDERS, codes, "ERP")
        except InvalidInput as wrong:
            assert set(wrong.problems) == problems
        else:
            assert not problems
    with pytest.raises(InvalidInput) as both:
        check_named(ORDERS, ["", "x"], "")
    assert set(both.value.problems) == {"field-1", "fields", "name"}


def test_a_mapping_that_the_form_no_longer_bears_is_refused_and_never_half_used():
    header = ["单号", "日期", "金额"]
    good = ["platform_no", "ordered_at", "paid"]
    for codes in (good[:2], ["platform_no", "ordered_at", ""], [*good[:2], "shop_id"], ["paid", "ordered_at", "paid"]):
        with pytest.raises(FileRefused) as caught:
            named_shape(ORDERS, header, codes)
        assert caught.value.refusal.code == "mapping.outdated"
    shape = named_shape(ORDERS, header, good, Mapped(7, 2, "ERP", "王", AT))
    kept = {"columns": shape.to_json(), "mapped": shape.mapped.to_json()}
    assert kept_shape(ORDERS, header, kept) == shape
    with pytest.raises(FileRefused) as caught:
        kept_shape(ORDERS, header[::-1], kept)  # positions count for a file that was looked at
    assert caught.value.refusal.code == "file.changed"


@pytest.mark.attack("J1")
def test_a_first_line_of_values_is_no_header():
    for text in (
        "13800001234",
        "赵小满 13800001234",
        "a@b.example",
        "2026-05-01 10:00:00",
        "2100000000000000001",
        "1.50",
    ):
        assert code_of(text) == "file.no_header"
    check_header(["单号", "", "2026", "1月", "金额(元)", '=HYPERLINK("http://x")', "<script>", "单号"])


@pytest.mark.attack("J1")
@pytest.mark.parametrize(
    ("value", "mask"),
    [("13800001234", "138****1234"), ("'+86 138 0000 1234", "138****1234"), ("赵小满", "赵***"), ("", "")],
)
def test_personal_values_are_masked(value, mask):
    assert masked(value) == mask


@pytest.mark.attack("J1")
def test_of_a_column_that_nobody_knows_only_what_cannot_be_a_person_is_shown():
    names = ["赵小满", "钱多多", "孙悟空", "李四"]
    assert shown_values(names, personal=None) == ["赵***", "钱***", "孙***"]
    assert shown_values(["赵小满", "赵大满"], personal=None) == ["赵***"]
    assert shown_values(["SF0000000000", "YT13800001234"], personal=False) == ["SF0000000000", "YT13800001234"]
    assert shown_values(["tb8812345", "客服a"], personal=None) == ["t***", "客***"]
    assert shown_values(["主仓"] * 7 + ["东仓"] * 5, personal=None) == ["主仓", "东仓"]
    assert shown_values(["1,178.80", "2026-05-01", "3"], personal=None) == ["1,178.80", "2026-05-01", "3"]
    assert shown_values(["18600001234", "0571-88001234", "110101199003074477"], personal=None) == [
        "186****1234", "0***", "1***",
    ]  # fmt: skip
    assert shown_values(["青瓷花瓶", "找 18600001234"], personal=False) == ["青瓷花瓶", "找***"]
    assert shown_values(["18600001234"], personal=False, is_number=True) == ["18600001234"]
    assert shown_values(["主仓"] * 9, personal=True) == ["主***"]
    assert is_personal("微信 １８６００００１２３４")


def test_numbers_of_a_shops_own_counting_are_read_and_rounded_ones_refused():
    for cell in ("DD-20260501_7", "260915-123456789012", "2100000000000000001", '="2100000000000000001"'):
        assert read_own_no(cell) == cell.strip('="')
    for cell in (Number("2.1E18"), "1.93068E+15", Number("2100000000000000000"), "1E15", "单号 7", "a b"):
        with pytest.raises(BadValue):
            read_own_no(cell)
    assert read_own_no("") is None


def test_a_platforms_header_is_the_platforms_whatever_stands_beside_it():
    header = ["订单编号", "总金额", "买家实付金额", "订单状态", "订单创建时间", "系统单号", "仓库"]
    assert recognise(header, all_profiles()).profile.code == "qianniu_orders"


@pytest.mark.attack("H7")
def test_an_own_sheet_fills_amounts_and_never_raises_what_was_paid():
    stored = OrderFacts("1", AT, paid=Money(100), total=Money(0), status=OrderStatus.DISPATCHED)
    told = OrderFacts("1", AT, paid=Money(101), total=Money(300), goods=Money(7))
    assert raises_paid(stored, told)
    assert not raises_paid(stored, OrderFacts("1", AT, paid=Money(100)))
    assert not raises_paid(OrderFacts("1", AT, paid=Money(0)), told)
    changes = {"paid": told.paid, "total": told.total, "goods": told.goods, "courier": "顺丰"}
    assert only_gaps_of_money(stored, changes) == {"total": Money(300), "goods": Money(7), "courier": "顺丰"}
