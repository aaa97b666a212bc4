"""The good-review rate and the three ratings, what one more bad review does to them, and how far a limit is (R2). Pure.

good-review rate = good / (good + neutral + bad); each rating (DSR) is the mean of its stars. Both over six months.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final

from aftercare.reviews.days import COUNTS, PARTS

SPAN: Final = timedelta(days=180)
WORST: Final = 1  # stars of a bad review
BEST: Final = 5
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Totals:
    """Reviews added up over a time; `parts`: sum and count of stars by part of DSR."""

    good: int = 0
    neutral: int = 0
    bad: int = 0
    parts: Mapping[str, tuple[int, int]] | None = None

    @property
    def count(self) -> int:
        return self.good + self.neutral + self.bad

    @property
    def rate(self) -> Decimal | None:
        """Percent, rounded down to two digits as a limit is compared; None without reviews."""
        return percent(self.good, self.count)

    def dsr(self, part: str) -> Decimal | None:
        """Mean of the stars, rounded down to two digits; None without stars."""
        total, count = (self.parts or {}).get(part, (0, 0))
        return (Decimal(total) / count).quantize(_CENT, ROUND_DOWN) if count else None


@dataclass(frozen=True)
class Standing:
    """One figure against its limit. `after_bad`: with one more bad review. `bad_left`: how many more bad ones it bears
    before it falls below the limit, None without one; `good_needed`: how many good ones bring it up to it, 0 when it is
    there. `level` is 'below', 'near' or ''."""

    value: Decimal | None
    after_bad: Decimal | None
    limit: Decimal | None = None
    bad_left: int | None = None
    good_needed: int = 0
    level: str = ""


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent, rounded down to two digits; None of nothing."""
    return (Decimal(100 * part) / whole).quantize(_CENT, ROUND_DOWN) if whole else None


def add_up(rows: Iterable[tuple[int, ...]]) -> Totals:
    """Days, or days of several shops, each as `days.COUNTS`."""
    sums = [0] * len(COUNTS)
    for row in rows:
        for index, count in enumerate(row):
            sums[index] += count
    parts = {part: (sums[3 + 2 * index], sums[4 + 2 * index]) for index, part in enumerate(PARTS)}
    return Totals(sums[0], sums[1], sums[2], parts)


def rate_standing(totals: Totals, limit: Decimal | None, near: int) -> Standing:
    """The good-review rate against what promotions ask, in percent."""
    after = percent(totals.good, totals.count + 1)
    if limit is None or not totals.count:
        return Standing(totals.rate, after, limit)
    share = limit / 100
    left = int(Decimal(totals.good) / share) - totals.count if share else None
    needed = _ceil((share * totals.count - totals.good) / (1 - share))
    return _standing(totals.rate, after, limit, (left, needed), near)


def dsr_standing(totals: Totals, part: str, limit: Decimal | None, near: int) -> Standing:
    """One rating against what promotions ask, in stars; a bad review gives one star, a good one five."""
    total, count = (totals.parts or {}).get(part, (0, 0))
    after = (Decimal(total + WORST) / (count + 1)).quantize(_CENT, ROUND_DOWN)
    if limit is None or not count:
        return Standing(totals.dsr(part), after if count else None, limit)
    left = int((total - limit * count) / (limit - WORST)) if limit > WORST else None
    needed = _ceil((limit * count - total) / (BEST - limit))
    return _standing(totals.dsr(part), after, limit, (left, needed), near)


def _standing(
    value: Decimal | None, after: Decimal | None, limit: Decimal, ways: tuple[int | None, int], near: int
) -> Standing:
    left, needed = ways
    if needed > 0:
        return Standing(value, after, limit, 0, needed, "below")
    is_near = left is not None and left < near
    return Standing(value, after, limit, left, 0, "near" if is_near else "")


def _ceil(number: Decimal) -> int:
    whole = int(number)
    return max(whole + (number > whole), 0)


def window(days: Mapping[date, tuple[int, ...]], until: date, span: timedelta = SPAN) -> Totals:
    """What stands in the days up to and with `until`."""
    first = until - span
    return add_up(counts for day, counts in days.items() if first < day <= until)
