"""The ear of a process: whatever breaks the stream of hints, it opens it again and has everybody look (B17, G5)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from aftercare.chat.hints import CHANNEL, Hint, Sign, Staffing
from aftercare.live import hub
from aftercare.live.hub import Hub, Told


class Ear:
    def __init__(self) -> None:
        self.woken: list[int] = []  # conversations, 0: look at all
        self.told = asyncio.Event()

    def wake(self, topic: str, hint: Hint | None) -> None:
        self.woken.append(hint.conversation_id if hint else 0)
        self.told.set()

    def see(self, sign: Sign) -> None:
        raise AssertionError(sign)

    def staffed(self, told: Staffing) -> None:
        raise AssertionError(told)


@pytest.mark.row("B17")
@pytest.mark.attack("G5")
@pytest.mark.parametrize("trouble", [OSError("gone"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "odd"), KeyError("x")])
def test_a_stream_that_breaks_in_whatever_way_is_opened_again(monkeypatch: pytest.MonkeyPatch, trouble: Exception):
    monkeypatch.setattr(hub, "AGAIN_AFTER", 0.01)
    opened = 0

    async def stream() -> AsyncIterator[Told]:
        if opened == 1:
            raise trouble
        for payload in ("nonsense", "1:2", "7:5:1:2:0:0"):
            yield CHANNEL, payload
        await asyncio.sleep(60)

    @asynccontextmanager
    async def hear() -> AsyncIterator[AsyncIterator[Told]]:
        nonlocal opened
        opened += 1
        yield stream()

    async def story() -> None:
        here, ear = Hub(hear), Ear()
        here.join("talk:5", ear)
        while 5 not in ear.woken:
            ear.told.clear()
            await asyncio.wait_for(ear.told.wait(), 5)
        assert here.is_hearing
        assert ear.woken == [0, 0, 5]
        await here.close()

    asyncio.run(story())
    assert opened == 2
