"""The clock itself goes wrong: it jumps while deadlines are claimed and fired; five zones, odd days (X12)."""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from tests.clock import firing

from aftercare.clock.actions.arm_deadline import arm_deadline
from aftercare.clock.actions.fire_due import End, fire_due
from aftercare.clock.handlers import register
from aftercare.clock.models import Deadline
from aftercare.clock.rules import Interval, Span, SpanKind, WorkCalendar
from aftercare.clock.terms import DeadlineState
from aftercare.core.time import now, travel

pytestmark = [pytest.mark.django_db, pytest.mark.faults, pytest.mark.attack("X12", "I3")]

HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
JUMPS = (HOUR, -HOUR, DAY, -DAY)
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")
JUMPY, BREAKING = "test.jumpy", "test.jumpy.break"


class WrongClock:
    """The database's clock, which is set wrong: by hand, or in the moment in which a deadline's subject is locked."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.coming: list[timedelta] = []  # jumps of the next firings

    def jump(self, delta: timedelta) -> None:
        self._stack.enter_context(travel(delta))

    def put_right(self) -> None:
        self.coming.clear()
        self._stack.close()

    def lock(self, deadline: Deadline) -> None:
        if self.coming:
            self.jump(self.coming.pop(0))
        firing.lock(deadline)


clock = WrongClock()


@pytest.fixture(scope="module", autouse=True)
def jumpy_kinds() -> None:
    register(JUMPY, firing.move, lock=clock.lock)
    register(BREAKING, firing.break_down, lock=clock.lock)


@pytest.fixture(autouse=True)
def clock_is_right_again(shop, subjects) -> Iterator[None]:
    yield
    clock.put_right()


def arm(shop, subject: int, due: timedelta, kind: str = JUMPY) -> None:
    firing.execute("INSERT INTO test_subject (id) VALUES (%s)", subject)
    arm_deadline(kind=kind, subject=("test", subject), shop_id=shop.pk, due_at=now() + due, fires="x")


def effects() -> list[int]:
    return [row[0] for row in firing.execute("SELECT subject_id FROM test_effect ORDER BY subject_id")]


def early() -> int:
    """Deadlines that were fired before their time, by the clock as it stood when they were fired."""
    return Deadline.objects.filter(state=DeadlineState.FIRED, fired_at__lt=F("due_at")).count()


@pytest.mark.parametrize("seed", range(5))
def test_whatever_way_the_clock_jumps_each_fires_once_and_none_early(shop, seed: int) -> None:
    dice, count = random.Random(seed), 80
    for subject in range(count):
        arm(shop, subject, timedelta(hours=dice.uniform(-30, 30)))
    jumps = [dice.choice(JUMPS) for _ in range(40)]

    for delta in jumps:
        clock.coming = [dice.choice(JUMPS) for _ in range(dice.randrange(3))]
        fire_due()
        clock.jump(delta)
    clock.put_right()
    fire_due()

    assert early() == 0
    overdue = Deadline.objects.filter(state=DeadlineState.PENDING, due_at__lte=now())
    assert not overdue.exists(), "the first look after the recovery fires all that is due"
    assert effects() == sorted(Deadline.objects.filter(state=DeadlineState.FIRED).values_list("subject_id", flat=True))
    assert 0 < len(effects()) == len(set(effects()))


def test_what_was_claimed_while_the_clock_was_ahead_does_not_fire_before_its_time(shop) -> None:
    arm(shop, 1, -HOUR)
    arm(shop, 2, timedelta(minutes=30))
    clock.jump(HOUR)
    clock.coming = [-HOUR]  # put right while the first of the two is fired

    assert fire_due() == {End.FIRED: 1, End.LOST: 1}

    assert effects() == [1]
    with travel(timedelta(minutes=30)):
        assert fire_due() == {End.FIRED: 1}


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_a_lease_from_a_clock_that_was_ahead_holds_nothing_up(shop, jump: timedelta) -> None:
    arm(shop, 1, timedelta())
    with travel(jump):  # a sweeper claims it and dies
        Deadline.objects.update(fence=F("fence") + 1, held_until=now() + timedelta(seconds=30))

    assert fire_due() == {End.FIRED: 1}


@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_a_wait_after_a_failure_is_never_longer_than_it_was_meant(shop, jump: timedelta) -> None:
    arm(shop, 1, timedelta(), BREAKING)
    with travel(jump):
        assert fire_due() == {End.PUT_OFF: 1}
        assert fire_due() == {}  # its ten seconds are not over

    assert fire_due() == {End.PUT_OFF: 1}


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    """Given a machine and a shop in that zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("start", "last_day"),
    [
        ("2028-02-22T18:00", "2028-02-29"),  # ends on the leap day
        ("2028-02-29T09:00", "2028-03-07"),  # begins on it
        ("2028-12-28T23:59", "2029-01-04"),
        ("2028-03-08T12:00", "2028-03-15"),  # New York moves its clocks on the 12th
        ("2028-10-25T12:00", "2028-11-01"),  # Berlin on the 29th
    ],
)
def test_in_every_zone_and_over_every_odd_day_it_fires_at_its_instant(
    shop, zone: ZoneInfo, start: str, last_day: str
) -> None:
    begin = datetime.fromisoformat(start).replace(tzinfo=zone)
    calendar = WorkCalendar(zone=zone, week=((Interval(540, 1080),),) * 7)
    end_of_day = datetime.fromisoformat(f"{last_day}T00:00").replace(tzinfo=zone) + DAY
    dues = {
        1: (Span(SpanKind.LEGAL_DAYS, 7), end_of_day.timestamp()),
        2: (Span(SpanKind.DAYS, 7), begin.timestamp() + 7 * 86_400),
    }
    clock.jump(begin - now())
    for subject, (span, at) in dues.items():
        due = span.due(now(), calendar)
        assert due.timestamp() == at
        arm(shop, subject, due - now())

    for subject, (_span, at) in sorted(dues.items(), key=lambda item: item[1][1]):
        while at - now().timestamp() > 6 * 3600:
            clock.jump(6 * HOUR)
            assert fire_due() == {}
        clock.jump(timedelta(seconds=at - now().timestamp()) - TICK)
        assert fire_due() == {}
        clock.jump(TICK)
        assert fire_due() == {End.FIRED: 1}
        assert subject in effects()
