"""What each package keeps of people: the one list from which copies and erasures of a buyer's data are made (U4, J7).

Every package with an encrypted column has a `personal.py` with `KEPT`: for each model which rows are a buyer's and what
their fields become when they are erased; or `Spared`: that they are nobody's of a buyer, and why. A test holds that no
encrypted column is missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Final

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.module_loading import module_has_submodule

from aftercare.core.crypto import EncryptedField

ERASED: Final = "[已按买家要求删除]"  # stands where a text must stand: data, and the same in every language
Found = Mapping[str, Sequence[int]]  # ids of a buyer's records by kind: "customer", "order", "case" …


@dataclass(frozen=True)
class Kept:
    """Rows of one model that belong to a buyer. `rows` finds them by the ids of the kinds in `needs`; their own ids are
    known as `kind` to others, and those in their foreign keys by `gives` (kind -> column). `erase` says what each field
    becomes; `gone` that the rows themselves go. `told`: fields that the buyer's copy shows beside the erased ones."""

    model: type[Model]
    label: Any
    rows: Callable[[Found], QuerySet[Any]]
    needs: tuple[str, ...]
    erase: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""
    gives: Mapping[str, str] = field(default_factory=dict)
    gone: bool = False
    told: tuple[str, ...] = ()
    is_copied: bool = True


@dataclass(frozen=True)
class Spared:
    """Encrypted columns that hold nothing of a buyer's, and why they stay."""

    model: type[Model]
    fields: tuple[str, ...]
    reason: str


class Unordered(Exception):
    """Declarations that wait for each other, or for a kind that nobody gives."""


def declared() -> list[Kept | Spared]:
    """What all packages say, in the order of the applications."""
    found: list[Kept | Spared] = []
    for config in apps.get_app_configs():
        if config.name.startswith("aftercare.") and module_has_submodule(config.module, "personal"):
            found += getattr(import_module(f"{config.name}.personal"), "KEPT", ())
    return found


@cache
def kept_in_order() -> tuple[Kept, ...]:
    """Each after all that it needs. Raises Unordered."""
    waiting = [one for one in declared() if isinstance(one, Kept)]
    done: list[Kept] = []
    while waiting:
        still = {kind for one in waiting for kind in (one.kind, *one.gives) if kind}
        ready = [one for one in waiting if not (set(one.needs) - {one.kind}) & still]
        if not ready:
            raise Unordered(", ".join(one.model.__name__ for one in waiting))
        done += ready
        waiting = [one for one in waiting if one not in ready]
    known = {"customer"} | {kind for one in done for kind in (one.kind, *one.gives) if kind}
    missing = {kind for one in done for kind in one.needs} - known
    if missing:
        raise Unordered(f"nobody gives {', '.join(sorted(missing))}")
    return tuple(done)


def walk(start: Found) -> Iterator[tuple[Kept, list[int], dict[str, list[int]]]]:
    """Each declaration with the ids of its rows, and all ids known so far. `start` holds the buyer's customers. A step
    may change the rows: what others need of them is read before it gets its turn."""
    found: dict[str, list[int]] = {kind: list(ids) for kind, ids in start.items()}
    for one in kept_in_order():
        given = {kind: found.get(kind, []) for kind in one.needs}
        rows = one.rows(given)
        ids = sorted(rows.values_list("pk", flat=True).distinct())
        if one.kind:
            found[one.kind] = sorted({*found.get(one.kind, []), *ids})
        for kind, column in one.gives.items():
            linked = one.model._default_manager.filter(pk__in=ids).exclude(**{column: None})
            found[kind] = sorted({*found.get(kind, []), *linked.values_list(column, flat=True)})
        yield one, ids, found


def encrypted_columns() -> set[tuple[type[Model], str]]:
    """Every encrypted column of our models."""
    return {
        (model, column.name)
        for model in apps.get_models()
        if model.__module__.startswith("aftercare.")
        for column in model._meta.get_fields()
        if isinstance(column, EncryptedField)
    }
