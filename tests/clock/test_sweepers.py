"""Several sweepers and people at the same time, killed and paused ones among them."""

import os
import random
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from threading import Event as Signal

import pytest
from django.db import transaction
from tests.clock import firing
from tests.races import PATIENCE, race, racetrack

from aftercare.clock.actions import fire_due as sweeping
from aftercare.clock.actions.arm_deadline import arm_deadline
from aftercare.clock.actions.fire_due import End, fire_due
from aftercare.clock.actions.void_deadlines import void_deadlines
from aftercare.clock.models import Deadline
from aftercare.clock.terms import DeadlineState, Outcome
from aftercare.core.errors import Refused
from aftercare.core.time import now, travel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
LEASE_OVER = timedelta(seconds=31)


def start_sweeper(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.clock.sweeper", *arguments],
        env={**environment, "DJANGO_SETTINGS_MODULE": "aftercare.config.settings", "PYTHONPATH": "src:."},
        stdout=subprocess.PIPE,
        text=True,
    )


def counts() -> tuple[int, int, int]:
    """(effects, deadlines with an effect, deadlines that are fired)."""
    ((effects, deadlines),) = firing.execute("SELECT count(*), count(DISTINCT deadline_id) FROM test_effect")
    return effects, deadlines, Deadline.objects.filter(state=DeadlineState.FIRED).count()


@pytest.mark.attack("I9", "X13")
@pytest.mark.parametrize(("kind", "count", "killed_at"), [(firing.NOTE, 100_000, "61"), (firing.MOVE, 3_000, "777")])
def test_a_heap_is_fired_exactly_once_by_two_sweepers_of_which_one_is_killed(
    shop, subjects, process_environment, kind, count, killed_at
):
    firing.heap(shop.pk, kind, count, oldest=timedelta(seconds=1))

    victim = start_sweeper(process_environment, "kill", killed_at)
    survivor = start_sweeper(process_environment)
    try:
        survivor.communicate(timeout=120)
        victim.communicate(timeout=120)
    finally:  # one that is late sweeps in nobody else's test
        survivor.kill()
        victim.kill()
    with travel(LEASE_OVER):
        rest = fire_due(most=count)

    assert (victim.returncode, survivor.returncode) == (-signal.SIGKILL, 0)
    assert rest.total() <= sweeping.CLAIM_SIZE  # what the victim had claimed and not yet fired
    assert counts() == (count, count, count)
    moved = count if kind == firing.MOVE else 0
    assert firing.execute("SELECT count(*) FROM test_subject WHERE state = 'moved'") == [(moved,)]


@pytest.mark.attack("I8", "X4")
def test_a_sweeper_that_stood_still_past_its_lease_fires_nothing(shop, subjects, process_environment):
    firing.heap(shop.pk, firing.MOVE, 50, oldest=timedelta(seconds=1))
    paused = start_sweeper(process_environment, "stop", "5")
    os.waitpid(paused.pid, os.WUNTRACED)  # it has fired four, claimed sixteen more, and stands

    before_the_lease_ends = fire_due()
    with travel(LEASE_OVER):
        after_it = fire_due()
    paused.send_signal(signal.SIGCONT)
    paused.communicate(timeout=PATIENCE)

    assert (before_the_lease_ends, after_it) == ({End.FIRED: 30}, {End.FIRED: 16})
    assert paused.returncode == 0
    assert counts() == (50, 50, 50)


@pytest.mark.attack("I6")
def test_one_that_is_made_void_while_claimed_does_nothing(shop, subjects, caplog):
    firing.heap(shop.pk, firing.MOVE, 1, oldest=timedelta(seconds=1))
    locked = Signal()

    def person() -> None:
        with transaction.atomic():
            firing.execute("SELECT 1 FROM test_subject FOR UPDATE")
            locked.set()
            while not Deadline.objects.filter(fence__gt=0).exists():
                pass  # until the clock has claimed it
            void_deadlines(subject=("test", 1))

    def clock() -> object:
        locked.wait(PATIENCE)
        return fire_due()

    with caplog.at_level("INFO", logger="aftercare"):
        by_person, by_clock = race(person, clock)

    assert by_person.won
    assert by_clock.value == {End.LOST: 1}
    assert "no longer ours" in caplog.text
    assert Deadline.objects.get().state == DeadlineState.VOID
    assert counts() == (0, 0, 0)


@pytest.mark.attack("I5")
def test_one_that_gets_a_new_time_while_claimed_waits_for_it(shop, subjects):
    firing.heap(shop.pk, firing.MOVE, 1, oldest=timedelta(seconds=1))
    locked = Signal()

    def platform() -> None:
        with transaction.atomic():
            firing.execute("SELECT 1 FROM test_subject FOR UPDATE")
            locked.set()
            while not Deadline.objects.filter(fence__gt=0).exists():
                pass
            later = now() + timedelta(hours=1)
            arm_deadline(kind=firing.MOVE, subject=("test", 1), shop_id=shop.pk, due_at=later, fires="x")

    def clock() -> object:
        locked.wait(PATIENCE)
        return fire_due()

    _, by_clock = race(platform, clock)

    assert by_clock.value == {End.LOST: 1}
    assert counts() == (0, 0, 0)
    with travel(timedelta(hours=1)):
        assert fire_due() == {End.FIRED: 1}


@pytest.mark.attack("I1", "X14")
def test_person_and_clock_at_the_same_instant_have_one_winner(shop, subjects):
    rounds = 300
    firing.execute("INSERT INTO test_subject (id) SELECT generate_series(1, %s)", rounds)
    coin, longest = random.Random(14), 12  # statements that the person waits: as many as make it a race here and now
    past = now() - timedelta(seconds=1)
    winners = {"person": 0, "clock": 0}

    def person(subject: int, delay: int) -> None:
        for _ in range(delay):  # claiming costs the clock some time: without this the person would always win
            firing.execute("SELECT 1")
        with transaction.atomic():
            firing.execute("SELECT 1 FROM test_subject WHERE id = %s FOR UPDATE", subject)
            firing.move_subject(subject)
            void_deadlines(subject=("test", subject))

    with racetrack(2) as run:
        for subject in range(1, rounds + 1):
            arm_deadline(kind=firing.MOVE, subject=("test", subject), shop_id=shop.pk, due_at=past, fires="x")
            by_person, by_clock = run(partial(person, subject, coin.randrange(longest)), fire_due)
            assert by_clock.won
            assert by_person.won or isinstance(by_person.error, Refused)
            winners["person" if by_person.won else "clock"] += 1
            longest = longest + 2 if by_person.won else max(2, longest - 2)

    assert sum(winners.values()) == rounds
    assert min(winners.values()) > rounds // 20, winners  # it was a race
    assert counts() == (winners["clock"],) * 3
    voided = Deadline.objects.filter(state=DeadlineState.VOID, outcome=Outcome.NONE).count()
    assert voided == winners["person"]
