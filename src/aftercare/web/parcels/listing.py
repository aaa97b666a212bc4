"""The list of parcels: what is asked for by named keys, and all that the template prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.core.text import clean
from aftercare.parcels.couriers import name_of
from aftercare.parcels.models import Parcel
from aftercare.parcels.queries import ParcelKey, ParcelPage, ParcelWish, couriers_in, parcel_page
from aftercare.parcels.terms import OVER, ParcelState
from aftercare.shops.access import Person
from aftercare.web.parcels.marks import courier_name, last_words, state_pill
from aftercare.web.pieces.marks import moment
from aftercare.web.pieces.parts import FilterMenu, Tab, filter_menu
from aftercare.web.places import read_place, write_place

KEYS: Final = frozenset({"shop", "view", "state", "courier", "age", "q", "after"})
VIEWS: Final = ("open", "stuck", "over")
AGES: Final = (2, 4, 7, 14)


@dataclass(frozen=True, slots=True)
class ListRow:
    """What one row prints."""

    address: str
    number: str
    courier: Any
    order_address: str
    order_no: str
    buyer: str
    state: SafeString
    last: str
    last_at: SafeString
    sent: SafeString
    shop: str


class ParcelsContext:
    """All that the list prints."""

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        self.chosen = {name: value for name in KEYS - {"after"} if (value := clean(query.get(name, ""))[:60])}
        self.after = _read_key(query.get("after", ""))
        self._shops = dict(shops)
        self.view = self.chosen.get("view", VIEWS[0])
        self.search = self.chosen.get("q", "")
        self._check()

    def _check(self) -> None:
        allowed: Mapping[str, Sequence[str]] = {
            "shop": [str(pk) for pk in self._shops],
            "view": VIEWS,
            "state": ParcelState.values,
            "age": [str(days) for days in AGES],
        }
        for name, values in allowed.items():
            if self.chosen.get(name, "") not in ("", *values):
                raise BadRequest(f"unknown {name}")

    def address(self, **changes: str) -> str:
        """The list's address with other values; '' takes one away."""
        given = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return f"{reverse('parcels')}?{urlencode(given)}" if given else reverse("parcels")

    @cached_property
    def shop_ids(self) -> frozenset[int]:
        shop = self.chosen.get("shop")
        return frozenset({int(shop)}) if shop else frozenset(self._shops)

    @cached_property
    def _page(self) -> ParcelPage:
        age = self.chosen.get("age")
        wish = ParcelWish(
            self.shop_ids,
            is_over=self.view == "over",
            stuck_only=self.view == "stuck",
            state=self.chosen.get("state", ""),
            courier=self.chosen.get("courier", ""),
            sent_before=self.at - timedelta(days=int(age)) if age else None,
            search=self.search,
        )
        return parcel_page(self.person, wish, after=self.after)

    @cached_property
    def rows(self) -> list[ListRow]:
        return [self._row(row) for row in self._page.rows]

    def _row(self, row: Parcel) -> ListRow:
        order = row.order
        return ListRow(
            address=f"/parcels/{row.pk}/",
            number=row.number,
            courier=courier_name(row),
            order_address=f"/orders/{order.pk}/" if order else "",
            order_no=order.platform_no if order else "",
            buyer=(order.customer.nick_mask if order.customer else order.receiver_name_mask) if order else "",
            state=state_pill(row),
            last=last_words(row) or _("No word from the courier yet"),
            last_at=moment(row.last_event.at if row.last_event else None, self.at),
            sent=moment(row.sent_at, self.at),
            shop=self._shops.get(row.shop_id, "") if self.several_shops else "",
        )

    @property
    def several_shops(self) -> bool:
        return len(self._shops) > 1

    @property
    def columns(self) -> int:
        return 6 if self.several_shops else 5

    @property
    def more_url(self) -> str:
        key = self._page.after
        if key is None:
            return ""
        return self.address(after=write_place(key.moment, key.pk))

    @property
    def tabs(self) -> list[Tab]:
        labels = {"open": _("On the way"), "stuck": _("Do not move"), "over": _("Arrived or ended")}
        kept = dict.fromkeys(("state", "courier", "age"), "")
        tabs = [Tab(labels[view], self.address(view=view, **kept), view == self.view) for view in VIEWS]
        return [*tabs, Tab(_("To tell buyers"), reverse("parcels_to_tell"))]

    @property
    def menus(self) -> list[FilterMenu]:
        menus = []
        if self.several_shops:
            menus.append(self._menu("shop", _("Shop"), {str(pk): name for pk, name in self._shops.items()}))
        is_over = self.view == "over"
        states = {one.value: one.label for one in ParcelState if (one in OVER) is is_over}
        codes = couriers_in(self.person, self.shop_ids)
        ages = {
            str(days): ngettext("sent more than %(days)s day ago", "sent more than %(days)s days ago", days)
            % {"days": days}
            for days in AGES
        }
        return [
            *menus,
            self._menu("state", _("State"), states),
            self._menu("courier", _("Courier"), {code: name_of(code) for code in codes}),
            self._menu("age", _("Sent since"), ages),
        ]

    def _menu(self, name: str, label: Any, values: Mapping[str, Any]) -> FilterMenu:
        return filter_menu(label, name, self.chosen.get(name, ""), values, self.address)

    @property
    def is_filtered(self) -> bool:
        return bool(set(self.chosen) - {"view"})

    @property
    def clear_url(self) -> str:
        kept = {name: "" for name in self.chosen if name != "view"}
        return self.address(**kept) if self.is_filtered else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search form keeps."""
        return [(name, value) for name, value in self.chosen.items() if name != "q"]


def _read_key(text: str) -> ParcelKey | None:
    place = read_place(text)
    return None if place is None else ParcelKey(*place)
