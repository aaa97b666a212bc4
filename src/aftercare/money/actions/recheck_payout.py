"""Ask the channel once more about a parked payment."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import Refusal, Refused
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.money.access import access_settling
from aftercare.money.channels import channel_of
from aftercare.money.models import Payout
from aftercare.money.results import lock_payout, note
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person


def recheck_payout(*, payout: Payout, person: Person) -> Payout:
    """Give a parked payment back to the machine, which asks before it does anything else (X3).

    Raises NotFound, Refused `no_right`, `own_payout`, `not_parked` or `cannot_ask` (the channel has no query).
    """
    access_settling(person, payout)
    if not channel_of(payout.channel).can_query:
        raise Refused(Refusal("cannot_ask", _("This channel cannot be asked. Look into its record.")))
    with transaction.atomic():
        locked = lock_payout(payout)
        if locked.state != PayoutState.NEEDS_PERSON:
            raise Refused(Refusal("not_parked", _("This payment does not wait for a person.")))
        at = now()
        locked.state, locked.due_at = PayoutState.UNKNOWN, at
        locked.save(update_fields=["state", "due_at"])
        note(locked, "payout.rechecked", person, at)
        enqueue("money.pay", payout_id=locked.pk)
    return locked
