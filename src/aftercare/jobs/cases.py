"""Jobs of cases: thin, and safe to run again."""

from procrastinate import RetryStrategy

from aftercare.cases.actions.answer_outside import hear_children, hear_forgotten
from aftercare.jobs.app import app

TRY_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)


@app.task(name="cases.hear_children", retry=TRY_AGAIN)
def hear(case_id: int) -> str:
    """Tell a parent that a child has ended."""
    return hear_children(case_id=case_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="cases.hear_forgotten", lock="cases.hear_forgotten", queueing_lock="cases.hear_forgotten")
def hear_all(timestamp: int) -> int:
    """Parents whose job was lost."""
    return hear_forgotten()
