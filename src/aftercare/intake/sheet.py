"""The cells of one sheet, streamed row by row.

Own reader instead of python-calamine, measured: calamine holds 275-323 MB for a sheet of 100,000 x 30 cells and lays
out a sheet with two cells in opposite corners as 16 billion; this one holds one row, at about the same speed. Rows in
the plain form that all common programs write are cut by one regular expression; any other row goes through expat.
"""

import re
import zipfile
from collections.abc import Collection, Iterator
from xml.parsers import expat

from aftercare.intake import limits
from aftercare.intake.problems import FileRefused
from aftercare.intake.values import Number
from aftercare.intake.workbook import Attributes, SharedTexts, chunks, new_parser, unescape

Row = tuple[int, list[str]]  # the row's number in the sheet and its cells, '' for an empty one

_CELL = re.compile(
    r'<c r="([A-Z]+)[0-9]+"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?(?: s="[0-9]+")?>(?:<v>|<is><t[^>]*>)([^<]*)<'
)
_ROW_START = re.compile(rb"<(?:\w+:)?row(?=[\s>/])[^>]*>")
_ROW_NUMBER = re.compile(rb'\sr="(\d{1,7})"')
_PREFIX = re.compile(rb"<(\w+:)?worksheet[\s>]")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_NUMERIC = ("", "n")


def letters(index: int) -> str:
    """What Excel calls a column, from 0: A, B … Z, AA."""
    name, left = "", index + 1
    while left:
        left, digit = divmod(left - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


_LETTERS_OF = [letters(index) for index in range(limits.COLUMNS + 1)]


class SheetReader:
    """Reads one sheet of an opened archive any number of times, always from the top."""

    def __init__(self, archive: zipfile.ZipFile, part: str, texts: SharedTexts) -> None:
        self._archive, self._part, self._texts = archive, part, texts
        self._is_merged = False

    def rows(self, wanted: Collection[int]) -> Iterator[Row]:
        """The wanted columns (from 0) of each row; the others stay ''. Raises FileRefused on a damaged sheet."""
        known = {_LETTERS_OF[index]: index for index in wanted}
        number = 0
        for piece in self._pieces():
            starts = list(_ROW_START.finditer(piece))
            if not starts:
                raise FileRefused("file.damaged")
            found = _ROW_NUMBER.search(starts[-1][0])
            number = int(found[1]) if found else number + len(starts)
            try:
                cells = self._cells(piece[starts[-1].start() :], piece[starts[-1].end() :], known)
            except ValueError:  # no UTF-8, or a shared text without a number
                raise FileRefused("file.damaged") from None
            yield number, cells

    def survey(self) -> tuple[int, bool]:
        """How many rows hold a value, the header with them, and whether cells are merged (only the first of a merged
        group has a value). Counted: the sheet's own word on its size is not believed (E3)."""
        rows = sum(1 for piece in self._pieces() if b"v>" in piece or b"t>" in piece)
        return rows, self._is_merged

    def _pieces(self) -> Iterator[bytes]:
        """The sheet cut at each end of a row, without that end."""
        rest, end, after_rows = b"", b"", False
        for chunk in chunks(self._archive, self._part):
            if b"<!" in rest[-1:] + chunk:  # comments, CDATA, DOCTYPE: nobody writes them into a sheet
                raise FileRefused("file.resave")
            rest += chunk
            if not end:
                prefix = _PREFIX.search(rest)
                if not prefix or b'encoding="UTF-16' in rest[:200]:
                    raise FileRefused("file.resave")
                end = b"</" + (prefix[1] or b"") + b"row>"
            *full, rest = rest.split(end)
            yield from full
            after_rows = after_rows or b"sheetData>" in rest or b"sheetData/>" in rest
            if after_rows:
                self._is_merged = self._is_merged or b"mergeCell" in rest
                rest = rest[-64:]
            elif len(rest) > limits.ROW_BYTES:
                raise FileRefused("file.unpacks")
        if not after_rows:
            raise FileRefused("file.damaged")

    def _cells(self, row: bytes, body: bytes, known: dict[str, int]) -> list[str]:
        cells = _CELL.findall(body.decode())
        expected = body.count(b"</v>") + body.count(b"</t>")
        if b"&" in body or len(cells) != expected or (not cells and b":c" in body):
            return self._parsed(row, known)
        values, texts = [""] * (max(known.values()) + 1), self._texts
        for name, kind, text in cells:
            index = known.get(name)
            if index is not None and text:
                if kind == "s":
                    values[index] = texts[int(text)]
                else:
                    values[index] = Number(text) if kind in _NUMERIC else unescape(text)
        return values

    def _parsed(self, row: bytes, known: dict[str, int]) -> list[str]:
        """The same by expat, for formulas, rich text, entities, prefixes and odd orders of attributes."""
        values = [""] * (max(known.values()) + 1)
        column, kind, reading, parts = -1, "", False, [""]

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal column, kind, reading
            local = tag.rpartition(":")[2]
            reading = local in ("v", "t")
            if local == "c":
                name = _LETTERS.match(attributes.get("r", ""))
                column = _column(name[0]) if name else column + 1
                kind = attributes.get("t", "")
                parts.clear()

        def end(tag: str) -> None:
            nonlocal reading
            reading = False
            text = "".join(parts)
            index = known.get(letters(column))
            if tag.rpartition(":")[2] == "c" and text and index is not None:
                number = kind in _NUMERIC
                values[index] = self._texts[int(text)] if kind == "s" else Number(text) if number else unescape(text)

        def data(text: str) -> None:
            if reading:
                parts.append(text)

        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
        try:
            opening = _ROW_START.match(row)
            name = opening[0].split(None, 1)[0].strip(b"<>/") if opening else b"row"
            parser.Parse(row + b"</" + name + b">", True)
        except (expat.ExpatError, ValueError):
            raise FileRefused("file.damaged") from None
        return values


def _column(name: str) -> int:
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
