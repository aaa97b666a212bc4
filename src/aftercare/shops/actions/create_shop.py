"""Open a shop."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import NOT_THE_COMPANYS, Person
from aftercare.shops.models import Shop

RESERVED = ("new",)  # an address of our own pages
FIELDS = ("name", "platform", "timezone")


@dataclass(frozen=True)
class ShopFacts:
    """What is known of a shop; `platform` a value of Platform, `timezone` a name such as 'Asia/Shanghai'."""

    name: str
    platform: str
    timezone: str = "Asia/Shanghai"


@transaction.atomic
def create_shop(*, slug: str, facts: ShopFacts, person: Person) -> Shop:
    """By administrators of the company (P1). `slug` is its name in addresses and commands and stays for ever.

    Raises Refused or InvalidInput with a problem per field.
    """
    if not person.is_administrator:
        raise Refused(NOT_THE_COMPANYS)
    shop = Shop(slug=clean(slug).lower())
    fill_facts(shop, facts)
    shop.save(force_insert=True)
    data = {"slug": shop.slug, **{name: getattr(shop, name) for name in FIELDS}}
    record(
        kind="shop.created", subject=("shop", shop.pk), shop_id=shop.pk, actor_id=person.staff_id, at=now(), data=data
    )
    return shop


def fill_facts(shop: Shop, facts: ShopFacts) -> None:
    """Put the facts on the row, not saved. Raises InvalidInput with a problem per field."""
    shop.name, shop.platform, shop.timezone = " ".join(clean(facts.name).split()), facts.platform, facts.timezone
    problems: dict[str, str] = {}
    try:
        shop.clean_fields()
    except ValidationError as error:
        problems = {name: " ".join(messages) for name, messages in error.message_dict.items()}
    if shop.timezone not in available_timezones() or ZoneInfo(shop.timezone).key != shop.timezone:
        problems["timezone"] = str(_("There is no such time zone."))
    others = Shop.objects.exclude(pk=shop.pk)
    if shop.pk is None and (shop.slug in RESERVED or others.filter(slug=shop.slug).exists()):
        problems["slug"] = str(_("Another shop has this short name."))
    if others.filter(name=shop.name, platform=shop.platform).exists():
        problems["name"] = str(_("Another shop on this platform has this name."))
    if problems:
        raise InvalidInput(problems)
