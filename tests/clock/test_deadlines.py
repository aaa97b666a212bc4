"""Arming, voiding and firing, one sweeper."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.clock import firing

from aftercare.clock.actions.arm_deadline import arm_deadline
from aftercare.clock.actions.fire_due import End, fire_due
from aftercare.clock.actions.record_misses import record_misses
from aftercare.clock.actions.void_deadlines import void_deadlines
from aftercare.clock.models import Deadline
from aftercare.clock.terms import DeadlineState, Outcome
from aftercare.core.models import Event
from aftercare.core.time import now, travel

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def arm(shop, kind=firing.MOVE, subject=1, due=HOUR, fires="agree") -> Deadline:
    firing.execute("INSERT INTO test_subject (id) VALUES (%s) ON CONFLICT DO NOTHING", subject)
    pk, _generation = arm_deadline(
        kind=kind, subject=("test", subject), shop_id=shop.pk, due_at=now() + due, fires=fires
    )
    return Deadline.objects.get(pk=pk)


def effects() -> list[int]:
    return [row[0] for row in firing.execute("SELECT subject_id FROM test_effect ORDER BY id")]


def test_a_deadline_fires_when_it_is_due_and_only_once(shop, subjects):
    deadline = arm(shop)

    early = fire_due()
    with travel(HOUR):
        first, second, fired_at = fire_due(), fire_due(), now()

    deadline.refresh_from_db()
    assert early == {}
    assert first == {End.FIRED: 1}
    assert second == {}
    assert effects() == [1]
    assert (deadline.state, deadline.outcome, deadline.fired_at) == (DeadlineState.FIRED, Outcome.DONE, fired_at)


@pytest.mark.attack("I1")
def test_one_microsecond_early_is_early(shop, subjects):
    arm(shop)

    with travel(HOUR - timedelta(microseconds=1)):
        assert fire_due() == {}
    with travel(HOUR):
        assert fire_due() == {End.FIRED: 1}


@pytest.mark.attack("I3", "X12")
@pytest.mark.parametrize("shift", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)])
def test_the_clock_of_this_machine_does_not_matter(shop, subjects, shift):
    time_machine = pytest.importorskip("time_machine")
    arm(shop, due=timedelta(minutes=30), subject=1)
    arm(shop, due=timedelta(minutes=-30), subject=2)

    with time_machine.travel(datetime.now(UTC) + shift, tick=False):
        ends = fire_due()

    assert ends == {End.FIRED: 1}
    assert effects() == [2]


@pytest.mark.attack("I5")
def test_a_new_time_takes_the_place_of_the_old_one(shop, subjects):
    first = arm(shop, due=HOUR)

    second = arm(shop, due=3 * HOUR, fires="refund")

    assert second.pk == first.pk
    assert (second.generation, second.fires) == (2, "refund")
    with travel(2 * HOUR):
        assert fire_due() == {}
    with travel(3 * HOUR):
        assert fire_due() == {End.FIRED: 1}


def test_two_kinds_run_for_one_subject_and_another_subject_is_apart(shop, subjects):
    arm(shop, firing.MOVE, 1)
    arm(shop, firing.NOTE, 1)
    arm(shop, firing.MOVE, 2)

    assert void_deadlines(subject=("test", 1), kinds=[firing.NOTE]) == 1
    with travel(HOUR):
        assert fire_due() == {End.FIRED: 2}
    assert effects() == [1, 2]


def test_a_void_deadline_never_fires_and_a_new_one_may_be_armed(shop, subjects):
    old = arm(shop)

    voided = void_deadlines(subject=("test", 1))
    again = void_deadlines(subject=("test", 1))
    new = arm(shop, due=2 * HOUR)

    old.refresh_from_db()
    assert (voided, again) == (1, 0)
    assert (old.state, old.generation) == (DeadlineState.VOID, 2)
    assert new.pk != old.pk
    with travel(HOUR):
        assert fire_due() == {}
    with travel(2 * HOUR):
        assert fire_due() == {End.FIRED: 1}


def test_a_refusal_ends_it_as_no_longer_applied(shop, subjects):
    deadline = arm(shop)
    firing.move_subject(1)

    with travel(HOUR):
        ends = fire_due()

    deadline.refresh_from_db()
    assert ends == {End.MOOT: 1}
    assert (deadline.state, deadline.outcome, deadline.attempts) == (DeadlineState.FIRED, Outcome.MOOT, 0)
    assert effects() == []
    assert Event.objects.get(kind="deadline.moot").data["code"] == "wrong_state"


def test_a_failure_is_tried_again_later_and_later_and_then_waits_for_a_person(shop, subjects):
    deadline = arm(shop, firing.BREAK)
    waited, ends = HOUR, []
    while (not ends or ends[-1] == End.PUT_OFF) and len(ends) < 20:
        with travel(waited):
            ends += fire_due().elements()
            assert fire_due() == {}  # not before its wait is over
            deadline.refresh_from_db()
            waited += deadline.held_until - now()

    assert ends == [End.PUT_OFF] * 7 + [End.FAILED]
    assert timedelta(hours=1) < waited - HOUR < timedelta(hours=4)
    assert (deadline.state, deadline.attempts) == (DeadlineState.FAILED, 8)
    assert deadline.last_error == "RuntimeError: the courier is down"
    assert effects() == []
    assert firing.execute("SELECT state FROM test_subject") == [("open",)]
    assert Event.objects.filter(kind="deadline.failed", subject_kind="test", subject_id=1).count() == 1


def test_one_that_fails_does_not_hold_up_the_others(shop, subjects):
    arm(shop, firing.BREAK, 1, due=HOUR / 2)
    for subject in (2, 3, 4):
        arm(shop, firing.MOVE, subject)

    with travel(HOUR):
        ends = fire_due()

    assert ends == {End.PUT_OFF: 1, End.FIRED: 3}
    assert effects() == [2, 3, 4]


def test_a_failed_deadline_becomes_void_with_its_subject(shop, subjects):
    deadline = arm(shop)
    Deadline.objects.update(state=DeadlineState.FAILED)

    assert void_deadlines(subject=("test", 1)) == 1
    deadline.refresh_from_db()
    assert deadline.state == DeadlineState.VOID


def test_a_failed_deadline_is_taken_over_by_a_new_one(shop, subjects):
    arm(shop)
    Deadline.objects.update(state=DeadlineState.FAILED, attempts=8, last_error="x")

    new = arm(shop)

    assert (new.state, new.generation, new.attempts, new.last_error) == (DeadlineState.PENDING, 2, 0, "")
    assert Deadline.objects.count() == 1


def test_a_bad_one_in_a_bulk_is_put_off_alone(shop, subjects):
    for subject in range(1, 6):
        arm(shop, firing.FRAGILE, subject, fires="poison" if subject == 3 else "target")

    with travel(HOUR):
        ends = fire_due()

    assert ends == {End.FIRED: 4, End.PUT_OFF: 1}
    assert effects() == [1, 2, 4, 5]
    assert Deadline.objects.get(subject_id=3).attempts == 1


@pytest.mark.parametrize("kind", [firing.MOVE, firing.NOTE])
@pytest.mark.attack("I2", "X13")
def test_after_days_of_standstill_all_fire_once_oldest_first(shop, subjects, kind):
    count = 300 if kind == firing.MOVE else 3000
    firing.heap(shop.pk, kind, count, oldest=timedelta(days=10))

    ends = fire_due()

    by_age = [row[0] for row in firing.execute("SELECT subject_id FROM clock_deadline ORDER BY due_at, id")]
    assert ends == {End.FIRED: count}
    assert effects() == by_age


def test_a_heap_of_missed_targets_does_not_stand_before_what_moves(shop, subjects):
    firing.heap(shop.pk, firing.NOTE, 2000, oldest=timedelta(days=10))
    arm(shop, firing.MOVE, 99_999, due=timedelta())

    ends = fire_due(most=500)

    assert 99_999 in effects()
    assert ends.total() < 1100


def test_a_missed_target_is_an_event_with_its_lateness(shop, subjects):
    deadline = arm(shop, firing.NOTE, due=HOUR, fires="return.answer_own")
    at = deadline.due_at + timedelta(seconds=90)

    assert record_misses([deadline], at) == 1

    event = Event.objects.get(kind="target.missed")
    assert (event.subject_kind, event.subject_id, event.shop_id, event.actor_id) == ("test", 1, shop.pk, None)
    assert event.data == {
        "target": "return.answer_own",
        "deadline": deadline.pk,
        "due_at": deadline.due_at.isoformat(),
        "late_seconds": 90,
    }


def test_a_kind_that_nobody_handles_cannot_be_armed(shop, subjects):
    with pytest.raises(ValueError, match="nobody handles"):
        arm(shop, "test.unknown")

    assert Deadline.objects.count() == 0


def test_a_time_without_a_zone_cannot_be_armed(shop):
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        arm_deadline(kind=firing.MOVE, subject=("test", 1), shop_id=shop.pk, due_at=naive, fires="x")


def test_arming_and_voiding_cost_one_query_each(shop, subjects, django_assert_num_queries):
    due = now() + HOUR
    with django_assert_num_queries(1):
        arm_deadline(kind=firing.MOVE, subject=("test", 1), shop_id=shop.pk, due_at=due, fires="x")
    with django_assert_num_queries(1):
        arm_deadline(kind=firing.MOVE, subject=("test", 1), shop_id=shop.pk, due_at=due, fires="x")
    with django_assert_num_queries(1):
        void_deadlines(subject=("test", 1))
