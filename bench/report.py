"""Small tables, for people and as JSON."""

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


def load_note() -> str:
    """What else the machine did meanwhile."""
    return f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, this bench included."


@dataclass
class Table:
    """One table of figures. Cells are text or numbers; `notes` stand below it."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        """Aligned columns: the first to the left, figures to the right."""
        cells = [list(self.columns), *([_text(cell) for cell in row] for row in self.rows)]
        widths = [max(_width(row[index]) for row in cells) for index in range(len(self.columns))]
        lines = [
            "  ".join(
                _padded(cell, width, left=index == 0)
                for index, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in cells
        ]
        return "\n".join([f"\n{self.title}", *lines, *(f"  {note}" for note in self.notes)])


def _text(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _width(text: str) -> int:
    """Columns of a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int, *, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text
