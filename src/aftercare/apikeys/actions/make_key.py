"""A shop gets a key for one of its programs (X4)."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from aftercare.apikeys.models import ApiKey
from aftercare.apikeys.terms import Scope
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import NOT_ADMINISTRATOR, Person, access_shop_to_change

PREFIX: Final = "ac_"  # by which scanners for lost secrets know it
SECRET_BYTES: Final = 32
MOST_NAME: Final = 60
MOST_KEYS: Final = 20
TOO_MANY: Final = Refusal("api.too_many_keys", _("The shop has %(most)s keys. End one that is no longer used."))


@dataclass(frozen=True)
class Made:
    """The key, and its secret: nobody sees it again."""

    key: ApiKey
    secret: str


def make_key(*, shop_id: int, name: str, scopes: Collection[str], person: Person) -> Made:
    """Make one. Raises NotFound, Refused for whoever does not administer the shop and `api.too_many_keys`, and
    InvalidInput (`name`, `scopes`)."""
    name, problems = clean(name), dict[str, Any]()
    if not 0 < len(name) <= MOST_NAME:
        problems["name"] = _("Say which program uses it, in at most %(most)s characters.") % {"most": MOST_NAME}
    if not scopes or not set(scopes) <= set(Scope.values):
        problems["scopes"] = _("Choose what the key is good for.")
    if problems:
        raise InvalidInput(problems)
    with transaction.atomic():
        shop = access_shop_to_change(person, shop_id)
        if person.staff_id is None:  # a key is as good as the right of who made it
            raise Refused(NOT_ADMINISTRATOR)
        if ApiKey.objects.filter(shop=shop, ended_at=None).count() >= MOST_KEYS:
            raise Refused(Refusal(TOO_MANY.code, TOO_MANY.sentence, {"most": MOST_KEYS}))
        secret, at = PREFIX + secrets.token_urlsafe(SECRET_BYTES), now()
        key = ApiKey.objects.create(
            shop=shop,
            name=name,
            scopes=sorted(set(scopes)),
            digest=keyed_hash(secret),
            tail=secret[-4:],
            made_by_id=person.staff_id,
            made_at=at,
        )
        record(
            kind="apikey.made",
            subject=("shop", shop.pk),
            shop_id=shop.pk,
            actor_id=person.staff_id,
            at=at,
            data={"label": str(key), "scopes": key.scopes},
        )
    return Made(key, secret)
