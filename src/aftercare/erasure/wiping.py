"""Take a buyer's personal data out of every table that holds some (U4, J7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model

from aftercare.core.personal import ERASED, Kept, kept_in_order, walk
from aftercare.files.models import StoredFile

PIECE: Final = 1000  # rows of one statement


@dataclass
class Wiped:
    """How many rows of each table were changed, what was found, and the files whose bytes have to go."""

    rows: dict[str, int] = field(default_factory=dict)
    found: dict[str, list[int]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)


def wipe(start: Mapping[str, Sequence[int]]) -> Wiped:
    """Erase all that the declarations name, in the transaction of the caller. Doing it again changes nothing."""
    done = Wiped()
    steps = [(one, ids) for one, ids, done.found in walk(start)]
    for one, ids in steps:
        changed = sum(_wipe_piece(one, piece) for piece in _pieces(ids))
        if changed:
            done.rows[one.model._meta.db_table] = changed
    files = StoredFile.objects.filter(pk__in=done.found.get("file", []))
    done.tokens = sorted(files.values_list("token", flat=True))
    return done


def wipe_rows(model: type[Model], ids: Sequence[int]) -> int:
    """Erase these rows of one model and nothing that hangs on them, as its package declares. Returns how many."""
    (one,) = (one for one in kept_in_order() if one.model is model)
    return sum(_wipe_piece(one, piece) for piece in _pieces(ids))


def _wipe_piece(one: Kept, ids: Sequence[int]) -> int:
    rows = one.model._default_manager.filter(pk__in=ids)
    if one.gone:
        return int(rows.delete()[0])
    if not one.erase:
        return 0
    dirty = _dirty(one, ids)
    one.model._default_manager.filter(pk__in=dirty).update(**one.erase)
    return len(dirty)


def _dirty(one: Kept, ids: Sequence[int]) -> list[int]:
    """Rows in which something still stands, read as people would: an encrypted column differs at each writing."""
    names = list(one.erase)
    rows = one.model._default_manager.filter(pk__in=ids).values_list("pk", *names)
    return [
        pk
        for pk, *values in rows
        if any(_is_dirty(value, one.erase[name]) for name, value in zip(names, values, strict=True))
    ]


def _is_dirty(value: Any, target: Any) -> bool:
    return value != target and not (target == ERASED and value in ("", None))


def _pieces(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + PIECE] for start in range(0, len(ids), PIECE))
