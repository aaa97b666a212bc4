"""The clock of dispatch."""

from aftercare.dispatch.actions.follow_orders import follow_all_orders
from aftercare.jobs.app import app


@app.periodic(cron="* * * * *")
@app.task(name="dispatch.follow", lock="dispatch.follow", queueing_lock="dispatch.follow")
def follow(timestamp: int) -> dict[str, int]:
    """Every minute: orders that were paid, sent or changed, goods out of stock, promises that run out (O4)."""
    return follow_all_orders()
