"""A request that nobody decides in time is escalated, once (C17)."""

from datetime import timedelta

import pytest
from tests.approvals.scene import asked, levels, pending
from tests.cases.story import Story, World
from tests.pages.stage import browser
from tests.people import person
from tests.races import race
from tests.web.people import entered

from aftercare.approvals.models import Approval
from aftercare.cases.actions.answer_outside import approval_overdue, lock_approval_of
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.clocks import APPROVAL
from aftercare.clock.actions.fire_due import fire_due
from aftercare.clock.models import Deadline
from aftercare.core.models import Event
from aftercare.core.time import now, travel

pytestmark = pytest.mark.django_db


def fire(story: Story) -> None:
    """What the worker does, inside the test's own transaction."""
    with story.world.time() as at:
        for deadline in Deadline.objects.filter(kind=APPROVAL, state="pending", due_at__lte=at):
            lock_approval_of(deadline)
            approval_overdue(deadline, at)
            Deadline.objects.filter(pk=deadline.pk).update(state="fired")


def overdue(world: World | None = None) -> Story:
    story = asked(world)
    with story.world.time() as at:
        story.wait(seconds=(pending(story).due_at - at).total_seconds())
    return story


def told(story: Story) -> list[int | None]:
    events = Event.objects.filter(kind="approval.escalated", subject_kind="case", subject_id=story.case.pk)
    return [event.actor_id for event in events]


@pytest.mark.row("C17")
def test_a_request_whose_time_has_passed_is_escalated_once():
    story = overdue().wait(seconds=-1)
    fire(story)
    assert (pending(story).escalated_at, told(story)) == (None, [])
    story.wait(seconds=1)
    fire(story)
    fire(story)
    assert (pending(story).escalated_at is not None, told(story)) == (True, [None])
    version = story.case.version
    story.do("endorse")  # who may decide it has not changed, and the case neither
    assert story.case.version == version + 1


@pytest.mark.row("C17")
def test_the_same_firing_twice_tells_once():
    story = overdue()
    deadline = Deadline.objects.get(kind=APPROVAL)
    with story.world.time() as at:
        approval_overdue(deadline, at)
        approval_overdue(deadline, at)
    assert told(story) == [None]


@pytest.mark.row("C17")
@pytest.mark.parametrize(("code", "by"), [("approve", "administrator"), ("deny", "supervisor"), ("retract", "agent")])
def test_what_was_decided_in_time_is_not_escalated(code: str, by: str):
    story = asked().do(code, by=by)
    assert list(Deadline.objects.filter(kind=APPROVAL).values_list("state", flat=True)) == ["void"]
    assert told(story) == []


@pytest.mark.row("C17")
def test_each_level_has_its_own_clock():
    story = asked().do("endorse")
    assert list(Deadline.objects.filter(kind=APPROVAL).order_by("pk").values_list("state", flat=True)) == [
        "void",
        "pending",
    ]
    with story.world.time() as at:
        story.wait(seconds=(pending(story).due_at - at).total_seconds())
    fire(story)
    assert [row.escalated_at is not None for row in Approval.objects.order_by("pk")] == [False, True]


@pytest.mark.row("C17")
@pytest.mark.attack("I8")
@pytest.mark.django_db(transaction=True)
def test_the_worker_fires_it_and_two_workers_fire_it_once():
    story = overdue()
    with travel(story.world.later):
        race(fire_due, fire_due)
    assert told(story) == [None]
    assert Deadline.objects.get(kind=APPROVAL).state == "fired"


@pytest.mark.row("C17")
@pytest.mark.attack("I8")
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_half_done():
    """It had claimed the deadline and is gone: when its lease is over the next one fires it."""
    story = overdue()
    Deadline.objects.filter(kind=APPROVAL).update(fence=1, held_until=now() + story.world.later + timedelta(seconds=20))
    with travel(story.world.later):
        fire_due()
    assert told(story) == []
    with travel(story.world.later + timedelta(seconds=31)):
        fire_due()
    assert told(story) == [None]


@pytest.mark.row("C17")
@pytest.mark.attack("I1")
@pytest.mark.django_db(transaction=True)
def test_deciding_and_escalating_at_the_same_instant_never_wait_for_each_other():
    for _round in range(5):
        story = overdue()
        boss = person(story.world.people.administrator)
        with travel(story.world.later):
            decided, _fired = race(
                lambda number=story.number, boss=boss: move_case(number=number, move_code="approve", person=boss),
                fire_due,
            )
        assert decided.won, decided.error
        assert levels(story) == [(1, "approved", boss.staff_id)]
        assert not Deadline.objects.filter(kind=APPROVAL, state="pending").exists()
        assert len(told(story)) <= 1


@pytest.mark.row("C17")
def test_administrators_see_it_in_the_queue_at_home_and_in_the_bell():
    story = overdue()
    people, number = story.world.people, story.number
    fire(story)
    mark = "Overdue, escalated to the administrator"
    assert mark in browser(people.administrator).get("/approvals/").content.decode()
    assert mark in browser(people.supervisor).get("/approvals/").content.decode()
    assert "Nobody has decided in time" in browser(people.administrator).get("/").content.decode()
    bell = browser(people.administrator).get("/notices/").content.decode()
    assert f"{number}: nobody has decided on ¥6000.00 in time" in bell
    for other in (people.supervisor, people.owner, people.stranger):
        assert number not in entered(other).get("/notices/").content.decode()
    assert "Nobody has decided in time" not in browser(people.supervisor).get("/").content.decode()
    page = browser(people.owner).get(f"/cases/{number}/").content.decode()
    assert "Not decided in time: escalated to the administrator" in page
    story.do("approve", by="administrator")
    assert number not in browser(people.administrator).get("/notices/").content.decode()
