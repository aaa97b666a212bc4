"""What can go wrong, in three classes that every door (page, API, CLI, job) translates in one place."""

from dataclasses import dataclass, field
from typing import Any

from aftercare.core.words import _


@dataclass(frozen=True)
class Refusal:
    """A decision against doing something: a stable `code` for clients, a translated sentence for people."""

    code: str
    sentence: Any  # str or lazy translation
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.sentence) % self.params if self.params else str(self.sentence)


def settled_by(code: str, name: Any, state: Any) -> Refusal:
    """Somebody was quicker: who it was, and what stands there now (the label of a state)."""
    return Refusal(code, _("%(name)s has dealt with this already: %(state)s."), {"name": name, "state": state})


class AftercareError(Exception):
    """Base of all errors that a door shows to a person."""


class Refused(AftercareError):
    """The state of things, or a right, forbids it (HTTP 409). Nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class InvalidInput(AftercareError):
    """What was sent cannot be used (HTTP 422). `problems` maps a field name to a sentence."""

    def __init__(self, problems: dict[str, Any]) -> None:
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in problems.items()))
        self.problems = problems


class NotFound(AftercareError):
    """It does not exist, or it is not yours: the two look the same (HTTP 404)."""
