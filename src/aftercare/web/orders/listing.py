"""The list of orders: what is asked for by named keys, and all that the template prints."""

from collections.abc import Mapping, Sequence
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
from django.utils.translation import gettext_lazy

from aftercare.core.text import clean
from aftercare.orders.queries import OrderKey, OrderRow, OrderWish, order_page
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person
from aftercare.web.cases.audience import OPENERS
from aftercare.web.numbers import read_day, read_number
from aftercare.web.pieces.marks import Tone, moment, money, pill
from aftercare.web.pieces.parts import FilterMenu, filter_menu
from aftercare.web.places import read_place, write_place

KEYS = frozenset({"shop", "status", "since", "until", "q", "buyer", "after"})
TONES: Mapping[str, Tone] = {
    OrderStatus.AWAITING_PAYMENT: Tone.OTHERS,
    OrderStatus.AWAITING_DISPATCH: Tone.US,
    OrderStatus.DISPATCHED: Tone.OTHERS,
    OrderStatus.COMPLETED: Tone.DONE,
    OrderStatus.CLOSED: Tone.REFUSED,
    OrderStatus.UNKNOWN: Tone.OTHERS,
}


LABELS: Mapping[str, Any] = {**dict(OrderStatus.choices), OrderStatus.CLOSED.value: gettext_lazy("Order closed")}


@dataclass(frozen=True, slots=True)
class ListRow:
    """What one row prints."""

    address: str
    number: str
    goods: str
    status: SafeString
    buyer: str
    receiver: str
    parcel: str
    ordered: SafeString
    paid: SafeString
    shop: str


class OrdersContext:
    """All that the list prints."""

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        self.chosen = {name: value for name in KEYS - {"after"} if (value := clean(query.get(name, ""))[:60])}
        self.after = _read_key(query.get("after", ""))
        self._shops = dict(shops)
        self.since, self.until = read_day(self.chosen.get("since")), read_day(self.chosen.get("until"))
        self.search = self.chosen.get("q", "")
        self._check()

    def _check(self) -> None:
        if self.chosen.get("shop", "") not in ("", *(str(pk) for pk in self._shops)):
            raise BadRequest("unknown shop")
        if self.chosen.get("status", "") not in ("", *OrderStatus.values):
            raise BadRequest("unknown status")
        if self.chosen.get("buyer") and read_number(self.chosen["buyer"]) is None:
            raise BadRequest("unknown buyer")

    def address(self, **changes: str) -> str:
        """The list's address with other values; '' takes one away."""
        given = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return f"{reverse('orders')}?{urlencode(given)}"

    @cached_property
    def _page(self) -> Any:
        shop = self.chosen.get("shop")
        shops = frozenset({int(shop)}) if shop else frozenset(self._shops)
        buyer = read_number(self.chosen.get("buyer"))
        wish = OrderWish(shops, self.chosen.get("status", ""), self.since, self.until, self.search, buyer)
        return order_page(self.person, wish, after=self.after)

    @cached_property
    def rows(self) -> list[ListRow]:
        return [self._row(row) for row in self._page.rows]

    def _row(self, row: OrderRow) -> ListRow:
        return ListRow(
            address=f"/orders/{row.pk}/",
            number=row.platform_no,
            goods=row.item_summary,
            status=pill(LABELS[row.status], TONES[row.status]),
            buyer=row.buyer or "",
            receiver=row.receiver,
            parcel=f"{row.courier} {row.tracking_no}".strip(),
            ordered=moment(row.ordered_at, self.at),
            paid=money(row.paid),
            shop=self._shops.get(row.shop_id, "") if self.several_shops else "",
        )

    @property
    def several_shops(self) -> bool:
        return len(self._shops) > 1

    @property
    def columns(self) -> int:
        return 7 if self.several_shops else 6

    @property
    def more_url(self) -> str:
        key = self._page.after
        if key is None:
            return ""
        return self.address(after=write_place(key.ordered_at, key.pk))

    @property
    def menus(self) -> list[FilterMenu]:
        menus = []
        if self.several_shops:
            menus.append(self._menu("shop", _("Shop"), {str(pk): name for pk, name in self._shops.items()}))
        return [*menus, self._menu("status", _("Status"), LABELS)]

    def _menu(self, name: str, label: Any, values: Mapping[str, Any]) -> FilterMenu:
        return filter_menu(label, name, self.chosen.get(name, ""), values, self.address)

    @property
    def buyer_address(self) -> str:
        """The list without the one buyer it shows, '' when it shows all."""
        return self.address(buyer="") if "buyer" in self.chosen else ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen)

    @property
    def clear_url(self) -> str:
        return reverse("orders") if self.is_filtered else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search form keeps."""
        return [(name, self.chosen[name]) for name in ("shop", "status", "buyer") if name in self.chosen]

    @property
    def may_open(self) -> bool:
        return bool(self.person.all_roles & OPENERS)


def _read_key(text: str) -> OrderKey | None:
    place = read_place(text)
    return None if place is None else OrderKey(*place)
