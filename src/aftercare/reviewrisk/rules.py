"""From signs to a score that explains itself; whether a shop is a typical target. Pure (R4; A 任务二 第三节)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aftercare.reviewrisk.terms import Found, Level, Sign

HARD: Final = frozenset({Sign.MANY, Sign.SCATTERED})
POINTS: Final = {
    Sign.MANY: 22, Sign.SCATTERED: 22, Sign.SILENT: 8, Sign.NEW_ACCOUNT: 10, Sign.OTHER_ACCOUNT: 10,
    Sign.NO_CONTACT: 8, Sign.UNREACHABLE: 8, Sign.OUTSIDE: 12,
}  # fmt: skip
MANY_REVIEWS, MANY_SHOPS = 5, 3  # from how many on
NEW_DAYS = 60  # an account younger than that is new
SOME_FROM, MUCH_FROM = 35, 60
LEAST_SIGNS = 3  # without so many signs nobody is called that much
SMALL_WEEK = 300  # deals a week; above it a few bad reviews frighten nobody


@dataclass(frozen=True)
class Facts:
    """What is known. None: not known, which counts neither for nor against.

    `bad_reviews`: neutral and bad ones of this buyer that we know of, here and as seen elsewhere; `shops`: in how many
    shops. `missed`: attempts to reach them in vain; `reached`: whether one got through.
    """

    bad_reviews: int | None = None
    shops: int | None = None
    talked_before: bool | None = None
    account_days: int | None = None
    other_account: bool | None = None
    contacted_first: bool | None = None
    missed: int = 0
    reached: bool = False
    insists_outside: bool | None = None


@dataclass(frozen=True)
class Weighed:
    """One sign: whether it is there, and what it adds to the score."""

    sign: Sign
    found: Found
    points: int

    @property
    def is_hard(self) -> bool:
        return self.sign in HARD


@dataclass(frozen=True)
class Assessment:
    """The score is the sum of the points; the level is what it advises. Nothing follows from it by itself."""

    score: int
    level: Level
    signs: tuple[Weighed, ...]


def assess(facts: Facts) -> Assessment:
    """Each sign, the score from 0 to 100, and the level: much only with a hard sign and three signs together."""
    signs = tuple(Weighed(sign, found, POINTS[sign] if found is Found.YES else 0) for sign, found in _signs(facts))
    score = sum(one.points for one in signs)
    there = [one for one in signs if one.found is Found.YES]
    if score >= MUCH_FROM and len(there) >= LEAST_SIGNS and any(one.is_hard for one in there):
        return Assessment(score, Level.MUCH, signs)
    return Assessment(score, Level.SOME if score >= SOME_FROM else Level.LITTLE, signs)


def is_typical_target(*, good_percent: float | None, deals_a_week: int | None, is_new_or_low: bool) -> bool | None:
    """Whether such people look for shops like this one: every review good and few deals, or new or of a low rank. None
    when nobody can tell."""
    if is_new_or_low:
        return True
    if good_percent is None or deals_a_week is None:
        return None
    return good_percent >= 100 and deals_a_week < SMALL_WEEK


def _signs(facts: Facts) -> Iterator[tuple[Sign, Found]]:
    yield Sign.MANY, _from(None if facts.bad_reviews is None else facts.bad_reviews >= MANY_REVIEWS)
    yield Sign.SCATTERED, _from(None if facts.shops is None else facts.shops >= MANY_SHOPS)
    yield Sign.SILENT, _from(None if facts.talked_before is None else not facts.talked_before)
    yield Sign.NEW_ACCOUNT, _from(None if facts.account_days is None else facts.account_days < NEW_DAYS)
    yield Sign.OTHER_ACCOUNT, _from(facts.other_account)
    yield Sign.NO_CONTACT, _from(None if facts.contacted_first is None else not facts.contacted_first)
    yield Sign.UNREACHABLE, _from(False if facts.reached else True if facts.missed >= 2 else None)
    yield Sign.OUTSIDE, _from(facts.insists_outside)


def _from(is_there: bool | None) -> Found:
    return Found.UNKNOWN if is_there is None else Found.YES if is_there else Found.NO
