"""What can be wrong with a file or a value: stable codes and their parameters; the sentences stand in `words.py`."""

from dataclasses import dataclass, field
from typing import Any

from aftercare.core.errors import InvalidInput, Refusal
from aftercare.intake.words import SENTENCES

SHOWN = 40  # characters of a bad value that are shown


class FileRefused(InvalidInput):
    """The whole file cannot be used (HTTP 422, exit status 2). `refusal.code` is stable; nothing was written."""

    def __init__(self, code: str, **params: Any) -> None:
        self.refusal = Refusal(code, SENTENCES[code], params)
        super().__init__({"file": self.refusal})


class BadValue(Exception):
    """One cell cannot be read; becomes the refusal of its row."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one row is not taken. `line` is what Excel or an editor shows, `value` is shortened ('' when personal)."""

    line: int
    column: str
    value: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def refusal(self) -> Refusal:
        """The code with its sentence."""
        return Refusal(self.code, SENTENCES[self.code], self.params)


def shorten(value: str, length: int = SHOWN) -> str:
    """The beginning of a value on one line, with an ellipsis when something was left out."""
    line = " ".join(value.replace("\0", "").split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
