"""A person takes a payment with an unknown result away from the machine."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.money.access import access_settling
from aftercare.money.models import Payout
from aftercare.money.results import become_parked, lock_payout
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person


def take_over_payout(*, payout: Payout, reason: str, person: Person) -> Payout:
    """Stop asking the channel; a refund clerk settles it by what the channel's record says (X3).

    Raises NotFound, InvalidInput without a reason, Refused `no_right`, `own_payout` or `not_unknown`.
    """
    reason = clean(reason)
    access_settling(person, payout)
    if not reason:
        raise InvalidInput({"reason": _("Say why you take it over.")})
    with transaction.atomic():
        locked = lock_payout(payout)
        if locked.state != PayoutState.UNKNOWN:
            raise Refused(Refusal("not_unknown", _("Only a payment with an unknown result can be taken over.")))
        become_parked(locked, text=reason, person=person, at=now())
    return locked
