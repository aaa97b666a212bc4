"""The calendar's tables: official examples, laws, zones, odd days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aftercare.clock.rules import (
    Interval,
    NeverOpen,
    Promotion,
    Span,
    SpanKind,
    WorkCalendar,
    overlapping_days,
    parse_day,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE_TO_SIX = (Interval(9 * 60, 18 * 60),)
TWO_SHIFTS = parse_day("08:30-16:30, 16:30-24:00")
CLOSED: tuple[Interval, ...] = ()


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def every_day(hours: tuple[Interval, ...], zone: ZoneInfo = SHANGHAI, **rest) -> WorkCalendar:
    return WorkCalendar(zone=zone, week=(hours,) * 7, **rest)


def office(zone: ZoneInfo = SHANGHAI, **rest) -> WorkCalendar:
    """Monday to Friday, nine to six, closed on holidays."""
    return WorkCalendar(zone=zone, week=(NINE_TO_SIX,) * 5 + (CLOSED,) * 2, works_holidays=False, **rest)


def test_the_official_example_of_jd_told_at_14_01_is_due_the_next_day_at_09_01():
    due = Span(SpanKind.WORKING_HOURS, 4).due(local("2026-06-15T14:01"), every_day(NINE_TO_SIX))

    assert due == local("2026-06-16T09:01")


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("2026-06-15T14:00", "2026-06-15T18:00"),  # used up to the last instant: the same day
        ("2026-06-15T08:00", "2026-06-15T13:00"),  # told before opening
        ("2026-06-15T18:00", "2026-06-16T13:00"),  # the closing instant is closed
        ("2026-06-15T23:59", "2026-06-16T13:00"),
        ("2026-12-31T17:00", "2027-01-01T12:00"),  # over the year's end, holidays included
        ("2024-02-28T17:00", "2024-02-29T12:00"),  # leap day
    ],
)
def test_four_hours_by_nine_to_six_every_day(told, due):
    assert every_day(NINE_TO_SIX).add_working(local(told), timedelta(hours=4)) == local(due)


@pytest.mark.parametrize(
    ("told", "hours", "due"),
    [
        ("2026-03-02T23:30", 1, "2026-03-03T09:00"),  # closed from midnight to half past eight
        ("2026-03-02T16:00", 1, "2026-03-02T17:00"),  # over the change of shifts without a gap
        ("2026-03-02T12:00", 12, "2026-03-02T24:00"),
        ("2026-03-02T20:00", 12, "2026-03-03T16:30"),
    ],
)
def test_working_hours_by_the_default_two_shifts(told, hours, due):
    expected = local(due.replace("T24:00", "T23:59")) + timedelta(minutes=due.endswith("T24:00"))

    assert every_day(TWO_SHIFTS).add_working(local(told), timedelta(hours=hours)) == expected


def test_an_interval_that_passes_midnight_belongs_to_the_day_it_begins_on():
    late = WorkCalendar(
        zone=SHANGHAI,
        week=(parse_day("16:30-00:30"),) * 7,
        works_holidays=False,
        holidays=frozenset({date(2026, 10, 1)}),
    )

    assert late.is_open(local("2026-10-01T00:15"))  # the evening before the holiday runs to its end
    assert not late.is_open(local("2026-10-01T16:30"))
    assert not late.is_open(local("2026-10-02T00:15"))  # the holiday's own evening does not exist
    assert late.add_working(local("2026-09-30T23:30"), timedelta(hours=2)) == local("2026-10-02T17:30")


def test_a_holiday_is_closed_and_a_make_up_sunday_has_the_hours_of_a_weekday():
    # 2026: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked
    holidays = frozenset(date(2026, 10, day) for day in range(1, 8))
    calendar = office(holidays=holidays, make_up_days=frozenset({date(2026, 9, 20), date(2026, 10, 10)}))

    assert calendar.is_open(local("2026-09-20T09:00"))
    assert not calendar.is_open(local("2026-09-13T09:00"))
    assert calendar.add_working(local("2026-09-30T17:00"), timedelta(hours=2)) == local("2026-10-08T10:00")
    assert calendar.add_working(local("2026-10-09T17:00"), timedelta(hours=2)) == local("2026-10-10T10:00")


def test_a_shop_that_works_on_holidays_keeps_its_week():
    calendar = every_day(NINE_TO_SIX, holidays=frozenset({date(2026, 10, 1)}))

    assert calendar.is_open(local("2026-10-01T09:00"))


def test_a_pause_stands_still_and_the_clock_goes_on_after_it():
    pause = (local("2026-06-15T10:00"), local("2026-06-15T15:00"))
    calendar = every_day(NINE_TO_SIX, pauses=(pause,))

    assert calendar.add_working(local("2026-06-15T09:00"), timedelta(hours=2)) == local("2026-06-15T16:00")
    assert calendar.working_between(local("2026-06-15T09:00"), local("2026-06-15T18:00")) == timedelta(hours=4)
    assert not calendar.is_open(local("2026-06-15T10:00"))
    assert calendar.is_open(local("2026-06-15T15:00"))


def test_pauses_that_overlap_count_once():
    pauses = (
        (local("2026-06-15T11:00"), local("2026-06-15T13:00")),
        (local("2026-06-15T10:00"), local("2026-06-15T12:00")),
        (local("2026-06-15T17:00"), local("2026-06-16T10:00")),
    )
    calendar = every_day(NINE_TO_SIX, pauses=pauses)

    assert calendar.working_between(local("2026-06-15T00:00"), local("2026-06-17T00:00")) == timedelta(hours=5 + 8)


ZONES = ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]


@pytest.mark.attack("I4")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("signed", "last_day"),
    [
        ("2026-03-01T00:00", "2026-03-08"),
        ("2026-03-01T23:59", "2026-03-08"),  # the hour of signing does not matter
        ("2026-03-05T12:00", "2026-03-12"),  # New York moves its clocks on the 8th
        ("2026-03-25T12:00", "2026-04-01"),  # Berlin on the 29th
        ("2026-10-30T12:00", "2026-11-06"),  # New York back on 1 November
        ("2024-02-22T18:00", "2024-02-29"),  # ends on the leap day
        ("2024-02-25T18:00", "2024-03-03"),
        ("2026-12-28T09:00", "2027-01-04"),
    ],
)
def test_seven_legal_days_run_from_the_day_after_to_the_end_of_the_last_day(zone, signed, last_day):
    place = ZoneInfo(zone)
    due = Span(SpanKind.LEGAL_DAYS, 7).due(local(signed, place), every_day(NINE_TO_SIX, place))

    assert (due - timedelta(microseconds=1)).astimezone(place).date() == date.fromisoformat(last_day)
    assert due.astimezone(place).date() == date.fromisoformat(last_day) + timedelta(days=1)


@pytest.mark.attack("I4")
@pytest.mark.parametrize(
    ("zone", "start", "exact"),
    [
        ("Asia/Shanghai", "2026-03-05T12:00", "2026-03-12T12:00"),
        ("America/New_York", "2026-03-05T12:00", "2026-03-12T13:00"),  # a day of 23 hours lies between
        ("America/New_York", "2026-10-30T12:00", "2026-11-06T11:00"),  # a day of 25
        ("Europe/Berlin", "2026-03-25T12:00", "2026-04-01T13:00"),
        ("Australia/Lord_Howe", "2026-04-01T12:00", "2026-04-08T11:30"),  # moves by half an hour
        ("Asia/Kathmandu", "2026-12-28T12:00", "2027-01-04T12:00"),
    ],
)
def test_seven_exact_days_are_168_hours(zone, start, exact):
    place = ZoneInfo(zone)
    due = Span(SpanKind.DAYS, 7).due(local(start, place), every_day(NINE_TO_SIX, place))

    assert due == local(exact, place)
    assert due == local(start, place).astimezone(UTC) + timedelta(hours=168)


@pytest.mark.attack("I4")
@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        # a night shift 22:00-06:00 is seven hours long when clocks jump ahead, nine when they fall back
        ("America/New_York", "2026-03-07T22:00", "2026-03-08T22:00"),
        ("America/New_York", "2026-10-31T22:00", "2026-11-01T05:00"),
        ("Europe/Berlin", "2026-03-28T22:00", "2026-03-29T22:00"),
        ("Europe/Berlin", "2026-10-24T22:00", "2026-10-25T05:00"),
        ("Asia/Shanghai", "2026-03-07T22:00", "2026-03-08T06:00"),
    ],
)
def test_a_night_shift_over_a_change_of_clocks(zone, start, due):
    place = ZoneInfo(zone)
    night = every_day(parse_day("22:00-06:00"), place)
    eight = timedelta(hours=8)
    expected = local(due, place)
    if "T22:00" in due:  # one hour is missing: it is worked at the start of the next night
        expected += timedelta(hours=1)

    assert night.add_working(local(start, place), eight) == expected
    assert night.working_between(local(start, place), expected) == eight


def test_an_interval_inside_the_skipped_hour_does_not_exist_that_night():
    place = ZoneInfo("Europe/Berlin")
    calendar = every_day(parse_day("02:00-02:30, 03:00-03:30"), place)

    worked = calendar.working_between(local("2026-03-29T00:00", place), local("2026-03-29T12:00", place))

    assert worked == timedelta(minutes=30)


def test_24_hours_a_day_is_exact_time():
    calendar = every_day(parse_day("00:00-24:00"))

    assert calendar.add_working(local("2026-01-01T05:00"), timedelta(hours=100)) == local("2026-01-05T09:00")


def test_a_calendar_without_hours_names_no_deadline():
    never = every_day(CLOSED)

    assert not never.is_open(local("2026-01-01T12:00"))
    assert never.working_between(local("2026-01-01T12:00"), local("2027-01-01T12:00")) == timedelta()
    with pytest.raises(NeverOpen):
        never.add_working(local("2026-01-01T12:00"), timedelta(hours=1))


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        every_day(NINE_TO_SIX).is_open(datetime(2026, 1, 1, 12))  # noqa: DTZ001


PROMOTION = Promotion("双11", local("2026-11-01T00:00"), local("2026-11-12T00:00"), percent=200)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-10-31T23:59", "2026-11-01T23:59"),  # begun before the promotion: as ever
        ("2026-11-01T00:00", "2026-11-03T00:00"),
        ("2026-11-11T23:59", "2026-11-13T23:59"),  # begun in it, ends after it
        ("2026-11-12T00:00", "2026-11-13T00:00"),
    ],
)
def test_a_promotion_relaxes_targets_that_begin_in_it(start, due):
    assert Span(SpanKind.HOURS, 24).due(local(start), every_day(NINE_TO_SIX), [PROMOTION]) == local(due)


def test_a_promotion_may_put_another_span_in_place_but_never_shortens():
    start = local("2026-11-05T10:00")
    calendar = every_day(NINE_TO_SIX)
    longer = Promotion("a", PROMOTION.starts, PROMOTION.ends, replacement=Span(SpanKind.HOURS, 72))
    shorter = Promotion("b", PROMOTION.starts, PROMOTION.ends, replacement=Span(SpanKind.HOURS, 1))

    assert Span(SpanKind.HOURS, 24).due(start, calendar, [longer, shorter]) == local("2026-11-08T10:00")
    assert Span(SpanKind.HOURS, 24).due(start, calendar, [shorter]) == local("2026-11-06T10:00")


def test_a_promotion_relaxes_the_targets_it_names_or_all():
    named = Promotion("a", PROMOTION.starts, PROMOTION.ends, 150, targets=frozenset({"return.answer_own"}))
    calendar = every_day(NINE_TO_SIX, promotions=(PROMOTION, named))

    assert calendar.promotions_for("return.answer_own") == (PROMOTION, named)
    assert calendar.promotions_for("return.refund_own") == (PROMOTION,)


def test_relaxed_legal_days_are_whole_days():
    half_more = Promotion("a", PROMOTION.starts, PROMOTION.ends, percent=150)

    due = Span(SpanKind.LEGAL_DAYS, 3).due(local("2026-11-02T10:00"), every_day(NINE_TO_SIX), [half_more])

    assert due == local("2026-11-08T00:00")  # 4.5 days are 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:30-16:30, 16:30-24:00", ["08:30-16:30", "16:30-24:00"]),
        ("16：30－00：30", ["16:30-00:30"]),
        ("13:00-18:00，9:00~12:00", ["09:00-12:00", "13:00-18:00"]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_type_them(text, expected):
    assert [str(interval) for interval in parse_day(text)] == expected


@pytest.mark.parametrize(
    "text", ["8-17", "25:00-26:00", "08:60-09:00", "08:00-08:00", "10:00-24:30", "abc", "９:00-٣:00"]
)
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(ValueError, match="not"):
        parse_day(text)


@pytest.mark.parametrize(
    ("days", "bad"),
    [
        ({0: "08:30-16:30, 16:30-24:00"}, []),
        ({0: "08:30-16:30, 16:00-24:00"}, [0]),
        ({0: "16:30-00:30", 1: "00:00-08:00"}, [0]),
        ({6: "16:30-00:30", 0: "00:15-08:00"}, [6]),
        ({6: "16:30-00:30", 0: "00:30-08:00"}, []),
    ],
)
def test_overlaps_are_found_over_midnight_and_over_sunday(days, bad):
    week = tuple(parse_day(days.get(day, "")) for day in range(7))

    assert overlapping_days(week) == bad


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "hours", "amount": 0},
        {"kind": "hours", "amount": True},
        {"kind": "hours", "amount": 1.5},
        {"kind": "hours", "amount": "24"},
        {"kind": "weeks", "amount": 1},
        {"kind": "days", "amount": 10**9},
        {"amount": 1},
        {"kind": "days", "amount": 1, "more": 2},
        24,
        None,
    ],
)
def test_a_span_of_nonsense_is_refused(value):
    with pytest.raises(ValueError):
        Span.from_value(value)


def test_a_span_survives_the_way_through_json():
    span = Span(SpanKind.WORKING_HOURS, 12)

    assert span.as_value() == {"kind": "working_hours", "amount": 12}
    assert Span.from_value(span.as_value()) == span
