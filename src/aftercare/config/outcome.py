"""What a command reports: lines for people, or one JSON object for programs (`--json`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

ALL_WELL, SOME_REFUSED, UNUSABLE = 0, 1, 2


@dataclass(frozen=True)
class Outcome:
    """Counts and errors of a finished command. `lines` say the same to a person; errors make the exit status 1.

    `facts` are more members of the JSON object, such as the password of a new account.
    """

    lines: Sequence[str] = ()
    counts: dict[str, Any] = field(default_factory=dict)
    errors: Sequence[Any] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Exit status of the program."""
        return SOME_REFUSED if self.errors else ALL_WELL

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {**self.facts, "counts": self.counts, "errors": list(self.errors)}
