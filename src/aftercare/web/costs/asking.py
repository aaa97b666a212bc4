"""What the addresses of these pages ask for: month, shop, named filters; and what every tab prints above its list."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.cases.access import shops_where
from aftercare.cases.periods import Period, month_after, month_of
from aftercare.core.text import clean
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.web.costs.audience import CHARGE_READERS, CLAIMS_READERS, EVERYBODY, PRODUCT_READERS
from aftercare.web.numbers import read_number
from aftercare.web.pieces.parts import FilterChoice, FilterMenu, Tab
from aftercare.web.policy import PageRequest, held_roles, page_time
from aftercare.web.shell.choices import chosen_shop_ids

ALWAYS = ("month", "shop")
MOST_TEXT = 60
EARLIEST = date(2010, 1, 1)
TABS = (
    ("cost_charges", CHARGE_READERS),
    ("cost_claims", CLAIMS_READERS),
    ("cost_products", PRODUCT_READERS),
    ("cost_assessment", EVERYBODY),
    ("points", EVERYBODY),
)


@dataclass(frozen=True)
class Asked:
    """An address of this section, read and checked. `values`: its filters as they stand there."""

    route: str
    person: Person
    at: datetime
    period: Period
    shops: tuple[Shop, ...]  # those that could be chosen
    values: Mapping[str, str]
    latest: date  # the month that it is now

    def address(self, route: str = "", **changes: str) -> str:
        """This page, or another one, with other values; '' takes one away. It always begins at the first page."""
        values = {**self.values, **changes}
        return address_of(route or self.route, **values)

    def other_page(self, route: str, **values: str) -> str:
        """Another page for the same month and shop."""
        kept = {name: self.values[name] for name in ALWAYS if name in self.values}
        return address_of(route, **{**kept, **values})

    @property
    def several_shops(self) -> bool:
        return len(self.period.zones) > 1

    @property
    def shop_names(self) -> dict[int, str]:
        return {shop.pk: shop.name for shop in self.shops}


def address_of(route: str, **values: str) -> str:
    """The page of that name with these values; empty ones are left out."""
    given = {name: value for name, value in values.items() if value}
    return f"{reverse(route)}?{urlencode(given)}" if given else reverse(route)


def read_asked(request: PageRequest, route: str, roles: Iterable[Role], keys: tuple[str, ...] = ()) -> Asked:
    """Month, shop and the named `keys` of the address, for the shops in which the person holds one of the roles.

    Raises BadRequest on a key or value that the page does not have: never an ORM path (F2).
    """
    query, person = request.GET, request.person
    _check_keys(query, {*ALWAYS, *keys, "after"})
    at = page_time(request)
    seen = shops_where(person, *roles) & chosen_shop_ids(request)
    shops = tuple(visible_shops(person).filter(pk__in=seen).order_by("name", "pk"))
    values = {name: value for name in (*ALWAYS, *keys) if (value := clean(query.get(name, ""))[:MOST_TEXT])}
    chosen = [shop for shop in shops if values.get("shop", "") in ("", str(shop.pk))]
    if "shop" in values and not chosen:
        raise BadRequest("unknown shop")
    latest = month_of(at, chosen[0].timezone if chosen else settings.TIME_ZONE)
    first = read_month(values["month"]) if "month" in values else latest
    period = Period(first, {shop.pk: shop.timezone for shop in chosen})
    return Asked(route, person, at, period, shops, values, latest)


def _check_keys(query: QueryDict, known: set[str]) -> None:
    if set(query) - known or any(len(values) > 1 for values in dict(query.lists()).values()):
        raise BadRequest("unknown key")


def read_month(text: str) -> date:
    """The first day of a month like 2026-11. Raises BadRequest on anything else."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadRequest("not a month") from None
    if not EARLIEST <= first < date(2100, 1, 1):
        raise BadRequest("not a month")
    return first


class Head:
    """What every tab prints above its list: the tabs, the month with its neighbours, the shops."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @property
    def tabs(self) -> list[Tab]:
        labels = {
            "cost_charges": _("Charge-backs"),
            "cost_claims": _("Courier claims"),
            "cost_products": _("By product"),
            "cost_assessment": _("Assessment"),
            "points": _("Merit points"),
        }
        held = held_roles(self.asked.person)
        here = "cost_charges" if self.asked.route == "cost_bookings" else self.asked.route
        return [
            Tab(labels[route], self.asked.other_page(route), route == here) for route, roles in TABS if roles & held
        ]

    @property
    def month(self) -> str:
        return f"{self.asked.period.first:%Y-%m}"

    @property
    def month_words(self) -> str:
        return date_format(self.asked.period.first, "YEAR_MONTH_FORMAT")

    @property
    def before_url(self) -> str:
        return self._month_url(-1) if self.asked.period.first > EARLIEST else ""

    @property
    def next_url(self) -> str:
        return self._month_url(1) if self.asked.period.first < self.asked.latest else ""

    def _month_url(self, months: int) -> str:
        return self.asked.address(month=f"{month_after(self.asked.period.first, months):%Y-%m}")

    @property
    def latest(self) -> str:
        return f"{self.asked.latest:%Y-%m}"

    @property
    def action(self) -> str:
        return reverse(self.asked.route)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that choosing a month keeps."""
        return [(name, value) for name, value in self.asked.values.items() if name != "month"]

    @property
    def menus(self) -> list[FilterMenu]:
        if len(self.asked.shops) < 2:
            return []
        here = self.asked.values.get("shop", "")
        choices = [FilterChoice(_("All"), self.asked.address(shop=""), not here)]
        for shop in self.asked.shops:
            choices.append(FilterChoice(shop.name, self.asked.address(shop=str(shop.pk)), here == str(shop.pk)))
        chosen = next((shop.name for shop in self.asked.shops if here == str(shop.pk)), "")
        return [FilterMenu(_("Shop"), tuple(choices), chosen)]


class PeopleTab:
    """What the lists of people's entries share: whose they are, and whether the reader sees those of others."""

    def __init__(self, asked: Asked, overseen: Collection[int]) -> None:
        self.asked, self.head = asked, Head(asked)
        self.chosen = _read_person(asked)
        self.sees_all = not asked.period.zones.keys().isdisjoint(overseen)
        self._names = asked.shop_names if asked.several_shops else {}

    @property
    def clear_url(self) -> str:
        return self.asked.address(person="") if self.chosen is not None else ""

    def shop_of(self, shop_id: int) -> str:
        """Its name where there are several, else ''."""
        return self._names.get(shop_id, "")

    def person_url(self, staff_id: int) -> str:
        """The list of that person's entries alone."""
        return self.asked.address(person=str(staff_id))


def _read_person(asked: Asked) -> int | None:
    """Whose entries are asked for, None for everybody's. Raises BadRequest on what is no person."""
    chosen = read_number(asked.values.get("person"))
    if "person" in asked.values and chosen is None:
        raise BadRequest("unknown person")
    return chosen


def first_tab(person: Person) -> str:
    """The address of the first tab that the person may open; everybody has their own assessment."""
    held = held_roles(person)
    return reverse(next((route for route, roles in TABS if roles & held), "cost_assessment"))
