"""Definitions of policies: what a shop may set, within which bounds, with which default (values: `PolicyValue`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case, F, JSONField, Value, When

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.core.words import Choices, _
from aftercare.shops.models import PolicyValue, Shop


class PolicyKind(Choices):
    """How a value is edited and shown."""

    SPAN = "span", _("Length of time")
    MONEY = "money", _("Amount")
    COUNT = "count", _("Number")
    FLAG = "flag", _("Yes or no")
    CHOICE = "choice", _("Choice")
    TEXT = "text", _("Text")
    TABLE = "table", _("Table")  # edited on a page of its own


@dataclass(frozen=True)
class PolicyDefinition:
    """One policy. `parse` turns the stored JSON into the value that rules use and raises ValueError on a wrong one."""

    key: str
    label: Any
    help: Any
    group: Any
    kind: PolicyKind
    default: Any  # JSON
    parse: Callable[[Any], Any]
    choices: tuple[tuple[str, Any], ...] = ()
    editors: frozenset[Role] = frozenset()  # who may change it besides administrators


_definitions: dict[str, PolicyDefinition] = {}


def register(*definitions: PolicyDefinition) -> None:
    """Called once per package when the applications are ready. A default that does not parse stops the start."""
    for definition in definitions:
        definition.parse(definition.default)
        if _definitions.setdefault(definition.key, definition) is not definition:
            raise ValueError(f"policy {definition.key} is defined twice")


def all_definitions() -> list[PolicyDefinition]:
    return list(_definitions.values())


def is_defined(key: str) -> bool:
    return key in _definitions


def definition_of(key: str) -> PolicyDefinition:
    """Raises InvalidInput on a key that no package defines."""
    if key not in _definitions:
        raise InvalidInput({"key": _("There is no such policy.")})
    return _definitions[key]


def parse_money(value: Any) -> Money:
    """A policy amount: whole fen, zero or more, up to a million yuan."""
    if type(value) is not int or not 0 <= value <= 10**8:
        raise ValueError(f"not an amount of fen: {value!r}")
    return Money(value)


def parse_count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000:
        raise ValueError(f"not a count: {value!r}")
    return value


def count_between(least: int, most: int) -> Callable[[Any], int]:
    """Parses a count within these bounds."""

    def parse(value: Any) -> int:
        if not least <= parse_count(value) <= most:
            raise ValueError(f"not between {least} and {most}: {value!r}")
        return int(value)

    return parse


def parse_flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError(f"not yes or no: {value!r}")
    return value


@dataclass(frozen=True)
class Policies:
    """The values of one shop in force at one moment. `sources` names the row that each value comes from (B12).

    `values` holds None for a table: it is large, and read when somebody asks for it.
    """

    shop_id: int
    values: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)

    def get(self, key: str) -> Any:
        """The parsed value, or the definition's default."""
        return definition_of(key).parse(self.json(key))

    def json(self, key: str) -> Any:
        """The value as it is stored, or the definition's default."""
        definition = definition_of(key)
        if definition.kind is PolicyKind.TABLE and key in self.sources:
            return table_of(self.sources[key])
        return self.values.get(key, definition.default)


def policies_of(shop: Shop, at: datetime) -> Policies:
    """All policy values of the shop in force at that moment. No query while the shop's settings have not changed."""
    values, sources = {}, {}
    for key, value, pk, valid_from in _rows(shop.pk, shop.settings_version):
        if valid_from <= at:  # ascending: a later row takes the place of an earlier one
            values[key], sources[key] = value, pk
    return Policies(shop.pk, values, sources)


@lru_cache(maxsize=1000)
def _rows(shop_id: int, _settings_version: int) -> tuple[tuple[str, Any, int, datetime], ...]:
    tables = [key for key, definition in _definitions.items() if definition.kind is PolicyKind.TABLE]
    unless_large = Case(When(key__in=tables, then=Value(None, JSONField())), default=F("value"))
    rows = PolicyValue.objects.filter(shop_id=shop_id).order_by("valid_from", "id")
    return tuple(rows.values_list("key", unless_large, "id", "valid_from"))


@lru_cache(maxsize=50)
def table_of(row: int) -> Any:
    """The JSON of a stored table. Values never change, so what was read once is good for ever."""
    return PolicyValue.objects.values_list("value", flat=True).get(pk=row)


def settings_changed(shop_id: int | None) -> None:
    """Let every process read the settings of the shop anew (None: of all shops). Call it in the transaction of the
    change: the version is read with the shop's row, so nobody works with settings older than their own transaction."""
    shops = Shop.objects.all() if shop_id is None else Shop.objects.filter(pk=shop_id)
    shops.update(settings_version=F("settings_version") + 1)
