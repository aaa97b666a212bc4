"""Which key opens what, and whose keys a person sees."""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.apikeys.models import ApiKey
from aftercare.apikeys.terms import Scope
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import NotFound
from aftercare.shops.access import Person, may_see_settings
from aftercare.shops.models import Membership

MOST_SHOWN: Final = 50
MOST_SECRET: Final = 100  # characters


def key_of_secret(secret: str) -> ApiKey | None:
    """The key with its shop, while it is good: not ended, its shop open, and who made it still an administrator there
    (A16). One query."""
    if not secret or len(secret) > MOST_SECRET:
        return None
    theirs = Membership.objects.filter(
        staff_id=OuterRef("made_by_id"), shop_id=OuterRef("shop_id"), role=Role.ADMINISTRATOR
    )
    good = ApiKey.objects.filter(ended_at=None, shop__is_active=True, made_by__is_active=True)
    good = good.filter(Q(made_by__is_administrator=True) | Exists(theirs))
    return good.filter(digest=keyed_hash(secret)).select_related("shop").first()


def may(key: ApiKey, scope: Scope) -> bool:
    """Whether the key is good for that."""
    return scope.value in key.scopes


def visible_keys(person: Person, shop_id: int) -> QuerySet[ApiKey]:
    """Keys of the shop that have not been ended, the newest first; nothing for whoever may not read its settings."""
    if not may_see_settings(person, shop_id):
        return ApiKey.objects.none()
    rows = ApiKey.objects.filter(shop_id=shop_id, ended_at=None).select_related("made_by")
    return rows.order_by("-pk")


def access_key(person: Person, pk: int) -> ApiKey:
    """A key in use. Raises NotFound."""
    key = ApiKey.objects.filter(pk=pk, ended_at=None).select_related("shop").first()
    if key is None or not may_see_settings(person, key.shop_id):
        raise NotFound(str(pk))
    return key
