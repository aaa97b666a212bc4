"""Finance says: this will not be paid."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.money.access import access_settling
from aftercare.money.channels import channel_of
from aftercare.money.models import Payout
from aftercare.money.results import become_refused, lock_payout
from aftercare.money.rules import by_hand_refusal
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person


def mark_refused(*, payout: Payout, reason: str, person: Person) -> Payout:
    """Record that it was not and will not be paid: the caps are free again, the subject is told (C18).

    Before using it on a payment that the machine parked, finance has looked at the channel's record. Raises NotFound,
    InvalidInput without a reason, Refused `no_right`, `own_payout`, `not_by_hand` or `settled`.
    """
    reason = clean(reason)
    access_settling(person, payout)
    if not reason:
        raise InvalidInput({"reason": _("Say why it was not paid.")})
    with transaction.atomic():
        locked = lock_payout(payout)
        refusal = by_hand_refusal(PayoutState(locked.state), automatic=channel_of(locked.channel).automatic)
        if refusal:
            raise Refused(refusal)
        become_refused(locked, text=reason, person=person, at=now())
    return locked
