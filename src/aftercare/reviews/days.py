"""What one review adds to the counts of its day (R2). Pure."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.reviews.facts import ReviewFacts
from aftercare.reviews.terms import Direction, Result

PARTS: Final = ("description", "service", "logistics")
COUNTS: Final = ("good", "neutral", "bad", *(f"{part}_{what}" for part in PARTS for what in ("sum", "count")))
Share = tuple[date, tuple[int, ...]]  # the day, and what is added to each of COUNTS
_PLACE: Final = {Result.GOOD: 0, Result.NEUTRAL: 1, Result.BAD: 2}


def share_of(facts: ReviewFacts, zone: ZoneInfo) -> Share | None:
    """None for a review that counts for nothing: ours of a buyer, one that the platform does not count, or without a
    time. An unknown result adds its stars of DSR only."""
    if facts.direction is not Direction.GET or facts.counts is False or facts.reviewed_at is None:
        return None
    counts = [0] * len(COUNTS)
    place = _PLACE.get(facts.result or Result.UNKNOWN)
    if place is not None:
        counts[place] = 1
    for index, part in enumerate(PARTS):
        stars = getattr(facts, f"dsr_{part}")
        if stars is not None:
            counts[3 + 2 * index], counts[4 + 2 * index] = stars, 1
    return facts.reviewed_at.astimezone(zone).date(), tuple(counts)


class Ledger:
    """Adds up differences by day, so that each day is written once."""

    def __init__(self) -> None:
        self.days: dict[date, list[int]] = {}

    def move(self, before: Share | None, after: Share | None) -> None:
        """A review counted for `before` and counts for `after` now."""
        if before == after:
            return
        for share, sign in ((before, -1), (after, 1)):
            if share is None:
                continue
            counts = self.days.setdefault(share[0], [0] * len(COUNTS))
            for index, count in enumerate(share[1]):
                counts[index] += sign * count

    def changed(self) -> list[tuple[date, list[int]]]:
        """Days of which something changes, in their order: two imports never wait for each other crosswise."""
        return sorted((day, counts) for day, counts in self.days.items() if any(counts))
