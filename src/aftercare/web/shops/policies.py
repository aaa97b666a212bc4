"""What the rules page prints: each policy in words, planned values, history, and the form of the one that is edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import NotFound
from aftercare.core.money import Money
from aftercare.shops.access import Person, may_administer
from aftercare.shops.models import PolicyValue, Shop
from aftercare.shops.policies import PolicyKind, definition_of
from aftercare.shops.queries import PolicyState, policy_states
from aftercare.web.pieces.marks import moment
from aftercare.web.shops.words import UNITS, value_words

LATEST = 12
TABLES = {  # key -> its page
    "remedy.rules": "remedy_rules",
    "reply.rules": "reply_rules",
    "delivery.couriers": "delivery_table",
}


@dataclass(frozen=True)
class ValueView:
    """One stored value: what it says, from when, who set it when and why."""

    pk: int
    words: str
    since: str  # HTML
    set_at: str  # HTML
    who: str
    note: str
    mark: str  # 'now', 'planned', 'past'
    label: Any = ""


@dataclass(frozen=True)
class Control:
    """How a value is typed. `kind` a PolicyKind value; `choices` of a unit, or of the value itself."""

    kind: str
    value: str
    unit: str = ""
    choices: list[tuple[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class PolicyView:
    """One policy as printed."""

    key: str
    dom_id: str
    label: Any
    help: Any
    words: str
    default_words: str
    in_force: ValueView | None
    planned: list[ValueView]
    history: list[ValueView]
    address: str


class PoliciesContext:
    """The rules of one shop. `editing` is the key of the one whose form is open."""

    def __init__(self, person: Person, shop: Shop, at: datetime, editing: str = "") -> None:
        self.shop, self.at = shop, at
        self.may_change = may_administer(person, shop.pk)
        self.states = policy_states(shop, at)
        if editing and editing not in {state.definition.key for state in self.states}:
            raise NotFound(editing)
        self.editing = editing if self.may_change else ""

    @property
    def groups(self) -> list[tuple[Any, list[PolicyView]]]:
        found: dict[str, tuple[Any, list[PolicyView]]] = {}
        for state in self.states:
            group = state.definition.group
            found.setdefault(str(group), (group, []))[1].append(self.view(state))
        return list(found.values())

    @property
    def tables(self) -> list[tuple[Any, Any, str]]:
        """(label, what it is for, address) of the rules that have a page of their own."""
        named = [(definition_of(key), name) for key, name in TABLES.items()]
        return [(table.label, table.help, reverse(name, args=[self.shop.slug])) for table, name in named]

    @property
    def latest(self) -> list[ValueView]:
        """The newest changes of all rules."""
        rows = [(row, state) for state in self.states for row in state.history]
        rows.sort(key=lambda pair: -pair[0].pk)
        return [self._value(row, state) for row, state in rows[:LATEST]]

    def view(self, state: PolicyState) -> PolicyView:
        """One policy in words."""
        definition = state.definition
        return PolicyView(
            key=definition.key,
            dom_id="rule-" + definition.key.replace(".", "-").replace("_", "-"),
            label=definition.label,
            help=definition.help,
            words=value_words(definition, state.value),
            default_words=value_words(definition, definition.default),
            in_force=self._value(state.row, state) if state.row else None,
            planned=[self._value(row, state) for row in state.planned],
            history=[self._value(row, state) for row in state.history],
            address=reverse("shop_policy", args=[self.shop.slug, definition.key]),
        )

    def one(self, key: str) -> PolicyView:
        """The policy of that key. Raises NotFound."""
        return self.view(self._state(key))

    def control(self, key: str, posted: Mapping[str, str] | None = None) -> Control:
        """The control of the value, with what was typed or else the value in force."""
        state = self._state(key)
        definition, value = state.definition, state.value
        match definition.kind:
            case PolicyKind.SPAN:
                units = [(kind.value, label) for kind, label in UNITS.items()]
                control = Control("span", str(value["amount"]), value["kind"], units)
            case PolicyKind.MONEY:
                control = Control("money", Money(value).yuan)
            case PolicyKind.FLAG:
                control = Control("choice", "yes" if value else "no", "", [("yes", _("Yes")), ("no", _("No"))])
            case PolicyKind.CHOICE:
                control = Control("choice", value, "", list(definition.choices))
            case PolicyKind.TEXT:
                control = Control("text", value)
            case _:
                control = Control("count", str(value))
        if posted is None:
            return control
        return Control(control.kind, posted.get("value", ""), posted.get("unit", control.unit), control.choices)

    def _state(self, key: str) -> PolicyState:
        found = next((state for state in self.states if state.definition.key == key), None)
        if found is None:
            raise NotFound(key)
        return found

    def _value(self, row: PolicyValue, state: PolicyState) -> ValueView:
        zone = ZoneInfo(self.shop.timezone)
        in_force = state.row is not None and row.pk == state.row.pk
        planned = row.pk in {one.pk for one in state.planned}
        return ValueView(
            pk=row.pk,
            words=value_words(state.definition, row.value),
            since=moment(row.valid_from, self.at, zone),
            set_at=moment(row.set_at, self.at, zone),
            who=row.set_by.name if row.set_by else _("System"),
            note=row.note,
            mark="now" if in_force else "planned" if planned else "past",
            label=state.definition.label,
        )
