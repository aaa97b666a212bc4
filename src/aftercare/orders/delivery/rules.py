"""Which courier takes a parcel to an address, for how much, how fast, and where it cannot (S10, O6). Pure.

Source A: 超区, 盲件区, 网点暂停 hold a parcel, so they are told before it is sent. Source B: another courier means
make-up of freight, and what is bulky goes freight collect.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from aftercare.core.money import ZERO, Money
from aftercare.orders.delivery.gazetteer import Place, bare
from aftercare.orders.delivery.places import Reading
from aftercare.orders.delivery.table import CourierTable, Gap, Tariff
from aftercare.orders.delivery.terms import GapKind, Payment

KILOGRAM: Final = 1000
# "Everywhere else" is the mainland: across the customs border a row must name the place.
BEYOND: Final = frozenset({"香港特别行政区", "澳门特别行政区", "台湾省"})


@dataclass(frozen=True)
class Parcel:
    """What is to be sent: `grams` and the worth of the goods, None when not known (one kilogram, nothing free)."""

    grams: int | None = None
    worth: Money | None = None

    @property
    def kilograms(self) -> int:
        """As couriers count: every kilogram that was begun."""
        return max(-(-(self.grams or KILOGRAM) // KILOGRAM), 1)


@dataclass(frozen=True)
class Option:
    """A courier that goes there. `fee` by the table; `pays` what the buyer pays us for it, None: freight collect;
    `surcharge` the make-up of freight against the usual courier."""

    courier: str
    fee: Money
    pays: Money | None
    days: tuple[int, int]
    tariff: Tariff
    surcharge: Money = ZERO
    is_default: bool = False


@dataclass(frozen=True)
class Blocked:
    """A courier that does not go there, or takes nothing so heavy (`kind` None)."""

    courier: str
    kind: GapKind | None
    until: date | None = None
    most: int | None = None  # grams


class Unsure(Enum):
    """What must be asked before the answer is sure."""

    PLACE = "place"  # the address names no place of the table
    CITY = "city"  # it names the province alone, and the city matters
    PART = "part"  # a part of the place is not served
    OTHER = "other"  # the name stands for another place as well
    CONTRARY = "contrary"  # the city belongs to another province


@dataclass(frozen=True)
class Doubt:
    """One thing that is not sure; `courier` and `places` where they say more."""

    kind: Unsure
    courier: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeliveryAnswer:
    """Options, the usual courier first and then the cheapest; who does not go there; what is not sure."""

    place: Place
    parcel: Parcel
    options: tuple[Option, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    default: str = ""
    is_free: bool = False  # the worth of the goods reaches the shop's limit

    @property
    def hindrance(self) -> Blocked | None:
        """Why the usual courier does not go there, when it does not."""
        return next((one for one in self.blocked if one.courier == self.default), None)

    @property
    def may_pick_up(self) -> bool:
        """The usual courier has an outlet near, so the buyer can fetch the parcel there (自提)."""
        return self.hindrance is not None and self.hindrance.kind is GapKind.OUT_OF_ZONE


def delivery_answer(reading: Reading, parcel: Parcel, table: CourierTable, day: date) -> DeliveryAnswer:
    """The answer for a place as `read_address` has read it, on a day of the shop's zone. Row S10.

    Without a place there are no options: the answer says only that the buyer must be asked.
    """
    place = reading.place
    if not place:
        return DeliveryAnswer(place, parcel, doubts=(Doubt(Unsure.PLACE),), default=table.default)
    is_free = bool(table.free_from and parcel.worth and parcel.worth >= table.free_from)
    usual = _tariff(table, table.default, place)
    usual_fee = _fee(usual, parcel) if usual else None
    options, blocked = [], []
    for courier in table.couriers:
        tariff = _tariff(table, courier, place)
        hindrance = _hindrance(table, courier, tariff, parcel, place, day)
        if hindrance is not None:
            blocked.append(hindrance)
        elif tariff is not None:
            options.append(_option(tariff, parcel, table, usual_fee, is_free=is_free))
    options.sort(key=lambda one: (not one.is_default, one.fee, one.days, one.courier))
    doubts = (*_doubts(reading, table), *_parts(table, (one.courier for one in options), place, day))
    return DeliveryAnswer(place, parcel, tuple(options), tuple(blocked), doubts, table.default, is_free)


def _tariff(table: CourierTable, courier: str, place: Place) -> Tariff | None:
    """The row that names the place most exactly."""
    rows = [row for row in table.tariffs if row.courier == courier]
    for key in (place.city and f"{place.province} {place.city}", place.province):
        found = next((row for row in rows if key and any(one.key == key for one in row.places)), None)
        if found:
            return found
    elsewhere = next((row for row in rows if not row.places), None)
    return None if place.province in BEYOND else elsewhere


def _fee(tariff: Tariff, parcel: Parcel) -> Money:
    return tariff.first + tariff.next * (parcel.kilograms - 1)


def _hindrance(
    table: CourierTable, courier: str, tariff: Tariff | None, parcel: Parcel, place: Place, day: date
) -> Blocked | None:
    gaps = [gap for gap in table.gaps if gap.courier == courier and gap.holds(day)]
    gap = next((gap for gap in gaps if any(_covers(one, place) for one in gap.places)), None)
    if gap is not None:
        return Blocked(courier, gap.kind, gap.until)
    if tariff is not None and tariff.most is not None and (parcel.grams or 0) > tariff.most:
        return Blocked(courier, None, most=tariff.most)
    return None


def _option(tariff: Tariff, parcel: Parcel, table: CourierTable, usual_fee: Money | None, *, is_free: bool) -> Option:
    fee = _fee(tariff, parcel)
    is_default = tariff.courier == table.default
    surcharge = ZERO if is_default or usual_fee is None else max(fee - usual_fee, ZERO)
    is_bulky = (parcel.grams or 0) >= table.bulky_from
    collect = tariff.payment is Payment.COLLECT or (tariff.payment is Payment.COLLECT_BULKY and is_bulky)
    pays = None if collect else surcharge if is_free else fee
    return Option(tariff.courier, fee, pays, tariff.days, tariff, ZERO if collect else surcharge, is_default)


def _covers(gap: Place, place: Place) -> bool:
    """Whether the place certainly lies inside."""
    if gap.province != place.province or (gap.city and gap.city != place.city):
        return False
    return not gap.district or bare(gap.district) in f"{place.district}{place.rest}"


def _may_cover(gap: Place, place: Place) -> bool:
    """Whether it may lie inside, as far as the address goes."""
    if gap.province != place.province or _covers(gap, place):
        return False
    if not place.city:
        return True
    if gap.city != place.city:
        return False
    return not place.district or (gap.district.startswith(bare(place.district)) and not place.rest)


def _parts(table: CourierTable, couriers: Iterable[str], place: Place, day: date) -> Iterable[Doubt]:
    """Couriers that go to the place but not to a part of it that the address may mean."""
    for courier in couriers:
        gaps: list[Gap] = [gap for gap in table.gaps if gap.courier == courier and gap.holds(day)]
        named = [one.words for gap in gaps for one in gap.places if _may_cover(one, place)]
        if named:
            yield Doubt(Unsure.PART, courier, tuple(dict.fromkeys(named)))


def _doubts(reading: Reading, table: CourierTable) -> Iterable[Doubt]:
    if reading.is_contrary:
        yield Doubt(Unsure.CONTRARY, places=reading.others)
    elif reading.others:
        yield Doubt(Unsure.OTHER, places=reading.others)
    province = reading.place.province
    if not reading.place.city and any(
        one.province == province and one.city for row in table.tariffs for one in row.places
    ):
        yield Doubt(Unsure.CITY)
