"""What a family gets when changes of an import are to be taken back, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.intake.changes.tally import Ending


@dataclass(frozen=True, slots=True)
class BackScope:
    """What all changes of one import share. `writes` False: only looked at, nothing is locked or written."""

    batch_id: int
    shop_id: int
    actor_id: int | None
    at: datetime
    writes: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """One change that is to go back: `fields` as [before, after], personal ones among them, opened."""

    pk: int
    kind: str
    subject_id: int
    label: str
    is_added: bool
    fields: Mapping[str, Any]
    at: datetime


# Some hundred changes of one import at once, in the transaction that moves the undo's position; the answer is by `pk`.
# Set-based and repeatable: what is back already is left alone. A field goes back only while it holds what the import
# wrote and nobody has written it since; a subject goes only when nothing refers to it. Events are the family's.
TakeBack = Callable[[BackScope, Sequence[Kept]], dict[int, Ending]]
