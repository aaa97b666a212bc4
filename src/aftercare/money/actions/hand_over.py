"""Hand payouts over to somebody who pays many at once, such as by a payment file; and take their results in.

Handed over, a payout is on its way: nobody can settle it by hand beside the file, and nobody can take it back.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.money.access import access_settling, settling_refusal
from aftercare.money.channels import channel_of
from aftercare.money.models import Payout
from aftercare.money.results import become_paid, become_refused, lock_payout, note, voucher_holder
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person

NOT_HANDED_OVER = Refusal("not_handed_over", _("This payment is in no payment file."))
VOUCHER_MOST = 80


def hand_over(*, payout_ids: Collection[int], label: str, person: Person, at: datetime) -> list[Payout]:
    """Those of these payouts that wait to be paid by hand and that the person may pay, now on their way in `label`; the
    others are left out (C18). The caller holds the locks of their subjects.

    A payout that somebody is settling at this instant is left out as well.
    """
    rows = Payout.objects.select_for_update(skip_locked=True).filter(pk__in=payout_ids, state=PayoutState.INSTRUCTED)
    taken = []
    for payout in rows.order_by("pk"):
        if channel_of(payout.channel).automatic or settling_refusal(person, payout) is not None:
            continue
        payout.state, payout.due_at = PayoutState.SENDING, None  # no lease: no machine is at it
        payout.fence += 1
        payout.attempts += 1
        payout.save(update_fields=["state", "due_at", "fence", "attempts"])
        note(payout, "payout.sending", person, at, attempt=payout.attempts, file=label)
        taken.append(payout)
    return taken


def take_result(*, payout: Payout, voucher: str, reason: str, person: Person) -> bool:
    """The result of a payout that was handed over: paid under `voucher`, or not paid for `reason` (C18). Returns
    whether it is news: the same result again changes nothing (H1).

    Raises NotFound; InvalidInput unless exactly one of the two is given; Refused `no_right`, `own_payout`,
    `voucher_used`, `settled` or `not_handed_over`.
    """
    voucher, reason = clean(voucher), clean(reason)
    access_settling(person, payout)
    if bool(voucher) == bool(reason) or len(voucher) > VOUCHER_MOST:
        raise InvalidInput({"voucher": _("A paid row needs its voucher number, one that failed its reason.")})
    with transaction.atomic():
        locked = lock_payout(payout)
        if _is_same(locked, voucher):
            return False
        if locked.is_final:
            raise Refused(Refusal("settled", _("This payment is already settled.")))
        if locked.state != PayoutState.SENDING or locked.due_at is not None:
            raise Refused(NOT_HANDED_OVER)
        if not voucher:
            become_refused(locked, text=reason, person=person, at=now())
            return True
        holder = voucher_holder(locked, voucher)
        if holder is not None:
            sentence = _("Voucher %(voucher)s already belongs to %(key)s.")
            raise Refused(Refusal("voucher_used", sentence, {"voucher": voucher, "key": holder.key}))
        become_paid(locked, voucher=voucher, text="", person=person, at=now())
    return True


def _is_same(payout: Payout, voucher: str) -> bool:
    if voucher:
        return payout.state == PayoutState.PAID and payout.voucher == voucher
    return payout.state == PayoutState.REFUSED
