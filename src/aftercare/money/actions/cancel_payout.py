"""Take an instruction back before anything was sent."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.money.models import Payout
from aftercare.money.results import become_cancelled
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person


def cancel_payout(*, payout: Payout, reason: str, person: Person) -> Payout:
    """Cancel it, free the caps, turn the posting round (C18). Whether the person may was decided by the caller.

    The caller holds the lock of the subject. Again on a cancelled payout: the same answer.
    Raises Refused `already_sent` once a worker has claimed it or it is settled.
    """
    with transaction.atomic():
        # Whoever records a result waits for the subject, which the caller holds. A row that is locked all the same is
        # just being claimed by a worker: nothing to wait for, it is on its way.
        locked = Payout.objects.select_for_update(skip_locked=True).filter(pk=payout.pk).first()
        if locked is not None and locked.state == PayoutState.CANCELLED:
            return locked
        if locked is None or locked.state != PayoutState.INSTRUCTED or locked.fence:
            raise Refused(Refusal("already_sent", _("This payment is already on its way. It cannot be taken back.")))
        become_cancelled(locked, text=reason, person=person, at=now())
    return locked
