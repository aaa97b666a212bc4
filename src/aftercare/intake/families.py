"""What can be taken in: families of profiles, registered by the packages above when the program starts.

families.register(Family(code="reviews", label=_("Reviews"), profiles=PROFILES, reader=read_reviews,
                         apply=apply_reviews, shown=shown))          # in the app's ready()
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from aftercare.intake.changes.back import TakeBack
from aftercare.intake.changes.shown import Changes
from aftercare.intake.fields import Clock
from aftercare.intake.problems import RowProblem
from aftercare.intake.profiles import Profile
from aftercare.intake.recognise import Shape
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.words import SENTENCES

Cells = list[str] | RowProblem
RowReader = Callable[[int, Cells], ReadRow | RowProblem]  # line and cells to what they tell


@dataclass(frozen=True)
class Sum:
    """One figure that is added up over the rows of a file and shown with its result; money in fen."""

    code: str
    label: Any
    is_money: bool = True


@dataclass(frozen=True)
class Equation:
    """Sums that must agree: the parts together are the whole. `rows` and `wrong` count the rows looked at."""

    parts: tuple[str, ...]
    whole: str
    rows: str
    wrong: str


@dataclass(frozen=True)
class Family:
    """Files that tell of the same things.

    `reader(shape, clock)` gives the reader of one file's rows. `apply(scope, rows)` decides and writes up to some
    thousand rows inside the transaction that also moves the import's position: set-based, repeatable (the same rows
    again change nothing), writing nothing unless `scope.writes`; it raises only errors of the database. `finish(scope)`
    is called once when every row of an import that writes is in, in the transaction that ends it.
    `shown(facts, zone)` gives the texts of a preview by field code, personal values masked. `sentences` are those of
    its own refusals, by code. `changes` shows what an import has changed, None when it keeps nothing; `take_back` puts
    it back, None when it cannot, which `no_undo` then says in words. `mappable` is the form of a seller's own sheet
    that tells of the same: no header is recognised as it, a person names its columns (`own_sheet.py`); the reader must
    bear that fields which it does not require are missing.
    """

    code: str
    label: Any
    profiles: tuple[Profile, ...]
    reader: Callable[[Shape, Clock], RowReader]
    apply: Callable[[Scope, Sequence[ReadRow]], Outcome]
    shown: Callable[[Any, ZoneInfo], dict[str, str]]
    finish: Callable[[Scope], None] | None = None
    sums: tuple[Sum, ...] = ()
    equation: Equation | None = None
    sentences: Mapping[str, Any] = field(default_factory=dict)
    changes: Changes | None = None
    take_back: TakeBack | None = None
    no_undo: Any = ""  # '': the common sentence
    mappable: Profile | None = None

    @property
    def forms(self) -> tuple[Profile, ...]:
        """Every form that it reads: those that are recognised, and the one whose columns a person names."""
        return (*self.profiles, self.mappable) if self.mappable else self.profiles


_FAMILIES: dict[str, Family] = {}


def register(family: Family) -> None:
    """Make a family known; once, from `ready()`. Raises ImproperlyConfigured when a code is taken."""
    known = {profile.code for each in _FAMILIES.values() for profile in each.forms}
    codes = [profile.code for profile in family.forms]
    if family.code in _FAMILIES or known & set(codes) or len(set(codes)) < len(codes):
        raise ImproperlyConfigured(f"The family {family.code!r} or one of its profiles is registered twice")
    if taken := SENTENCES.keys() & family.sentences.keys():
        raise ImproperlyConfigured(f"The family {family.code!r} repeats sentences: {sorted(taken)}")
    SENTENCES.update(family.sentences)
    _FAMILIES[family.code] = family


def all_profiles() -> tuple[Profile, ...]:
    """Every form of file that is recognised by its header."""
    return tuple(profile for family in _FAMILIES.values() for profile in family.profiles)


def mappable_families() -> tuple[Family, ...]:
    """The families whose columns a person can name in a sheet of their own."""
    return tuple(family for family in _FAMILIES.values() if family.mappable)


def mappable_profile(profile_code: str) -> Profile | None:
    """The form of own sheets with that code; None for any other code."""
    return next((each.mappable for each in mappable_families() if each.mappable.code == profile_code), None)  # type: ignore[union-attr]


def family_of(profile_code: str) -> Family | None:
    """The family that reads this form; None for the code of a form that is no longer read."""
    for family in _FAMILIES.values():
        if any(profile.code == profile_code for profile in family.forms):
            return family
    return None


def family_for(profile: Profile) -> Family:
    """The family of a registered profile."""
    family = family_of(profile.code)
    assert family is not None
    return family


def profile_label(profile_code: str) -> Any:
    """What a form of file is called; its code when it is no longer read."""
    family = family_of(profile_code)
    forms = family.forms if family else ()
    return next((profile.label for profile in forms if profile.code == profile_code), profile_code)
