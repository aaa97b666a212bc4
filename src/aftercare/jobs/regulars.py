"""Jobs of buyers who come again: thin, and safe to run again."""

from procrastinate import RetryStrategy

from aftercare.jobs.app import app
from aftercare.regulars.actions.follow_buyers import follow_buyers
from aftercare.regulars.actions.note_look import forget_looks
from aftercare.regulars.actions.send_notice import send_all_notices, send_notice
from aftercare.regulars.news import JOB

TRY_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=2)


@app.periodic(cron="* * * * *")
@app.task(name="regulars.follow", lock="regulars.follow", queueing_lock="regulars.follow")
def follow(timestamp: int) -> int:
    """Every minute: customers of new and changed orders and cases (U1)."""
    return follow_buyers()


@app.task(name=JOB, retry=TRY_AGAIN)
def notice(notice_id: int) -> str:
    """Write to the buyers of a notice (U3)."""
    return send_notice(notice_id=notice_id)


@app.periodic(cron="*/2 * * * *")
@app.task(name="regulars.notices", lock="regulars.notices", queueing_lock="regulars.notices")
def notices(timestamp: int) -> int:
    """Every two minutes: notices that are under way, after quiet hours or a lost worker."""
    return send_all_notices()


@app.periodic(cron="41 4 * * *")
@app.task(name="regulars.forget", lock="regulars.forget", queueing_lock="regulars.forget")
def forget(timestamp: int) -> int:
    """Every night: who looked at whom a week ago (J9)."""
    return forget_looks()
