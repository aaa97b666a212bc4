"""Jobs of unclaimed parcels."""

from procrastinate import RetryStrategy

from aftercare.jobs.app import app
from aftercare.unclaimed.actions.match_parcel import match_forgotten, match_tracking

TRY_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=2)  # the sweep covers what comes after


@app.task(name="unclaimed.match", retry=TRY_AGAIN)
def match(tracking_no: str) -> int:
    """A case has named a parcel that lies on the shelf."""
    return match_tracking(tracking_no=tracking_no)


@app.periodic(cron="*/3 * * * *")
@app.task(name="unclaimed.match_forgotten", lock="unclaimed.match_forgotten", queueing_lock="unclaimed.match_forgotten")
def match_all(timestamp: int) -> int:
    """Every three minutes: what imports and new cases say of parcels on the shelf."""
    return match_forgotten()
