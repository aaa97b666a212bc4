"""A chart that answers one question, and the table that says the same in numbers. The browser draws it (`chart.js`,
ECharts); whoever has no scripts, or listens, reads the table."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final, Literal

from aftercare.web.pieces.marks import Tone

ROOM: Final = Decimal("0.15")  # of what is shown, left free above and below
STEPS: Final = 5  # at most so many between two lines of the axis and the top
_SIZES: Final = tuple(
    Decimal(size) for size in ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20")
)


@dataclass(frozen=True)
class Series:
    """One line, or one part of all bars; a value for each label, None where there is none. A `is_limit` is dashed."""

    name: Any
    tone: Tone
    values: Sequence[Decimal | int | None]
    is_limit: bool = False


@dataclass(frozen=True)
class Axis:
    """The values that are shown: from, to, and a line at each step."""

    low: Decimal
    high: Decimal
    step: Decimal


@dataclass(frozen=True)
class Chart:
    """Lines over days, or lying bars whose parts add up. `title` is the question, `head` what the labels are.
    `addresses`: where each label of the table leads, '' for nowhere."""

    kind: Literal["lines", "bars"]
    title: Any
    head: Any
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    axis: Axis | None = None
    addresses: Sequence[str] = ()

    @property
    def data(self) -> str:
        """What `chart.js` draws."""
        told = {
            "kind": self.kind,
            "labels": self.labels,
            "unit": self.unit,
            "digits": 2 if self.kind == "lines" else 0,
            "axis": None if self.axis is None else [float(self.axis.low), float(self.axis.high), float(self.axis.step)],
            "series": [
                {"name": str(one.name), "tone": one.tone.value, "limit": one.is_limit, "values": _plain(one.values)}
                for one in self.series
            ],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @property
    def rows(self) -> Iterator[tuple[str, str, list[str]]]:
        """Label, address and cells of each row of the table."""
        for index, label in enumerate(self.labels):
            cells = [self._cell(one.values[index]) for one in self.series]
            yield label, self.addresses[index] if self.addresses else "", cells

    def _cell(self, value: Decimal | int | None) -> str:
        if value is None:
            return "–"
        return f"{value:.2f}{self.unit}" if self.kind == "lines" else str(value)


def lines_over(
    days: Sequence[date], series: Sequence[Series], *, title: Any, head: Any, most: Decimal, unit: str
) -> Chart | None:
    """Lines over these days, the oldest first; `most` is the highest value that there can be. None when no line has two
    points."""
    if not any(sum(value is not None for value in one.values) > 1 for one in series if not one.is_limit):
        return None
    values = [Decimal(value) for one in series for value in one.values if value is not None]
    labels = [day.isoformat() for day in days]
    return Chart("lines", title, head, labels, series, unit, axis_of(values, most))


def axis_of(values: Sequence[Decimal], most: Decimal) -> Axis:
    """Round figures around all of the values, within 0 and `most`."""
    low, high = min(values), max(values)
    span = max(high - low, most / 100)
    low, high = max(low - span * ROOM, Decimal(0)), min(high + span * ROOM, most)
    step = next((size for size in _SIZES if (high - low) / size <= STEPS), _SIZES[-1])
    return Axis(_whole(low, step, ROUND_FLOOR), min(_whole(high, step, ROUND_CEILING), most), step)


def _whole(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).to_integral_value(rounding) * step


def _plain(values: Sequence[Decimal | int | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]
