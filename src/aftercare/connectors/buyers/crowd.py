"""Many buyers at once, each with a browser of their own, for so many minutes."""

import asyncio
import signal
import statistics
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from aftercare.connectors.buyers.browser import Browser, Door, Unreachable
from aftercare.connectors.buyers.player import Played, Player
from aftercare.connectors.buyers.sessions import Session, filled

COMES_WITHIN: Final = 20.0  # seconds in which the first ones come
COMES_AGAIN: Final = (5.0, 40.0)  # seconds until the same buyer asks something else
LAST_WORDS: Final = 5.0  # seconds in which what was sent may still be acknowledged
EXPECTED: Final = frozenset({"sent", "kept", "pictures", "cards", "slowed", "cut"})


@dataclass(frozen=True)
class Plan:
    """How many buyers, how fast (2 is twice as fast as people), for how many seconds, by which chance."""

    count: int
    pace: float
    seconds: float
    seed: int


@dataclass
class Report:
    """What happened. `waits`: seconds until somebody of the shop wrote, and of those who went without."""

    tally: Counter[str] = field(default_factory=Counter)
    played: Played = field(default_factory=Played)
    broken: list[str] = field(default_factory=list)
    lost: int = 0  # sent, and never acknowledged

    def counts(self) -> dict[str, Any]:
        """For programs."""
        waits = self.played.waits
        return {
            "sessions": self.played.sessions,
            "sent": self.tally["sent"],
            "acknowledged": self.tally["kept"],
            "answered": len(waits) - self.played.gave_up,
            "gave_up": self.played.gave_up,
            "rated": self.played.rated,
            "pictures": self.tally["pictures"],
            "cards": self.tally["cards"],
            "slowed_down": self.tally["slowed"],
            "median_wait_seconds": round(statistics.median(waits), 1) if waits else None,
            "longest_wait_seconds": round(max(waits), 1) if waits else None,
        }

    def errors(self) -> list[str]:
        """What should not have been."""
        found = [f"{count} times: {name}" for name, count in sorted(self.tally.items()) if name not in EXPECTED]
        lost = [f"{self.lost} messages were not acknowledged."] if self.lost else []
        return [*found, *lost, *self.broken[:20]]


async def play(door: Door, sessions: Sequence[Session], plan: Plan) -> Report:
    """Let them come; ends when the time is over, or on Ctrl-C or SIGTERM. Raises Unreachable when nobody is let in."""
    report, over = Report(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    await Browser(door, Counter()).probe()
    buyers = [_Buyer(door, sessions, plan, number) for number in range(plan.count)]
    playing = [loop.create_task(buyer.live(report)) for buyer in buyers]
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), plan.seconds)
    finally:
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)
        await asyncio.gather(*(buyer.leave(report) for buyer in buyers))
    return report


class _Buyer:
    """Comes, plays one session after the other with pauses, and goes when the time is over."""

    def __init__(self, door: Door, sessions: Sequence[Session], plan: Plan, number: int) -> None:
        self._rng = Random(f"{plan.seed}:{number}")  # noqa: S311 - play
        self._browser, self._plan = Browser(door, Counter()), plan
        self._player = Player(self._browser, self._rng, plan.pace)
        # Dealt out like cards: with many buyers every session is played.
        order = Random(plan.seed).sample(range(len(sessions)), len(sessions))  # noqa: S311 - play
        self._sessions = [sessions[order[(number + step) % len(order)]] for step in range(len(order))]
        self._line: asyncio.Task[None] | None = None

    async def live(self, report: Report) -> None:
        await asyncio.sleep(self._rng.uniform(0, COMES_WITHIN) / self._plan.pace)
        try:
            await self._browser.enter()
        except Unreachable as error:
            report.tally[f"not let in: {error}"] += 1
            return
        self._line = asyncio.get_running_loop().create_task(self._browser.live())
        while True:
            for session in self._sessions:
                await self._player.play(filled(session, self._rng))
                await asyncio.sleep(self._rng.uniform(*COMES_AGAIN) / self._plan.pace)

    async def leave(self, report: Report) -> None:
        """Wait for what is under way, close the socket, and add up."""
        browser, played = self._browser, self._player.played
        if self._line is not None:
            await browser.until(lambda: not browser.unsent, LAST_WORDS)
            self._line.cancel()
            await asyncio.gather(self._line, return_exceptions=True)
        report.tally += browser.tally
        report.lost += browser.unsent
        report.broken += browser.broken
        report.played.sessions += played.sessions
        report.played.waits += played.waits
        report.played.gave_up += played.gave_up
        report.played.rated += played.rated
