"""Put another table of couriers into force for a shop (S10, O6)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.policies import COURIERS
from aftercare.shops.access import Person, access_shop_to_change
from aftercare.shops.actions.set_policy import set_policy
from aftercare.shops.models import PolicyValue
from aftercare.shops.policies import definition_of, policies_of

SAVED_MEANWHILE = Refusal(
    "couriers.saved_meanwhile",
    _("Somebody has saved another table in the meantime. Nothing of yours is lost: compare, then save again."),
)


@transaction.atomic
def set_couriers(*, shop_id: int, value: Mapping[str, Any], person: Person, seen: int | None) -> PolicyValue | None:
    """`value` as in `delivery.table` without its "version", in force from now on. None when it says the same as before.

    `seen` is the newest row that the person had on screen (None: the empty default). Raises NotFound, Refused
    (`couriers.saved_meanwhile`, not an editor), or InvalidInput (`value`).
    """
    shop = access_shop_to_change(person, shop_id, also=definition_of(COURIERS).editors)
    rows = PolicyValue.objects.filter(shop=shop, key=COURIERS)
    found = rows.aggregate(newest=Max("pk"), number=Max(Cast(KT("value__version"), IntegerField())))
    if found["newest"] != seen:
        raise Refused(SAVED_MEANWHILE)
    before = policies_of(shop, now()).json(COURIERS)
    if {**before, "version": 0} == {**value, "version": 0}:
        return None
    number = (found["number"] or before["version"]) + 1
    return set_policy(shop_id=shop_id, key=COURIERS, value={**value, "version": number}, person=person)
