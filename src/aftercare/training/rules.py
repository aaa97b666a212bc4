"""Pure: which questions a try asks and in what order, points, when a try may begin, marks of a practice (K3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from aftercare.training.terms import QuestionKind

SHUFFLED: Final = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})
SPEED_SHARE, CHECK_SHARE, TRAINER_SHARE = 30, 20, 50  # percent of a practice's mark


@dataclass(frozen=True)
class Asked:
    """One question of a try: its id, and `order[i]` the stored option that stands in place i."""

    question_id: int
    order: tuple[int, ...]


def draw(bank: Sequence[tuple[int, QuestionKind, int]], count: int, seed: int) -> list[Asked]:
    """`count` questions of the bank (id, kind, how many options), all when there are fewer. The same seed and bank give
    the same questions in the same order with the same order of options."""
    rng = Random(seed)  # noqa: S311 - an exam's order is no secret; the key never leaves the server
    chosen = rng.sample(sorted(bank), min(count, len(bank)))
    return [Asked(pk, _order(kind, options, rng)) for pk, kind, options in chosen]


def _order(kind: QuestionKind, options: int, rng: Random) -> tuple[int, ...]:
    order = list(range(options))
    if kind in SHUFFLED:
        rng.shuffle(order)
    return tuple(order)


def shown_key(key: Collection[int], order: Sequence[int]) -> list[int]:
    """The places at which the right options stand in that order."""
    return sorted(place for place, stored in enumerate(order) if stored in key)


def points_of(key: Collection[int], given: Collection[int], most: int) -> int:
    """All points for exactly the right options, else none; nothing given is wrong."""
    return most if given and set(given) == set(key) else 0


def is_enough(points: int, most: int, percent: int) -> bool:
    """Whether the points reach the pass mark; an exam without points is not passed."""
    return most > 0 and points * 100 >= most * percent


@dataclass(frozen=True)
class Tries:
    """What a person has used of an exam since they last passed it. `ended_at`: of the last try; `opened_at`: when a
    trainer last opened another one, which does not wait."""

    used: int
    allowed: int
    ended_at: datetime | None
    opened_at: datetime | None

    @property
    def are_used_up(self) -> bool:
        return self.used >= self.allowed

    def free_at(self, wait: timedelta) -> datetime | None:
        """From when on the next one may begin; None: at once."""
        if self.ended_at is None or (self.opened_at is not None and self.opened_at > self.ended_at):
            return None
        return self.ended_at + wait


@dataclass(frozen=True)
class Turn:
    """What the scripted buyer says, what a good answer holds, and how many seconds it may take."""

    says: str
    points: tuple[str, ...]
    seconds: int


@dataclass(frozen=True)
class Answered:
    """How a turn was answered: after how many seconds (None: not at all), and how many rules its words met."""

    seconds: float | None
    hits: int


def speed_of(turns: Sequence[Turn], answers: Sequence[Answered]) -> int:
    """0 to 100: the share of turns that were answered in their time."""
    in_time = sum(
        one.seconds is not None and one.seconds <= turn.seconds for turn, one in zip(turns, answers, strict=True)
    )
    return round(100 * in_time / len(turns)) if turns else 0


def words_of(answers: Sequence[Answered]) -> int:
    """0 to 100: the share of answers that met no rule of the reply check; turns without an answer count as met."""
    clean = sum(one.seconds is not None and not one.hits for one in answers)
    return round(100 * clean / len(answers)) if answers else 0


def mark_of(speed: int, words: int, trainer: int) -> int:
    """The mark of a practice, 0 to 100."""
    return round((speed * SPEED_SHARE + words * CHECK_SHARE + trainer * TRAINER_SHARE) / 100)
