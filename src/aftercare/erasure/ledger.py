"""The list of erasures beside the database: a back-up that is restored is older than it, and is erased again (J7).

One line of JSON for each: ids, the platform's order numbers and keyed hashes, never a name. It is no part of a back-up:
copy it into the data folder of a machine that is restored, and the worker does the rest.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Line:
    """What was erased: customers as [id, shop id, keyed hash of the nick], orders as [shop id, number]."""

    request: int
    at: str
    customers: list[list[int | str]]
    orders: list[list[int | str]]


def path() -> Path:
    return Path(settings.HOME) / "erasures.jsonl"


def append(line: Line) -> None:
    """Have the line on the disk before returning. A line twice is no harm."""
    with os.fdopen(os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(line), ensure_ascii=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(file: Path | None = None) -> Iterator[Line]:
    """Every whole line; one that a crash cut off is left out. Raises ValueError on anything else."""
    source = file or path()
    if not source.exists():
        return
    for text in source.read_text(encoding="utf-8").splitlines(keepends=True):
        if text.endswith("\n") and text.strip():
            told = json.loads(text)
            yield Line(int(told["request"]), str(told["at"]), list(told["customers"]), list(told["orders"]))
