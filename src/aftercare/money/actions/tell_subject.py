"""Tell the owner of a payout again how it ended."""

from django.db import transaction

from aftercare.core.time import now
from aftercare.money.models import Payout
from aftercare.money.results import lock_payout, tell


def tell_subject(*, payout_id: int) -> None:
    """Call the handlers of a settled payout once more, after they failed in the transaction of the result.

    Raises what the handler raises, so that the job is tried again.
    """
    with transaction.atomic():
        payout = lock_payout(Payout.objects.get(pk=payout_id))
        tell(payout, now())
