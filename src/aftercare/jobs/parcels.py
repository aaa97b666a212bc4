"""Jobs of parcels: thin, and safe to run again."""

from aftercare.jobs.app import app
from aftercare.parcels.actions.apply_inbox import apply_inbox
from aftercare.parcels.actions.ask_couriers import JOB, ask_due, ask_one
from aftercare.parcels.actions.find_stuck import find_stuck
from aftercare.parcels.actions.follow_orders import follow_all_orders
from aftercare.parcels.actions.open_problems import open_problems
from aftercare.parcels.actions.tell_buyers import tell_buyers


@app.periodic(cron="* * * * * */5")  # the sixth field is the second
@app.task(name="parcels.apply", lock="parcels.apply", queueing_lock="parcels.apply")
def apply(timestamp: int) -> int:
    """What aggregators and files have told (O5)."""
    return apply_inbox()


@app.periodic(cron="* * * * *")
@app.task(name="parcels.tend", lock="parcels.tend", queueing_lock="parcels.tend")
def tend(timestamp: int) -> dict[str, int]:
    """Every minute: parcels of new orders, parcels that stand still, cases for problems, words to buyers."""
    return {
        "orders": follow_all_orders(),
        "stuck": find_stuck(),
        "cases": open_problems(),
        "told": tell_buyers(),
    }


@app.task(name=JOB)
def ask(parcel_id: int) -> bool:
    """Somebody wants to know where it is."""
    return ask_one(parcel_id=parcel_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="parcels.ask_due", lock="parcels.ask_due", queueing_lock="parcels.ask_due")
def ask_all(timestamp: int) -> int:
    """Every five minutes: parcels whose time has come, where a shop lets us ask."""
    return ask_due()
