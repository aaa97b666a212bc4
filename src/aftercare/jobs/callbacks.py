"""Jobs of callbacks: thin, and safe to run again."""

from procrastinate import RetryStrategy

from aftercare.callbacks.actions.follow_case import follow_case, leave_in_peace
from aftercare.callbacks.hearing import JOB
from aftercare.jobs.app import app


@app.task(name=JOB, retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def follow(case_id: int) -> int:
    """A case was finished, or has gone on (K5)."""
    return follow_case(case_id=case_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="callbacks.peace", lock="callbacks.peace", queueing_lock="callbacks.peace")
def peace(timestamp: int) -> int:
    """Every five minutes: buyers who do not want to be contacted are in no queue (S8)."""
    return leave_in_peace()
