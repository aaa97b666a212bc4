"""Jobs of orders before dispatch."""

from aftercare.confirmation.actions.follow_orders import follow_all_orders
from aftercare.confirmation.actions.note_overdue import note_overdue
from aftercare.jobs.app import app


@app.periodic(cron="* * * * *")
@app.task(name="confirmation.follow", lock="confirmation.follow", queueing_lock="confirmation.follow")
def follow(timestamp: int) -> int:
    """Every minute: new and changed orders (O2)."""
    return follow_all_orders()


@app.periodic(cron="* * * * *")
@app.task(name="confirmation.overdue", lock="confirmation.overdue", queueing_lock="confirmation.overdue", queue="clock")
def overdue(timestamp: int) -> int:
    """Every minute: those that nobody has looked at in time."""
    return note_overdue()
