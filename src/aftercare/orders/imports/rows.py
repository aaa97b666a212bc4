"""What the rows of order and item reports tell. Pure."""

import re
from typing import Any

from aftercare.intake.cells import CellReader
from aftercare.intake.families import Cells, RowReader
from aftercare.intake.fields import Clock
from aftercare.intake.problems import RowProblem
from aftercare.intake.recognise import Shape
from aftercare.intake.rows import ReadRow
from aftercare.orders.imports.address import Address
from aftercare.orders.imports.facts import ItemFacts, OrderFacts, gross_paid
from aftercare.orders.imports.lines import product_key
from aftercare.orders.imports.merge import fitting
from aftercare.orders.imports.profiles import OrderProfile
from aftercare.orders.imports.statuses import read_status
from aftercare.orders.terms import OrderStatus

# A row whose cells are empty here cannot be an order or an item. Whatever else is empty is simply not told.
_NEEDED_ORDER = frozenset({"platform_no", "ordered_at"})
_NEEDED_ITEM = frozenset({"platform_no", "line_no", "title", "price", "quantity"})
_AMOUNTS = ("total", "paid")  # needed of an order that is paid; an unpaid one may leave them empty
_MASKED = "**"


def order_reader(shape: Shape, clock: Clock) -> RowReader:
    """Reads rows of an order report into `OrderFacts`."""
    cells_of, profile = CellReader(shape, clock, _NEEDED_ORDER), shape.profile
    amounts = [code for code in _AMOUNTS if code in shape.codes]
    has_total = "total" in shape.codes  # a shop's own sheet may have one amount only
    is_net = isinstance(profile, OrderProfile) and profile.paid_is_net

    def read(line: int, cells: Cells) -> ReadRow | RowProblem:
        told = cells_of.read(line, cells)
        if isinstance(told, RowProblem):
            return told
        if "paid_at" in told:
            for code in amounts:
                if code not in told:
                    return cells_of.missing(line, code)
        if not has_total and "paid" in told:
            told["total"] = told["paid"]
        facts = order_facts(told, is_net=is_net)
        number = facts.platform_no
        unknown = (facts.raw_status,) if facts.raw_status and facts.status is OrderStatus.UNKNOWN else ()
        return ReadRow(line, facts, number, number, sums=_sums(told) if is_net else None, unknown=unknown)

    return read


def _sums(told: dict[str, Any]) -> dict[str, int] | None:
    """A paid row whose paid amount is net of refunds: net + refunded must be the total (platforms.md 3.9)."""
    if not ("paid_at" in told and {"total", "paid", "refunded"} <= told.keys()):
        return None
    total, net, refunded = (told[name].fen for name in ("total", "paid", "refunded"))
    wrong = int(net + refunded != total)
    return {"paid_rows": 1, "mismatches": wrong, "total": total, "net": net, "refunded": refunded}


def item_reader(shape: Shape, clock: Clock) -> RowReader:
    """Reads rows of an item report into `ItemFacts`."""
    cells_of = CellReader(shape, clock, _NEEDED_ITEM)

    def read(line: int, cells: Cells) -> ReadRow | RowProblem:
        told = cells_of.read(line, cells)
        if isinstance(told, RowProblem):
            return told
        if not told["quantity"]:
            return cells_of.refused(line, "quantity", "0", "count.format")
        facts = _item(told)
        number, line_no = facts.platform_no, facts.line_no
        key = (number, line_no) if line_no else (number, *product_key(facts))
        return ReadRow(line, facts, number, key, is_counted=line_no is None)

    return read


def _item(told: dict[str, Any]) -> ItemFacts:
    due, paid, refunded = told.get("due"), told.get("paid"), told.get("refunded")
    return ItemFacts(
        platform_no=told["platform_no"],
        line_no=told.get("line_no"),
        title=told["title"][:300],
        price=told["price"],
        quantity=told["quantity"],
        merchant_code=told.get("merchant_code", "")[:80],
        sku=told.get("sku", "")[:200],
        paid=None if paid is None else gross_paid(paid, refunded, due, is_net=False),
        refunded=refunded,
        refund_status=cut(told.get("refund_status"), 40),
    )


def order_facts(told: dict[str, Any], *, is_net: bool) -> OrderFacts:
    """The order that these values tell, by the fields' codes; `is_net`: what was paid is told net of refunds."""
    raw_status = told.get("status")
    paid = told.get("paid")
    name, phone, nick = told.get("receiver_name"), told.get("mobile") or told.get("phone"), told.get("nick")
    address: Address | None = told.get("new_address") or told.get("address")
    whole = address is not None and address.text != address.region and _MASKED not in address.text
    return OrderFacts(
        platform_no=told["platform_no"],
        ordered_at=told["ordered_at"],
        paid_at=told.get("paid_at"),
        promised_at=told.get("promised_at"),
        dispatched_at=told.get("dispatched_at"),
        completed_at=told.get("completed_at"),
        status=read_status(raw_status) if raw_status else None,
        raw_status=cut(raw_status, 60),
        total=told.get("total"),
        goods=told.get("goods"),
        freight=told.get("freight"),
        paid=None if paid is None else gross_paid(paid, told.get("refunded"), told.get("total"), is_net=is_net),
        refunded=told.get("refunded"),
        item_count=told.get("item_count"),
        item_summary=cut(told.get("item_summary"), 300),
        courier=cut(told.get("courier"), 60),
        tracking_no=_tracking(told.get("tracking_no")),
        buyer_message=told.get("buyer_message"),
        seller_memo=told.get("seller_memo"),
        close_reason=cut(told.get("close_reason"), 120),
        nick=None if nick and _MASKED in nick else nick,
        receiver_name=None if name and "*" in name else name,
        receiver_name_mask=name[:20] if name and "*" in name else None,
        receiver_phone=None if phone and "*" in phone else phone,
        receiver_phone_mask=phone[:20] if phone and "*" in phone else None,
        receiver_address=address.text if address and whole else None,
        region=address.region[:60] or None if address else None,
    )


_NO = re.compile(r"(^|,)\s*no[:\uff1a]\s*", re.IGNORECASE)


def cut(text: str | None, length: int) -> str | None:
    """Descriptions are cut to their column, so that the same file reads the same the second time."""
    return text[:length] or None if text else None


def _tracking(text: str | None) -> str | None:
    """Taobao writes 'No:' in front, which no scanner reads."""
    return fitting(_NO.sub(r"\1", text) if text else text)
