"""An old .xls workbook, read in a process of its own: `python -m aftercare.intake.old_excel FILE` prints its sheets and
rows as lines of JSON.

The format is binary and its reader lays a sheet out whole, empty cells too, so a small file can ask for gigabytes. The
child has a limit of memory and of time; what goes over it ends there, and the file is refused.
"""

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import python_calamine

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows has none
    resource = None

MEMORY = 700 * 1024 * 1024  # a sheet of 65,536 x 60 cells takes 330 MB
SECONDS = 60  # of the processor
PATIENCE = 120  # seconds of the clock, when the machine is busy


class Unreadable(Exception):
    """The child could not read the file; `is_too_large` when it ran into its limits."""

    def __init__(self, is_too_large: bool = False) -> None:
        super().__init__(is_too_large)
        self.is_too_large = is_too_large


def convert(path: Path, target: Path) -> dict[str, Any]:
    """Write the first visible sheet to `target`, a row of JSON a line; returns what the workbook has.

    `sheet`, `others`, `hidden`, `merged`. A number stands as [text], a text as text. Raises Unreadable.
    """
    with target.open("wb") as rows:
        try:
            done = subprocess.run(  # noqa: S603 our own module, the file's path is ours
                [sys.executable, "-m", "aftercare.intake.old_excel", str(path), str(MEMORY)],
                stdout=rows,
                stderr=subprocess.PIPE,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unreadable(is_too_large=True) from None
    if done.returncode == _DAMAGED:
        raise Unreadable
    if done.returncode:
        raise Unreadable(is_too_large=True)
    return dict(json.loads(done.stderr.splitlines()[-1]))


_DAMAGED = 3


def main(path: str, memory: int, out: IO[str], about: IO[str]) -> int:
    """In the child."""
    limit_itself(memory)
    try:
        book = python_calamine.load_workbook(path)
        visible = [sheet for sheet in book.sheets_metadata if sheet.visible is python_calamine.SheetVisibleEnum.Visible]
        hidden = [sheet.name for sheet in book.sheets_metadata if sheet not in visible]
        names = [sheet.name for sheet in visible if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet]
        if names:
            sheet = book.get_sheet_by_name(names[0])
            for row in sheet.iter_rows():
                out.write(json.dumps([_cell(value) for value in row], ensure_ascii=False) + "\n")
    except MemoryError:
        return 1
    except Exception:  # whatever a damaged file makes of the reader: the parent says it in words
        return _DAMAGED
    merged = bool(names and sheet.merged_cell_ranges)
    first = {"sheet": names[0] if names else "", "others": names[1:], "hidden": hidden, "merged": merged}
    about.write(json.dumps(first) + "\n")
    return 0


def limit_itself(memory: int) -> None:
    """Before the file is opened; where the system has no such limits the time of the parent is the only one."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _cell(value: object) -> object:
    """A text as it is, a number in a list: a long one in it is rounded already."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return [f"{value:.0f}"]
    if isinstance(value, int | float):
        return [repr(value)]
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d} 00:00:00"
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def read_rows(path: Path) -> Iterator[list[Any]]:
    """The rows that `convert` wrote."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.stdout, sys.stderr))
