"""Change name, platform or time zone of a shop."""

from django.db import transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person, access_shop_to_change
from aftercare.shops.actions.create_shop import FIELDS, ShopFacts, fill_facts
from aftercare.shops.models import Shop
from aftercare.shops.policies import settings_changed


@transaction.atomic
def update_shop(*, shop_id: int, facts: ShopFacts, person: Person) -> Shop:
    """By administrators of the shop or the company. Raises NotFound, Refused or InvalidInput."""
    shop = access_shop_to_change(person, shop_id)
    before = {name: getattr(shop, name) for name in FIELDS}
    fill_facts(shop, facts)
    changed = [name for name in FIELDS if getattr(shop, name) != before[name]]
    if changed:
        shop.save(update_fields=changed)
        settings_changed(shop_id)
        record(
            kind="shop.updated",
            subject=("shop", shop_id),
            shop_id=shop_id,
            actor_id=person.staff_id,
            at=now(),
            data={
                "before": {name: before[name] for name in changed},
                "after": {name: getattr(shop, name) for name in changed},
            },
        )
    return shop
