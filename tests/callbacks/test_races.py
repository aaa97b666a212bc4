"""Two workers follow the same case, two agents end the same call, a worker dies in the middle."""

import pytest
from django.db import connection, transaction
from tests.callbacks.scene import at_noon, callback_of, called, returned
from tests.cases.story import World
from tests.money.scene import jobs
from tests.people import person
from tests.races import race, racetrack

from aftercare.callbacks.actions.follow_case import follow_case
from aftercare.callbacks.actions.record_call import Told, record_call
from aftercare.callbacks.hearing import JOB
from aftercare.callbacks.models import Call, Callback
from aftercare.callbacks.terms import CallResult
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.customers.terms import Channel

pytestmark = pytest.mark.django_db(transaction=True)


class PulledOut(Exception):
    """The worker dies here."""


@pytest.mark.row("K5")
def test_two_workers_make_one_and_a_dead_one_makes_none():
    world = at_noon()
    stories = [returned(world) for _one in range(3)]
    pk = stories[0].case.pk
    with pytest.raises(PulledOut), transaction.atomic():
        assert follow_case(case_id=pk) == 1
        raise PulledOut
    assert Callback.objects.count() == 0
    with racetrack(2) as run:
        for story in stories:
            ends = run(*[lambda pk=story.case.pk: follow_case(case_id=pk)] * 2)
            assert sorted(end.value for end in ends) == [0, 1]
    assert Callback.objects.count() == 3 == Event.objects.filter(kind="callback.made").count()


@pytest.mark.row("K5")
def test_the_job_is_there_exactly_when_the_case_is_finished():
    world = World()
    story = returned(world)
    (job,) = jobs(JOB)
    assert job["args"] == {"case_id": story.case.pk}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [JOB])
    with pytest.raises(PulledOut), transaction.atomic():
        returned(world)
        raise PulledOut
    assert jobs(JOB) == []


@pytest.mark.row("K5")
def test_two_agents_who_end_one_callback_make_one_complaint():
    world = at_noon()
    story = returned(world)
    with world.time():
        follow_case(case_id=story.case.pk)
        pk = callback_of(story).pk

        def end(staff):
            told = Told(Channel.PHONE, CallResult.DISCONTENT, "还是不满意")
            return lambda: record_call(callback_id=pk, told=told, person=person(staff))

        ends = race(end(world.people.owner), end(world.people.teammate))
    (loser,) = [one.error for one in ends if not one.won]
    assert isinstance(loser, Refused) and loser.refusal.code == "callback_settled"
    assert Call.objects.count() == 1 and callback_of(story).follow_up is not None
    with pytest.raises(Refused):
        called(story, CallResult.CONTENT)
