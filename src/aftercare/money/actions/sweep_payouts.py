"""Drive on what has lost its job: instructions without progress, lapsed leases, unknown results."""

from collections import Counter

from aftercare.core.time import now
from aftercare.money.actions.pay import pay
from aftercare.money.models import Payout
from aftercare.money.terms import OVERDUE, WAITS_FOR_MACHINE, PayoutState

MOST = 500
PATIENCE = 5  # unknown results until the sweep leaves a channel that is down to the payouts' own jobs


def sweep_payouts(*, most: int = MOST) -> Counter[str]:
    """Pay every overdue payout, the oldest first, at most `most`; returns how many ended in which state (X1, X2).

    Every due payout also has a job of its own; this one makes sure that none is forgotten when a job is lost.
    """
    overdue = Payout.objects.filter(state__in=WAITS_FOR_MACHINE, due_at__lte=now() - OVERDUE).order_by("due_at", "pk")
    results: Counter[str] = Counter()
    for payout_id in list(overdue.values_list("pk", flat=True)[:most]):
        state = pay(payout_id=payout_id)
        if state is not None:
            results[state] += 1
        if results[PayoutState.UNKNOWN] == PATIENCE:
            break
    return results
