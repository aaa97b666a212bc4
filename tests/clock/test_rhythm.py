"""How often the worker looks at the clocks: the rhythm that the cron lines really mean."""

import time
from itertools import pairwise

import pytest

from aftercare.jobs import clock, upkeep
from aftercare.jobs.app import app

HOUR = 3600


@pytest.mark.attack("X12")
@pytest.mark.parametrize(("task", "seconds"), [(clock.fire, 5), (upkeep.retry_stalled, 10)])
def test_clocks_are_looked_at_all_the_time_and_not_in_one_minute_of_five(task, seconds: int) -> None:
    schedule = app.periodic_registry.periodic_tasks[(task.name, "")].croniter
    begin = time.time() // HOUR * HOUR
    ticks = [begin]
    schedule.set_current(start_time=begin)
    while ticks[-1] < begin + HOUR:
        ticks.append(schedule.get_next(ret_type=float))

    assert {later - earlier for earlier, later in pairwise(ticks)} == {seconds}
