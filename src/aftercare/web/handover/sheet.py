"""The handover sheet (P6): one title over nine columns, as Excel and as a paper. It is always Chinese.

It leaves the house: buyers are masked, and so is what free words say of them (J1, J10); no cell is a formula (E1).
"""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer
from xlsxwriter import Workbook

from aftercare.cases.pack.masking import Masker, masker_of
from aftercare.cases.pack.paper import (
    HEADING,
    SHADED_HEAD,
    SMALL,
    TITLE,
    About,
    load_fonts,
    paragraph,
    table,
    write_paper,
)
from aftercare.core.money import Money
from aftercare.handover.models import HandoverItem
from aftercare.handover.terms import ItemState
from aftercare.web.workbooks import MOST_FOOTER, OPTIONS, plain

TITLE_OF: Final = "{shop}客服工作交接表"
HEADINGS: Final = (
    *("买家ID", "订单号", "订单状态", "订单价格", "订单描述"),
    *("交接处理", "交接人", "承接人", "时间"),
)
WIDTHS: Final = (14, 22, 14, 11, 30, 42, 10, 10, 17)  # characters: together as wide as a page that lies
PAPER_WIDTHS: Final = (24, 40, 24, 20, 46, 56, 17, 17, 17)  # millimetres
PRICE, WRAPPED = 3, (4, 5)
ROW_HEIGHT: Final = 30
_SMALL_HEAD: Final = ParagraphStyle("sheet-head", HEADING, fontSize=8, leading=11)
_CELL: Final = ParagraphStyle("sheet-cell", SMALL, textColor=HEADING.textColor)
_DIGITS: Final = re.compile(r"\d+", re.ASCII)
Row = Sequence[str | Money | None]


@dataclass(frozen=True)
class Sheet:
    """All that the file says. `mark`: who took it, and when."""

    title: str
    rows: list[Row]
    mark: str


def make_sheet(shop_name: str, zone: ZoneInfo, items: Sequence[HandoverItem], mark: str) -> Sheet:
    """The lines as rows of the nine columns; `items` with their handover, taker, case and order."""
    return Sheet(TITLE_OF.format(shop=shop_name), [_row(item, zone) for item in items], mark)


def _row(item: HandoverItem, zone: ZoneInfo) -> Row:
    hide = _masker(item)
    handling = hide(item.handling)
    if item.state == ItemState.REFUSED:
        handling = f"{handling}\n（已退回：{hide(item.reason)}）"
    taker = item.taker.name if item.taker and item.state == ItemState.ACCEPTED else ""
    sent: datetime | None = item.handover.sent_at
    return (
        item.buyer,
        item.order_no,
        item.order_status,
        item.price,
        hide(item.description),
        handling,
        item.handover.giver.name,
        taker,
        f"{sent.astimezone(zone):%Y-%m-%d %H:%M}" if sent else "",
    )


def _masker(item: HandoverItem) -> Masker:
    if item.case is not None:
        return masker_of(item.case)
    return Masker(item.order, item.order.customer if item.order else None, _DIGITS.findall(item.order_no))


def excel_of(sheet: Sheet) -> BinaryIO:
    """The file on disk, to be read from the beginning; gone when closed. A4 across, one page wide."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with Workbook(file, OPTIONS | {"constant_memory": False}) as book:
        page = book.add_worksheet("交接表")
        box = {"border": 1, "valign": "vcenter"}
        title = book.add_format({"bold": True, "font_size": 16, "align": "center", **box})
        head = book.add_format({"bold": True, "align": "center", "bg_color": "#EEF0F3", "text_wrap": True, **box})
        text = book.add_format({"num_format": "@", "quote_prefix": True, "text_wrap": True, **box})
        yuan = book.add_format({"num_format": "#,##0.00", **box})
        page.merge_range(0, 0, 0, len(HEADINGS) - 1, plain(sheet.title), title)
        page.set_row(0, ROW_HEIGHT)
        for place, (name, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            page.set_column(place, place, width)
            page.write_string(1, place, name, head)
        for line, row in enumerate(sheet.rows, start=2):
            page.set_row(line, _height(row))
            for place, cell in enumerate(row):
                if isinstance(cell, Money):
                    page.write_number(line, place, cell.fen / 100, yuan)
                elif cell is None:
                    page.write_blank(line, place, None, yuan)
                else:
                    page.write_string(line, place, plain(cell), text)
        _set_for_print(page, len(sheet.rows) + 1, sheet.mark)
    file.seek(0)
    return file


def _set_for_print(page: Any, last: int, mark: str) -> None:
    page.freeze_panes(2, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 1)
    page.print_area(0, 0, last, len(HEADINGS) - 1)
    page.center_horizontally()
    page.set_footer("&L" + plain(mark)[: MOST_FOOTER - 20].replace("&", "&&") + "&R&P / &N")


def _height(row: Row) -> float:
    """Points for the longest wrapped cell: programs that open the file do not measure rows anew."""
    lines = 1
    for place in WRAPPED:
        parts = str(row[place] or "").split("\n")
        lines = max(lines, sum(1 + _width(part) // WIDTHS[place] for part in parts))
    return min(400, max(18, 15 * lines + 3))


def _width(text: str) -> int:
    """In characters of a column: Chinese ones count twice."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)


def pdf_of(sheet: Sheet, language: str) -> BinaryIO:
    """The same as a paper, A4 across; the heading stands on each page."""
    load_fonts()
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    about = About(sheet.title, language, sheet.mark, is_landscape=True)
    write_paper(out, about, _parts(sheet))
    out.seek(0)
    return out


def _parts(sheet: Sheet) -> list[Flowable]:
    heads = [paragraph(name, _SMALL_HEAD) for name in HEADINGS]
    rows = [[paragraph(_printed(cell), _CELL) for cell in row] for row in sheet.rows]
    whole = table([heads, *rows], PAPER_WIDTHS, [SHADED_HEAD, ("BOX", (0, 0), (-1, -1), 0.5, "#c9ced6")], repeatRows=1)
    return [paragraph(sheet.title, TITLE), Spacer(1, 3 * mm), whole]


def _printed(cell: str | Money | None) -> str:
    return cell.yuan if isinstance(cell, Money) else plain(cell or "")
