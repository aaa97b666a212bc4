"""The number of an order as a scanner reads it: bars and a square."""

from functools import lru_cache
from typing import Final

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from aftercare.cases.pack.paper import INK

MOST_BAR: Final = 0.36 * mm  # of one bar: wider ones help no scanner


def draw_bars(canvas: Canvas, number: str, x: float, y: float, wide: float, high: float) -> None:
    """Code 128; a number that it cannot hold has the square alone."""
    if not number.isascii():
        return
    modules = Code128(number, barWidth=1, quiet=False).width
    Code128(number, barWidth=min(MOST_BAR, wide / modules), barHeight=high, quiet=False).drawOn(canvas, x, y)


def draw_square(canvas: Canvas, number: str, x: float, y: float, size: float) -> None:
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
