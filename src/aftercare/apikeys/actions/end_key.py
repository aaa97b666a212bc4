"""A key is no longer good for anything, at once."""

from django.db import transaction

from aftercare.apikeys.access import access_key
from aftercare.apikeys.models import ApiKey
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person, access_shop_to_change


def end_key(*, key_id: int, person: Person) -> ApiKey:
    """End it. Raises NotFound, also for one that has been ended, and Refused for whoever does not administer the
    shop."""
    with transaction.atomic():
        access_shop_to_change(person, access_key(person, key_id).shop_id)
        key, at = access_key(person, key_id), now()
        key.ended_by_id, key.ended_at = person.staff_id, at
        key.save(update_fields=["ended_by", "ended_at"])
        record(
            kind="apikey.ended",
            subject=("shop", key.shop_id),
            shop_id=key.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"label": str(key)},
        )
    return key
