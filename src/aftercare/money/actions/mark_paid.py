"""Finance says: this was paid, and this is the voucher."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.money.access import access_settling
from aftercare.money.channels import channel_of
from aftercare.money.models import Payout
from aftercare.money.results import become_paid, lock_payout, voucher_holder
from aftercare.money.rules import by_hand_refusal
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person


def mark_paid(*, payout: Payout, voucher: str, person: Person) -> Payout:
    """Record a payment made by hand, or one that the machine could not settle, under its voucher number (C18).

    A refund clerk of the shop, and not the one who proposed or instructed it. The same voucher again: the same answer
    (H1). Raises NotFound, InvalidInput on a missing voucher, Refused `no_right`, `own_payout`, `voucher_used`,
    `not_by_hand` (an automatic channel is at it) or `settled`.
    """
    voucher = clean(voucher)
    access_settling(person, payout)
    if not 0 < len(voucher) <= 80:
        raise InvalidInput({"voucher": _("Enter the voucher number, at most 80 characters.")})
    with transaction.atomic():
        locked = lock_payout(payout)
        if locked.state == PayoutState.PAID and locked.voucher == voucher:
            return locked
        refusal = by_hand_refusal(PayoutState(locked.state), automatic=channel_of(locked.channel).automatic)
        if refusal:
            raise Refused(refusal)
        holder = voucher_holder(locked, voucher)
        if holder is not None:
            sentence = _("Voucher %(voucher)s already belongs to %(key)s.")
            raise Refused(Refusal("voucher_used", sentence, {"voucher": voucher, "key": holder.key}))
        become_paid(locked, voucher=voucher, text="", person=person, at=now())
    return locked
