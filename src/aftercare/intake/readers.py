"""Opens a report of any form as one thing: a header, and rows as (line, cells). Nothing of the file is held whole."""

import csv
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from aftercare.intake import limits
from aftercare.intake.archive import open_archive
from aftercare.intake.old_excel import Unreadable, convert, read_rows
from aftercare.intake.problems import FileRefused, RowProblem
from aftercare.intake.sheet import SheetReader
from aftercare.intake.sniff import Written, find_delimiter, find_encoding, how_written
from aftercare.intake.values import Number
from aftercare.intake.workbook import EPOCH_1900, read_shared_texts, read_workbook

Line = tuple[int, list[str] | RowProblem]  # where the row begins, and its cells or why it cannot be told apart


@dataclass(frozen=True)
class Form:
    """How the file is written; told to the user, because a wrong guess here shows at once."""

    encoding: str = ""  # '' for XLSX
    delimiter: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()  # visible but not read
    hidden_sheets: tuple[str, ...] = ()  # not read


class _Source(Protocol):
    def lines(self, wanted: Collection[int]) -> Iterator[Line]: ...

    def survey(self) -> tuple[int, bool]: ...


@dataclass(frozen=True)
class Survey:
    """What is in the file besides the header: data rows, and whether an Excel sheet has merged cells."""

    rows: int
    is_merged: bool


@dataclass(frozen=True)
class Table:
    """An opened report. `epoch` is the day zero of Excel's numbered days."""

    form: Form
    header_line: int
    header: tuple[str, ...]
    epoch: datetime
    source: _Source = field(repr=False)

    def rows(self, wanted: Collection[int] | None = None) -> Iterator[Line]:
        """Data rows in the order of the file, empty lines left out; of an XLSX only the wanted columns.

        Raises FileRefused when the file turns out to be damaged or longer than `limits.ROWS`.
        """
        width, count = len(self.header), 0
        for line, cells in self.source.lines(wanted or range(width)):
            if line <= self.header_line or not (isinstance(cells, RowProblem) or any(cells)):
                continue
            count += 1
            if count > limits.ROWS:
                raise FileRefused("file.too_many_rows", limit=limits.ROWS)
            yield line, self._fitted(line, cells, width)

    def _fitted(self, line: int, cells: list[str] | RowProblem, width: int) -> list[str] | RowProblem:
        if isinstance(cells, RowProblem) or len(cells) == width:
            return cells
        if self.form.sheet:  # a spreadsheet does not store empty cells at the end, and nothing in it can shift
            return (cells + [""] * (width - len(cells)))[:width]
        if len(cells) > width and not any(cells[width:]):
            return cells[:width]
        return RowProblem(line, "", "", "row.columns", {"found": len(cells), "expected": width})

    def survey(self) -> Survey:
        """Count the rows; reads the file once. Raises FileRefused above `limits.ROWS`."""
        rows, is_merged = self.source.survey()
        if rows - 1 > limits.ROWS:
            raise FileRefused("file.too_many_rows", limit=limits.ROWS)
        return Survey(max(0, rows - 1), is_merged)


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a CSV, XLSX or XLS report by its content. Raises FileRefused with the reason for a shop assistant."""
    written = how_written(path)
    if written is Written.TEXT:
        yield _open_text(path)
        return
    if written is Written.XLS:
        with TemporaryDirectory() as folder:
            yield _open_xls(path, Path(folder) / "rows")
        return
    with closing(open_archive(path)) as archive:
        book = read_workbook(archive)
        visible = [sheet for sheet in book.sheets if sheet.is_visible]
        if not visible:
            raise FileRefused("file.no_sheet")
        form = Form(
            sheet=visible[0].name or "1",
            other_sheets=tuple(sheet.name for sheet in visible[1:]),
            hidden_sheets=tuple(sheet.name for sheet in book.sheets if not sheet.is_visible),
        )
        source = _SheetSource(SheetReader(archive, visible[0].part, read_shared_texts(archive)))
        yield _with_header(form, source, book.epoch)


def _open_text(path: Path) -> Table:
    encoding = find_encoding(path)
    with path.open(encoding=encoding, newline="") as stream:
        first = next((line for line in stream if line.strip()), "")
    form = Form(encoding=encoding, delimiter=find_delimiter(first))
    return _with_header(form, _TextSource(path, form), EPOCH_1900)


def _open_xls(path: Path, rows: Path) -> Table:
    try:
        book = convert(path, rows)
    except Unreadable as reason:
        raise FileRefused("file.unpacks" if reason.is_too_large else "file.old_excel") from None
    if not book["sheet"]:
        raise FileRefused("file.no_sheet")
    form = Form(sheet=book["sheet"], other_sheets=tuple(book["others"]), hidden_sheets=tuple(book["hidden"]))
    return _with_header(form, _XlsSource(rows, is_merged=book["merged"]), EPOCH_1900)


def _with_header(form: Form, source: _Source, epoch: datetime) -> Table:
    for line, cells in source.lines(range(limits.COLUMNS + 1)):
        if isinstance(cells, RowProblem):
            raise FileRefused("file.quote", line=line)
        if not any(cell.strip() for cell in cells):
            continue
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) > limits.COLUMNS:
            raise FileRefused("file.too_many_columns", limit=limits.COLUMNS)
        return Table(form, line, tuple(cells), epoch, source)
    raise FileRefused("file.empty")


class _SheetSource:
    def __init__(self, reader: SheetReader) -> None:
        self._reader = reader

    def lines(self, wanted: Collection[int]) -> Iterator[Line]:
        return self._reader.rows(wanted)

    def survey(self) -> tuple[int, bool]:
        return self._reader.survey()


class _XlsSource:
    def __init__(self, rows: Path, *, is_merged: bool) -> None:
        self._rows, self._is_merged = rows, is_merged

    def lines(self, _wanted: Collection[int] = ()) -> Iterator[Line]:
        for line, cells in enumerate(read_rows(self._rows), start=1):
            yield line, [Number(cell[0]) if isinstance(cell, list) else cell for cell in cells]

    def survey(self) -> tuple[int, bool]:
        return sum(1 for cells in read_rows(self._rows) if any(cells)), self._is_merged


class _TextSource:
    def __init__(self, path: Path, form: Form) -> None:
        self._path, self._form = path, form

    def lines(self, _wanted: Collection[int] = ()) -> Iterator[Line]:
        """Rows by the strict rules of CSV: one whose quotes do not fit is a problem, and reading goes on after it."""
        with self._path.open(encoding=self._form.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self._form.delimiter, strict=True)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    if "unexpected end" in str(error) or "field larger" in str(error):
                        raise FileRefused(
                            "file.quote" if self._opens_quote(line) else "file.binary", line=line
                        ) from None
                    yield line, RowProblem(line, "", "", "row.quotes", {"last": reader.line_num})
                else:
                    yield line, cells

    def _opens_quote(self, line: int) -> bool:
        """Whether a quote can be to blame that the line has no end: it stands in its beginning, or before."""
        with self._path.open(encoding=self._form.encoding, newline="") as stream:
            for _nth in range(line - 1):
                stream.readline()
            return '"' in stream.readline(csv.field_size_limit())

    def survey(self) -> tuple[int, bool]:
        return sum(1 for _line, cells in self.lines() if isinstance(cells, RowProblem) or any(cells)), False
