"""Tables as Excel files for a download: text is text, never a formula (E1), and each sheet says who took it (E10)."""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from aftercare.core.money import Money
from aftercare.core.text import clean

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CELL = 32_000  # Excel takes 32,767 characters
MOST_FOOTER = 250
_NOT_XML = re.compile("[\ufffe\uffff]")
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Column:
    """A column by its heading; `width` in characters."""

    label: Any
    width: int = 14


Cell = str | Money | int


def workbook(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], mark: str) -> BinaryIO:
    """The file on disk, to be read from the beginning; gone when closed. Amounts are numbers in yuan, counts are
    numbers, all else is text.

    `mark` says who took it and when: the last line of the sheet, and the foot of every printed page.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet()
        head = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
        # An apostrophe in front, as Excel has it: a text that begins with = stays one when somebody edits the cell.
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        yuan = book.add_format({"num_format": "#,##0.00"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, plain(str(column.label)), head)
        sheet.freeze_panes(1, 0)
        line = 0
        for line, row in enumerate(rows, start=1):
            _write(sheet, line, row, (text, yuan))
        sheet.write_string(line + 2, 0, plain(mark), text)
        sheet.set_footer("&L" + plain(mark)[:MOST_FOOTER].replace("&", "&&"))
    file.seek(0)
    return file


def _write(sheet: Worksheet, line: int, row: Sequence[Cell], formats: tuple[Any, Any]) -> None:
    text, yuan = formats
    for place, cell in enumerate(row):
        if isinstance(cell, Money):
            sheet.write_number(line, place, cell.fen / 100, yuan)
        elif isinstance(cell, int):
            sheet.write_number(line, place, cell)
        else:
            sheet.write_string(line, place, plain(cell), text)


def plain(cell: str) -> str:
    """What a cell can hold of a text: no hidden characters, nothing that XML refuses, not too long."""
    return _NOT_XML.sub("", clean(cell))[:MOST_CELL]
