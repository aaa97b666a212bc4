"""Plays one session in a browser as a person would: types, waits for the answer or goes, reads, rates."""

import asyncio
import time
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image, ImageDraw

from aftercare.connectors.buyers.browser import Browser
from aftercare.connectors.buyers.sessions import BUYER, PICTURE, Session, Turn

A_CHARACTER: Final = (0.09, 0.28)  # seconds of typing each
THINKS: Final = (0.6, 4.0)  # before the next line
READS: Final = (0.8, 3.5)
SIGNS_AGAIN: Final = 3.0  # seconds between two "writes"
PATIENCE: Final = (45.0, 150.0)  # until whoever gets no answer goes
LINGERS: Final = (10.0, 40.0)  # after the last line: a rating is asked for when the shop ends the talk
ASKS_AGAIN: Final = ("在吗？", "人呢", "还在吗", "？", "有人吗")
LEAVES_NUMBER: Final = 0.5  # of those whom nobody answers where nobody is on duty


@dataclass
class Played:
    """What came of sessions: how long the answers took, in seconds, and how many buyers went without one."""

    sessions: int = 0
    waits: list[float] = field(default_factory=list)
    gave_up: int = 0
    rated: int = 0


class Player:
    """One buyer. `pace` 2 is twice as fast in everything, patience too."""

    def __init__(self, browser: Browser, rng: Random, pace: float) -> None:
        self._browser, self._rng, self._pace = browser, rng, pace
        self.played = Played()

    async def play(self, session: Session) -> None:
        """From the first line to the rating, or until the buyer has waited long enough."""
        self.played.sessions += 1
        turns, place = session.turns, 0
        while place < len(turns):
            while place < len(turns) and turns[place].sender == BUYER:
                await self._say(turns[place], session.topic)
                place += 1
            while place < len(turns) and turns[place].sender != BUYER:
                place += 1
            is_last = place >= len(turns) and turns[-1].sender == BUYER
            if not is_last and not await self._is_answered():
                self.played.gave_up += 1
                await self._leave_number(session.topic)
                return
        await self._end(session.stars)

    async def _say(self, turn: Turn, topic: str) -> None:
        browser = self._browser
        await self._pass(THINKS)
        if turn.text == PICTURE:
            browser.tally["pictures"] += 1
            await browser.show_picture(photo(self._rng), topic=topic)
            return
        if turn.product:
            if await browser.has_product(turn.product):
                browser.tally["cards"] += 1
                browser.write(kind="card", product=turn.product, topic=topic)
            return
        await self._type(len(turn.text))
        browser.write(kind="text", text=turn.text, topic=topic)

    async def _type(self, characters: int) -> None:
        left = characters * self._rng.uniform(*A_CHARACTER)
        while left > 0:
            if self._browser.talk:
                self._browser.say(do="sign", talk=self._browser.talk, what="writes")
            step = min(left, SIGNS_AGAIN)
            await asyncio.sleep(step / self._pace)
            left -= step

    async def _is_answered(self) -> bool:
        """Whether a person of the shop writes before the patience is over; half-way it is asked for once."""
        browser, began = self._browser, time.monotonic()
        patience = self._rng.uniform(*PATIENCE) / self._pace
        # Acknowledged first: what was answered before our words were there is no answer to them.
        if not await browser.until(lambda: not browser.unsent, patience):
            return False
        ours = max((seq for talk, seq in browser.kept.values() if talk == browser.talk), default=0)

        def is_answered() -> bool:
            return any(one["side"] == "agent" and one["seq"] > ours for one in browser.messages)

        if not await browser.until(is_answered, patience / 2):
            browser.write(kind="text", text=self._rng.choice(ASKS_AGAIN))
            await browser.until(is_answered, patience / 2)
        self.played.waits.append(time.monotonic() - began)
        if not is_answered():
            return False
        await self._pass(READS)
        browser.say(do="read", talk=browser.talk, seq=browser.reached)
        return True

    async def _leave_number(self, topic: str) -> None:
        if self._browser.is_staffed or self._rng.random() > LEAVES_NUMBER:
            return
        phone = f"1{self._rng.choice('35789')}{self._rng.randint(0, 9)}0000{self._rng.randint(0, 9999):04d}"
        note = "方便的时候联系我，谢谢"
        self._browser.write(kind="contact", name="林女士", phone=phone, note=note, topic=topic)
        await self._pass(THINKS)

    async def _end(self, stars: int) -> None:
        """Stay for a while; when the shop ends the talk, say how it was."""
        browser, span = self._browser, self._rng.uniform(*LINGERS) / self._pace

        def may_rate() -> bool:
            return not browser.unsent and bool(browser.state.get("may_rate")) and browser.state.get("rating") is None

        await browser.until(may_rate, span)
        if stars and may_rate():
            await self._pass(READS)
            if may_rate():
                browser.say(do="rate", talk=browser.talk, stars=stars, text="")
                self.played.rated += 1

    async def _pass(self, span: tuple[float, float]) -> None:
        await asyncio.sleep(self._rng.uniform(*span) / self._pace)


def photo(rng: Random) -> bytes:
    """A drawing that stands for the buyer's photo: something broken on a table."""
    image = Image.new("RGB", (640, 480), (214, 203, 186))
    draw = ImageDraw.Draw(image)
    left, top = rng.randint(180, 260), rng.randint(90, 140)
    draw.rectangle((0, 360, 640, 480), fill=(150, 118, 88))
    draw.rounded_rectangle((left, top, left + 200, 380), 36, fill=tuple(rng.randint(120, 235) for _ in range(3)))
    crack = [(left + 100 + rng.randint(-40, 40), top + step) for step in range(20, 240, 24)]
    draw.line(crack, fill=(60, 48, 40), width=4)
    target = BytesIO()
    image.save(target, "JPEG", quality=70)
    return target.getvalue()
