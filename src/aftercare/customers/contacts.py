"""How often buyers were contacted and whether they may be: for many buyers at once, in two queries (S8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.core.errors import Refusal
from aftercare.customers.contact_rules import ContactLimits, Wishes, contact_refusal
from aftercare.customers.models import Contact, OptOut
from aftercare.customers.policies import CONTACTS_DAYS, CONTACTS_MOST, QUIET_FROM, QUIET_UNTIL
from aftercare.customers.terms import ContactPurpose
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

MOST: Final = 5000  # contacts that are looked at together: a page of buyers, each contacted fifty times
Key = tuple[int, str]  # shop id, one name of a buyer


@dataclass(frozen=True)
class Standing:
    """One buyer at one moment: `contacts` within the shop's days."""

    at: datetime
    contacts: tuple[datetime, ...]
    opted_out_at: datetime | None
    limits: ContactLimits

    @property
    def opted_out(self) -> bool:
        return self.opted_out_at is not None

    def refusal(self, purpose: ContactPurpose, agreed_at: datetime | None = None) -> Refusal | None:
        """Why they may not be contacted now; None: they may. `agreed_at`: when the buyer themselves asked for it. The
        claim itself asks again."""
        return contact_refusal(purpose, self.at, self.contacts, self.limits, Wishes(self.opted_out_at, agreed_at))


def limits_of(shop: Shop, at: datetime) -> ContactLimits:
    """The shop's limits in force at that moment."""
    policies = policies_of(shop, at)
    return ContactLimits(
        policies.get(CONTACTS_MOST),
        policies.get(CONTACTS_DAYS),
        policies.get(QUIET_FROM),
        policies.get(QUIET_UNTIL),
        ZoneInfo(shop.timezone),
    )


def standings(buyers: Sequence[tuple[Shop, tuple[str, ...]]], at: datetime) -> list[Standing]:
    """For each buyer, by all names that they are known by ("customer:12", "visitor:7"), where they stand. Two queries
    for any number of them; shops' settings are kept in memory."""
    shops = {shop.pk: shop for shop, _names in buyers}
    limits = {pk: limits_of(shop, at) for pk, shop in shops.items()}
    names = {name for _shop, names in buyers for name in names}
    since = at - timedelta(days=max((one.days for one in limits.values()), default=0))
    contacts = _contacts(shops, names, since) if names else {}
    gone = _opted_out(shops, names) if names else {}
    return [_standing(shop, own, at, limits[shop.pk], contacts, gone) for shop, own in buyers]


def _standing(
    shop: Shop,
    names: tuple[str, ...],
    at: datetime,
    limits: ContactLimits,
    contacts: Mapping[Key, list[datetime]],
    gone: Mapping[Key, datetime],
) -> Standing:
    since = at - timedelta(days=limits.days)
    found = [one for name in names for one in contacts.get((shop.pk, name), ()) if one > since]
    wishes = [gone[shop.pk, name] for name in names if (shop.pk, name) in gone]
    return Standing(at, tuple(sorted(found)), max(wishes, default=None), limits)


def _contacts(shops: Collection[int], names: Collection[str], since: datetime) -> dict[Key, list[datetime]]:
    rows = Contact.objects.filter(shop_id__in=shops, who__in=names, at__gt=since).order_by("-at")
    found: dict[Key, list[datetime]] = {}
    for shop_id, who, at in rows.values_list("shop_id", "who", "at")[:MOST]:
        found.setdefault((shop_id, who), []).append(at)
    return found


def _opted_out(shops: Collection[int], names: Collection[str]) -> dict[Key, datetime]:
    rows = OptOut.objects.filter(shop_id__in=shops, who__in=names, ended_at=None)
    return {(shop_id, who): at for shop_id, who, at in rows.values_list("shop_id", "who", "at")}
