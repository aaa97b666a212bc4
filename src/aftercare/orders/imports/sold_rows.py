"""What a row of a report with orders and their items tells. Pure."""

from collections.abc import Sequence
from typing import Any

from aftercare.core.money import ZERO, Money
from aftercare.intake import values
from aftercare.intake.cells import CellReader
from aftercare.intake.families import Cells, RowReader
from aftercare.intake.fields import Clock
from aftercare.intake.problems import BadValue, RowProblem
from aftercare.intake.recognise import Shape
from aftercare.intake.rows import ReadRow
from aftercare.orders.imports.address import Address, read_address
from aftercare.orders.imports.facts import ItemFacts, SoldFacts
from aftercare.orders.imports.lines import goods_paid, product_key
from aftercare.orders.imports.rows import cut, order_facts
from aftercare.orders.imports.sold_profiles import SoldProfile
from aftercare.orders.terms import OrderStatus

_JOINED = ";"
_ENCRYPTED = ("##", "$$")  # Douyin: personal values that only the platform can read


def sold_reader(shape: Shape, clock: Clock) -> RowReader:
    """Reads rows into `SoldFacts`."""
    profile = shape.profile
    assert isinstance(profile, SoldProfile)
    cells_of = CellReader(shape, clock, profile.needed)
    make = _FORMS[profile.code]

    def read(line: int, cells: Cells) -> ReadRow | RowProblem:
        told = cells_of.read(line, cells)
        if isinstance(told, RowProblem):
            return told
        try:
            facts = make(told, profile)
        except _Lacking as lacking:
            return cells_of.missing(line, lacking.field)
        except _Odd as odd:
            return cells_of.refused(line, odd.field, odd.cell, odd.bad.code, **odd.bad.params)
        number, item = facts.order.platform_no, facts.items[0]
        status = facts.order.status
        unknown = (facts.order.raw_status,) if facts.order.raw_status and status is OrderStatus.UNKNOWN else ()
        key = (number, item.line_no) if item.line_no else (number, *product_key(item))
        return ReadRow(line, facts, number, key, is_counted=item.line_no is None, unknown=unknown)

    return read


class _Lacking(Exception):
    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class _Odd(Exception):
    def __init__(self, field: str, cell: str, bad: BadValue) -> None:
        super().__init__(field)
        self.field, self.cell, self.bad = field, cell, bad


def _pinduoduo(told: dict[str, Any], _profile: SoldProfile) -> SoldFacts:
    """One order, one product. A paid order must say what was paid; one without a time of its own was made when paid."""
    told["ordered_at"] = told.get("ordered_at") or told.get("paid_at")
    if told["ordered_at"] is None:
        raise _Lacking("paid_at")
    if "paid_at" in told and "paid" not in told:
        raise _Lacking("paid")
    _quantity(told)
    told["address"] = _region(told)
    if "paid_at" not in told:
        told["paid"] = ZERO
    told.setdefault("total", told.get("goods", ZERO) + told.get("freight", ZERO))
    told["item_count"], told["item_summary"] = told["quantity"], told["title"]
    order = order_facts(told, is_net=False)
    item = _item(told, _price_of(told.get("goods", ZERO), told["quantity"]))
    item.line_no = item.platform_no  # an order is one product, so its number is the line's: titles may change
    item.paid = goods_paid(order)
    return SoldFacts(order, (item,))


def _jd(told: dict[str, Any], _profile: SoldProfile) -> SoldFacts:
    """One row for each product; the order's amounts stand on all of them. What the balance paid was paid as well."""
    _quantity(told)
    told["paid"] = told["due"] + told.get("balance", ZERO) if "paid_at" in told else ZERO
    order = order_facts(told, is_net=False)
    return SoldFacts(order, (_item(told, told["price"]),))


def _douyin(told: dict[str, Any], profile: SoldProfile) -> SoldFacts:
    """A sub-order, or (with semicolons) all sub-orders of a main order in one row."""
    ids: Sequence[str] = told["line_nos"]
    count = len(ids)
    titles, skus, codes = (_parts(told, name, count) for name in ("title", "sku", "merchant_code"))
    quantities = [_cell(told, "quantity", part, values.read_count) for part in _parts(told, "quantity", count)]
    if not all(quantities):
        raise _Odd("quantity", str(told["quantity"]), BadValue("count.format"))
    due, freight = told["due"], told.get("freight", ZERO)
    goods = max(due - freight, ZERO)
    prices = [_cell(told, "price", part, values.read_money) for part in _parts(told, "price", count)]
    amounts = [_cell(told, "amount", part, values.read_money) for part in _parts(told, "amount", count)]
    prices = [
        _price_of(amount, number) if price is None and amount is not None else price
        for price, amount, number in zip(prices, amounts, quantities, strict=True)
    ]
    shares = goods.allocate([(price or ZERO).fen * number for price, number in zip(prices, quantities, strict=True)])
    items = tuple(
        ItemFacts(
            platform_no=told["platform_no"],
            line_no=ids[at],
            title=titles[at][:300] or told["title"][:300],
            price=prices[at] or _price_of(shares[at], quantities[at]),
            quantity=quantities[at],
            merchant_code=codes[at][:80],
            sku=skus[at][:200],
            paid=shares[at] if "paid_at" in told else ZERO,
            refund_status=cut(told.get("refund_status"), 40),
            is_share=count > 1,
            is_gross=count == 1,
        )
        for at in range(count)
    )
    _readable(told)
    told["address"] = _region(told)
    told["tracking_no"], told["courier"] = _parcel(told.get("parcel"))
    return SoldFacts(order_facts(told, is_net=False), items, profile.sums_items)


_FORMS = {"pinduoduo_orders": _pinduoduo, "douyin_orders": _douyin, "jd_orders": _jd}


def _quantity(told: dict[str, Any]) -> None:
    if not told["quantity"]:
        raise _Odd("quantity", "0", BadValue("count.format"))


def _item(told: dict[str, Any], price: Money) -> ItemFacts:
    return ItemFacts(
        platform_no=told["platform_no"],
        title=told["title"][:300],
        price=price,
        quantity=told["quantity"],
        merchant_code=told.get("merchant_code", "")[:80],
        sku=told.get("sku", "")[:200],
        refund_status=cut(told.get("refund_status"), 40),
    )


def _price_of(amount: Money, quantity: int) -> Money:
    """What one piece costs; 0 when the amount cannot be cut evenly: nothing is rounded."""
    return Money(amount.fen // quantity) if amount.fen % quantity == 0 else ZERO


def _parts(told: dict[str, Any], name: str, count: int) -> list[str]:
    """One text for each sub-order; a text that is not joined is that of all of them."""
    text = told.get(name) or ""
    parts = [part.strip() for part in text.split(_JOINED)] if count > 1 else [text]
    return parts if len(parts) == count else [text] * count


def _cell(told: dict[str, Any], name: str, part: str, read: Any) -> Any:
    try:
        return read(part)
    except BadValue as bad:
        raise _Odd(name, part, bad) from None


def _readable(told: dict[str, Any]) -> None:
    """Values that only the platform can decrypt are not told."""
    for name in ("receiver_name", "mobile", "street"):
        if str(told.get(name, "")).startswith(_ENCRYPTED):
            del told[name]


def _region(told: dict[str, Any]) -> Address | None:
    """Province, city and district as an address with the street when that is told."""
    region = " ".join(told[name] for name in ("province", "city", "district") if told.get(name))
    street = told.get("street")
    if not region:
        return None
    read = read_address(f"{region} {street}" if street else region)
    return Address(read.text, region) if read else None


def _parcel(text: str | None) -> tuple[str | None, str | None]:
    """`SF0001-A-顺丰速运`: the number, a mark, the courier; a text of another form is the number."""
    number, *_mark, courier = (text or "").split("-") if text and text.count("-") >= 2 else (text or "", "")
    return number or None, courier or None
