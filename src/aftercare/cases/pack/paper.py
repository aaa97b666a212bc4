"""Papers on A4: what evidence packs and settlement sheets have in common. Fonts are embedded, only with the characters
that are used.

Reportlab reads a markup in texts, whose <img> would fetch files and addresses: every text is escaped before (C15).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Table

FONTS: Final = Path(__file__).parent / "fonts"
PLAIN, BOLD = "NotoSansSC", "NotoSansSC-Bold"
MARGIN, FOOT = 18 * mm, 10 * mm
WIDTH = A4[0] - 2 * MARGIN
PADDING = 6  # that reportlab leaves inside its margins
ROWS = 100  # of one table: a table lays all that is left of it out anew on each page
INK, GREY, LINE, HEAD = (HexColor(f"#{value}") for value in ("1a1f29", "5b6472", "c9ced6", "eef0f3"))

TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9, leading=13.5, textColor=INK, wordWrap="CJK")
SMALL = ParagraphStyle("small", TEXT, fontSize=7.5, leading=11, textColor=GREY)
LABEL = ParagraphStyle("label", TEXT, textColor=GREY)
HEADING = ParagraphStyle("heading", TEXT, fontName=BOLD)
PART = ParagraphStyle("part", HEADING, fontSize=11.5, leading=16, spaceBefore=12, spaceAfter=5)
TITLE = ParagraphStyle("title", HEADING, fontSize=18, leading=25, spaceAfter=2)
SHADED_HEAD = ("BACKGROUND", (0, 0), (-1, 0), HEAD)
_GRID: list[tuple[Any, ...]] = [
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


@dataclass(frozen=True)
class About:
    """What the paper is, for the reader's window; `foot` stands on each page: whose paper it is (E10)."""

    title: str
    language: str
    foot: str
    author: str = ""
    is_landscape: bool = False


def write_paper(out: BinaryIO, about: About, parts: Iterable[Flowable]) -> None:
    """Write the parts to `out`, one below the other. The caller has loaded the fonts before it made them."""
    document = SimpleDocTemplate(
        out,
        pagesize=landscape(A4) if about.is_landscape else A4,
        leftMargin=MARGIN - PADDING,
        rightMargin=MARGIN - PADDING,
        topMargin=MARGIN,
        bottomMargin=MARGIN + FOOT,
        title=about.title,
        author=about.author,
        lang=about.language,
        initialFontName=PLAIN,
    )
    document.build(list(parts), canvasmaker=partial(_Pages, foot=about.foot))


def heading(title: str) -> Iterator[Flowable]:
    """A heading, never alone at the foot of a page."""
    yield CondPageBreak(28 * mm)
    yield paragraph(title, PART)


def table(rows: list[Any], widths: Sequence[int], style: Sequence[Any] = (), **options: Any) -> Table:
    """`widths` in millimetres. A row higher than a page goes on on the next one."""
    return Table(rows, [width * mm for width in widths], style=[*_GRID, *style], splitInRow=1, hAlign="LEFT", **options)


def paragraph(text: object, style: ParagraphStyle = TEXT) -> Paragraph:
    """The text as it is, with its lines."""
    return Paragraph(escape(str(text)).replace("\n", "<br/>"), style)


@cache
def load_fonts() -> None:
    """Once in a process: 45 MB of memory for both."""
    registerFont(TTFont(PLAIN, str(FONTS / "NotoSansSC_400Regular.ttf")))
    registerFont(TTFont(BOLD, str(FONTS / "NotoSansSC_700Bold.ttf")))


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
            self.drawRightString(self._pagesize[0] - MARGIN, FOOT, f"{number} / {len(pages)}")
            super().showPage()
        super().save()
