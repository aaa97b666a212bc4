"""What registered freight says in the rail."""

from django.db.models import QuerySet

from aftercare.freight.access import AGENTS, CLERKS, visible_claims
from aftercare.freight.models import FreightClaim
from aftercare.freight.queries import to_batch
from aftercare.freight.terms import DECIDABLE
from aftercare.shops.access import Person


def waiting_freight(person: Person, shop_ids: frozenset[int]) -> QuerySet[FreightClaim]:
    """For agents what is to decide, for refund clerks what is to be put into a payment file."""
    deciding = [shop_id for shop_id in sorted(shop_ids) if person.has(shop_id, *AGENTS)]
    paying = frozenset(shop_id for shop_id in shop_ids if person.has(shop_id, *CLERKS))
    undecided = visible_claims(person).filter(shop_id__in=deciding, state__in=DECIDABLE)
    return undecided | to_batch(person, paying)
