"""How a shop hears from an aggregator: its account and secrets, whether we ask by ourselves (O5)."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.parcels.actions.refresh import refresh
from aftercare.parcels.actions.take_pushes import secrets_of
from aftercare.parcels.models import CourierLink, Parcel
from aftercare.parcels.providers import provider_of
from aftercare.shops.access import Person, access_shop_to_change

TOKEN_BYTES: Final = 32
SECRET_MOST: Final = 120
AT_ONCE: Final = 2000  # parcels that are looked at anew at once; each further one with its next word
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)


@dataclass(frozen=True)
class LinkWish:
    """What is wished. A secret that is '' stays as it was; `asks`: ask by ourselves; `is_active`: listen at all."""

    account: str
    key: str = ""
    salt: str = ""
    asks: bool = False
    is_active: bool = True


def save_link(*, shop_id: int, provider: str, wish: LinkWish, person: Person) -> CourierLink:
    """Keep it; secrets are stored encrypted and never told again. Raises NotFound on an unknown aggregator, Refused for
    whoever does not administer the shop, InvalidInput naming what cannot be."""
    known = provider_of(provider)
    if known is None:
        raise NotFound(provider)
    with transaction.atomic():
        shop = access_shop_to_change(person, shop_id)
        at = now()
        link = CourierLink.objects.filter(shop=shop, provider=provider).first() or CourierLink(
            shop=shop, provider=provider, token=secrets.token_urlsafe(TOKEN_BYTES), made_at=at, is_active=False
        )
        was_active = link.is_active
        problems = _check(wish)
        link.account = clean(wish.account)
        link.key, link.salt = clean(wish.key) or link.key, clean(wish.salt) or link.salt
        link.asks, link.is_active = wish.asks, wish.is_active
        own = secrets_of(link)
        if wish.asks and not known.may_ask(own):
            problems["asks"] = _("Asking needs the account and its key.")
        if wish.is_active and not (known.may_push(own) or known.may_ask(own)):
            problems["key"] = _("Enter what the aggregator gave you: without it no push can be told from a forged one.")
        if problems:
            raise InvalidInput(problems)
        link.changed_by_id, link.changed_at, link.trouble = person.staff_id, at, ""
        link.save()
        _note(link, "parcels.link_saved", person, at, {"active": link.is_active, "asks": link.asks})
        if link.is_active != was_active or link.asks:
            _look_anew(shop_id, at)
    return link


def renew_address(*, shop_id: int, provider: str, person: Person) -> CourierLink:
    """A new address for pushes; the old one is good for nothing at once. Raises NotFound, Refused."""
    with transaction.atomic():
        shop = access_shop_to_change(person, shop_id)
        at = now()
        link = CourierLink.objects.select_for_update().filter(shop=shop, provider=provider).first()
        if link is None:
            raise NotFound(provider)
        link.token = secrets.token_urlsafe(TOKEN_BYTES)
        link.changed_by_id, link.changed_at = person.staff_id, at
        link.save(update_fields=["token", "changed_by", "changed_at"])
        _note(link, "parcels.address_renewed", person, at, {})
    return link


def _check(wish: LinkWish) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    account = clean(wish.account)
    if account and not _ACCOUNT.fullmatch(account):
        problems["account"] = _("Letters and digits, at most 60.")
    for name, value in (("key", wish.key), ("salt", wish.salt)):
        if len(clean(value)) > SECRET_MOST:
            problems[name] = _("At most %(most)s characters.") % {"most": SECRET_MOST}
    return problems


def _look_anew(shop_id: int, at: datetime) -> None:
    """Silence means something from now on, or no longer: the newest open parcels wait by it."""
    rows = Parcel.objects.filter(shop_id=shop_id, is_over=False).order_by("-pk")
    ids = sorted(rows.values_list("pk", flat=True)[:AT_ONCE])
    locked = Parcel.objects.select_for_update(no_key=True).filter(pk__any_of=ids).order_by("pk")
    refresh(list(locked.values_list("pk", flat=True)), at)


def _note(link: CourierLink, kind: str, person: Person, at: datetime, data: Mapping[str, Any]) -> None:
    record(
        kind=kind,
        subject=("shop", link.shop_id),
        shop_id=link.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"provider": link.provider, **data},
    )
