"""Reads of couriers for pages: the table in force, the answer for an address (S10)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aftercare.orders.delivery.coverage import by_table, day_of, gaps_near, with_lists
from aftercare.orders.delivery.places import Reading, read_address
from aftercare.orders.delivery.rules import DeliveryAnswer, Parcel, delivery_answer
from aftercare.orders.delivery.table import CourierTable, Gap, parse_couriers
from aftercare.orders.models import Order
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
    table = couriers_of(shop, at).table
    gaps = by_table(table, gaps_near(shop, [reading.place], day))
    return delivery_answer(reading, parcel, with_lists(table, gaps), day)


@dataclass(frozen=True)
class Destination:
    """Where an order goes, and the couriers' table with all that the lists say of that province."""

    reading: Reading
    table: CourierTable


def destinations(shop: Shop, orders: Sequence[Order], at: datetime) -> dict[int, Destination]:
    """By order; one query for the lists, however many orders there are."""
    table = couriers_of(shop, at).table
    readings = {order.pk: reading_of(order) for order in orders}
    near: dict[str, list[Gap]] = defaultdict(list)
    for gap in by_table(table, gaps_near(shop, [one.place for one in readings.values()], day_of(shop, at))):
        near[gap.places[0].province].append(gap)
    tables = {province: with_lists(table, gaps) for province, gaps in near.items()}
    return {pk: Destination(reading, tables.get(reading.place.province, table)) for pk, reading in readings.items()}


def reading_of(order: Order) -> Reading:
    """Where an order goes: the platform's region when it names a city, else the address as it was typed."""
    reading = read_address(order.region) if order.region else None
    if reading is None or not reading.place.city:
        return read_address(f"{order.region}{order.receiver_address}")
    return replace(reading, place=replace(reading.place, rest=order.receiver_address))
