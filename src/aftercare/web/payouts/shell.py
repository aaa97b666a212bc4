"""What payouts say in the rail."""

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.money.access import visible_payouts
from aftercare.money.channels import all_channels
from aftercare.money.models import Payout
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person


def waiting_payouts(person: Person, shop_ids: frozenset[int]) -> QuerySet[Payout]:
    """Payments that wait for a refund clerk: by hand, or parked by the machine."""
    mine = [shop_id for shop_id in shop_ids if person.has(shop_id, Role.REFUND_CLERK)]
    by_hand = [channel.code for channel in all_channels() if not channel.automatic]
    rows = visible_payouts(person).filter(shop_id__in=mine)
    parked = rows.filter(state__in=(PayoutState.NEEDS_PERSON, PayoutState.UNKNOWN))
    return parked | rows.filter(state=PayoutState.INSTRUCTED, channel__in=by_hand)
