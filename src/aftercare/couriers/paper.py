"""The settlement sheet as a paper, A4, for the courier (O7). Every text is escaped: reportlab reads markup (C15)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from aftercare.cases.pack.paper import (
    HEAD,
    HEADING,
    LABEL,
    LINE,
    ROWS,
    SHADED_HEAD,
    TEXT,
    TITLE,
    About,
    heading,
    load_fonts,
    paragraph,
    table,
    write_paper,
)

_RIGHT = ParagraphStyle("right", TEXT, alignment=TA_RIGHT)
_HEADING_RIGHT = ParagraphStyle("heading-right", HEADING, alignment=TA_RIGHT)
PIECES = (28, 48, 44, 24, 30)  # millimetres
CLAIMS = (28, 56, 26, 32, 32)


@dataclass(frozen=True)
class Printed:
    """All that the paper says, as plain texts in one language; amounts stand in the last columns."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    pieces_title: str
    pieces_heads: Sequence[str]
    pieces: Sequence[Sequence[str]]
    claims_title: str
    claims_heads: Sequence[str]
    claims: Sequence[Sequence[str]]
    none: str
    sums: Sequence[tuple[str, str]]
    signatures: tuple[str, str]
    foot: str
    language: str


def write_sheet(out: BinaryIO, sheet: Printed) -> None:
    """Write the paper to `out`."""
    load_fonts()
    about = About(f"{sheet.title} {sheet.subtitle}", sheet.language, sheet.foot)
    write_paper(out, about, _parts(sheet))


def _parts(sheet: Printed) -> Iterator[Flowable]:
    yield paragraph(sheet.title, TITLE)
    yield paragraph(sheet.subtitle, LABEL)
    yield Spacer(0, 6)
    yield table([[paragraph(name, LABEL), paragraph(value)] for name, value in sheet.facts], (44, 130))
    yield from _listed(sheet.pieces_title, (sheet.pieces_heads, sheet.pieces), PIECES, 1, sheet.none)
    yield from _listed(sheet.claims_title, (sheet.claims_heads, sheet.claims), CLAIMS, 2, sheet.none)
    yield KeepTogether([Spacer(0, 10), _sums(sheet), Spacer(0, 26), _signatures(sheet)])


def _listed(
    title: str, lines: tuple[Sequence[str], Sequence[Sequence[str]]], widths: Sequence[int], amounts: int, none: str
) -> Iterator[Flowable]:
    """A heading and tables whose head is repeated on each page. `amounts`: so many columns at the end stand right."""
    heads, rows = lines
    yield from heading(title)
    if not rows:
        yield paragraph(none, LABEL)
        return
    first_amount = len(heads) - amounts
    head = [paragraph(text, _HEADING_RIGHT if n >= first_amount else HEADING) for n, text in enumerate(heads)]
    for start in range(0, len(rows), ROWS):
        cells = [
            [paragraph(text, _RIGHT if n >= first_amount else TEXT) for n, text in enumerate(row)]
            for row in rows[start : start + ROWS]
        ]
        yield table([head, *cells], widths, [SHADED_HEAD], repeatRows=1)


def _sums(sheet: Printed) -> Table:
    rows = [[paragraph(label), paragraph(amount, _RIGHT)] for label, amount in sheet.sums[:-1]]
    label, amount = sheet.sums[-1]
    rows.append([paragraph(label, HEADING), paragraph(amount, _HEADING_RIGHT)])
    return table(rows, (134, 40), [("BACKGROUND", (0, len(rows) - 1), (-1, len(rows) - 1), HEAD)])


def _signatures(sheet: Printed) -> Table:
    cells = [[paragraph(text, LABEL) for text in sheet.signatures]]
    return Table(cells, [87 * mm] * 2, style=[("LINEABOVE", (0, 0), (-1, -1), 0.5, LINE)], hAlign="LEFT")
