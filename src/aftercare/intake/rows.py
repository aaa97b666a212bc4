"""Rows on their way from the file to what applies them, and what comes back. Plain values."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aftercare.intake.problems import RowProblem
from aftercare.intake.profiles import Profile
from aftercare.intake.terms import Verdict


@dataclass(slots=True)
class ReadRow:
    """One readable row: where it stands in the file and what it tells.

    Rows of one `group` that follow each other go in together, never cut apart. `key` names what the row tells of, so
    that a dry run counts it as added once. When rows have no numbers of their own (`is_counted`), `nth` counts those
    with an equal key in the file from 0. `sums` add to the family's sums when the row is taken; `unknown` are words of
    the platform that mean nothing here yet: they are kept, counted and shown.
    """

    line: int
    facts: Any
    group: str
    key: Hashable
    is_counted: bool = False
    sums: Mapping[str, int] | None = None
    unknown: tuple[str, ...] = ()
    nth: int = 0


@dataclass(frozen=True)
class Scope:
    """What all rows of one import share. `columns` are the codes of the fields that the file has."""

    batch_id: int
    shop_id: int
    actor_id: int | None
    profile: Profile
    columns: frozenset[str]
    exported_at: datetime | None  # when the platform made the file, told by its name
    at: datetime
    writes: bool  # False in a dry run: everything is decided, nothing is written


@dataclass(frozen=True, slots=True)
class Change:
    """What rows did to one subject (kind, id): that it was added, or its fields as [before, after] in plain JSON, money
    in fen, times in ISO. `sealed` are the personal ones: kept encrypted. One without `label` is never shown."""

    subject: tuple[str, int]
    label: str
    is_added: bool = False
    told: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Outcome:
    """Verdicts by line of the file, and rows that were refused after all. Every row given is in one of the two.

    `changes` are what was written, at most one of a subject: the import keeps them, so that they can be shown and taken
    back. A family that keeps a history of its own leaves them out.
    """

    verdicts: dict[int, Verdict] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
