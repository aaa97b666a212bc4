"""What a preview prints of a row: texts by field, personal values masked. Pure."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.core.money import Money
from aftercare.core.text import mask_name, mask_nick, mask_phone
from aftercare.orders.imports.facts import ItemFacts, OrderFacts, SoldFacts


def shown(facts: OrderFacts | ItemFacts, zone: ZoneInfo) -> dict[str, str]:
    """Field code to text, what was not told left out; personal values as masks, times on the shop's clock."""
    told = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    if isinstance(facts, OrderFacts):
        phone = facts.receiver_phone_mask or mask_phone(facts.receiver_phone or "")
        told |= {
            "status": facts.status.label if facts.status else None,
            "nick": mask_nick(facts.nick or ""),
            "receiver_name": facts.receiver_name_mask or mask_name(facts.receiver_name or ""),
            "mobile": phone,
            "phone": phone,
            "address": f"{facts.region or ''} ***".strip() if facts.receiver_address else facts.region,
            "buyer_message": "***" if facts.buyer_message else None,
            "seller_memo": "***" if facts.seller_memo else None,
        }
        told = {
            name: value for name, value in told.items() if not name.startswith("receiver_") or name == "receiver_name"
        }
    return {name: _text(value, zone) for name, value in told.items() if value not in (None, "")}


def shown_sold(facts: SoldFacts, zone: ZoneInfo) -> dict[str, str]:
    """The same for an order with what was sold; several items are joined."""
    items = [shown(item, zone) for item in facts.items]
    told = {name: "；".join(item.get(name, "") for item in items) for name in items[0]}
    order = shown(facts.order, zone)
    region = dict(zip(("province", "city", "district"), (facts.order.region or "").split(" "), strict=False))
    told["line_nos"], told["parcel"] = told.get("line_no", ""), order.get("tracking_no", "")
    told["due"] = order.get("paid") or told.get("paid", "")
    return told | order | region


def _text(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, Money):
        return value.yuan
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return str(value)
