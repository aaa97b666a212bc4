"""The case board: what is asked for by named keys, and all that the template prints (B1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import FLOWS, all_flows
from aftercare.cases.queues import COUNT_UP_TO, Key, View, Wish, queue_page, view_counts
from aftercare.cases.roles import OWNERS
from aftercare.cases.terms import Reason
from aftercare.promotions.access import BULK_WORKERS
from aftercare.shops.access import Person
from aftercare.web.cases.audience import MOVERS, OPENERS
from aftercare.web.cases.bulkrows import MOST
from aftercare.web.cases.owners import kept_owners
from aftercare.web.cases.rows import board_rows
from aftercare.web.numbers import read_number
from aftercare.web.pieces.parts import FilterChoice, FilterMenu, Tab
from aftercare.web.places import read_place, write_place
from aftercare.web.policy import PageRequest
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.shell.context import Shell
from aftercare.web.shell.kept import Kept

FILTERS = ("shop", "flow", "state", "reason", "owner")
KEYS = frozenset({"view", "after", *FILTERS})


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
    due, _dot, pk = text.partition(".")
    if due == "-":
        number = read_number(pk)
        if number is None:
            raise BadRequest("not a key")
        return Key(None, number)
    place = read_place(text)
    return None if place is None else Key(*place)


def write_key(key: Key) -> str:
    """The key as it stands in an address."""
    if key.due is None:
        return f"-.{key.pk}"
    return write_place(key.due, key.pk)


_counts: Kept[Mapping[View, int]] = Kept(seconds=10)  # asked for with every look at the board


class BoardContext:
    """All that the board prints. `shops`: (id, name) of the shops chosen in the rail."""

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict, at: datetime) -> None:
        self.person, self.at = person, at
        self.asked = read_address(query, usual_view(person))
        self._shops = dict(shops)
        self.wish = self._wish(frozenset(self._shops))

    @cached_property
    def counts(self) -> Mapping[View, int]:
        shops = frozenset(self._shops)
        question = (shops, self.person.all_roles, self.person.lent_roles)
        return _counts.get(self.person.staff_id or 0, question, lambda: view_counts(self.person, shops, self.at))

    def _wish(self, shop_ids: frozenset[int]) -> Wish:
        chosen = self.asked.chosen
        for name, value in chosen.items():
            if value not in dict(self._values[name]):
                raise BadRequest(f"unknown {name}")
        return Wish(
            view=self.asked.view,
            shop_ids=frozenset({int(chosen["shop"])}) if "shop" in chosen else shop_ids,
            flow=chosen.get("flow", ""),
            state=chosen.get("state", ""),
            reason=chosen.get("reason", ""),
            owner_id=int(chosen["owner"]) if "owner" in chosen else None,
        )

    @cached_property
    def _values(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Each filter's values with their labels: the only ones that an address may have."""
        return {
            "shop": tuple((str(shop_id), name) for shop_id, name in self._shops.items()),
            **_fixed_values(get_language() or ""),
            "owner": tuple((str(pk), name) for pk, name in kept_owners(self.person, frozenset(self._shops))),
        }

    @cached_property
    def _page(self) -> Any:
        return queue_page(self.person, self.wish, self.at, after=self.asked.after)

    @cached_property
    def rows(self) -> SafeString:
        """The rows as HTML, '' when there is none."""
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
        counts = self.counts
        return [
            Tab(view.label, self.asked.address(view=view.value), view is self.asked.view, _count(counts.get(view, 0)))
            for view in View
        ]

    @property
    def filters(self) -> SafeString:
        """The filter chips."""
        chosen = tuple(self.asked.chosen.items())
        values = tuple((name, self._values[name]) for name in FILTERS)
        return _filters(self.asked.view, chosen, values, get_language() or "")

    @property
    def owners(self) -> list[tuple[str, str]]:
        """For the bulk bar."""
        return list(self._values["owner"])

    @property
    def may_assign(self) -> bool:
        return bool(self.person.all_roles & frozenset(OWNERS))

    @property
    def may_step(self) -> bool:
        """Whether the person takes steps in cases at all."""
        return bool(self.person.all_roles & MOVERS)

    @property
    def may_run(self) -> bool:
        """Whether the person works on hundreds at once (B11)."""
        return bool(self.person.all_roles & BULK_WORKERS)

    @property
    def has_bulk(self) -> bool:
        return self.has_clocks and (self.may_assign or self.may_step)

    @property
    def most_steps(self) -> int:
        """How many cases may take a step at once."""
        return MOST

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


def chosen_shops(request: PageRequest) -> list[tuple[int, str]]:
    """(id, name) of the shops chosen in the rail."""
    chosen = chosen_shop_ids(request)
    return [(shop_id, name) for shop_id, name in Shell(request).shops if shop_id in chosen]


@lru_cache(maxsize=8)
def _fixed_values(_language: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Values that are the same for everybody, in the order of the menus."""
    states = {state.code: state.label for flow in FLOWS for state in flow.states}
    fixed = {"flow": {flow.code: flow.label for flow in all_flows()}, "state": states, "reason": dict(Reason.choices)}
    return {name: tuple((value, str(label)) for value, label in values.items()) for name, values in fixed.items()}


Values = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@lru_cache(maxsize=512)
def _filters(view: View, chosen: tuple[tuple[str, str], ...], values: Values, _language: str) -> SafeString:
    """The chips as HTML: eighty links that change only with the address, the people and the language."""
    asked = Asked(view, dict(chosen), None)
    labels = {"shop": _("Shop"), "flow": _("Kind"), "state": _("State"), "reason": _("Reason"), "owner": _("Owner")}
    menus = []
    for name, choices in values:
        here = asked.chosen.get(name, "")
        if len(choices) < 2 and not here:
            continue
        lines = [FilterChoice(_("All"), asked.address(**{name: ""}), not here)]
        lines += [FilterChoice(text, asked.address(**{name: value}), value == here) for value, text in choices]
        menus.append(FilterMenu(labels[name], tuple(lines), dict(choices).get(here, "")))
    clear_url = asked.address(**dict.fromkeys(FILTERS, "")) if chosen else ""
    return mark_safe(render_to_string("pieces/filter_chips.html", {"menus": menus, "clear_url": clear_url}))  # noqa: S308


def _count(number: int) -> str:
    return f"{COUNT_UP_TO}+" if number > COUNT_UP_TO else str(number or "")
