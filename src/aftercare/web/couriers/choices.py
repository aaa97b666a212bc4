"""Orders to send with the courier of the rule, and the form for another one (O6)."""

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

from aftercare.couriers.access import CHOOSERS
from aftercare.couriers.actions.take_courier import TOO_HEAVY
from aftercare.couriers.choosing import Ranked
from aftercare.couriers.proposals import PAGE, UNSENT, OrderChoice, UnsentKey, propose, propose_one, unsent_page
from aftercare.orders.access import access_order
from aftercare.orders.delivery.queries import couriers_of
from aftercare.orders.delivery.rules import Blocked
from aftercare.orders.delivery.sentences import days_words, kilograms, yuan
from aftercare.orders.delivery.terms import GapKind
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.couriers.coverage import choose_shop
from aftercare.web.couriers.tabs import section_tabs
from aftercare.web.delivery.words import blocked_words, doubt_words, pays_words
from aftercare.web.pieces.marks import Tone, moment, pill
from aftercare.web.pieces.parts import FilterMenu, Tab, filter_menu
from aftercare.web.places import read_place, write_place

KEYS = frozenset({"shop", "after"})


@dataclass(frozen=True)
class OptionView:
    """One courier of the form: what it costs, how fast, why it stands where it does; `hindered`: why it cannot."""

    courier: str
    pays: str
    days: Any
    why: str
    hindered: str
    is_best: bool
    is_chosen: bool


@dataclass(frozen=True)
class ChoiceView:
    """The courier of one order in words."""

    found: OrderChoice
    may_choose: bool

    @property
    def order(self) -> Order:
        return self.found.order

    @property
    def address(self) -> str:
        return reverse("courier_choice", args=[self.order.pk])

    @property
    def courier(self) -> str:
        return self.found.courier

    @property
    def place(self) -> str:
        return self.found.choice.place.words if self.found.choice.place else ""

    @property
    def why(self) -> str:
        """Why the rule takes its courier."""
        best = self.found.choice.best
        return str(best.why) if best else ""

    @property
    def marks(self) -> list[SafeString]:
        """What is to be seen at once: nobody goes there, chosen against the rule, fragile."""
        found, marks = self.found, []
        if found.made is None and found.choice.best is None:
            marks.append(pill(_("No courier goes there") if self.place else _("Place not clear"), Tone.LATE))
        if found.made is not None and found.made.hindrance:
            marks.append(pill(_("Chosen although it does not go there"), Tone.LATE))
        elif found.made is not None and not found.made.is_by_rule:
            marks.append(pill(_("Other than the rule"), Tone.SOON))
        elif found.made is not None:
            marks.append(pill(_("Chosen by hand"), Tone.DONE))
        if found.is_fragile:
            marks.append(pill(_("Fragile"), Tone.OTHERS))
        return marks

    @property
    def told(self) -> str:
        """Who chose it and why; what the rule says now when that is another one."""
        made = self.found.made
        if made is None:
            return ""
        who = made.by.name if made.by else ""
        parts = [_("%(name)s chose it") % {"name": who}]
        if made.by_rule and not made.is_by_rule:
            parts.append(_("the rule said %(courier)s") % {"courier": made.by_rule})
        if made.hindrance:
            kind = _("too heavy") if made.hindrance == TOO_HEAVY else GapKind(made.hindrance).label
            parts.append(str(kind))
        if made.reason:
            parts.append(made.reason)
        return " · ".join(parts)

    @property
    def doubts(self) -> list[str]:
        return [doubt_words(one) for one in self.found.choice.doubts]

    @property
    def others(self) -> list[tuple[str, str]]:
        """(courier, why it comes behind or cannot)."""
        ranked = [(one.courier, str(one.why)) for one in self.found.choice.ranked if one.courier != self.courier]
        return [*ranked, *((one.courier, blocked_words(one)) for one in self.found.choice.blocked)]


@dataclass(frozen=True)
class UnsentRow:
    """One unsent order as a row."""

    view: ChoiceView
    ordered: SafeString

    @property
    def order_address(self) -> str:
        return reverse("order", args=[self.view.order.pk])


class ChoicesContext:
    """The page of unsent orders, the oldest first: the same number of queries at ten rows and at a million."""

    def __init__(self, person: Person, chosen: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        self._asked = query.get("shop", "")
        self.shops, self.shop = choose_shop(person, chosen, self._asked)
        self._after = _read_key(query.get("after", ""))

    @property
    def section(self) -> list[Tab]:
        return section_tabs(self.person, "courier_choices")

    def address(self, **changes: str) -> str:
        """The page with other values; '' takes one away."""
        values = {name: value for name, value in {"shop": self._asked, **changes}.items() if value}
        return f"{reverse('courier_choices')}?{urlencode(values)}"

    @cached_property
    def has_couriers(self) -> bool:
        return self.shop is not None and bool(couriers_of(self.shop, self.at).table.tariffs)

    @cached_property
    def _orders(self) -> list[Order]:
        return unsent_page(self.person, self.shop, after=self._after) if self.shop and self.has_couriers else []

    @cached_property
    def rows(self) -> list[UnsentRow]:
        if self.shop is None or not self._orders:
            return []
        may = may_choose(self.person, self.shop)
        found = propose(self.shop, self._orders[:PAGE], self.at)
        return [UnsentRow(ChoiceView(one, may), moment(one.order.ordered_at, self.at)) for one in found]

    @property
    def more_url(self) -> str:
        if len(self._orders) <= PAGE:
            return ""
        last = self._orders[PAGE - 1]
        return self.address(after=write_place(last.ordered_at, last.pk))

    @property
    def menus(self) -> list[FilterMenu]:
        if len(self.shops) < 2:
            return []
        shops = {str(shop.pk): shop.name for shop in self.shops}
        return [filter_menu(_("Shop"), "shop", str(self.shop.pk if self.shop else ""), shops, self.address)]


class ChoiceFormContext:
    """The form of one order: every courier of the shop with its reason; the warning when another one was taken."""

    def __init__(self, person: Person, order_id: int, at: datetime, grams: int | None = None) -> None:
        self.person = person
        self.order = access_order(person, order_id)
        self.found = propose_one(self.order, at, grams)
        self.view = ChoiceView(self.found, may_choose(person, self.order.shop) and self.order.status == UNSENT)
        self.grams = grams if grams is not None else (self.found.made.grams if self.found.made else None)
        self.problems: dict[str, Any] = {}
        self.warning = ""
        self.typed: dict[str, str] = {}

    @property
    def is_unsent(self) -> bool:
        return self.order.status == UNSENT

    @property
    def seen(self) -> int:
        return self.found.made.version if self.found.made else 0

    @property
    def best(self) -> str:
        return self.found.choice.best.courier if self.found.choice.best else ""

    @property
    def kg(self) -> str:
        return kilograms(self.grams) if self.grams else ""

    @property
    def reason(self) -> str:
        return self.typed.get("reason", self.found.made.reason if self.found.made else "")

    @property
    def options(self) -> list[OptionView]:
        chosen = self.typed.get("courier") or self.found.courier
        ranked = [self._ranked(one, chosen) for one in self.found.choice.ranked]
        return [*ranked, *(self._blocked(one, chosen) for one in self.found.choice.blocked)]

    def _ranked(self, one: Ranked, chosen: str) -> OptionView:
        pays = f"¥{yuan(one.option.fee)}" if one.option.pays is not None else pays_words(one.option)
        is_best = one.courier == self.best
        return OptionView(
            one.courier, pays, days_words(one.option.days), str(one.why), "", is_best, one.courier == chosen
        )

    def _blocked(self, one: Blocked, chosen: str) -> OptionView:
        return OptionView(one.courier, "", "", "", blocked_words(one), False, one.courier == chosen)


def may_choose(person: Person, shop: Shop) -> bool:
    """Whether the person says which courier takes an order of that shop."""
    return person.has(shop.pk, *CHOOSERS)


def courier_of_order(person: Person, order: Order, at: datetime) -> ChoiceView | None:
    """For the page of an order: None when it has left, or the shop has no couriers yet."""
    if order.status != UNSENT or not couriers_of(order.shop, at).table.tariffs:
        return None
    return ChoiceView(propose_one(order, at), may_choose(person, order.shop))


def _read_key(text: str) -> UnsentKey | None:
    place = read_place(text)
    return None if place is None else UnsentKey(*place)
