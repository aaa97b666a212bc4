"""The hourly look at what counts for and against people."""

from aftercare.assessment.actions.gather import gather_lately
from aftercare.jobs.app import app


@app.periodic(cron="17 * * * *")
@app.task(name="assessment.gather", lock="assessment.gather", queueing_lock="assessment.gather")
def gather(timestamp: int) -> int:
    """Each event once (K7)."""
    return gather_lately()
