"""The case board: what is asked for by named keys, and all that the template prints (B1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import FLOWS, all_flows
from aftercare.cases.queues import COUNT_UP_TO, Key, View, Wish, owners_of, queue_page, view_counts
from aftercare.cases.roles import OWNERS
from aftercare.cases.terms import Reason
from aftercare.shops.access import Person, visible_shops
from aftercare.web.cases.audience import OPENERS
from aftercare.web.cases.rows import BoardRow, board_rows
from aftercare.web.pieces.parts import FilterChoice, FilterMenu, Tab

FILTERS = ("shop", "flow", "state", "reason", "owner")
KEYS = frozenset({"view", "after", *FILTERS})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """The address of a board page, read and checked."""

    view: View
    chosen: Mapping[str, str]  # filter name -> value as it stands in the address
    after: Key | None

    def address(self, **changes: str) -> str:
        """The board's address with other values; '' takes a filter away. It always begins at the first page."""
        values = {"view": self.view.value, **self.chosen, **changes}
        given = {name: value for name, value in values.items() if value}
        return f"{reverse('cases')}?{urlencode(given)}"


def read_address(query: QueryDict, usual: View) -> Asked:
    """Raises BadRequest on a key or value that the board does not have: never an ORM path (F2)."""
    if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
        raise BadRequest("unknown key")
    view = query.get("view") or usual.value
    if view not in View.values:
        raise BadRequest("unknown view")
    chosen = {name: value for name in FILTERS if (value := query.get(name, ""))}
    return Asked(View(view), chosen, _read_key(query.get("after", "")))


def _read_key(text: str) -> Key | None:
    if not text:
        return None
    due, _dot, pk = text.partition(".")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19 and (due == "-" or (due.isascii() and due.isdigit()))):
        raise BadRequest("not a key")
    try:
        return Key(None if due == "-" else _EPOCH + timedelta(microseconds=int(due)), int(pk))
    except OverflowError:
        raise BadRequest("not a key") from None


def write_key(key: Key) -> str:
    """The key as it stands in an address."""
    if key.due is None:
        return f"-.{key.pk}"
    return f"{(key.due - _EPOCH) // timedelta(microseconds=1)}.{key.pk}"


class BoardContext:
    """All that the board prints. `shop_ids`: the shops chosen in the rail."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        self.person, self.at = person, at
        self.asked = read_address(query, usual_view(person))
        self._shops = {shop_id: name for shop_id, name in shops_of(person) if shop_id in shop_ids}
        self.wish = self._wish(frozenset(self._shops))

    def _wish(self, shop_ids: frozenset[int]) -> Wish:
        chosen = self.asked.chosen
        wish = Wish(self.asked.view, shop_ids)
        for name, value in chosen.items():
            if value not in self._values[name]:
                raise BadRequest(f"unknown {name}")
        if "shop" in chosen:
            wish = replace(wish, shop_ids=frozenset({int(chosen["shop"])}))
        if "owner" in chosen:
            wish = replace(wish, owner_id=int(chosen["owner"]))
        return replace(wish, **{name: chosen[name] for name in ("flow", "state", "reason") if name in chosen})

    @cached_property
    def _values(self) -> dict[str, dict[str, Any]]:
        """Each filter's values with their labels: the only ones that an address may have."""
        return {
            "shop": {str(shop_id): name for shop_id, name in self._shops.items()},
            "flow": {flow.code: flow.label for flow in all_flows()},
            "state": {state.code: state.label for flow in FLOWS for state in flow.states},
            "reason": dict(Reason.choices),
            "owner": {str(pk): name for pk, name in owners_of(frozenset(self._shops))},
        }

    @cached_property
    def _page(self) -> Any:
        return queue_page(self.person, self.wish, self.at, after=self.asked.after)

    @cached_property
    def rows(self) -> list[BoardRow]:
        names = self._shops if len(self._shops) > 1 else {}
        return board_rows(self._page.rows, self.at, names)

    @property
    def more_url(self) -> str:
        key = self._page.after
        return self.asked.address(after=write_key(key)) if key else ""

    @property
    def several_shops(self) -> bool:
        return len(self._shops) > 1

    @property
    def columns(self) -> int:
        return 8 if self.several_shops else 7

    @property
    def has_clocks(self) -> bool:
        return self.asked.view is not View.CLOSED

    @property
    def is_filtered(self) -> bool:
        return bool(self.asked.chosen)

    @property
    def clear_url(self) -> str:
        return self.asked.address(**dict.fromkeys(FILTERS, "")) if self.is_filtered else ""

    @cached_property
    def tabs(self) -> list[Tab]:
        """The saved views with bounded counts; filters stay when the view changes."""
        counts = view_counts(self.person, frozenset(self._shops), self.at)
        return [
            Tab(view.label, self.asked.address(view=view.value), view is self.asked.view, _count(counts.get(view, 0)))
            for view in View
        ]

    @cached_property
    def menus(self) -> list[FilterMenu]:
        labels = {"shop": _("Shop"), "flow": _("Kind"), "state": _("State"), "reason": _("Reason"), "owner": _("Owner")}
        shown = [name for name in FILTERS if len(self._values[name]) > 1 or name in self.asked.chosen]
        return [self._menu(name, labels[name], self._values[name].items()) for name in shown]

    def _menu(self, name: str, label: str, values: Iterable[tuple[str, Any]]) -> FilterMenu:
        here = self.asked.chosen.get(name, "")
        choices = [FilterChoice(_("All"), self.asked.address(**{name: ""}), not here)]
        choices += [FilterChoice(text, self.asked.address(**{name: value}), value == here) for value, text in values]
        return FilterMenu(label, tuple(choices), self._values[name].get(here, ""))

    @property
    def owners(self) -> list[tuple[str, str]]:
        """For the bulk bar."""
        return list(self._values["owner"].items())

    @property
    def may_assign(self) -> bool:
        return bool(self.person.all_roles & frozenset(OWNERS))

    @property
    def may_open(self) -> bool:
        return bool(self.person.all_roles & OPENERS)

    @property
    def me(self) -> str:
        return str(self.person.staff_id)

    @property
    def all_url(self) -> str:
        return "" if self.asked.view is View.OPEN else self.asked.address(view=View.OPEN.value)

    @property
    def nothing(self) -> str:
        """What an empty view says."""
        words = {
            View.TODO: _("Nothing waits for you"),
            View.MINE: _("You have no open case"),
            View.LATE: _("Nothing is late"),
            View.CLOSED: _("No case has been closed yet"),
        }
        return words.get(self.asked.view, _("No case here"))

    @property
    def here(self) -> str:
        """This very page's address, to come back to after a bulk step."""
        return self.asked.address()


def usual_view(person: Person) -> View:
    """The view that a person starts with: whoever acts in cases sees what waits for them."""
    acts = {Role.AGENT, Role.SUPERVISOR, Role.WAREHOUSE, Role.REFUND_CLERK, Role.RIGHTS_SPECIALIST}
    return View.TODO if person.all_roles & acts else View.OPEN


def shops_of(person: Person) -> list[tuple[int, str]]:
    """(id, name) of the shops the person works in; who works in one needs no names."""
    if len(person.shop_ids) < 2:
        return [(shop_id, "") for shop_id in person.shop_ids]
    shops = visible_shops(person).filter(pk__in=person.shop_ids).order_by("name", "pk")
    return list(shops.values_list("pk", "name"))


def _count(number: int) -> str:
    return f"{COUNT_UP_TO}+" if number > COUNT_UP_TO else str(number or "")
