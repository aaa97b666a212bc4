"""Jobs of reviews: cases of what files have told, orders that come later."""

from procrastinate import RetryStrategy

from aftercare.jobs.app import app
from aftercare.reviews.actions.match_orders import match_orders
from aftercare.reviews.actions.open_cases import open_cases, tend_cases

TRY_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=2)


@app.task(name="reviews.open_cases", retry=TRY_AGAIN)
def open_all(shop_id: int) -> int:
    """Open the cases of new bad and neutral reviews, note what is new in those that there are (C6)."""
    return open_cases(shop_id=shop_id)


@app.periodic(cron="*/2 * * * *")
@app.task(name="reviews.tend", lock="reviews.tend", queueing_lock="reviews.tend")
def tend(timestamp: int) -> int:
    """Reviews whose order has come, and what lost its job."""
    return match_orders() + tend_cases()
