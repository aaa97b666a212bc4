"""The last day of a legal period: a day of rest moves it on (民法典 art. 203)."""

from datetime import date

import pytest

from aftercare.clock.holidays import legal_last_day


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),  # a Friday
        (date(2026, 11, 21), date(2026, 11, 23)),  # a Saturday
        (date(2026, 11, 22), date(2026, 11, 23)),  # a Sunday
        (date(2025, 10, 1), date(2025, 10, 9)),  # National Day and Mid-Autumn
        (date(2025, 9, 28), date(2025, 9, 28)),  # a Sunday that was made a workday
        (date(2025, 10, 11), date(2025, 10, 11)),  # a Saturday that was made a workday
        (date(2091, 10, 1), date(2091, 10, 1)),  # a year without a list has weekdays only: a Monday
    ],
)
def test_a_day_of_rest_moves_the_last_day_on(day: date, last: date) -> None:
    assert legal_last_day(day) == last
