"""An order's lines: the placeholder of an order without items, and which line an item of a report is. Pure decisions
over unsaved model objects; nothing here writes."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields

from aftercare.core.money import ZERO, Money
from aftercare.orders.imports.facts import ItemFacts, OrderFacts
from aftercare.orders.imports.statuses import refund_rank
from aftercare.orders.models import OrderLine

NUMBERED_HERE = "#"  # line numbers that we gave because the report has none: "#1", "#2"


class ItemRefused(Exception):
    """The item cannot be placed; `code` is that of the row's refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Placeholder:
    """The values of the one line that stands for a whole order until an item report comes."""

    title: str
    quantity: int
    price: Money
    paid: Money
    refunded: Money
    line_no: str = ""
    sku: str = ""
    merchant_code: str = ""
    refund_status: str = ""
    is_placeholder: bool = True


LINE_VALUES = tuple(field.name for field in fields(Placeholder))


def goods_paid(order: OrderFacts) -> Money:
    """What was paid for goods: freight is given back by its own rules, never as part of a line (C16, H7)."""
    fen = (order.paid or ZERO).fen - (order.freight or ZERO).fen
    return Money(fen) if fen > 0 else ZERO


def placeholder(order: OrderFacts) -> Placeholder:
    """The line of an order without items."""
    quantity = order.item_count or 1
    price = (order.goods or order.total or ZERO) if quantity == 1 else ZERO  # different pieces have no one price
    return Placeholder(order.item_summary or "", quantity, price, goods_paid(order), order.refunded or ZERO)


def follow_order(line: OrderLine, order: OrderFacts, *, is_in_use: bool) -> bool:
    """Bring a stored placeholder up to date with its order; returns whether it changed. With a case on it only what
    the platform has refunded follows."""
    now = placeholder(order)
    names = ("refunded",) if is_in_use else LINE_VALUES
    return _assign(line, **{name: getattr(now, name) for name in names})


def _assign(line: OrderLine, **values: object) -> bool:
    changed = False
    for name, value in values.items():
        if getattr(line, name) != value:
            setattr(line, name, value)
            changed = True
    return changed


def resettle(order: OrderFacts, lines: Sequence[OrderLine], in_use: Collection[int]) -> list[OrderLine]:
    """Lines that change because the order's amounts did: placeholders follow it, lines numbered here share what the
    platform's own numbers leave, by price and pieces. Lines with a case on them keep what was paid for them."""
    changed = [line for line in lines if line.is_placeholder and follow_order(line, order, is_in_use=line.pk in in_use)]
    sharing = [line for line in lines if line.line_no.startswith(NUMBERED_HERE) and line.pk not in in_use]
    if sharing:
        told = sum((line.paid.fen for line in lines if line not in sharing), 0)
        left = max(goods_paid(order) - Money(told), ZERO)
        sharing.sort(key=product_key)  # the odd fen falls on the same product whatever row came first
        shares = left.allocate([line.price.fen * line.quantity for line in sharing])
        changed += [line for line, share in zip(sharing, shares, strict=True) if _assign(line, paid=share)]
    return changed


def place_item(
    order: OrderFacts, lines: list[OrderLine], item: ItemFacts, occurrence: int, in_use: Collection[int]
) -> tuple[OrderLine, bool]:
    """The line that the item is (appended to `lines` when new), brought up to date, and whether anything changed.

    `occurrence` counts equal items of the order in one file from 0: a report without numbers tells two equal items as
    two equal rows. Raises ItemRefused when the item would be counted twice.
    """
    line = (
        _same_number(lines, item)
        or _sameproduct_key(lines, item, occurrence)
        or _taken_over(order, lines, item, in_use)
    )
    if line is not None:
        return line, _tell(line, item, line.pk in in_use)
    if any(line.line_no and line.line_no.startswith(NUMBERED_HERE) != (item.line_no is None) for line in lines):
        raise ItemRefused("items.unmatched")
    line = OrderLine(line_no=item.line_no or f"{NUMBERED_HERE}{len(lines) + 1}")
    lines.append(line)
    return line, _tell(line, item, False) or True


def _same_number(lines: Sequence[OrderLine], item: ItemFacts) -> OrderLine | None:
    return next((line for line in lines if item.line_no and line.line_no == item.line_no), None)


def _sameproduct_key(lines: Sequence[OrderLine], item: ItemFacts, occurrence: int) -> OrderLine | None:
    """Told without a number on one side: the n-th line of that product; a line that has its number keeps it."""
    if item.line_no is None:
        alike = [line for line in lines if not line.is_placeholder and product_key(line) == product_key(item)]
        return alike[occurrence] if occurrence < len(alike) else None
    return next(
        (line for line in lines if line.line_no.startswith(NUMBERED_HERE) and product_key(line) == product_key(item)),
        None,
    )


def product_key(item: ItemFacts | OrderLine) -> tuple[str, str]:
    """What two reports write alike of one product: title and specification, whatever the widths."""
    title, sku = (unicodedata.normalize("NFKC", text).replace(" ", "").lower() for text in (item.title, item.sku))
    return title, sku


def _taken_over(
    order: OrderFacts, lines: Sequence[OrderLine], item: ItemFacts, in_use: Collection[int]
) -> OrderLine | None:
    """The first item takes the placeholder's row. With a case on it only an item that is the whole order may."""
    line = next((line for line in lines if line.is_placeholder), None)
    if line is not None and line.pk in in_use:
        whole = item.quantity == order.item_count or (item.paid or item.price * item.quantity) in (
            line.paid,
            order.total,
        )
        if not whole:
            raise ItemRefused("items.in_use")
    return line


def _tell(line: OrderLine, item: ItemFacts, is_in_use: bool) -> bool:
    """Write what the item tells into the line; a line with a case on it keeps its pieces and what was paid."""
    values: dict[str, object] = {"title": item.title, "is_placeholder": False}
    if line.is_placeholder and item.line_no is None:
        values["line_no"] = f"{NUMBERED_HERE}1"
    if item.line_no is not None:
        values["line_no"] = item.line_no
    values |= {name: value for name in ("merchant_code", "sku") if (value := getattr(item, name)) not in (None, "")}
    values |= _refund_told(line, item, is_in_use)
    if not is_in_use:
        values |= {"quantity": item.quantity, "price": item.price}
        if item.paid is not None and _is_better(line, item):
            values["paid"] = item.paid
    return _assign(line, **values)


def _is_better(line: OrderLine, item: ItemFacts) -> bool:
    """A share never replaces an amount; a smaller amount in a later report is net of refunds."""
    if line.is_placeholder or not line.paid.fen:
        return True
    if item.is_share or item.paid is None or not item.paid.fen:
        return False
    return item.is_gross or item.paid > line.paid


def _refund_told(line: OrderLine, item: ItemFacts, is_in_use: bool) -> dict[str, object]:
    """What was refunded never falls, and a refund that has come far does not go back: such a row is an older one."""
    if line.is_placeholder:
        kept = line.refunded if is_in_use else ZERO
        told: dict[str, object] = {"refunded": kept if item.refunded is None else item.refunded}
    else:
        told = {} if item.refunded is None else {"refunded": max(item.refunded, line.refunded)}
    is_older = item.refunded is not None and not line.is_placeholder and item.refunded < line.refunded
    if item.refund_status and not is_older and refund_rank(item.refund_status) >= refund_rank(line.refund_status):
        told["refund_status"] = item.refund_status
    return told
