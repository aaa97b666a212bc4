"""Draw pick slips: A5, one order after the other, each with its own pages.

Drawn by hand instead of laid out by a document template: five hundred slips take seconds, and memory stays flat.
"""

from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from aftercare.cases.pack.paper import BOLD, GREY, HEAD, INK, LINE, PLAIN, load_fonts
from aftercare.dispatch.slips.codes import draw_bars, draw_square
from aftercare.dispatch.slips.sheet import Slip, SlipLine

WIDE, HIGH = A5
MARGIN: Final = 9 * mm
INNER = WIDE - 2 * MARGIN
FOOT: Final = 7 * mm
LOWEST = MARGIN + FOOT
QR: Final = 24 * mm
BAR_HIGH: Final = 11 * mm
BAR_WIDE = INNER - QR - 5 * mm
GAP: Final = 2 * mm
SMALL_HEAD: Final = 15 * mm
MARK_HIGH: Final = 9 * mm
NOTE_WIDE = INNER - 6 * mm
BOX: Final = 6 * mm  # around the notes
TABLE_HEAD: Final = 7 * mm
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
        first, further = HIGH - MARGIN - LOWEST - self._head_height(), HIGH - MARGIN - LOWEST - SMALL_HEAD
        notes = self._notes(first, further)
        room = (first if len(notes) < 2 else further) - (_box_height(notes[-1]) if notes else 0.0) - TABLE_HEAD
        full: list[list[_Row]] = [[] for _page in notes[1:]]  # pages that notes alone fill
        pages = full + _pages(rows, first=room, further=further - TABLE_HEAD)
        for nth, page in enumerate(pages):
            self._y = HIGH - MARGIN
            if nth == 0:
                self._head()
            else:
                self._small_head()
            if nth < len(notes):
                self._note_box(notes[nth])
            if page:
                self._table(page)
            self._foot(nth + 1, len(pages))
            self._canvas.showPage()

    def _head_height(self) -> float:
        boxes = MARK_HIGH * len(self._mark_rows())
        return QR + GAP + boxes + sum(_height(value, INNER - 22 * mm) for _name, value in self._facts()) + GAP

    def _facts(self) -> list[tuple[str, Paragraph]]:
        return [(name, _paragraph(value)) for name, value in self._slip.facts]

    def _notes(self, first: float, further: float) -> list[Paragraph]:
        """What is told, cut where a page ends: whatever a shop writes, it leaves room for the goods."""
        notes = self._slip.notes
        rest = [_paragraph("\n".join(notes), _STRONG)] if notes else []
        found: list[Paragraph] = []
        while rest:
            room = (further if found else first) - BOX - TABLE_HEAD
            parts = rest[0].split(NOTE_WIDE, room) if _height(rest[0], NOTE_WIDE) > room else rest
            found.append(parts[0])
            rest = parts[1:]
        return found

    def _head(self) -> None:
        canvas, top = self._canvas, self._y
        draw_square(canvas, self._slip.number, WIDE - MARGIN - QR, top - QR, QR)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 13)
        canvas.drawString(MARGIN, top - 4.5 * mm, self._slip.title)
        canvas.setFont(PLAIN, 8.5)
        canvas.drawString(MARGIN + 20 * mm, top - 4.5 * mm, _cut(self._slip.shop, 8.5, BAR_WIDE - 48 * mm))
        if self._slip.copy:
            canvas.setFont(BOLD, 9)
            canvas.drawRightString(MARGIN + BAR_WIDE, top - 4.5 * mm, self._slip.copy)
        draw_bars(canvas, self._slip.number, MARGIN, top - 7 * mm - BAR_HIGH, BAR_WIDE, BAR_HIGH)
        canvas.setFont(BOLD, 10)
        canvas.drawString(MARGIN, top - QR + 1 * mm, self._slip.number)
        self._y = top - QR - GAP
        self._marks()
        for name, value in self._facts():
            self._y -= _place(canvas, value, MARGIN + 22 * mm, self._y, INNER - 22 * mm)
            canvas.setFillColor(GREY)
            canvas.setFont(PLAIN, 9)
            canvas.drawString(MARGIN, self._y + value.height - 9, name)
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

    def _note_box(self, notes: Paragraph) -> None:
        high = _height(notes, NOTE_WIDE)
        self._canvas.setFillColor(HEAD)
        self._canvas.setStrokeColor(INK)
        self._canvas.setLineWidth(0.8)
        self._canvas.rect(MARGIN, self._y - high - 5 * mm, INNER, high + 4 * mm, fill=1)
        _place(self._canvas, notes, MARGIN + 3 * mm, self._y - 2.5 * mm, NOTE_WIDE)
        self._y -= high + BOX

    def _small_head(self) -> None:
        """Of a further page: whose it is."""
        canvas, top = self._canvas, self._y
        draw_square(canvas, self._slip.number, WIDE - MARGIN - 14 * mm, top - 14 * mm, 14 * mm)
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
    """Rows by page. The first may have no room for any; each further one has a row at least, however high."""
    pages: list[list[_Row]] = [[]]
    room = first
    for row in rows:
        if row.height > room and (pages[-1] or room < further):
            pages.append([])
            room = further
        pages[-1].append(row)
        room -= row.height
    return pages


def _paragraph(text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _height(paragraph: Paragraph, wide: float) -> float:
    return float(paragraph.wrap(wide, HIGH)[1])


def _box_height(notes: Paragraph) -> float:
    return _height(notes, NOTE_WIDE) + BOX


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
