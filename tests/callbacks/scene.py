"""Cases that were finished, and their callbacks."""

from datetime import timedelta

from django.db import connection
from tests.cases.story import Story, World, begin
from tests.money.scene import jobs
from tests.people import person

from aftercare.callbacks.actions.record_call import Told, record_call
from aftercare.callbacks.hearing import JOB
from aftercare.callbacks.models import Callback
from aftercare.callbacks.terms import CallResult
from aftercare.customers.terms import Channel
from aftercare.jobs.callbacks import follow


def at_noon(world: World | None = None) -> World:
    """Nobody is called at night: the tests run at any hour."""
    world = world or World()
    world.local(12)
    return world


def returned(world: World) -> Story:
    """A return, refunded; the worker has not worked yet."""
    story = begin("return", world)
    return story.do("agree").do("receive").do("inspect").pay()


def complained(world: World) -> Story:
    """A complaint whose proposal was accepted: its callback is due."""
    return begin("complaint", world).do("propose").do("accept")


def work(world: World) -> int:
    """The worker follows the cases that have told of themselves; how many jobs there were."""
    waiting = jobs(JOB)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [JOB])
    with world.time():
        for job in waiting:
            follow(**job["args"])
    return len(waiting)


def callback_of(story: Story) -> Callback:
    return Callback.objects.filter(case=story.case).latest("pk")


def called(story: Story, result: CallResult, note: str = "", by: str = "agent", **fields: object) -> Callback:
    """Somebody has called and says what came of it."""
    told = Told(Channel.PHONE, result, note, **fields)
    with story.world.time():
        return record_call(callback_id=callback_of(story).pk, told=told, person=person(story.world.staff[by]))


def later(world: World, **span: float) -> None:
    world.later += timedelta(**span)
