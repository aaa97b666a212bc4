"""Draw pick slips: A5, one order after the other, each with its own pages.

Drawn by hand instead of laid out by a document template: five hundred slips take seconds, and memory stays flat.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from aftercare.cases.pack.paper import BOLD, GREY, HEAD, INK, LINE, PLAIN, load_fonts
from aftercare.dispatch.slips.sheet import Slip, SlipLine

WIDE, HIGH = A5
MARGIN: Final = 9 * mm
INNER = WIDE - 2 * MARGIN
FOOT: Final = 7 * mm
LOWEST = MARGIN + FOOT
QR: Final = 24 * mm
BAR_HIGH: Final = 11 * mm
BAR_WIDE = INNER - QR - 5 * mm
MOST_BAR: Final = 0.36 * mm  # of one bar: wider ones help no scanner
GAP: Final = 2 * mm
SMALL_HEAD: Final = 15 * mm
MARK_HIGH: Final = 9 * mm
COLUMNS: Final = (7 * mm, 30 * mm, 68 * mm, 13 * mm)  # number, code, goods, pieces; the rest is the box to tick

_TEXT = ParagraphStyle("slip", fontName=PLAIN, fontSize=9, leading=12, textColor=INK, wordWrap="CJK")
_CODE = ParagraphStyle("slip-code", _TEXT, fontName=BOLD, fontSize=9.5, leading=12)
_SMALL = ParagraphStyle("slip-small", _TEXT, fontSize=7.5, leading=10, textColor=GREY)
_STRONG = ParagraphStyle("slip-strong", _TEXT, fontName=BOLD, fontSize=10, leading=13.5)
_LABEL = ParagraphStyle("slip-label", _TEXT, textColor=GREY)


def write_slips(out: BinaryIO, slips: Iterable[Slip], *, title: str) -> None:
    """Write all of them to `out`, in the active language."""
    load_fonts()
    canvas = Canvas(out, pagesize=A5, initialFontName=PLAIN)
    canvas.setTitle(title)
    for slip in slips:
        _Drawing(canvas, slip).draw()
    canvas.save()


class _Drawing:
    """One slip. Rows are measured first, so that each page knows how many there are."""

    def __init__(self, canvas: Canvas, slip: Slip) -> None:
        self._canvas, self._slip, self._y = canvas, slip, 0.0

    def draw(self) -> None:
        rows = [_Row(nth, line) for nth, line in enumerate(self._slip.lines, start=1)]
        room = HIGH - MARGIN - LOWEST
        pages = _pages(rows, first=room - self._head_height(), further=room - SMALL_HEAD - 7 * mm)
        for nth, page in enumerate(pages, start=1):
            self._y = HIGH - MARGIN
            if nth == 1:
                self._head()
            else:
                self._small_head()
            self._table(page)
            self._foot(nth, len(pages))
            self._canvas.showPage()

    def _head_height(self) -> float:
        notes = self._notes_paragraph()
        boxes = MARK_HIGH * len(self._mark_rows())
        high = QR + GAP + boxes + sum(_height(value, INNER - 22 * mm) for _name, value in self._facts())
        return high + (_height(notes, INNER - 6 * mm) + 6 * mm if notes else 0.0) + GAP + 7 * mm

    def _facts(self) -> list[tuple[str, Paragraph]]:
        return [(name, _paragraph(value)) for name, value in self._slip.facts]

    def _notes_paragraph(self) -> Paragraph | None:
        notes = self._slip.notes
        return Paragraph("<br/>".join(escape(note) for note in notes), _STRONG) if notes else None

    def _head(self) -> None:
        canvas, top = self._canvas, self._y
        _qr(canvas, self._slip.number, WIDE - MARGIN - QR, top - QR)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 13)
        canvas.drawString(MARGIN, top - 4.5 * mm, self._slip.title)
        canvas.setFont(PLAIN, 8.5)
        canvas.drawString(MARGIN + 20 * mm, top - 4.5 * mm, _cut(self._slip.shop, 8.5, BAR_WIDE - 48 * mm))
        if self._slip.copy:
            canvas.setFont(BOLD, 9)
            canvas.drawRightString(MARGIN + BAR_WIDE, top - 4.5 * mm, self._slip.copy)
        _bars(canvas, self._slip.number, MARGIN, top - 7 * mm - BAR_HIGH)
        canvas.setFont(BOLD, 10)
        canvas.drawString(MARGIN, top - QR + 1 * mm, self._slip.number)
        self._y = top - QR - GAP
        self._marks()
        for name, value in self._facts():
            self._y -= _place(canvas, value, MARGIN + 22 * mm, self._y, INNER - 22 * mm)
            canvas.setFillColor(GREY)
            canvas.setFont(PLAIN, 9)
            canvas.drawString(MARGIN, self._y + value.height - 9, name)
        self._notes()
        self._y -= GAP

    def _mark_rows(self) -> list[list[tuple[str, float]]]:
        """Marks with the width of their boxes, in as many rows as they need."""
        rows: list[list[tuple[str, float]]] = []
        room = 0.0
        for mark in self._slip.marks:
            wide = stringWidth(mark, BOLD, 10) + 5 * mm
            if not rows or wide > room:
                rows.append([])
                room = INNER
            rows[-1].append((mark, wide))
            room -= wide + 2 * mm
        return rows

    def _marks(self) -> None:
        """Boxes that are seen from a distance."""
        canvas = self._canvas
        canvas.setStrokeColor(INK)
        canvas.setFillColor(INK)
        canvas.setLineWidth(1.2)
        canvas.setFont(BOLD, 10)
        for row in self._mark_rows():
            x = MARGIN
            for mark, wide in row:
                canvas.rect(x, self._y - 7 * mm, wide, 6.5 * mm)
                canvas.drawString(x + 2.5 * mm, self._y - 5 * mm, mark)
                x += wide + 2 * mm
            self._y -= MARK_HIGH

    def _notes(self) -> None:
        notes = self._notes_paragraph()
        if notes is None:
            return
        high = _height(notes, INNER - 6 * mm)
        self._canvas.setFillColor(HEAD)
        self._canvas.setStrokeColor(INK)
        self._canvas.setLineWidth(0.8)
        self._canvas.rect(MARGIN, self._y - high - 5 * mm, INNER, high + 4 * mm, fill=1)
        _place(self._canvas, notes, MARGIN + 3 * mm, self._y - 2.5 * mm, INNER - 6 * mm)
        self._y -= high + 6 * mm

    def _small_head(self) -> None:
        """Of a further page: whose it is."""
        canvas, top = self._canvas, self._y
        _qr(canvas, self._slip.number, WIDE - MARGIN - 14 * mm, top - 14 * mm, 14 * mm)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 11)
        canvas.drawString(MARGIN, top - 5 * mm, self._slip.number)
        canvas.setFont(PLAIN, 9)
        canvas.drawString(MARGIN, top - 10 * mm, f"{self._slip.title} · {self._slip.shop}  {self._slip.copy}")
        self._y = top - SMALL_HEAD

    def _table(self, rows: Sequence["_Row"]) -> None:
        canvas, x = self._canvas, MARGIN
        canvas.setFillColor(HEAD)
        canvas.rect(MARGIN, self._y - 6 * mm, INNER, 6 * mm, stroke=0, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 8.5)
        for name, wide in zip(("", _("Merchant code"), _("Goods")), COLUMNS, strict=False):
            canvas.drawString(x + 1 * mm, self._y - 4.2 * mm, name)
            x += wide
        canvas.drawRightString(x + COLUMNS[3] - 3 * mm, self._y - 4.2 * mm, _("Pieces"))
        self._y -= 6.5 * mm
        for row in rows:
            row.draw(canvas, self._y)
            self._y -= row.height

    def _foot(self, nth: int, pages: int) -> None:
        canvas = self._canvas
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(GREY)
        canvas.drawString(MARGIN, MARGIN, self._slip.foot)
        canvas.drawRightString(WIDE - MARGIN, MARGIN, f"{nth} / {pages}")


class _Row:
    """One line of the goods, measured."""

    def __init__(self, nth: int, line: SlipLine) -> None:
        self._nth, self._line = nth, line
        self._code = _paragraph(line.code or "–", _CODE)
        goods = [_paragraph(line.goods)]
        if line.sku:
            goods.append(_paragraph(line.sku, _CODE))
        if line.remark:
            goods.append(_paragraph(f"※ {line.remark}", _STRONG))
        self._goods = goods
        high = max(
            _height(self._code, COLUMNS[1] - 2 * mm), sum(_height(one, COLUMNS[2] - 2 * mm) for one in self._goods)
        )
        self.height = high + 2.6 * mm

    def draw(self, canvas: Canvas, top: float) -> None:
        """With its upper edge at `top`."""
        x = MARGIN
        canvas.setFillColor(GREY)
        canvas.setFont(PLAIN, 8)
        canvas.drawString(x + 1 * mm, top - 9, str(self._nth))
        x += COLUMNS[0]
        _place(canvas, self._code, x + 1 * mm, top, COLUMNS[1] - 2 * mm)
        x += COLUMNS[1]
        y = top
        for one in self._goods:
            y -= _place(canvas, one, x + 1 * mm, y, COLUMNS[2] - 2 * mm)
        x += COLUMNS[2]
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 13 if self._line.pieces > 1 else 11)  # more than one is what gets lost
        canvas.drawRightString(x + COLUMNS[3] - 3 * mm, top - 11, str(self._line.pieces))
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.8)
        canvas.rect(WIDE - MARGIN - 7 * mm, top - 5 * mm, 4.4 * mm, 4.4 * mm)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, top - self.height + 1.2 * mm, WIDE - MARGIN, top - self.height + 1.2 * mm)


def _pages(rows: Sequence[_Row], *, first: float, further: float) -> list[list[_Row]]:
    """Rows by page; a page has one at least, however high."""
    pages: list[list[_Row]] = [[]]
    room = first
    for row in rows:
        if pages[-1] and row.height > room:
            pages.append([])
            room = further
        pages[-1].append(row)
        room -= row.height
    return pages


def _paragraph(text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _height(paragraph: Paragraph, wide: float) -> float:
    return float(paragraph.wrap(wide, HIGH)[1])


def _place(canvas: Canvas, paragraph: Paragraph, x: float, top: float, wide: float) -> float:
    """Draw it below `top`; how high it is."""
    high = _height(paragraph, wide)
    paragraph.drawOn(canvas, x, top - high)
    return high


def _cut(text: str, size: float, wide: float) -> str:
    """The text, shortened to one line."""
    while text and stringWidth(text, PLAIN, size) > wide:
        text = text[:-2] + "…" if len(text) > 2 else ""
    return text


def _bars(canvas: Canvas, number: str, x: float, y: float) -> None:
    """Code 128; a number that it cannot hold has the square alone."""
    if not number.isascii():
        return
    modules = Code128(number, barWidth=1, quiet=False).width
    Code128(number, barWidth=min(MOST_BAR, BAR_WIDE / modules), barHeight=BAR_HIGH, quiet=False).drawOn(canvas, x, y)


def _qr(canvas: Canvas, number: str, x: float, y: float, size: float = QR) -> None:
    """The number as a square, drawn as one path: thousands of small rectangles make large papers."""
    dots = _dots(number)
    step = size / (len(dots) + 2)  # a quiet zone
    path = canvas.beginPath()
    for row, line in enumerate(dots):
        start = None
        for column, dark in enumerate([*line, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(x + step * (1 + start), y + size - step * (2 + row), step * (column - start), step)
                start = None
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)


@lru_cache(maxsize=4)
def _dots(number: str) -> tuple[tuple[bool, ...], ...]:
    code = QrCodeWidget(number, barLevel="M").qr
    code.make()
    return tuple(tuple(bool(dot) for dot in row) for row in code.modules)
