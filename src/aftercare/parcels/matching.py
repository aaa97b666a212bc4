"""Which parcel is meant by a shop's number and a courier, with its row locked until the transaction ends."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection


class Wanted(NamedTuple):
    """A parcel as somebody names it. `courier_code` '': they do not say."""

    shop_id: int
    number: str
    courier_code: str


@dataclass
class Found:
    """A parcel that is there and locked."""

    pk: int
    courier_code: str
    order_id: int | None


class New(NamedTuple):
    """One to be made."""

    wanted: Wanted
    order_id: int | None
    courier: str
    sent_at: datetime


_LOCK: Final = """
    SELECT parcel.id, parcel.shop_id, parcel.number, parcel.courier_code, parcel.order_id
    FROM parcels_parcel AS parcel
    JOIN unnest(%s::bigint[], %s::text[]) AS told (shop_id, number)
        ON parcel.shop_id = told.shop_id AND parcel.number = told.number
    ORDER BY parcel.id FOR NO KEY UPDATE OF parcel
"""
# Sorted by the caller: two that make the same parcels at once wait for each other in one order.
_MAKE: Final = """
    INSERT INTO parcels_parcel (
        shop_id, number, courier_code, order_id, courier, sent_at, due_at, state, is_over, is_replaced
    )
    SELECT told.*, told.sent_at, 'waiting', FALSE, FALSE FROM unnest(
        %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::timestamptz[]
    ) AS told (shop_id, number, courier_code, order_id, courier, sent_at)
    ON CONFLICT (shop_id, number, courier_code) DO NOTHING
"""
_KNOW: Final = """
    UPDATE parcels_parcel AS parcel SET courier_code = told.courier_code
    FROM unnest(%s::bigint[], %s::text[]) AS told (id, courier_code) WHERE parcel.id = told.id
"""


class Locked:
    """The parcels with these numbers, locked in the order of their ids."""

    def __init__(self, keys: Collection[tuple[int, str]]) -> None:
        self._by_number: dict[tuple[int, str], list[Found]] = defaultdict(list)
        self._read(set(keys))

    def _read(self, keys: set[tuple[int, str]]) -> None:
        ordered = sorted(keys)
        if not ordered:
            return
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [[shop for shop, _number in ordered], [number for _shop, number in ordered]])
            for pk, shop_id, number, code, order_id in cursor.fetchall():
                self._by_number[(shop_id, number)].append(Found(pk, code, order_id))

    def find(self, wanted: Wanted) -> Found | None:
        """The parcel that is meant: of the same courier; else the only one there is when one side does not say which
        courier it is. Numbers of different couriers may be alike."""
        there = self._by_number.get((wanted.shop_id, wanted.number), [])
        same = next((one for one in there if one.courier_code == wanted.courier_code), None)
        if same is not None:
            return same
        open_ones = there if not wanted.courier_code else [one for one in there if not one.courier_code]
        return open_ones[0] if len(open_ones) == 1 else None

    def make(self, rows: Iterable[New]) -> None:
        """Make those that are missing; afterwards `find` knows them, whoever made them."""
        by_key = {row.wanted: row for row in rows}
        ordered = [by_key[wanted] for wanted in sorted(by_key)]
        if not ordered:
            return
        columns: list[list[object]] = [list(column) for column in zip(*(row.wanted for row in ordered), strict=True)]
        columns += [list(column) for column in zip(*((row[1], row[2], row[3]) for row in ordered), strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_MAKE, columns)
        keys = {(row.wanted.shop_id, row.wanted.number) for row in ordered}
        for key in keys:
            self._by_number.pop(key, None)
        self._read(keys)

    def learn(self, known: dict[int, str]) -> None:
        """Write down the courier of parcels (by id) whose courier was not known."""
        if not known:
            return
        for there in self._by_number.values():
            for one in there:
                one.courier_code = known.get(one.pk, one.courier_code)
        with connection.cursor() as cursor:
            cursor.execute(_KNOW, [list(known), list(known.values())])
