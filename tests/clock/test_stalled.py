"""Jobs of killed workers go back to the queue (X6, X11): also those whose next run waits there already."""

import asyncio

import pytest
from django.db import connection

from aftercare.jobs import upkeep
from aftercare.jobs.app import app

LEFT = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)
    VALUES ('clock', %s, %s, %s, '{"timestamp": 0}', %s)
"""


def retry_stalled() -> int:
    """As the worker does it."""

    async def look() -> int:
        async with worker.open_async():
            return int(await upkeep.retry_stalled.func(timestamp=0))

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        return asyncio.run(look())


@pytest.mark.attack("X6", "X11")
@pytest.mark.django_db(transaction=True)
def test_a_killed_job_whose_next_run_is_queued_already_holds_nobody_up() -> None:
    """Its lock kept the next run away, which kept it away from the queue: no clock ever fired again, and no other
    stalled job was looked at."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, ["clock.fire", "clock.fire", "clock.fire", "doing"])  # its worker is gone
        cursor.execute(LEFT, ["clock.fire", "clock.fire", "clock.fire", "todo"])
        cursor.execute(LEFT, ["money.pay", "payout-7", None, "doing"])

        assert retry_stalled() == 2

        cursor.execute("SELECT task_name, status, attempts FROM procrastinate_jobs ORDER BY task_name")
        assert cursor.fetchall() == [("clock.fire", "todo", 0), ("money.pay", "todo", 1)]
