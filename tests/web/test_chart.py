"""What a chart tells the browser, and the table that says the same (R2)."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from aftercare.web.pieces.chart import STEPS, Chart, Series, axis_of, lines_over
from aftercare.web.pieces.marks import Tone

HUNDRED = Decimal(100)
DAYS = [date(2026, 11, day) for day in (1, 8, 15)]


def rate(*values: str | None, limit: str | None = None) -> Chart | None:
    series = [Series("好评率", Tone.US, [None if one is None else Decimal(one) for one in values])]
    if limit:
        series.append(Series("门槛", Tone.LATE, [Decimal(limit)] * len(values), is_limit=True))
    return lines_over(DAYS, series, title="?", head="日", most=HUNDRED, unit="%")


def test_lines_and_their_table_say_the_same():
    chart = rate("97.20", None, "98.61", limit="98")
    assert chart is not None
    told = json.loads(chart.data)
    assert [one["values"] for one in told["series"]] == [[97.2, None, 98.61], [98.0] * 3]
    assert [one["limit"] for one in told["series"]] == [False, True]
    assert told["labels"] == ["2026-11-01", "2026-11-08", "2026-11-15"]
    assert list(chart.rows)[1] == ("2026-11-08", "", ["–", "98.00%"])
    page = render_to_string("pieces/chart.html", {"chart": chart})
    assert "97.20%" in page and 'role="img"' in page and "style=" not in page


@pytest.mark.parametrize("values", [(None, None, None), ("98", None, None)])
def test_one_point_is_no_line(values: tuple[str | None, ...]):
    assert rate(*values, limit="98") is None


@given(
    st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=40),
    st.sampled_from([Decimal(5), HUNDRED]),
)
def test_the_axis_holds_every_value_between_round_figures(values: list[Decimal], most: Decimal):
    values = [min(value, most) for value in values]
    axis = axis_of(values, most)
    assert 0 <= axis.low <= min(values) and max(values) <= axis.high <= most
    assert axis.low < axis.high and axis.low % axis.step == 0
    assert (axis.high - axis.low) / axis.step <= STEPS + 2


def test_words_of_buyers_and_products_are_no_markup():
    odd = '"><script>x</script>'
    chart = Chart("bars", odd, "商品", [odd], [Series("品质", Tone.US, [3])], addresses=["/reviews/?product=1"])
    page = render_to_string("pieces/chart.html", {"chart": chart})
    assert "<script" not in page and 'href="/reviews/?product=1"' in page and ">3</td>" in page
