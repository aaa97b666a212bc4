"""The clock of conversations."""

from typing import Any

from aftercare.chat.actions.plan_reminders import drop_moot_reminders, plan_reminders
from aftercare.chat.actions.tend import tend as tend_conversations
from aftercare.jobs.app import app


@app.periodic(cron="* * * * * */5")  # the sixth field is the second
@app.task(name="chat.tend", lock="chat.tend", queueing_lock="chat.tend", queue="clock")
def tend(timestamp: int) -> dict[str, Any]:
    """Every five seconds: who waits, what is overdue, whose screen is gone, what is quiet."""
    return dict(tend_conversations())


@app.periodic(cron="*/5 * * * *")
@app.task(name="chat.remind", lock="chat.remind", queueing_lock="chat.remind")
def remind(timestamp: int) -> dict[str, int]:
    """Every five minutes: unpaid orders (S9), and follow-ups that are moot."""
    return {"dropped": drop_moot_reminders(), "planned": plan_reminders()}
