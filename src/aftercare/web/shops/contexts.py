"""What the shops pages print."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.shops.access import Person, may_administer
from aftercare.shops.models import ReturnAddress, Shop
from aftercare.shops.queries import PersonRow, members, return_addresses, shop_events, shops_with_counts
from aftercare.shops.terms import Platform
from aftercare.web.pieces.marks import Who
from aftercare.web.pieces.parts import Tab, TimelineEntry
from aftercare.web.shops.forms import ShopForm
from aftercare.web.shops.words import EVENTS


@dataclass(frozen=True)
class ShopLine:
    """A row of the list."""

    shop: Shop
    address: str
    platform: Any
    people: int


class ShopsContext:
    """Shops whose settings the person may read."""

    def __init__(self, person: Person) -> None:
        self.may_open = person.is_administrator
        self.rows = [
            ShopLine(shop, reverse("shop", args=[shop.slug]), Platform(shop.platform).label, shop.people)  # type: ignore[attr-defined]
            for shop in shops_with_counts(person)
        ]


def tabs_of(shop: Shop, here: str) -> list[Tab]:
    """The pages of one shop."""
    pages = {
        "shop": _("Shop"),
        "shop_policies": _("Rules"),
        "remedy_rules": _("Remedy rules"),
        "reply_rules": _("Reply check"),
        "shop_calendar": _("Calendar"),
        "shop_widget": _("Chat widget"),
        "parcel_links": _("Tracking"),
        "shop_keys": _("API keys"),
    }
    return [Tab(label, reverse(name, args=[shop.slug]), name == here) for name, label in pages.items()]


class ShopContext:
    """One shop's page. `form` carries what was typed when it was refused."""

    def __init__(self, person: Person, shop: Shop, form: ShopForm | None = None) -> None:
        self.shop = shop
        self.may_change = may_administer(person, shop.pk)
        self.may_close = person.is_administrator
        self.may_see_people = self.may_change
        self.tabs = tabs_of(shop, "shop")
        self.platform = Platform(shop.platform).label
        self.form = form or ShopForm(initial={"name": shop.name, "platform": shop.platform, "timezone": shop.timezone})
        self.addresses: list[ReturnAddress] = return_addresses(shop)
        self.members = [_member(row) for row in members(shop)]

    @property
    def entries(self) -> list[TimelineEntry]:
        entries = []
        for event, actor in shop_events(self.shop, list(EVENTS)):
            sentence, icon, tone = EVENTS[event.kind]
            text = str(event.data.get("label", ""))
            entries.append(TimelineEntry(sentence, event.at, icon, tone, actor or _("System"), text))
        return entries


def _member(row: PersonRow) -> tuple[Who, str, str]:
    roles = "、".join(str(role.label) for _shop, held in row.roles for role in held)
    return Who(row.staff.pk, row.staff.name), roles, reverse("person", args=[row.staff.pk])
