"""Where couriers do not go: counts by courier, a list that is searched by place, and the form for one more (O6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.core.errors import NotFound
from aftercare.core.text import clean
from aftercare.orders.delivery.coverage import (
    PAGE,
    CourierCoverage,
    GapWish,
    coverage_of,
    day_of,
    gap_page,
)
from aftercare.orders.delivery.gazetteer import Place
from aftercare.orders.delivery.models import CoverageGap
from aftercare.orders.delivery.places import LONGEST, read_address
from aftercare.orders.delivery.queries import couriers_of
from aftercare.orders.delivery.terms import GapKind, ListSource
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.couriers.tabs import section_tabs
from aftercare.web.delivery.audience import may_edit
from aftercare.web.delivery.contexts import TONES, shops_to_ask
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone, pill
from aftercare.web.pieces.parts import FilterMenu, Tab, filter_menu

KEYS = frozenset({"shop", "courier", "kind", "q", "all", "after"})


@dataclass(frozen=True)
class GapRow:
    """One place as a row; `end_url` is '' when it is over, or for whoever only reads."""

    pk: int
    place: str
    courier: str
    kind: SafeString
    since: str
    until: str
    standing: SafeString | str
    note: str
    source: str
    end_url: str


def choose_shop(person: Person, chosen: frozenset[int], shop_id: str) -> tuple[list[Shop], Shop | None]:
    """The shops that the person can ask about, and the one that is asked: by the address, else by the rail, else the
    first. Raises NotFound for one that is not theirs."""
    shops = shops_to_ask(person)
    if shop_id:
        found = next((shop for shop in shops if str(shop.pk) == shop_id), None)
        if found is None:
            raise NotFound(shop_id)
        return shops, found
    return shops, next((shop for shop in shops if shop.pk in chosen), shops[0] if shops else None)


class CoverageContext:
    """Everything that the page prints: three queries beside those for shops, however long the lists are."""

    def __init__(self, person: Person, chosen: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        self.values = {key: clean(query.get(key, ""))[:LONGEST] for key in KEYS if query.get(key)}
        self.shops, self.shop = choose_shop(person, chosen, self.values.get("shop", ""))
        if self.values.get("kind", "") not in ("", *GapKind.values):
            raise BadRequest("unknown kind")
        self.problems: Mapping[str, Any] = {}
        self.typed: Mapping[str, str] = {}

    def address(self, **changes: str) -> str:
        """The page with other values, from its first row on; '' takes one away."""
        values = {**{name: value for name, value in self.values.items() if name != "after"}, **changes}
        return f"{reverse('courier_coverage')}?{urlencode({name: value for name, value in values.items() if value})}"

    @property
    def section(self) -> list[Tab]:
        return section_tabs(self.person, "courier_coverage")

    @cached_property
    def may_edit(self) -> bool:
        return self.shop is not None and may_edit(self.person, self.shop.pk)

    @cached_property
    def couriers(self) -> tuple[str, ...]:
        """Couriers of the shop's table, for the form."""
        return couriers_of(self.shop, self.at).table.couriers if self.shop else ()

    @cached_property
    def coverage(self) -> list[CourierCoverage]:
        return coverage_of(self.person, self.shop, day_of(self.shop, self.at)) if self.shop else []

    @property
    def cards(self) -> list[dict[str, Any]]:
        """One per courier: how many places by kind, since when the list counts, and the one that comes next."""
        return [
            {
                "courier": one.courier,
                "address": self.address(courier=one.courier),
                "total": one.total,
                "kinds": [(kind.label, count) for kind, count in one.counts.items()],
                "current": one.current,
                "coming": one.coming,
            }
            for one in self.coverage
        ]

    @cached_property
    def place(self) -> Place:
        return read_address(self.values["q"]).place if self.values.get("q") else Place()

    @property
    def is_nowhere(self) -> bool:
        """Something was searched for that is no place."""
        return bool(self.values.get("q")) and not self.place

    @cached_property
    def _found(self) -> list[CoverageGap]:
        if self.shop is None or self.is_nowhere:
            return []
        after = self.values.get("after")
        if after and read_number(after) is None:
            raise BadRequest("not a key")
        names = self.values.get("courier", ""), self.values.get("kind", ""), self.place, "all" in self.values
        return gap_page(self.person, self.shop, day_of(self.shop, self.at), GapWish(*names), after=read_number(after))

    @property
    def rows(self) -> list[GapRow]:
        return [gap_row(one, self.person, self.at) for one in self._found[:PAGE]]

    @property
    def more_url(self) -> str:
        return self.address(after=str(self._found[PAGE - 1].pk)) if len(self._found) > PAGE else ""

    @property
    def menus(self) -> list[FilterMenu]:
        values = self.values
        names = {one.courier: one.courier for one in self.coverage}
        found = [
            filter_menu(_("Courier"), "courier", values.get("courier", ""), names, self.address),
            filter_menu(_("Why"), "kind", values.get("kind", ""), dict(GapKind.choices), self.address),
            filter_menu(_("Validity"), "all", values.get("all", ""), {"yes": _("Ended ones too")}, self.address),
        ]
        if len(self.shops) > 1:
            shops = {str(shop.pk): shop.name for shop in self.shops}
            found.insert(0, filter_menu(_("Shop"), "shop", str(self.shop.pk if self.shop else ""), shops, self.address))
        return found

    @property
    def clear_url(self) -> str:
        asked = {"courier", "kind", "q", "all"} & set(self.values)
        return self.address(courier="", kind="", q="", all="") if asked else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search keeps."""
        return [(name, self.values[name]) for name in ("shop", "courier", "kind", "all") if name in self.values]

    @property
    def kinds(self) -> list[tuple[str, Any, bool]]:
        """(value, label, whether it was chosen)."""
        return [(value, label, value == self.typed.get("kind")) for value, label in GapKind.choices]

    @property
    def today(self) -> str:
        return day_of(self.shop, self.at).isoformat() if self.shop else ""


def gap_row(gap: CoverageGap, person: Person, at: datetime) -> GapRow:
    """One row; what it says is told apart from whether it counts today."""
    shop, kind, whole = gap.list.shop, GapKind(gap.kind), gap.list
    day = day_of(shop, at)
    firsts, lasts = (gap.valid_from, whole.valid_from), [d for d in (gap.valid_until, whole.valid_until) if d]
    first, last = max(firsts), min(lasts) if lasts else None
    if last is not None and (last < day or last < first):
        standing: SafeString | str = pill(_("Ended already"), Tone.DONE)
    else:
        standing = pill(_("From then on"), Tone.OTHERS) if first > day else ""
    may_end = last is None or last >= max(day, first)
    return GapRow(
        pk=gap.pk,
        place=Place(gap.province, gap.city, gap.district).words,
        courier=whole.courier,
        kind=pill(kind.label, TONES[kind]),
        since=f"{first:%Y-%m-%d}",
        until=f"{last:%Y-%m-%d}" if last else "",
        standing=standing,
        note=gap.note,
        source=str(ListSource(whole.source).label) if whole.source == ListSource.HAND else whole.name,
        end_url=reverse("courier_gap_end", args=[gap.pk]) if may_end and may_edit(person, shop.pk) else "",
    )
