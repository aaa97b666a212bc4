"""Jobs of money: thin, and safe to run again."""

from typing import Any

from procrastinate import RetryStrategy

from aftercare.jobs.app import app
from aftercare.money.actions.collect_records import collect_all_records
from aftercare.money.actions.pay import pay
from aftercare.money.actions.sweep_payouts import sweep_payouts
from aftercare.money.actions.tell_subject import tell_subject

TRY_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)  # 2 s … 4 min; the sweep covers what comes after


@app.task(name="money.pay", retry=TRY_AGAIN)
def pay_one(payout_id: int) -> None:
    """Drive one payout on."""
    pay(payout_id=payout_id)


@app.task(name="money.tell", retry=TRY_AGAIN)
def tell(payout_id: int) -> None:
    """Tell the owner of a payout again how it ended."""
    tell_subject(payout_id=payout_id)


@app.periodic(cron="* * * * *")
@app.task(name="money.sweep", lock="money.sweep", queueing_lock="money.sweep")
def sweep(timestamp: int) -> dict[str, Any]:
    """Drive on every payout that has lost its job."""
    return dict(sweep_payouts())


@app.periodic(cron="7 * * * *")
@app.task(name="money.collect", lock="money.collect", queueing_lock="money.collect")
def collect(timestamp: int) -> dict[str, Any]:
    """Fetch the channels' own records."""
    return dict(collect_all_records())
