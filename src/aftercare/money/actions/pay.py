"""Pay one instruction through its channel: claim, call outside any transaction, record (C18).

A worker may die at any point. The claim grows a fencing number, so that only the latest claim can record a result;
after the first claim a call may have gone out, so that every later one asks the channel first.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.money.channels import Outcome, PayoutChannel, PayoutOrder, Result, channel_of
from aftercare.money.models import Payout
from aftercare.money.results import (
    LONGEST_TEXT,
    become_paid,
    become_parked,
    become_refused,
    lock_payout,
    note,
    voucher_holder,
)
from aftercare.money.rules import wait_before_next
from aftercare.money.terms import LEASE, WAITS_FOR_MACHINE, PayoutState
from aftercare.shops.access import Person

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """The right to settle one payout, until the lease ends or somebody else gets a higher fence."""

    payout: Payout
    fence: int
    order: PayoutOrder

    @property
    def is_first(self) -> bool:
        """Nobody has claimed it before: no call can have gone out."""
        return self.fence == 1


def pay(*, payout_id: int, lease: timedelta = LEASE) -> PayoutState | None:
    """Drive one payout on; call it outside any transaction, as often as you like, from as many workers as you like.

    Returns the state that was recorded; None when there was nothing to do, or when the lease was lost on the way and
    nothing was written (X4). `lease` must be longer than the channel's own time limits.
    """
    claim = _claim(payout_id, lease)
    if claim is None:
        return None
    return _record(claim, _ask(channel_of(claim.payout.channel), claim))


def _claim(payout_id: int, lease: timedelta) -> Claim | None:
    with transaction.atomic(durable=True):  # refuses to run inside another: the call must come after the commit
        at = now()
        payout = (
            Payout.objects.select_for_update(skip_locked=True)
            .filter(pk=payout_id, state__in=WAITS_FOR_MACHINE, due_at__lte=at)
            .first()
        )
        if payout is None:
            return None
        payout.state, payout.due_at = PayoutState.SENDING, at + lease
        payout.fence += 1
        payout.attempts += 1
        payout.save(update_fields=["state", "due_at", "fence", "attempts"])
        note(payout, "payout.sending", Person.system(), at, attempt=payout.attempts)
    order = PayoutOrder(payout.key, str(payout.shop_id), payout.amount, payout.payee_reference, payout.purpose)
    return Claim(payout, payout.fence, order)


def _ask(channel: PayoutChannel, claim: Claim) -> Outcome:
    """Pay, or find out first. A second call to pay goes only to a channel that keeps keys (X3)."""
    if claim.is_first:
        return channel.pay(claim.order)
    outcome = channel.query(claim.order.key) if channel.can_query else Outcome(Result.ABSENT)
    if outcome.result is not Result.ABSENT:
        return outcome
    if channel.idempotent:
        return channel.pay(claim.order)
    return Outcome(Result.NEEDS_PERSON, text=_("The channel has no record of it; a second call could pay twice."))


def _record(claim: Claim, outcome: Outcome) -> PayoutState | None:
    with transaction.atomic():
        payout = lock_payout(claim.payout)
        if payout.state != PayoutState.SENDING or payout.fence != claim.fence:
            logger.warning("%s: lease lost, %s not recorded", payout.key, outcome.result)
            return None
        at, system = now(), Person.system()
        if outcome.result is Result.PAID and voucher_holder(payout, outcome.voucher):
            text = _("Voucher %(voucher)s belongs to another payment.") % {"voucher": outcome.voucher}
            become_parked(payout, text=text, person=system, at=at)
        elif outcome.result is Result.PAID:
            become_paid(payout, voucher=outcome.voucher, text=outcome.text, person=system, at=at)
        elif outcome.result is Result.REFUSED:
            become_refused(payout, text=outcome.text, person=system, at=at)
        elif outcome.result is Result.NEEDS_PERSON:
            become_parked(payout, text=outcome.text, person=system, at=at)
        else:
            payout.state, payout.result_text = PayoutState.UNKNOWN, outcome.text[:LONGEST_TEXT]
            payout.due_at = at + wait_before_next(payout.attempts)
            payout.save(update_fields=["state", "result_text", "due_at"])
            note(payout, "payout.unknown", system, at, text=payout.result_text)
            # One lane per channel: a channel that hangs holds up one worker, and the clocks go on in the others.
            enqueue("money.pay", run_at=payout.due_at, lock=f"money.ask.{payout.channel}", payout_id=payout.pk)
    return PayoutState(payout.state)
