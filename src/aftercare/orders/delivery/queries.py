"""Reads of couriers for pages: the table in force, the answer for an address (S10)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.orders.delivery.coverage import day_of, gaps_near, with_lists
from aftercare.orders.delivery.places import read_address
from aftercare.orders.delivery.rules import DeliveryAnswer, Parcel, delivery_answer
from aftercare.orders.delivery.table import CourierTable, parse_couriers
from aftercare.orders.policies import COURIERS
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of


@dataclass(frozen=True)
class CouriersInForce:
    """The table of a shop with the row it comes from (None: the empty default)."""

    table: CourierTable
    value: Any
    row: int | None


def couriers_of(shop: Shop, at: datetime) -> CouriersInForce:
    """The table in force. One query at most while nobody changes it."""
    policies = policies_of(shop, at)
    value = policies.json(COURIERS)
    return CouriersInForce(parse_couriers(value), value, policies.sources.get(COURIERS))


def answer_for(shop: Shop, address: str, parcel: Parcel, at: datetime) -> DeliveryAnswer:
    """The answer for an address as the buyer typed it, on that day of the shop: by the shop's own table and by the
    lists of its couriers. Rows S10, O6; one query for the lists."""
    day, reading = day_of(shop, at), read_address(address)
    table = with_lists(couriers_of(shop, at).table, gaps_near(shop, [reading.place], day))
    return delivery_answer(reading, parcel, table, day)
