"""The list of customers: what is asked for by named keys, and all that the template prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.chat.signs.terms import BuyerType
from aftercare.core.text import clean
from aftercare.erasure.access import data_shops
from aftercare.regulars.models import Regular
from aftercare.regulars.queries import RECENT, SORTS, VALUE, CustomerPage, CustomerWish, Key, customer_page
from aftercare.regulars.rules import rank_of
from aftercare.regulars.terms import MOST_TAG, Rank
from aftercare.shops.access import Person
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone, moment, money, pill
from aftercare.web.pieces.parts import FilterMenu, Tab, filter_menu
from aftercare.web.places import read_place, write_place

KEYS = frozenset({"sort", "shop", "tag", "type", "q", "after"})
RANK_TONES: Mapping[Rank, Tone] = {
    Rank.NEW: Tone.OTHERS,
    Rank.RETURNING: Tone.OTHERS,
    Rank.REGULAR: Tone.DONE,
    Rank.VALUED: Tone.DONE,
}


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """What one row prints."""

    address: str
    nick: str
    tags: Sequence[str]
    rank: SafeString
    orders: int
    returned: str
    last: SafeString
    kept: SafeString
    shop: str


class CustomersContext:
    """All that the list prints."""

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
            raise BadRequest("unknown key")
        self.person, self.at, self._shops = person, at, dict(shops)
        self.chosen = {name: text for name in KEYS - {"after"} if (text := clean(query.get(name, ""))[:60])}
        self.sort = self.chosen.setdefault("sort", RECENT)
        self.search = self.chosen.get("q", "")
        if self.sort not in SORTS or self.chosen.get("shop", "") not in ("", *(str(pk) for pk in self._shops)):
            raise BadRequest("unknown value")
        if self.chosen.get("type", "") not in ("", *BuyerType.values) or len(self.chosen.get("tag", "")) > MOST_TAG:
            raise BadRequest("unknown value")
        self.after = _read_key(self.sort, query.get("after", ""))

    def address(self, **changes: str) -> str:
        """The list's address with other values; '' takes one away."""
        given = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return f"{reverse('customers')}?{urlencode(given)}"

    @cached_property
    def _page(self) -> CustomerPage:
        shop = self.chosen.get("shop")
        shops = frozenset({int(shop)}) if shop else frozenset(self._shops)
        wish = CustomerWish(shops, self.sort, self.chosen.get("tag", ""), self.chosen.get("type", ""), self.search)
        return customer_page(self.person, wish, self.after)

    @cached_property
    def rows(self) -> list[CustomerRow]:
        return [self._row(row) for row in self._page.rows]

    def _row(self, row: Regular) -> CustomerRow:
        rank = rank_of(row.orders, row.kept.fen)
        return CustomerRow(
            address=reverse("customer", args=[row.pk]),
            nick=row.customer.nick_mask or _("Buyer without a nick"),
            tags=row.tags,
            rank=pill(rank.label, RANK_TONES[rank]),
            orders=row.orders,
            returned=f"{round(100 * row.returned / row.orders)}%" if row.returned and row.orders else "–",
            last=moment(row.last_at, self.at),
            kept=money(row.kept),
            shop=row.shop.name if self.several_shops else "",
        )

    @property
    def answers(self) -> bool:
        """Whether the reader answers for buyers' data somewhere."""
        return bool(data_shops(self.person))

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
        if self.sort == VALUE:
            return self.address(after=f"{key.fen}.{key.pk}")
        return self.address(after=write_place(key.at, key.pk) if key.at else f"-.{key.pk}")

    @property
    def tabs(self) -> list[Tab]:
        labels = {RECENT: _("Bought last"), VALUE: _("Worth most")}
        return [Tab(label, self.address(sort=code), code == self.sort) for code, label in labels.items()]

    @property
    def menus(self) -> list[FilterMenu]:
        menus = []
        if self.several_shops:
            values = {str(pk): name for pk, name in self._shops.items()}
            menus.append(filter_menu(_("Shop"), "shop", self.chosen.get("shop", ""), values, self.address))
        types: dict[str, Any] = dict(BuyerType.choices)
        return [*menus, filter_menu(_("Type"), "type", self.chosen.get("type", ""), types, self.address)]

    @property
    def tag(self) -> str:
        return self.chosen.get("tag", "")

    @property
    def is_filtered(self) -> bool:
        return bool(set(self.chosen) - {"sort"})

    @property
    def clear_url(self) -> str:
        return reverse("customers") if self.is_filtered else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search form keeps."""
        return [(name, value) for name, value in self.chosen.items() if name != "q"]


def _read_key(sort: str, text: str) -> Key | None:
    """'1764400000000000.17', '-.17' for one who never bought, '12300.17' by value. Raises BadRequest."""
    if not text:
        return None
    first, _dot, second = text.partition(".")
    if sort == VALUE:
        fen, pk = read_number(first.removeprefix("-"), 14), read_number(second)
        if fen is None or pk is None:
            raise BadRequest("not a key")
        return Key(None, -fen if first.startswith("-") else fen, pk)
    if first == "-":
        number = read_number(second)
        if number is None:
            raise BadRequest("not a key")
        return Key(None, 0, number)
    place = read_place(text)
    return None if place is None else Key(place[0], 0, place[1])
