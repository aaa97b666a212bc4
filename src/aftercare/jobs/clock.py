"""The clock's job: fire what is due."""

from typing import Any

from aftercare.clock.actions.fire_due import fire_due
from aftercare.jobs.app import app


@app.periodic(cron="* * * * * */5")  # the sixth field is the second: in front it would be the minute
@app.task(name="clock.fire", lock="clock.fire", queueing_lock="clock.fire", queue="clock")
def fire(timestamp: int) -> dict[str, Any]:
    """Every five seconds; one at a time is enough, and a killed one is replaced."""
    return {end.value: count for end, count in fire_due().items()}
