"""The shop's couriers as they are stored (policy `delivery.couriers`): what each costs where, and where it does not go.

JSON: {"version", "default", "free_from", "bulky_from", "tariffs": [{"courier", "places", "first", "next", "days",
"payment", "most"}], "gaps": [{"courier", "places", "kind", "until"}]}; money in fen, weights in grams, `places` as
`Place.key` (none: everywhere else), `until` the last day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from aftercare.core.money import Money
from aftercare.orders.delivery.gazetteer import Place, place_of
from aftercare.orders.delivery.terms import GapKind, Payment

KEY: Final = "delivery.couriers"
MOST_TARIFFS: Final = 60
MOST_GAPS: Final = 100
MOST_PLACES: Final = 60  # of one row
LONGEST_NAME: Final = 20
MOST_FEE: Final = 1_000_000  # fen
MOST_DAYS: Final = 60
MOST_GRAMS: Final = 1_000_000
BULKY_FROM: Final = 20_000
EMPTY: Final[Mapping[str, Any]] = {
    "version": 1,
    "default": "",
    "free_from": None,
    "bulky_from": BULKY_FROM,
    "tariffs": [],
    "gaps": [],
}


@dataclass(frozen=True)
class Tariff:
    """One row: what a courier asks for parcels to these places. No places: everywhere that no other row of it names."""

    courier: str
    places: tuple[Place, ...]
    first: Money  # the first kilogram
    next: Money  # each further one, begun ones count
    days: tuple[int, int]
    payment: Payment = Payment.PREPAID
    most: int | None = None  # grams that the courier takes at most


@dataclass(frozen=True)
class Gap:
    """Places that a courier does not serve; `until` the last day, None: until somebody takes the row out."""

    courier: str
    places: tuple[Place, ...]
    kind: GapKind
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it still counts on that day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True)
class CourierTable:
    """All of it. `default` is a courier of the tariffs, or '' in an empty table."""

    default: str = ""
    free_from: Money | None = None  # goods worth so much travel free with the default courier
    bulky_from: int = BULKY_FROM
    tariffs: tuple[Tariff, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def couriers(self) -> tuple[str, ...]:
        """Names, the default first, then as they stand in the table."""
        names = dict.fromkeys(row.courier for row in self.tariffs)
        return tuple(sorted(names, key=lambda name: name != self.default))


def parse_couriers(value: Any) -> CourierTable:
    """The stored JSON as a table. Raises ValueError, TypeError or KeyError on anything that rules could not use."""
    tariffs = tuple(map(_tariff, _list(value["tariffs"], MOST_TARIFFS)))
    gaps = tuple(map(_gap, _list(value["gaps"], MOST_GAPS)))
    default, names = value["default"], {row.courier for row in tariffs}
    if (default or names) and default not in names:
        raise ValueError(f"no tariff for {default!r}")
    if unknown := {row.courier for row in gaps} - names:
        raise ValueError(f"no tariff for {unknown!r}")
    if any(len(rows) != len(set(rows)) for rows in _claims(tariffs).values()):
        raise ValueError("a place twice")
    if type(value["version"]) is not int:
        raise ValueError("no number")
    return CourierTable(
        default=str(default),
        free_from=None if value["free_from"] is None else _fee(value["free_from"], 10**8),
        bulky_from=_whole(value["bulky_from"], 1000, MOST_GRAMS),
        tariffs=tariffs,
        gaps=gaps,
    )


def _claims(tariffs: Sequence[Tariff]) -> dict[str, list[str]]:
    """What the rows of each courier name; '' is everywhere else."""
    claims: dict[str, list[str]] = {}
    for row in tariffs:
        claims.setdefault(row.courier, []).extend([place.key for place in row.places] or [""])
    return claims


def _tariff(row: Any) -> Tariff:
    least, most = row["days"]
    days = _whole(least, 0, MOST_DAYS), _whole(most, 0, MOST_DAYS)
    if days[0] > days[1]:
        raise ValueError(f"not a span of days: {days}")
    return Tariff(
        courier=_name(row["courier"]),
        places=_places(row["places"]),
        first=_fee(row["first"]),
        next=_fee(row["next"]),
        days=days,
        payment=Payment(row["payment"]),
        most=None if row["most"] is None else _whole(row["most"], 1, MOST_GRAMS),
    )


def _gap(row: Any) -> Gap:
    places = _places(row["places"])
    if not places:
        raise ValueError("a gap without a place")
    until = None if row["until"] is None else date.fromisoformat(row["until"])
    return Gap(_name(row["courier"]), places, GapKind(row["kind"]), until)


def _places(keys: Any) -> tuple[Place, ...]:
    return tuple(place_of(key) for key in _list(keys, MOST_PLACES))


def _name(name: Any) -> str:
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME or name != name.strip():
        raise ValueError(f"not a name: {name!r}")
    return name


def _fee(fen: Any, most: int = MOST_FEE) -> Money:
    return Money(_whole(fen, 0, most))


def _whole(number: Any, least: int, most: int) -> int:
    if type(number) is not int or not least <= number <= most:
        raise ValueError(f"not between {least} and {most}: {number!r}")
    return number


def _list(rows: Any, most: int) -> list[Any]:
    if not isinstance(rows, list) or len(rows) > most:
        raise ValueError("not a list, or too long")
    return rows
