"""Products as a file: out with nothing that a spreadsheet would run (E1), in with a remark for each refused row.

Columns: code, title, price, tags, selling points, stock, link. A column that is not in the file changes nothing.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.core.text import clean, fold, read_number
from aftercare.intake.problems import FileRefused, RowProblem
from aftercare.intake.readers import open_table
from aftercare.intake.refusals_file import BYTE_ORDER_MARK, safe_cell
from aftercare.intake.sniff import name_form
from aftercare.orders.catalogue.checking import MOST_STOCK, ProductFacts, product_problems, read_tags, tidied
from aftercare.orders.models import Product

MOST_ROWS: Final = 2000
MOST_BYTES: Final = 5 * 1024 * 1024
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("商家编码", "商品编码", "货号", "merchant code", "code"),
    "title": ("标题", "商品标题", "宝贝标题", "商品名称", "title"),
    "price": ("价格", "售价", "一口价", "price"),
    "tags": ("标签", "tags"),
    "selling_points": ("卖点", "selling points"),
    "stock": ("库存", "数量", "stock"),
    "link": ("链接", "商品链接", "宝贝链接", "link", "url"),
}


@dataclass
class Told:
    """One row of a file: what it says by name of the column, and what is wrong with it."""

    line: int
    values: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)


def products_csv(products: Iterable[Product]) -> Iterator[bytes]:
    """The file in pieces, UTF-8 with a byte-order mark, with headers in Chinese as `read_products` takes them."""
    yield BYTE_ORDER_MARK
    yield _lines([[names[0] for names in HEADERS.values()]])
    for product in products:
        yield _lines([_cells(product)])


def _cells(product: Product) -> list[str]:
    price = product.price.yuan if product.price is not None else ""
    stock = "" if product.stock is None else str(product.stock)
    tags = " ".join(product.tags)
    return [product.code, product.title, price, tags, product.selling_points, stock, product.link]


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[safe_cell(cell) for cell in row] for row in rows])
    return buffer.getvalue().encode()


def read_products(path: Path) -> list[Told]:
    """The rows of a CSV or XLSX file. Raises InvalidInput (`file`) when it cannot be read, has no column of codes or
    titles, or too many rows."""
    with open_table(path) as table:
        places = _columns(table.header)
        told: list[Told] = []
        for line, cells in table.rows():
            if len(told) >= MOST_ROWS:
                raise FileRefused("file.too_many_rows", limit=MOST_ROWS)
            told.append(_unreadable(line, cells) if isinstance(cells, RowProblem) else _told(line, cells, places))
    return told


def _columns(header: Sequence[str]) -> dict[str, int]:
    forms = {name_form(text): place for place, text in reversed(list(enumerate(header)))}
    known = {name: [name_form(title) for title in titles] for name, titles in HEADERS.items()}
    places = {name: forms[form] for name, titles in known.items() for form in reversed(titles) if form in forms}
    if "code" not in places or "title" not in places:
        raise InvalidInput(
            {"file": _("The file needs the columns 商家编码 (code) and 标题 (title); nothing was changed.")}
        )
    return places


def _unreadable(line: int, problem: RowProblem) -> Told:
    return Told(line, {}, {"": str(problem.refusal)})


def _told(line: int, cells: Sequence[str], places: Mapping[str, int]) -> Told:
    texts = {name: clean(cells[place]).removeprefix("'") for name, place in places.items()}
    told = Told(line, {})
    for name, text in texts.items():
        told.values[name] = _read(name, text, told)
    facts = tidied(ProductFacts(**{"code": "", "title": "", **told.values}))
    told.values |= {name: getattr(facts, name) for name in told.values}
    told.problems |= {name: str(text) for name, text in product_problems(facts).items()}
    return told


def _read(name: str, text: str, told: Told) -> Any:
    if name == "tags":
        return read_tags(text)
    if name == "price":
        try:
            return Money.from_yuan(fold(text).lstrip("¥").replace(",", "")) if text else None
        except ValueError:
            told.problems[name] = _("Enter an amount in yuan with at most two decimals.")
            return None
    if name == "stock":
        stock = read_number(fold(text).removesuffix(".0")) if text else None
        if text and (stock is None or stock > MOST_STOCK):
            told.problems[name] = _("Enter a whole number, zero or more.")
        return stock
    return text
