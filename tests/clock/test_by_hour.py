"""By a full hour of the day (BY_HOUR): goods that are sent again leave the same day before the courier comes at eight
in the evening (C8, B 三(三)A), by the clock on the shop's wall wherever it stands."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aftercare.clock.rules import Promotion, Span, SpanKind, WorkCalendar

ZONES = ("Asia/Shanghai", "Asia/Urumqi", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham", "UTC")
PICKUP = Span(SpanKind.BY_HOUR, 20)


def calendar(zone: str) -> WorkCalendar:
    """A shop that is never open: the courier comes all the same."""
    return WorkCalendar(zone=ZoneInfo(zone), week=((),) * 7)


def wall(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def due(span: Span, start: str, zone: str, *promotions: Promotion) -> str:
    """When the clock runs out, as the wall shows it."""
    end = span.due(wall(start, zone).astimezone(UTC), calendar(zone), promotions)
    assert end.tzinfo is UTC
    return end.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.row("C8", "C19")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-06-15T00:00:00", "2026-06-15 20:00:00"),
        ("2026-06-15T09:30:00", "2026-06-15 20:00:00"),
        ("2026-06-15T19:59:00", "2026-06-15 20:00:00"),
        ("2026-06-15T19:59:59.999999", "2026-06-15 20:00:00"),
        ("2026-06-15T20:00:00", "2026-06-16 20:00:00"),  # the courier is leaving: the next day
        ("2026-06-15T20:01:00", "2026-06-16 20:00:00"),
        ("2026-06-15T23:59:59", "2026-06-16 20:00:00"),
        ("2026-12-31T20:30:00", "2027-01-01 20:00:00"),
        ("2024-02-28T21:00:00", "2024-02-29 20:00:00"),
    ],
)
def test_by_eight_in_the_evening_of_the_same_day_else_of_the_next(start: str, end: str, zone: str):
    assert due(PICKUP, start, zone) == end


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-06-15T00:00:00", "2026-06-16 00:00:00"),
        ("2026-06-15T20:00:00", "2026-06-16 00:00:00"),
        ("2026-06-15T23:59:59", "2026-06-16 00:00:00"),
        ("2026-06-16T00:00:00", "2026-06-17 00:00:00"),
    ],
)
def test_twenty_four_is_the_end_of_the_day(start: str, end: str, zone: str):
    assert due(Span(SpanKind.BY_HOUR, 24), start, zone) == end


@pytest.mark.parametrize(
    ("zone", "hour", "start", "end", "elapsed"),
    [
        # the clocks go forward in the night between: 23 hours
        ("America/New_York", 20, "2026-03-07T20:00", "2026-03-08 20:00:00", timedelta(hours=23)),
        # and back: 25 hours
        ("America/New_York", 20, "2026-10-31T20:00", "2026-11-01 20:00:00", timedelta(hours=25)),
        # two o'clock does not come that night: by the clock before the jump it is three
        ("America/New_York", 2, "2026-03-08T01:30", "2026-03-08 03:00:00", timedelta(minutes=30)),
        # one o'clock comes twice: the first one counts
        ("America/New_York", 1, "2026-11-01T00:30", "2026-11-01 01:00:00", timedelta(minutes=30)),
        # half an hour is skipped
        ("Australia/Lord_Howe", 2, "2026-10-04T01:45", "2026-10-04 02:30:00", timedelta(minutes=15)),
        # the end of a day of 23 hours
        ("America/New_York", 24, "2026-03-08T00:00", "2026-03-09 00:00:00", timedelta(hours=23)),
    ],
)
def test_the_wall_decides_when_clocks_change(zone: str, hour: int, start: str, end: str, elapsed: timedelta):
    span = Span(SpanKind.BY_HOUR, hour)
    assert due(span, start, zone) == end
    begin = wall(start, zone).astimezone(UTC)
    assert span.due(begin, calendar(zone)) - begin == elapsed


@pytest.mark.parametrize("zone", ("Asia/Shanghai", "America/New_York"))
def test_the_due_time_lies_ahead_within_a_day_and_shows_the_hour(zone: str):
    begin = wall("2026-06-15T00:00", zone)
    for minutes in range(0, 48 * 60, 7):
        start = (begin + timedelta(minutes=minutes)).astimezone(UTC)
        end = PICKUP.due(start, calendar(zone))
        assert timedelta() < end - start <= timedelta(days=1)
        assert end.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S") == "20:00:00"


def test_a_promotion_gives_more_days_never_fewer():
    begin, end = wall("2026-06-15T00:00", "Asia/Shanghai"), wall("2026-06-20T00:00", "Asia/Shanghai")
    double = Promotion("618", begin, end, percent=200)
    assert due(PICKUP, "2026-06-15T19:00", "Asia/Shanghai", double) == "2026-06-16 20:00:00"
    assert due(PICKUP, "2026-06-15T21:00", "Asia/Shanghai", double) == "2026-06-17 20:00:00"
    assert due(PICKUP, "2026-06-14T19:00", "Asia/Shanghai", double) == "2026-06-14 20:00:00"


@pytest.mark.parametrize("hour", [0, 25, -1])
def test_an_hour_that_no_day_has_is_refused(hour: int):
    with pytest.raises(ValueError, match="not an amount"):
        Span(SpanKind.BY_HOUR, hour)


def test_it_survives_the_way_through_json():
    assert Span.from_value(PICKUP.as_value()) == PICKUP
