"""Jobs of buyers' data: thin, and safe to run again."""

from procrastinate import RetryStrategy

from aftercare.erasure.actions.erase import erase, erase_again, finish_erasures
from aftercare.erasure.terms import JOB
from aftercare.jobs.app import app

TRY_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)


@app.task(name=JOB, retry=TRY_AGAIN)
def erase_one(request_id: int) -> str:
    """Erase one buyer's data (U4, J7)."""
    return erase(request_id=request_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="erasure.keep", lock="erasure.keep", queueing_lock="erasure.keep")
def keep(timestamp: int) -> dict[str, int]:
    """Every five minutes: erasures that lost their worker; what a restored back-up or a report brought back."""
    return {"finished": finish_erasures(), "again": erase_again()}
