"""A profile: one form of file that one platform writes, as a small table."""

from dataclasses import dataclass
from typing import Any

from aftercare.intake.fields import Field


@dataclass(frozen=True)
class Profile:
    """One form of file: its columns by name, those without which it is not that form, headers that only it uses.

    `code` is kept with each import and never changes (at most 40 characters). `without` are fields that this form
    never has, `left_out` headers that are known and not needed, `note` is said under its preview. A family that needs
    to know more of its forms makes a subclass.
    """

    code: str
    label: Any
    platform: str  # of `shops.terms.Platform`; '' when it is no platform's own
    fields: tuple[Field, ...]
    required: frozenset[str]
    own_names: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    note: Any = ""
