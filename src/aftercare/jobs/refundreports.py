"""Jobs of refund reports: carrying what was told into cases, orders that come later."""

from procrastinate import RetryStrategy

from aftercare.jobs.app import app
from aftercare.refundreports.actions.carry_refunds import carry_refunds, compare_again, tend_refunds
from aftercare.refundreports.actions.match_waiting import match_waiting

TRY_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=2)


@app.task(name="refundreports.carry", retry=TRY_AGAIN)
def carry(shop_id: int) -> int:
    """Carry what waits into cases (B2)."""
    return carry_refunds(shop_id=shop_id)


@app.task(name="refundreports.compare", retry=TRY_AGAIN)
def compare(case_id: int) -> bool:
    """A payment of that case has ended: compare with the platform's record again."""
    return compare_again(case_id=case_id)


@app.periodic(cron="*/2 * * * *")
@app.task(name="refundreports.tend", lock="refundreports.tend", queueing_lock="refundreports.tend")
def tend(timestamp: int) -> int:
    """Records whose order has come, and what lost its job or failed."""
    return match_waiting() + tend_refunds()
