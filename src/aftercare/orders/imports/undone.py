"""Which fields and lines of an order go back when an import is taken back. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aftercare.intake.changes.terms import Fate
from aftercare.orders.imports.kept import ADDED, LINES, Told
from aftercare.orders.imports.lines import LINE_VALUES

CHANGED: Final = "back.changed"
IN_USE: Final = "back.in_use"
HIDDEN: Final = frozenset({"exported_at"})  # bookkeeping: goes back in silence, or stays in silence
# Fields that say one thing together: none of them goes back alone.
TOGETHER: Final = (
    ("status", "raw_status"),
    ("receiver_name", "receiver_name_mask"),
    ("receiver_phone", "receiver_phone_mask"),
    ("receiver_address", "region"),
)
# How far a refund of a line is can go back for itself; all else of an order's lines goes back together or not at all:
# half of them would be goods that nobody bought.
REFUND: Final = frozenset({"refunded", "refund_status"})


@dataclass
class Back:
    """What is written: `fields` of the order, `lines` by id, ids of lines that go; `kept`: what is not, and why."""

    fields: Told = field(default_factory=dict)
    lines: dict[int, Told] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def is_something(self) -> bool:
        return bool(self.fields or self.lines or self.gone)

    @property
    def count(self) -> int:
        """Fields that go back, a line that goes being one."""
        return len(self.fields.keys() - HIDDEN) + sum(map(len, self.lines.values())) + len(self.gone)

    @property
    def fate(self) -> Fate:
        if not self.kept:
            return Fate.BACK
        return Fate.PART if self.count else Fate.KEPT


def decide(
    told: Mapping[str, Any], order: Told, lines: Mapping[int, Told], held: Collection[int], theirs: Mapping[str, str]
) -> Back:
    """What of `told` goes back in the order and its lines as they stand, in plain values. `held` are lines that
    something hangs on; `theirs` are fields that somebody wrote later, with the code of who."""
    back = Back()
    _fields(back, {name: values for name, values in told.items() if name in order}, order, theirs)
    of_lines = {int(pk): values for pk, values in told.get(LINES, {}).items()}
    _refunds(back, of_lines, lines, held, theirs)
    _goods(back, of_lines, lines, held, theirs)
    return back


def _why_not(name: str, after: Any, now: Any, theirs: Mapping[str, str]) -> str:
    return theirs.get(name, "") or ("" if now == after else CHANGED)


def _fields(back: Back, told: Mapping[str, Any], order: Told, theirs: Mapping[str, str]) -> None:
    stays = {name: code for name, (_old, new) in told.items() if (code := _why_not(name, new, order[name], theirs))}
    for names in TOGETHER:
        codes = [*filter(None, (stays.get(name) or theirs.get(name) for name in names))]
        if codes:
            stays |= {name: codes[0] for name in names if name in told}
    back.fields = {name: old for name, (old, _new) in told.items() if name not in stays}
    back.kept |= {name: code for name, code in stays.items() if name not in HIDDEN}


def _refunds(
    back: Back, told: Mapping[int, Told], lines: Mapping[int, Told], held: Collection[int], theirs: Mapping[str, str]
) -> None:
    """Money that could be given a second time: a line with a case or a payment keeps what was told of its refund."""
    for pk, values in told.items():
        if ADDED in values or pk not in lines:
            continue
        for name in REFUND & values.keys():
            old, new = values[name]
            why = IN_USE if pk in held else _why_not(key_of(pk, name), new, lines[pk][name], theirs)
            if why:
                back.kept[key_of(pk, name)] = why
            else:
                back.lines.setdefault(pk, {})[name] = old


def _goods(
    back: Back, told: Mapping[int, Told], lines: Mapping[int, Told], held: Collection[int], theirs: Mapping[str, str]
) -> None:
    """All but the refunds, as one."""
    added = [pk for pk, values in told.items() if ADDED in values and pk in lines]
    changed = {
        pk: goods
        for pk, values in told.items()
        if ADDED not in values and pk in lines and (goods := {k: v for k, v in values.items() if k not in REFUND})
    }
    if not added and not changed:
        return
    codes = [theirs[LINES]] if LINES in theirs else []
    codes += [IN_USE for pk in (*added, *changed) if pk in held]
    for pk in added:
        written = as_added(told[pk])
        codes += [code for name in LINE_VALUES if (code := theirs.get(key_of(pk, name)))]
        codes += [CHANGED for name in LINE_VALUES if lines[pk][name] != written[name]]
    for pk, values in changed.items():
        codes += [
            code
            for name, (_old, new) in values.items()
            if (code := _why_not(key_of(pk, name), new, lines[pk][name], theirs))
        ]
    if codes:
        back.kept[LINES] = codes[0]
        return
    back.gone = added
    for pk, values in changed.items():
        back.lines.setdefault(pk, {}).update({name: old for name, (old, _new) in values.items()})


def as_added(values: Told) -> Told:
    """An added line as the import left it: as it was added, and what it changed in it afterwards."""
    whole = dict(zip(LINE_VALUES, values[ADDED], strict=True))
    return whole | {name: new for name, pair in values.items() if name != ADDED for new in pair[1:]}


def key_of(pk: int, name: str) -> str:
    """How a field of a line is called among those of its order."""
    return f"{LINES}.{pk}.{name}"
