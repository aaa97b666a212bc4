"""Who the shop's own site says its buyer is: signed with a secret that only the shop's server knows (G4).

The site's server signs `number`, `expires`, `name` and `nick`, each on a line, with HMAC-SHA256, and writes the hex
digest beside them. A page that was copied is good for a day at most.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from aftercare.chat.models import IdentityKey, Visitor
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import Refusal, Refused
from aftercare.core.text import fold
from aftercare.core.words import _
from aftercare.customers.models import Customer
from aftercare.shops.models import Shop

LONGEST: Final = timedelta(hours=24)
TOLD: Final = ("id", "expires", "name", "nick", "signature")  # what the site says of a buyer
MOST: Final = 120  # characters of each part
UNSIGNED: Final = Refusal("identity", _("The shop's page could not say who you are. You can go on as a guest."))


@dataclass(frozen=True)
class Identity:
    """A buyer as the shop's site knows them: their number there, their name, and their platform nick if it has one."""

    number: str
    name: str = ""
    nick: str = ""


def key_in_use(shop: Shop) -> IdentityKey | None:
    """The shop's newest key that was not ended, with who made it."""
    return IdentityKey.objects.filter(shop=shop, ended_at=None).select_related("made_by").order_by("pk").last()


def identity_hash(shop_id: int, number: str) -> str:
    """By which a buyer's visits are found again."""
    return keyed_hash(f"{shop_id}:{number}")


def signed_customer(shop_id: int, nick: str) -> int | None:
    """The customer of that nick at the shop; None when it is empty or nobody's."""
    if not nick:
        return None
    found = Customer.objects.filter(shop_id=shop_id, nick_hash=keyed_hash(fold(nick)))
    return found.values_list("pk", flat=True).first()


def customer_of_identity(shop_id: int, identity: Identity) -> int | None:
    """Whose orders the buyer may see: by the nick that the shop has signed, else as an agent has linked their chat."""
    linked = Visitor.objects.filter(shop_id=shop_id, identity_hash=identity_hash(shop_id, identity.number))
    return signed_customer(shop_id, identity.nick) or linked.values_list("customer_id", flat=True).first()


def signature_of(secret: str, identity: Identity, expires: int) -> str:
    """What the shop's server computes; `expires` in seconds since 1970."""
    said = "\n".join((identity.number, str(expires), identity.name, identity.nick))
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()


def checked_identity(shop: Shop, told: Any, at: datetime) -> Identity | None:
    """The identity that a page tells, {"id", "name", "nick", "expires", "signature"}; None when it tells none. Raises
    Refused `identity` on one that the shop has not signed, or whose time is over."""
    if not told:
        return None
    if not isinstance(told, dict):
        raise Refused(UNSIGNED)
    number, name, nick = (str(told.get(part) or "") for part in ("id", "name", "nick"))
    expires, signature = told.get("expires"), str(told.get("signature") or "").encode()
    identity = Identity(number, name, nick)
    fits = number and max(len(number), len(name), len(nick)) <= MOST and not any("\n" in one for one in (number, name))
    if not fits or type(expires) is not int or not _is_in_time(expires, at):
        raise Refused(UNSIGNED)
    keys = IdentityKey.objects.filter(shop=shop, ended_at=None)
    good = [hmac.compare_digest(signature_of(key.secret, identity, expires).encode(), signature) for key in keys]
    if not any(good):
        raise Refused(UNSIGNED)
    return identity


def _is_in_time(expires: int, at: datetime) -> bool:
    try:
        until = datetime.fromtimestamp(expires, UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return at < until <= at + LONGEST + timedelta(minutes=5)  # clocks differ a little
