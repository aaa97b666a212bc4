"""Jobs of orders: what is bought together."""

from aftercare.jobs.app import app
from aftercare.orders.actions.count_pairs import count_all_pairs


@app.periodic(cron="*/10 * * * *")
@app.task(name="orders.count_pairs", lock="orders.count_pairs", queueing_lock="orders.count_pairs")
def count(timestamp: int) -> int:
    """Follow new and changed orders for what is bought together (S6)."""
    return count_all_pairs()
