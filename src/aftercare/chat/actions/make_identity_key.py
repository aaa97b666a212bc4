"""A shop gets the secret by which its own site signs who its buyer is (G4)."""

import secrets

from django.db import transaction

from aftercare.chat.models import IdentityKey
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person, access_shop_to_change

SECRET_BYTES = 32


def make_identity_key(*, shop_id: int, person: Person) -> IdentityKey:
    """A new secret; the ones before it are ended. Raises NotFound, and Refused for whoever does not administer the
    shop."""
    with transaction.atomic():
        shop = access_shop_to_change(person, shop_id)
        at = now()
        IdentityKey.objects.filter(shop=shop, ended_at=None).update(ended_at=at)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        key = IdentityKey.objects.create(shop=shop, secret=secret, made_at=at, made_by_id=person.staff_id)
        record(kind="widget.key_made", subject=("shop", shop.pk), shop_id=shop.pk, actor_id=person.staff_id, at=at)
    return key
