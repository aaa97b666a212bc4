"""What products cost in a month, why they were refunded, and which are on the quality list (B6, C12)."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.cases.product_costs import (
    Key,
    Listed,
    ProductCost,
    dearest_products,
    listed_products,
    product_total,
)
from aftercare.cases.terms import CostKind
from aftercare.core.money import MAX_FEN
from aftercare.web.costs.asking import Asked, Head
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import money
from aftercare.web.pieces.parts import FilterChoice

KEYS = ("list",)
QUALITY = "quality"
MOST_REASONS = 3


@dataclass(frozen=True)
class ProductRow:
    """One product as a row. `reasons`: (reason, percent) of what was refunded."""

    title: str
    code: str
    cases: int
    refunded: SafeString | str
    lost: SafeString | str
    net: SafeString
    reasons: tuple[tuple[Any, str], ...]
    listed: Listed | None
    shop: str


class ProductsContext:
    """One page of products: seven queries."""

    def __init__(self, asked: Asked, after: str) -> None:
        self.asked, self.head = asked, Head(asked)
        if asked.values.get("list", "") not in ("", QUALITY):
            raise BadRequest("unknown list")
        self.is_quality = asked.values.get("list") == QUALITY
        read = listed_products if self.is_quality else dearest_products
        page = read(asked.person, asked.period, after=_read_key(after))
        self._names = asked.shop_names
        self.rows = [self._row(product) for product in page.rows]
        self.more_url = asked.address(after=f"{page.after.figure}.{page.after.product_id}") if page.after else ""

    @property
    def total(self) -> Any:
        return product_total(self.asked.person, self.asked.period)

    @property
    def views(self) -> list[FilterChoice]:
        return [
            FilterChoice(_("All products"), self.asked.address(list=""), not self.is_quality),
            FilterChoice(_("On the quality list"), self.asked.address(list=QUALITY), self.is_quality),
        ]

    @property
    def quality_url(self) -> str:
        return self.asked.address(list=QUALITY)

    def _row(self, one: ProductCost) -> ProductRow:
        product, kinds = one.product, one.sums.by_kind
        refunded = kinds[CostKind.REFUND]
        lost = kinds[CostKind.GOODS_LOST] + kinds[CostKind.RESHIPPED]
        return ProductRow(
            title=product.title if product else _("Not about one product"),
            code=product.code if product else "",
            cases=one.sums.cases,
            refunded=money(refunded) if refunded else "",
            lost=money(lost) if lost else "",
            net=money(one.sums.net),
            reasons=tuple(
                (reason.label, f"{amount.fen * 100 / refunded.fen:.0f}%")
                for reason, amount in one.reasons[:MOST_REASONS]
            ),
            listed=one.listed,
            shop=self._names.get(product.shop_id, "") if product and self.asked.several_shops else "",
        )


def _read_key(text: str) -> Key | None:
    if not text:
        return None
    figure, _dot, item = text.partition(".")
    product = read_number(item)
    size = read_number(figure.removeprefix("-"))
    if product is None or size is None or size > MAX_FEN:
        raise BadRequest("not a key")
    return Key(-size if figure.startswith("-") else size, product)
