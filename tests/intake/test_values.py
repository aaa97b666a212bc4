"""One cell at a time: nothing is rounded, nothing is guessed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.money import Money
from aftercare.intake import values
from aftercare.intake.problems import BadValue
from aftercare.intake.values import Number
from aftercare.intake.workbook import EPOCH_1900, EPOCH_1904

SHANGHAI = ZoneInfo("Asia/Shanghai")


def code_of(read, *arguments):
    with pytest.raises(BadValue) as caught:
        read(*arguments)
    return caught.value.code


@pytest.mark.parametrize(
    "cell",
    [
        '="1930679858170647"',
        "'1930679858170647",
        "\t1930679858170647",
        " 1930679858170647 ",
        "1930679858170647",
        "１９３０６７９８５８１７０６４７",
        "\ufeff1930679858170647",
        "’1930679858170647",
        '"1930679858170647"',
        '\'="1930679858170647"'.lstrip("'"),
    ],
)
def test_a_number_of_an_order_is_read_through_every_wrapping(cell):
    assert values.read_id(cell) == "1930679858170647"


@pytest.mark.attack("E5")
@pytest.mark.parametrize(
    "cell",
    [
        "1.93068E+15",
        "1.23457E+17",
        "1.93068e15",
        '="1.93068E+15"',
        "1930679858170647.0",
        Number("1930679858170647"),
        Number("1.930679858170647E15"),
        Number("1000000000000000"),
        Number("1930679858170647.5".partition(".")[0]),
    ],
)
def test_a_number_that_excel_has_destroyed_is_refused(cell):
    assert code_of(values.read_id, cell) == "id.destroyed"


def test_a_short_number_may_be_a_number_cell():
    assert values.read_id(Number("28010")) == "28010"
    assert values.read_id(Number("28010.0")) == "28010"
    assert values.read_id(Number("999999999999999")) == "999999999999999"


@pytest.mark.parametrize("cell", ["12a4", "12.5", "-5", "订单", "1" * 31, "=1+1", Number("12.5"), "1 2"])
def test_what_is_no_number_of_an_order_is_refused(cell):
    assert code_of(values.read_id, cell) == "id.format"


@pytest.mark.parametrize("read", [values.read_id, values.read_money, values.read_count, values.read_text])
@pytest.mark.parametrize("cell", ["", " ", "\u3000", "\t", "'"])
def test_an_empty_cell_tells_nothing(read, cell):
    assert read(cell) is None


@pytest.mark.attack("E7")
@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("178.8", 17880),
        ("598", 59800),
        ("0.00元", 0),
        ("0元", 0),
        ("1,000.00", 100000),
        ("1,234,567.89", 123456789),
        ("１７８．８", 17880),
        ("￥12.30", 1230),
        ("¥12.30", 1230),
        ("１，０００．００", 100000),
        (Number("148.90000000000001"), 14890),
        (Number("1.489E2"), 14890),
        (Number("0.1"), 10),
        ("'5.00", 500),
        ("007.10", 710),
        ("9999999999.99", 999999999999),
    ],
)
def test_an_amount_is_read_to_the_fen(cell, fen):
    assert values.read_money(cell) == Money(fen)


@pytest.mark.attack("E7")
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("NaN", "money.format"),
        ("inf", "money.format"),
        ("1e309", "money.format"),
        ("1e2", "money.format"),
        ("1,00", "money.format"),
        ("1.2.3", "money.format"),
        ("十元", "money.format"),
        ("+5", "money.format"),
        ("12分", "money.format"),
        ("=1+1", "money.format"),
        ("0x10", "money.format"),
        ("٣", "money.format"),
        (Number("NaN"), "money.format"),
        (Number("1e309"), "money.format"),
        ("-0", "money.negative"),
        ("-12.00", "money.negative"),
        (Number("-3"), "money.negative"),
        ("12.345", "money.decimals"),
        ("1.000", "money.decimals"),
        (Number("12.345"), "money.decimals"),
        ("99999999999", "money.large"),
        ("9" * 400, "money.large"),
    ],
)
def test_what_is_no_amount_is_refused_and_never_rounded(cell, code):
    assert code_of(values.read_money, cell) == code


@given(st.integers(min_value=0, max_value=10**12 - 1), st.sampled_from(["", "元", " 元"]), st.booleans())
def test_every_amount_survives_being_written_and_read(fen, unit, grouped):
    text = f"{fen // 100:,}" if grouped else str(fen // 100)
    assert values.read_money(f"{text}.{fen % 100:02d}{unit}") == Money(fen)


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_a_refusal(text):
    try:
        amount = values.read_money(text)
    except BadValue as bad:
        assert bad.code.startswith("money.")
    else:
        assert amount is None or amount.fen >= 0


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_cell_is_an_exact_amount_or_a_refusal(number):
    try:
        amount = values.read_money(Number(repr(number)))
    except BadValue as bad:
        assert bad.code.startswith("money.")
    else:
        assert amount is not None
        assert abs(amount.fen - number * 100) < 0.001


@given(st.text(max_size=40))
def test_any_text_is_a_number_of_an_order_or_a_refusal(text):
    try:
        number = values.read_id(text)
    except BadValue as bad:
        assert bad.code in ("id.destroyed", "id.format")
    else:
        assert number is None or (number.isascii() and number.isdigit())


@given(st.integers(min_value=0, max_value=10**20), st.sampled_from(["{}", '="{}"', "'{}", "\t{}", " {} "]))
def test_no_digit_of_a_number_is_ever_changed(number, wrapping):
    assert values.read_id(wrapping.format(number)) == str(number)


@pytest.mark.parametrize(
    ("cell", "local"),
    [
        ("2020-02-21 00:00:00", (2020, 2, 21, 0, 0, 0)),
        ("2016/5/23 22:02", (2016, 5, 23, 22, 2, 0)),
        ("2016/5/23 22:02:07", (2016, 5, 23, 22, 2, 7)),
        ("2020-2-1 9:05", (2020, 2, 1, 9, 5, 0)),
        ("2020-02-21T08:00:00", (2020, 2, 21, 8, 0, 0)),
        ("2020-02-21", (2020, 2, 21, 0, 0, 0)),
        ("2020年2月21日 08:00", (2020, 2, 21, 8, 0, 0)),
        ('="2020-02-21 00:00:00"', (2020, 2, 21, 0, 0, 0)),
        ("２０２０-02-21 00:00", (2020, 2, 21, 0, 0, 0)),
        (Number("43881.918055555558"), (2020, 2, 20, 22, 2, 0)),
        (Number("43882"), (2020, 2, 21, 0, 0, 0)),
    ],
)
def test_a_time_is_read_on_the_shops_clock(cell, local):
    assert values.read_time(cell, SHANGHAI, EPOCH_1900) == datetime(*local, tzinfo=SHANGHAI).astimezone(UTC)


def test_old_macs_count_days_from_1904():
    assert values.read_time(Number("42420"), SHANGHAI, EPOCH_1904) == datetime(2020, 2, 21, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("昨天", "date.format"),
        ("2020-02-30 00:00:00", "date.format"),
        ("2020-13-01", "date.format"),
        ("2020-02-21 25:00", "date.format"),
        ("43881.9", "date.format"),
        (Number("-1"), "date.format"),
        (Number("1e300"), "date.format"),
        (Number("nan"), "date.format"),
        ("1999-01-01 00:00:00", "date.range"),
        ("9999-01-01", "date.range"),
        (Number("2"), "date.range"),
    ],
)
def test_what_is_no_time_is_refused(cell, code):
    assert code_of(values.read_time, cell, SHANGHAI, EPOCH_1900) == code


@given(st.integers(min_value=0, max_value=97 * 365 * 86_400))
def test_both_forms_of_a_time_are_the_same_moment(seconds):
    local = EPOCH_1900.replace(year=2003) + timedelta(seconds=seconds)
    dashed = values.read_time(f"{local:%Y-%m-%d %H:%M:%S}", SHANGHAI, EPOCH_1900)
    slashed = values.read_time(f"{local.year}/{local.month}/{local.day} {local:%H:%M:%S}", SHANGHAI, EPOCH_1900)
    assert dashed == slashed == local.replace(tzinfo=SHANGHAI).astimezone(UTC)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_refusal(text):
    try:
        values.read_time(text, SHANGHAI, EPOCH_1900)
    except BadValue as bad:
        assert bad.code.startswith("date.")


@pytest.mark.parametrize(("cell", "count"), [("2", 2), ("0", 0), (Number("3.0"), 3), ("２", 2), ("2件", 2), ("12", 12)])
def test_a_quantity_is_a_whole_number(cell, count):
    assert values.read_count(cell) == count


@pytest.mark.parametrize("cell", ["1.5", "-1", "两件", "1e3", "123456", "=1"])
def test_what_is_no_quantity_is_refused(cell):
    assert code_of(values.read_count, cell) == "count.format"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("'18600001234", "18600001234"),
        ("+86 186-0000-1234", "18600001234"),
        (Number("18600001234"), "18600001234"),
        (Number("18600001234.0"), "18600001234"),
        ("0431-8500001", "04318500001"),
        ("186****1234", "186****1234"),
        ("", None),
        ("-", None),
    ],
)
def test_a_phone_is_its_digits_or_the_platforms_mask(cell, phone):
    assert values.read_phone(cell) == phone


def test_a_phone_that_excel_has_rounded_is_refused():
    assert code_of(values.read_phone, "1.86E+10") == "phone.destroyed"


@pytest.mark.attack("E1", "F11")
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("a\x00b\u202ec", "abc"),
        ("两行\n标题", "两行 标题"),
        ('="文字"', "文字"),
        ("'文字", "文字"),
    ],
)
def test_text_stays_text(cell, text):
    assert values.read_text(cell) == text
