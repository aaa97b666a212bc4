"""Shifts of a day, rotations (P3)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from aftercare.clock.rules import Interval
from aftercare.shifts.rules import Pattern, PatternBook, Version, monday_of, rotation, span_of

DAY = date(2026, 11, 30)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.row("P3")
def test_a_shop_has_two_shifts_by_default():
    book = PatternBook(())
    assert [(one.code, str(one.hours)) for one in book.on(DAY)] == [("early", "08:30-16:30"), ("late", "16:30-24:00")]
    starts, ends = span_of(book.on(DAY)[1], DAY, ZONE)
    assert starts == datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
    assert ends == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


def test_a_change_holds_from_its_day_on_and_the_past_stays():
    longer = Version(Pattern("late", "大晚班", Interval(960, 1500)), date(2026, 12, 1))
    gone = Version(Pattern("late", "大晚班", Interval(960, 1500)), date(2026, 12, 5), is_used=False)
    book = PatternBook([gone, longer])
    assert str(book.find("late", DAY).hours) == "16:30-24:00"
    assert book.find("late", date(2026, 12, 1)).name == "大晚班"
    assert book.find("late", date(2026, 12, 5)) is None
    assert book.name_of("late", date(2026, 12, 5)) == "大晚班"
    assert [one.code for one in book.on(date(2026, 12, 6))] == ["early"]
    assert book.until("late", date(2026, 12, 1)) == date(2026, 12, 5)
    assert [one.since for one in book.changes_after(DAY)] == [date(2026, 12, 1), date(2026, 12, 5)]


def test_a_shift_past_midnight_ends_on_the_next_day():
    _starts, ends = span_of(Pattern("n", "夜班", Interval(1320, 1800)), DAY, ZONE)
    assert ends == datetime(2026, 11, 30, 22, 0, tzinfo=UTC)


def test_a_rotation_repeats_and_begins_later_for_each_next_person():
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]
    found = list(rotation([7, 8], ["early", "late", ""], days, shift_by=1))
    assert [code for staff, _day, code in found if staff == 7] == ["early", "late", ""]
    assert [code for staff, _day, code in found if staff == 8] == ["late", "", "early"]
    assert monday_of(date(2026, 12, 6)) == date(2026, 11, 30)
