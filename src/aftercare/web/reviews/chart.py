"""A line over time as a drawing in the page itself: no script is needed to read it, and the table behind it says the
same in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 28
ROOM: Final = Decimal("0.15")  # of the span, left free above and below
LINES: Final = 4


@dataclass(frozen=True)
class Spot:
    """One point of the line."""

    x: str
    y: str
    title: str


@dataclass(frozen=True)
class Rule:
    """A horizontal line with its figure."""

    y: str
    label: str


@dataclass(frozen=True)
class Chart:
    """What the template draws, in units of the drawing. `limit_y`: where the limit stands, '' for none in view."""

    path: str
    spots: list[Spot]
    rules: list[Rule]
    dates: list[tuple[str, str]]
    limit: Rule | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart_of(
    points: Sequence[tuple[date, Decimal | None]], limit: Decimal | None, most: Decimal, unit: str
) -> Chart | None:
    """The line of these points, the oldest first; None when fewer than two of them have a value."""
    told = [(index, day, value) for index, (day, value) in enumerate(points) if value is not None]
    if len(told) < 2:
        return None
    values = [value for _index, _day, value in told] + ([limit] if limit is not None else [])
    low, high = min(values), max(values)
    span = max(high - low, most / 100)
    low, high = max(low - span * ROOM, Decimal(0)), min(high + span * ROOM, most)

    def x(index: int) -> str:
        return f"{LEFT + (WIDTH - LEFT - RIGHT) * index / (len(points) - 1):.1f}"

    def y(value: Decimal) -> str:
        return f"{HEIGHT - BOTTOM - float((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM):.1f}"

    spots = [Spot(x(index), y(value), f"{day:%Y-%m-%d}: {value}{unit}") for index, day, value in told]
    steps = [low + (high - low) * number / (LINES - 1) for number in range(LINES)]
    shown = range(0, len(points), max(len(points) // 6, 1))
    return Chart(
        path=" ".join(f"{spot.x},{spot.y}" for spot in spots),
        spots=spots,
        rules=[Rule(y(step), f"{step:.2f}") for step in steps],
        dates=[(x(index), f"{points[index][0]:%m-%d}") for index in shown],
        limit=Rule(y(limit), f"{limit}{unit}") if limit is not None else None,
    )
