"""What holds for every calendar: going forth and back, order, and never landing in closed time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare.clock.rules import Interval, Span, SpanKind, Week, WorkCalendar, overlapping_days

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]
TICK = timedelta(microseconds=1)

instants = st.datetimes(datetime(2023, 12, 1), datetime(2027, 2, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(), timedelta(hours=60))
cuts = st.lists(st.integers(0, 1440), max_size=6, unique=True)


def week_of(shift: int, cuts_of_days: list[list[int]]) -> Week:
    """A valid week by construction: all intervals of a day lie in the 24 hours from `shift` minutes after midnight."""
    week = []
    for points in cuts_of_days:
        ends = iter(sorted(points))
        pairs = zip(ends, ends, strict=False)
        week.append(tuple(Interval(shift + a, shift + b) for a, b in pairs if shift + a < 1440))
    return tuple(week) if any(week) else ((Interval(540, 1080),), *week[1:])


weeks = st.builds(week_of, st.integers(0, 600), st.lists(cuts, min_size=7, max_size=7))
days = st.frozensets(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=8)
pauses = st.lists(st.builds(lambda at, length: (at, at + length), instants, lengths), max_size=3).map(tuple)
calendars = st.builds(
    WorkCalendar,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    week=weeks,
    holidays=days,
    make_up_days=days,
    works_holidays=st.booleans(),
    pauses=pauses,
)
spans = st.builds(Span, st.sampled_from(SpanKind), st.integers(1, 24))


@settings(max_examples=200, deadline=None)
@given(weeks)
def test_the_generated_weeks_have_no_overlap(week):
    assert overlapping_days(week) == []


@settings(max_examples=300, deadline=None)
@given(calendars, instants, lengths)
def test_what_was_added_is_what_lies_between(calendar, start, length):
    assert calendar.working_between(start, calendar.add_working(start, length)) == length


@settings(max_examples=300, deadline=None)
@given(calendars, instants, lengths)
def test_a_deadline_never_lies_outside_open_time(calendar, start, length):
    due = calendar.add_working(start, length)

    assert due >= start
    assert calendar.is_open(due - TICK) if length else calendar.is_open(due)


@settings(max_examples=200, deadline=None)
@given(calendars, st.tuples(instants, instants).map(sorted), st.tuples(lengths, lengths).map(sorted))
def test_a_later_start_or_a_longer_span_never_ends_earlier(calendar, starts, spans_):
    assert calendar.add_working(starts[0], spans_[0]) <= calendar.add_working(starts[1], spans_[0])
    assert calendar.add_working(starts[0], spans_[0]) <= calendar.add_working(starts[0], spans_[1])


@settings(max_examples=200, deadline=None)
@given(calendars, st.tuples(instants, instants, instants).map(sorted))
def test_working_time_of_two_neighbouring_spans_adds_up(calendar, points):
    a, b, c = points
    total = calendar.working_between(a, b) + calendar.working_between(b, c)

    assert calendar.working_between(a, c) == total
    assert timedelta() <= total <= c - a


@settings(max_examples=200, deadline=None)
@given(calendars, instants, spans)
def test_every_kind_of_span_ends_after_it_starts(calendar, start, span):
    assert span.due(start, calendar) > start


@settings(max_examples=200, deadline=None)
@given(calendars, instants, st.integers(1, 60))
def test_legal_days_end_at_midnight_and_are_never_shorter_than_exact_days(calendar, start, count):
    due = Span(SpanKind.LEGAL_DAYS, count).due(start, calendar)

    assert due.astimezone(calendar.zone).strftime("%H:%M:%S.%f") == "00:00:00.000000"
    assert due >= start + timedelta(days=count) - timedelta(hours=1)  # a day of 23 hours may lie between
