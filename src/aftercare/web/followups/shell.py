"""What the frame and the home page ask of follow-ups."""

from django.db.models import QuerySet

from aftercare.chat.access import ANSWERERS
from aftercare.chat.follow_ups import open_follow_ups
from aftercare.chat.models import FollowUp
from aftercare.shops.access import Person


def waiting_follow_ups(person: Person, shop_ids: frozenset[int]) -> QuerySet[FollowUp]:
    """The person's own and those of nobody, in shops where they may write to buyers."""
    shops = [shop_id for shop_id in shop_ids if person.has(shop_id, *ANSWERERS)]
    return open_follow_ups(person, shops, mine=True)
