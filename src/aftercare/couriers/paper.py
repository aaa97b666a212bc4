"""The settlement sheet as a paper, A4, for the courier (O7). Every text is escaped: reportlab reads markup (C15)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from aftercare.cases.pack.pdf import BOLD, FOOT, GREY, HEAD, INK, LINE, MARGIN, PADDING, PLAIN, load_fonts

ROWS = 100  # of one table: a table lays all that is left of it out anew on each page
_TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9, leading=13.5, textColor=INK, wordWrap="CJK")
_RIGHT = ParagraphStyle("right", _TEXT, alignment=TA_RIGHT)
_LABEL = ParagraphStyle("label", _TEXT, textColor=GREY)
_HEADING = ParagraphStyle("heading", _TEXT, fontName=BOLD)
_HEADING_RIGHT = ParagraphStyle("heading-right", _HEADING, alignment=TA_RIGHT)
_PART = ParagraphStyle("part", _HEADING, fontSize=11.5, leading=16, spaceBefore=12, spaceAfter=5)
_TITLE = ParagraphStyle("title", _HEADING, fontSize=18, leading=25, spaceAfter=2)
_GRID: list[tuple[Any, ...]] = [
    ("FONT", (0, 0), (-1, -1), PLAIN),  # else Helvetica stands in the paper, which is not embedded
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]
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
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN - PADDING, rightMargin=MARGIN - PADDING, topMargin=MARGIN,
        bottomMargin=MARGIN + FOOT, title=f"{sheet.title} {sheet.subtitle}", lang=sheet.language,
        initialFontName=PLAIN,
    )  # fmt: skip
    document.build(list(_parts(sheet)), canvasmaker=partial(_Pages, foot=sheet.foot))


def _parts(sheet: Printed) -> Iterator[Flowable]:
    yield _paragraph(sheet.title, _TITLE)
    yield _paragraph(sheet.subtitle, _LABEL)
    yield Spacer(0, 6)
    yield _table([[_paragraph(name, _LABEL), _paragraph(value)] for name, value in sheet.facts], (44, 130))
    yield from _listed(sheet.pieces_title, (sheet.pieces_heads, sheet.pieces), PIECES, 1, sheet.none)
    yield from _listed(sheet.claims_title, (sheet.claims_heads, sheet.claims), CLAIMS, 2, sheet.none)
    yield KeepTogether([Spacer(0, 10), _sums(sheet), Spacer(0, 26), _signatures(sheet)])


def _listed(
    title: str, lines: tuple[Sequence[str], Sequence[Sequence[str]]], widths: Sequence[int], amounts: int, none: str
) -> Iterator[Flowable]:
    """A heading, never alone at the foot of a page, and tables whose head is repeated on each page. `amounts`: so many
    columns at the end stand right."""
    heads, rows = lines
    yield CondPageBreak(28 * mm)
    yield _paragraph(title, _PART)
    if not rows:
        yield _paragraph(none, _LABEL)
        return
    first_amount = len(heads) - amounts
    head = [_paragraph(text, _HEADING_RIGHT if n >= first_amount else _HEADING) for n, text in enumerate(heads)]
    for start in range(0, len(rows), ROWS):
        cells = [
            [_paragraph(text, _RIGHT if n >= first_amount else _TEXT) for n, text in enumerate(row)]
            for row in rows[start : start + ROWS]
        ]
        yield _table([head, *cells], widths, [("BACKGROUND", (0, 0), (-1, 0), HEAD)], repeatRows=1)


def _sums(sheet: Printed) -> Table:
    rows = [[_paragraph(label), _paragraph(amount, _RIGHT)] for label, amount in sheet.sums[:-1]]
    label, amount = sheet.sums[-1]
    rows.append([_paragraph(label, _HEADING), _paragraph(amount, _HEADING_RIGHT)])
    return _table(rows, (134, 40), [("BACKGROUND", (0, len(rows) - 1), (-1, len(rows) - 1), HEAD)])


def _signatures(sheet: Printed) -> Table:
    cells = [[_paragraph(text, _LABEL) for text in sheet.signatures]]
    return Table(cells, [87 * mm] * 2, style=[("LINEABOVE", (0, 0), (-1, -1), 0.5, LINE)], hAlign="LEFT")


class _Pages(Canvas):
    """Writes the foot of each page at the end, when the number of pages is known."""

    def __init__(self, *args: Any, foot: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._foot = foot
        self._drawn: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._drawn.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        pages = self._drawn
        for number, page in enumerate(pages, start=1):
            self.__dict__.update(page)
            self.setFont(PLAIN, 7.5)
            self.setFillColor(GREY)
            self.drawString(MARGIN, FOOT, self._foot)
            self.drawRightString(A4[0] - MARGIN, FOOT, f"{number} / {len(pages)}")
            super().showPage()
        super().save()


def _table(rows: list[Any], widths: Sequence[int], style: Sequence[Any] = (), **options: Any) -> Table:
    """`widths` in millimetres."""
    return Table(rows, [width * mm for width in widths], style=[*_GRID, *style], splitInRow=1, hAlign="LEFT", **options)


def _paragraph(text: object, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(escape(str(text)).replace("\n", "<br/>"), style)
