"""What goes over a socket, and what stands behind one (`Desk`)."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Protocol, TypeGuard

from aftercare.chat.hints import Sign
from aftercare.core.errors import AftercareError, InvalidInput, Refused

Frame = Mapping[str, Any]
TOLD: Final = frozenset({"seq", "hits"})  # what screens work with


class Missed(NamedTuple):
    """What a screen lacks: `frame` with messages and the `state`, how far they reach, whether there are more."""

    frame: Frame
    last: int
    more: bool


class Sent(NamedTuple):
    """How sending went, and what a screen lacks of the conversation that has everything before `missed.last`; None when
    nothing was sent."""

    frame: Frame
    missed: Missed | None = None


class Desk(Protocol):
    """What one side may do; each call runs in a thread and finds out rights anew (G3)."""

    def watch(self, conversation_id: int) -> int:
        """The conversation that may be watched. Raises NotFound."""

    def missed(self, conversation_id: int, after: int) -> Missed:
        """What came after the number. Raises NotFound once the right to see it is gone."""

    def read(self, marks: Mapping[int, int]) -> None:
        """How far this side has read, by conversation. Raises NotFound on a foreign one, when the others are kept."""

    def send(self, frame: Frame) -> Sent:
        """A message of this side, kept when this returns. Raises AftercareError."""

    def do(self, verb: str, frame: Frame) -> Frame | None:
        """Anything that this side may say, sending too; None for an unknown verb. Raises AftercareError."""

    def topics(self) -> tuple[str, ...]:
        """What its lists hang on: changes of it are told as `changed`."""

    def show(self, sign: Sign) -> Frame | None:
        """How somebody's presence or mark is told to this side; None for not at all. Asks no database."""


def read_frame(text: str) -> Frame | None:
    """An object with a usable conversation; None for anything else."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) and is_number(frame.get("talk", 0)) else None


def is_number(value: Any) -> TypeGuard[int]:
    """A whole number that a row can have; JSON's true is none."""
    return type(value) is int and abs(value) < 2**63


def problem(error: AftercareError) -> Frame:
    """How a refusal, a wrong input or a foreign row is told."""
    if isinstance(error, Refused):
        told = {"is": "refused", "code": error.refusal.code, "text": str(error.refusal)}
        return told | {"params": {name: value for name, value in error.refusal.params.items() if name in TOLD}}
    if isinstance(error, InvalidInput):
        problems = {name: str(why) for name, why in error.problems.items()}
        return {"is": "refused", "code": "invalid", "problems": problems}
    return {"is": "refused", "code": "not_found"}
