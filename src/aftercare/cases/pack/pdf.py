"""Draw an evidence pack as a PDF. Fonts are embedded, only with the characters that are used.

Reportlab reads a markup in texts, whose <img> would fetch files and addresses: every text is escaped before (C15).
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from aftercare.cases.pack.contents import Contents, Piece
from aftercare.cases.pack.limits import KILOBYTE
from aftercare.cases.pack.pictures import scaled
from aftercare.cases.pack.sheet import Made, Sheet
from aftercare.files.terms import MEGABYTE, MediaType

FONTS: Final = Path(__file__).parent / "fonts"
PLAIN, BOLD = "NotoSansSC", "NotoSansSC-Bold"
MARGIN, FOOT = 18 * mm, 10 * mm
WIDTH = A4[0] - 2 * MARGIN
PADDING = 6  # that reportlab leaves inside its margins
TALLEST = 104 * mm  # two pictures on a page
SIDE = 1240  # pixels: 180 dots an inch over the width of the page
LARGEST = 400 * KILOBYTE  # of one picture
ROWS = 100  # of one table: a table lays all that is left of it out anew on each page
REST = MEGABYTE  # bytes for texts and fonts
INK, GREY, LINE, HEAD = (HexColor(f"#{value}") for value in ("1a1f29", "5b6472", "c9ced6", "eef0f3"))

_TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9, leading=13.5, textColor=INK, wordWrap="CJK")
_SMALL = ParagraphStyle("small", _TEXT, fontSize=7.5, leading=11, textColor=GREY)
_LABEL = ParagraphStyle("label", _TEXT, textColor=GREY)
_HEAD = ParagraphStyle("head", _TEXT, fontName=BOLD)
_PART = ParagraphStyle("part", _HEAD, fontSize=11.5, leading=16, spaceBefore=12, spaceAfter=5)
_TITLE = ParagraphStyle("title", _HEAD, fontSize=18, leading=25, spaceAfter=2)
_GRID = [
    ("FONT", (0, 0), (-1, -1), PLAIN),  # else Helvetica stands in the paper, which is not embedded
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]
# Streams as they are: written out as ASCII they would be a quarter larger.
rl_config.useA85 = 0


def write_pdf(out: BinaryIO, contents: Contents, made: Made) -> None:
    """Write the pack to `out`, in the active language."""
    load_fonts()
    sheet = Sheet(contents, made)
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN - PADDING,
        rightMargin=MARGIN - PADDING,
        topMargin=MARGIN,
        bottomMargin=MARGIN + FOOT,
        title=f"{sheet.title} {sheet.number}",
        author=sheet.shop,
        lang=made.language,
        initialFontName=PLAIN,
    )
    document.build(list(_parts(sheet)), canvasmaker=partial(_Pages, foot=sheet.foot))


def _parts(sheet: Sheet) -> Iterator[Flowable]:
    yield _paragraph(sheet.title, _TITLE)
    yield _paragraph(sheet.subtitle, _LABEL)
    yield Spacer(0, 6)
    yield _table([[_paragraph(name, _LABEL), _paragraph(value)] for name, value in sheet.facts], (38, 136))
    yield from _part(_("What was bought and asked for"))
    yield _listed(
        (_("Goods"), _("Bought"), _("Amount paid"), _("Pieces asked"), _("Amount asked")),
        sheet.goods,
        (78, 18, 26, 18, 34),
    )
    for title, texts in sheet.words:
        yield from _part(title)
        yield from (_paragraph(text) for text in texts)
    yield from _part(_("Course of events"))
    if sheet.earlier:
        yield _paragraph(sheet.earlier, _SMALL)
    columns = (_("Time"), _("Who"), _("Step"))
    for first in range(0, len(steps := sheet.steps), ROWS):
        yield _listed(columns, steps[first : first + ROWS], (32, 34, 108))
    if sheet.inspected:
        yield from _part(_("Inspection of the returned goods"))
        heads = (_("Goods"), _("Received"), _("Good"), _("Defective"), _("Result"))
        yield _listed(heads, sheet.inspected, (62, 16, 14, 18, 64))
    if sheet.letters:
        yield from _part(_("Messages sent to the buyer"))
    for head, text in sheet.letters:
        yield _paragraph(head, _LABEL)
        yield _paragraph(text)
        yield Spacer(0, 5)
    yield from _attachments(sheet)


def _attachments(sheet: Sheet) -> Iterator[Flowable]:
    pictures = [piece for piece in sheet.pieces if piece.is_picture]
    most = min(LARGEST, (sheet.limits.largest[MediaType.PDF] - REST) // max(1, len(pictures)))
    for nth, piece in enumerate(pictures):
        head = [] if nth else list(_part(_("Pictures")))
        caption = [_paragraph(text, _SMALL) for text in sheet.caption(piece)]
        yield KeepTogether([*head, Picture(piece, most), *caption, Spacer(0, 8)])
    if sheet.pieces:
        yield from _part(_("Index of the attachments"))
        yield _paragraph(_("SHA-256 of each file as the shop keeps it unchanged."), _SMALL)
        heads = (_("File"), _("Added at"), _("By"), "SHA-256")
        yield _listed(heads, sheet.index, (36, 30, 28, 80))


def _part(title: str) -> Iterator[Flowable]:
    """A heading, never alone at the foot of a page."""
    yield CondPageBreak(28 * mm)
    yield _paragraph(title, _PART)


class Picture(Flowable):
    """One picture, read and made smaller only when its page is drawn."""

    def __init__(self, piece: Piece, most: int) -> None:
        super().__init__()
        self._piece, self._most = piece, most
        wide, high = piece.file.width or 1, piece.file.height or 1
        scale = min(WIDTH / wide, TALLEST / high, 1)
        self.width, self.height = wide * scale, high * scale

    def wrap(self, *_available: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        picture = _Jpeg(scaled(self._piece, self._most, SIDE))
        self.canv.drawImage(picture, 0, 0, self.width, self.height)


class _Jpeg(ImageReader):
    """A JPEG that goes into the paper as it is. Reportlab would decode it, only to know it again, and keep that."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self._content, self._dataA = content, None

    def getRGBData(self) -> bytes:
        return self._content


class _Pages(Canvas):
    """Writes the foot of each page at the end, when the number of pages is known."""

    def __init__(self, *args: Any, foot: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._foot, self._drawn = foot, []  # type: ignore[var-annotated]

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


def _listed(heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Table:
    """A table with a head that is repeated on each page."""
    found = [[_paragraph(cell) for cell in row] for row in rows]
    style = [("BACKGROUND", (0, 0), (-1, 0), HEAD)]
    return _table([[_paragraph(head, _HEAD) for head in heads], *found], widths, style, repeatRows=1)


def _table(rows: list[Any], widths: Sequence[int], style: Sequence[Any] = (), **options: Any) -> Table:
    """`widths` in millimetres. A row higher than a page goes on on the next one."""
    return Table(rows, [width * mm for width in widths], style=[*_GRID, *style], splitInRow=1, hAlign="LEFT", **options)


def _paragraph(text: object, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(escape(str(text)).replace("\n", "<br/>"), style)


@cache
def load_fonts() -> None:
    """Once in a process: 45 MB of memory for both."""
    registerFont(TTFont(PLAIN, str(FONTS / "NotoSansSC_400Regular.ttf")))
    registerFont(TTFont(BOLD, str(FONTS / "NotoSansSC_700Bold.ttf")))
