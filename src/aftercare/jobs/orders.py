"""Jobs of orders: imports, what is bought together."""

from procrastinate import RetryStrategy

from aftercare.jobs.app import app
from aftercare.orders.actions.count_pairs import count_all_pairs
from aftercare.orders.actions.import_orders import run_import, tend_imports

TRY_AGAIN = RetryStrategy(max_attempts=3, wait=5)  # `tend_imports` covers what comes after


@app.task(name="orders.import", retry=TRY_AGAIN)
def import_orders(batch_id: int) -> str:
    """Import the rows of a started batch; goes on where a killed one stopped (O1)."""
    return run_import(batch_id=batch_id).value


@app.periodic(cron="*/2 * * * *")
@app.task(name="orders.tend_imports", lock="orders.tend_imports", queueing_lock="orders.tend_imports")
def tend(timestamp: int) -> dict[str, int]:
    """Give lost imports a worker again, and remove reports that nobody needs."""
    return tend_imports()


@app.periodic(cron="*/10 * * * *")
@app.task(name="orders.count_pairs", lock="orders.count_pairs", queueing_lock="orders.count_pairs")
def count(timestamp: int) -> int:
    """Follow new and changed orders for what is bought together (S6)."""
    return count_all_pairs()
