"""Keeping house: jobs of killed workers, old sessions."""

from django.contrib.sessions.backends.db import SessionStore
from procrastinate import builtin_tasks
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

from aftercare.core.rekeying import has_work, rewrite
from aftercare.jobs.app import app

STALLED_SECONDS = 10
REKEY_SECONDS = 20


@app.periodic(cron="* * * * * */10")  # the sixth field is the second
@app.task(name="upkeep.retry_stalled", queueing_lock="upkeep.retry_stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> int:
    """Give the jobs of workers that died back to the queue. Every job bears a second run. One whose next run waits in
    the queue already leaves its work to that: both cannot wait there, and its lock keeps the next one from running."""
    stalled: list[Job] = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    return len(stalled)


@app.periodic(cron="* * * * *")
@app.task(name="upkeep.rekey", lock="upkeep.rekey", queueing_lock="upkeep.rekey")
def rekey(timestamp: int) -> int:
    """Every minute, while there are older data keys: some seconds of writing their values anew (J8)."""
    return rewrite(for_seconds=REKEY_SECONDS).rows if has_work() else 0


@app.periodic(cron="17 4 * * *")
@app.task(name="upkeep.tidy", queueing_lock="upkeep.tidy")
def tidy(timestamp: int) -> None:
    """Once a night: sessions that have run out."""
    SessionStore.clear_expired()


@app.periodic(cron="27 4 * * *")
@app.task(name="upkeep.forget_jobs", queueing_lock="upkeep.forget_jobs", pass_context=True)
async def forget_jobs(context: object, timestamp: int) -> None:
    """Once a night: failed jobs older than a month; those that went well are deleted by the worker at once."""
    await builtin_tasks.remove_old_jobs(context, max_hours=24 * 30, remove_failed=True)  # type: ignore[arg-type]
