"""Turns the cells of one row into facts, or into the one problem for which the row is refused. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.orders.imports import values
from aftercare.orders.imports.columns import Field, Reads
from aftercare.orders.imports.facts import ItemFacts, OrderFacts, PaidCheck, gross_paid
from aftercare.orders.imports.kinds import Column, Shape
from aftercare.orders.imports.problems import BadValue, RowProblem, shorten
from aftercare.orders.imports.values import Address

_MISSING = {
    Reads.ID: "id.missing",
    Reads.MONEY: "money.missing",
    Reads.TIME: "date.missing",
    Reads.COUNT: "count.missing",
    Reads.TEXT: "text.missing",
}
# A row whose cells are empty here cannot be an order or an item. Whatever else is empty is simply not told.
_NEEDED_ORDER = frozenset({"platform_no", "ordered_at"})
_NEEDED_ITEM = frozenset({"platform_no", "line_no", "title", "price", "quantity"})
_AMOUNTS = frozenset({"total", "paid"})  # needed of an order that is paid; an unpaid one may leave them empty
_MASKED = "**"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One readable row: where it stands, what it tells, and its amounts when they can be checked against each other."""

    line: int
    facts: OrderFacts | ItemFacts
    check: PaidCheck | None = None


class RowReader:
    """Reads rows of one recognised file. `zone` is the shop's clock, `epoch` the day zero of Excel's numbered days."""

    def __init__(self, shape: Shape, zone: ZoneInfo, epoch: datetime) -> None:
        self._kind = shape.kind
        self._zone, self._epoch = zone, epoch
        needed = _NEEDED_ITEM if shape.kind.is_items else _NEEDED_ORDER
        self._columns = [
            (column.index, field.code, self._reader(field), field.code in needed, column)
            for column in shape.read
            if (field := column.field) is not None
        ]
        self.wanted = [column.index for column in shape.read]

    def _reader(self, field: Field) -> Callable[[str], Any]:
        def read_time(cell: str) -> datetime | None:
            return values.read_time(cell, self._zone, self._epoch)

        return {
            Reads.ID: values.read_id,
            Reads.MONEY: values.read_money,
            Reads.TIME: read_time,
            Reads.COUNT: values.read_count,
            Reads.TEXT: values.read_text,
            Reads.PHONE: values.read_phone,
            Reads.ADDRESS: values.read_address,
        }[field.reads]

    def read(self, line: int, cells: Sequence[str] | RowProblem) -> ReadRow | RowProblem:
        """The row's facts, or why it is refused; the first bad cell decides."""
        if isinstance(cells, RowProblem):
            return cells
        told: dict[str, Any] = {}
        for index, code, read, needed, column in self._columns:
            cell = cells[index]
            try:
                value = read(cell) if cell else None
                if value is None and needed:
                    raise BadValue(_MISSING[column.field.reads])  # type: ignore[union-attr]
            except BadValue as bad:
                return _problem(line, column, cell, bad)
            if value is not None:
                told[code] = value
        if self._kind.is_items:
            return self._item(line, told)
        lacking = _AMOUNTS - told.keys() if "paid_at" in told else ()
        if lacking:
            column = next(column for _index, code, _read, _needed, column in self._columns if code in lacking)
            return _problem(line, column, "", BadValue("money.missing"))
        return ReadRow(line, _order(told, is_net=self._kind.paid_is_net), self._check(told))

    def _check(self, told: dict[str, Any]) -> PaidCheck | None:
        if not (self._kind.paid_is_net and "paid_at" in told and {"total", "paid", "refunded"} <= told.keys()):
            return None
        return PaidCheck(told["total"], told["paid"], told["refunded"])

    def _item(self, line: int, told: dict[str, Any]) -> ReadRow | RowProblem:
        due, paid, refunded = told.pop("due", None), told.pop("paid", None), told.get("refunded")
        if not told["quantity"]:
            column = next(
                column for *_rest, column in self._columns if column.field and column.field.code == "quantity"
            )
            return _problem(line, column, "0", BadValue("count.format"))
        return ReadRow(
            line,
            ItemFacts(
                platform_no=told["platform_no"],
                line_no=told.get("line_no"),
                title=told["title"][:300],
                price=told["price"],
                quantity=told["quantity"],
                merchant_code=told.get("merchant_code", "")[:80],
                sku=told.get("sku", "")[:200],
                paid=None if paid is None else gross_paid(paid, refunded, due, is_net=False),
                refunded=refunded,
                refund_status=_cut(told.get("refund_status"), 40),
            ),
        )


def _problem(line: int, column: Column, cell: str, bad: BadValue) -> RowProblem:
    hidden = column.field is not None and column.field.is_personal
    return RowProblem(line, shorten(column.header, 60), "" if hidden else shorten(cell), bad.code, bad.params)


def _order(told: dict[str, Any], *, is_net: bool) -> OrderFacts:
    raw_status = told.get("status")
    paid = told.get("paid")
    name, phone, nick = told.get("receiver_name"), told.get("mobile") or told.get("phone"), told.get("nick")
    address: Address | None = told.get("new_address") or told.get("address")
    whole = address is not None and address.text != address.region and _MASKED not in address.text
    return OrderFacts(
        platform_no=told["platform_no"],
        ordered_at=told["ordered_at"],
        paid_at=told.get("paid_at"),
        dispatched_at=told.get("dispatched_at"),
        completed_at=told.get("completed_at"),
        status=values.read_status(raw_status) if raw_status else None,
        raw_status=_cut(raw_status, 60),
        total=told.get("total"),
        goods=told.get("goods"),
        freight=told.get("freight"),
        paid=None if paid is None else gross_paid(paid, told.get("refunded"), told.get("total"), is_net=is_net),
        refunded=told.get("refunded"),
        item_count=told.get("item_count"),
        item_summary=_cut(told.get("item_summary"), 300),
        courier=_cut(told.get("courier"), 60),
        tracking_no=_tracking(told.get("tracking_no")),
        buyer_message=told.get("buyer_message"),
        seller_memo=told.get("seller_memo"),
        close_reason=_cut(told.get("close_reason"), 120),
        nick=None if nick and _MASKED in nick else nick,
        receiver_name=None if name and "*" in name else name,
        receiver_name_mask=name[:20] if name and "*" in name else None,
        receiver_phone=None if phone and "*" in phone else phone,
        receiver_phone_mask=phone[:20] if phone and "*" in phone else None,
        receiver_address=address.text if address and whole else None,
        region=address.region[:60] or None if address else None,
    )


_NO = re.compile(r"(^|,)\s*no[:\uff1a]\s*", re.IGNORECASE)


def _cut(text: str | None, length: int) -> str | None:
    """Descriptions are cut to their column, so that the same file reads the same the second time."""
    return text[:length] or None if text else None


def _tracking(text: str | None) -> str | None:
    """Tracking numbers that fit, none of them cut; an order in many parcels has several. Taobao writes 'No:' in front,
    which no scanner reads."""
    text = _NO.sub(r"\1", text) if text else text
    while text and len(text) > 60:
        text = text[:60].rpartition(",")[0] if "," in text[:61] else ""
    return text or None
