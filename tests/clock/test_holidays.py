"""Our files of public holidays against the library that knows them."""

from datetime import date, timedelta

import pytest

from aftercare.clock.holidays import days_of, known_years, published_days


@pytest.mark.row("P3")
@pytest.mark.parametrize("year", known_years())
def test_every_day_of_the_year_is_as_the_library_says(year):
    oracle = pytest.importorskip("chinese_calendar")
    published = published_days()
    day, wrong = date(year, 1, 1), []
    while day.year == year:
        if oracle.is_workday(day) != published.get(day, day.weekday() < 5):
            wrong.append(day)
        day += timedelta(days=1)

    assert wrong == []


def test_the_years_around_today_are_known():
    assert {2024, 2025, 2026} <= set(known_years())


def test_each_day_carries_the_name_of_its_holiday():
    assert days_of(2026)[date(2026, 2, 14)] == (True, "春节")
    assert days_of(2026)[date(2026, 10, 1)] == (False, "国庆节")


def test_an_unknown_year_has_weekdays_only():
    assert days_of(1999) == {}
