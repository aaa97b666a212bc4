"""Jobs of promotion mode: thin, and safe to run again."""

from aftercare.jobs.app import app
from aftercare.promotions.actions.take_on_help import end_over
from aftercare.promotions.actions.work_bulk import work_bulk, work_unfinished
from aftercare.promotions.terms import JOB


@app.task(name=JOB)
def bulk(run_id: int) -> int:
    """One step for many cases (B11)."""
    return work_bulk(run_id=run_id)


@app.periodic(cron="* * * * *")
@app.task(name="promotions.resume", lock="promotions.resume", queueing_lock="promotions.resume")
def resume(timestamp: int) -> int:
    """Runs whose worker was killed."""
    return work_unfinished()


@app.periodic(cron="* * * * *")
@app.task(name="promotions.end_help", lock="promotions.end_help", queueing_lock="promotions.end_help")
def end_help(timestamp: int) -> int:
    """Roles whose time is over."""
    return end_over()
