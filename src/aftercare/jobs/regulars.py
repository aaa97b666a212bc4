"""Jobs of buyers who come again: thin, and safe to run again."""

from aftercare.jobs.app import app
from aftercare.regulars.actions.follow_buyers import follow_buyers


@app.periodic(cron="* * * * *")
@app.task(name="regulars.follow", lock="regulars.follow", queueing_lock="regulars.follow")
def follow(timestamp: int) -> int:
    """Every minute: customers of new and changed orders and cases (U1)."""
    return follow_buyers()
