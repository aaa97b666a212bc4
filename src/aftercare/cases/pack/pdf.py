"""Draw an evidence pack as a PDF."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from aftercare.cases.pack.contents import Contents, Piece
from aftercare.cases.pack.limits import KILOBYTE
from aftercare.cases.pack.paper import (
    HEADING,
    LABEL,
    ROWS,
    SHADED_HEAD,
    SMALL,
    TITLE,
    WIDTH,
    About,
    heading,
    load_fonts,
    paragraph,
    table,
    write_paper,
)
from aftercare.cases.pack.pictures import scaled
from aftercare.cases.pack.sheet import Made, Sheet
from aftercare.files.terms import MEGABYTE, MediaType

TALLEST = 104 * mm  # two pictures on a page
SIDE = 1240  # pixels: 180 dots an inch over the width of the page
LARGEST = 400 * KILOBYTE  # of one picture
REST = MEGABYTE  # bytes for texts and fonts


def write_pdf(out: BinaryIO, contents: Contents, made: Made) -> None:
    """Write the pack to `out`, in the active language."""
    load_fonts()
    sheet = Sheet(contents, made)
    about = About(f"{sheet.title} {sheet.number}", made.language, sheet.foot, sheet.shop)
    write_paper(out, about, _parts(sheet))


def _parts(sheet: Sheet) -> Iterator[Flowable]:
    yield paragraph(sheet.title, TITLE)
    yield paragraph(sheet.subtitle, LABEL)
    yield Spacer(0, 6)
    yield table([[paragraph(name, LABEL), paragraph(value)] for name, value in sheet.facts], (38, 136))
    yield from heading(_("What was bought and asked for"))
    yield _listed(
        (_("Goods"), _("Bought"), _("Amount paid"), _("Pieces asked"), _("Amount asked")),
        sheet.goods,
        (78, 18, 26, 18, 34),
    )
    for title, texts in sheet.words:
        yield from heading(title)
        yield from (paragraph(text) for text in texts)
    yield from heading(_("Course of events"))
    if sheet.earlier:
        yield paragraph(sheet.earlier, SMALL)
    columns = (_("Time"), _("Who"), _("Step"))
    for first in range(0, len(steps := sheet.steps), ROWS):
        yield _listed(columns, steps[first : first + ROWS], (32, 34, 108))
    if sheet.packed:
        yield from heading(_("Packing record"))
        yield paragraph(_("Each piece was checked against the order before the box was closed."), SMALL)
        checked = (_("Time"), _("Packed by"), _("In the box"), _("Weight and film"))
        yield _listed(checked, sheet.packed, (32, 28, 66, 48))
    if sheet.inspected:
        yield from heading(_("Inspection of the returned goods"))
        heads = (_("Goods"), _("Received"), _("Good"), _("Defective"), _("Result"))
        yield _listed(heads, sheet.inspected, (62, 16, 14, 18, 64))
    if sheet.letters:
        yield from heading(_("Messages sent to the buyer"))
    for head, text in sheet.letters:
        yield paragraph(head, LABEL)
        yield paragraph(text)
        yield Spacer(0, 5)
    yield from _attachments(sheet)


def _attachments(sheet: Sheet) -> Iterator[Flowable]:
    pictures = [piece for piece in sheet.pieces if piece.is_picture]
    most = min(LARGEST, (sheet.limits.largest[MediaType.PDF] - REST) // max(1, len(pictures)))
    for nth, piece in enumerate(pictures):
        head = [] if nth else list(heading(_("Pictures")))
        caption = [paragraph(text, SMALL) for text in sheet.caption(piece)]
        yield KeepTogether([*head, Picture(piece, most), *caption, Spacer(0, 8)])
    if sheet.pieces:
        yield from heading(_("Index of the attachments"))
        yield paragraph(_("SHA-256 of each file as the shop keeps it unchanged."), SMALL)
        heads = (_("File"), _("Added at"), _("By"), "SHA-256")
        yield _listed(heads, sheet.index, (36, 30, 28, 80))


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


def _listed(heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Table:
    """A table with a head that is repeated on each page."""
    found = [[paragraph(cell) for cell in row] for row in rows]
    return table([[paragraph(head, HEADING) for head in heads], *found], widths, [SHADED_HEAD], repeatRows=1)
