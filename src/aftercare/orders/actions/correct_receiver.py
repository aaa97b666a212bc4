"""A field of the receiver becomes another one: the buyer has said so (O2)."""

from datetime import datetime
from typing import Final

from aftercare.core.crypto import keyed_hash
from aftercare.core.text import mask_name, mask_phone
from aftercare.orders.events import note_order
from aftercare.orders.imports.address import read_address
from aftercare.orders.models import Order
from aftercare.shops.access import Person

FIELDS: Final = ("receiver_name", "receiver_phone", "receiver_address")


def correct_receiver(*, order: Order, field: str, value: str, person: Person, at: datetime) -> None:
    """Write the field with its mask, its hash and the region that it names. The caller has checked the right and the
    value, keeps the old one, and has locked the order. Whoever follows changed orders sees it."""
    if field not in FIELDS:
        raise ValueError(f"no field of the receiver: {field!r}")
    setattr(order, field, value)
    changed = [field, "updated_at"]
    if field == "receiver_name":
        order.receiver_name_mask = mask_name(value)[:20]
        changed.append("receiver_name_mask")
    elif field == "receiver_phone":
        order.receiver_phone_mask, order.receiver_phone_hash = mask_phone(value)[:20], keyed_hash(value)
        changed += ["receiver_phone_mask", "receiver_phone_hash"]
    else:
        told = read_address(value)
        order.region = told.region[:60] if told else ""
        changed.append("region")
    order.updated_at = at
    order.save(update_fields=changed)
    note_order(order, "order.corrected", person, at, field=field)
