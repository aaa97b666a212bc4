"""Marks of reading on their way to the rows: of one screen, together, once a second at most (S1)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aftercare.core.errors import NotFound

APART: Final = 1.0  # seconds between two writings
MOST: Final = 100  # conversations in that time: more than anybody reads
Keep = Callable[[Mapping[int, int]], Awaitable[bool]]  # False: try again


def keep_marks(marks: Mapping[int, int], keep: Callable[[int, int], None]) -> None:
    """Each by itself, so that no two rows are locked together. Raises NotFound in the end, when one was foreign."""
    foreign: NotFound | None = None
    for conversation_id, seq in marks.items():
        try:
            keep(conversation_id, seq)
        except NotFound as error:
            foreign = error
    if foreign is not None:
        raise foreign


class Marks:
    """The first mark goes at once, those of the second after it together: of each conversation the largest number."""

    def __init__(self, keep: Keep, *, apart: float = APART) -> None:
        self._keep, self._apart = keep, apart
        self._pending: dict[int, int] = {}
        self._going: asyncio.Task[None] | None = None
        self._writing: asyncio.Future[None] | None = None

    def put(self, conversation_id: int, seq: int) -> None:
        """Everything up to that number was read."""
        if conversation_id in self._pending or len(self._pending) < MOST:
            self._pending[conversation_id] = max(seq, self._pending.get(conversation_id, 0))
        if self._going is None or self._going.done():
            self._going = asyncio.get_running_loop().create_task(self._go())

    async def close(self) -> None:
        """Write what is left: the screen is gone, the truth is kept."""
        if self._going is not None:
            self._going.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._going
        if self._writing is not None:
            await self._writing
        await self.flush()

    async def flush(self) -> None:
        """Write what is there now."""
        if self._pending:
            pending, self._pending = self._pending, {}
            if not await self._keep(pending):
                self._pending = {talk: max(seq, self._pending.get(talk, 0)) for talk, seq in pending.items()} | {
                    talk: seq for talk, seq in self._pending.items() if talk not in pending
                }

    async def _go(self) -> None:
        while self._pending:
            self._writing = asyncio.ensure_future(self.flush())
            await asyncio.shield(self._writing)  # a writing that has begun is not cut off
            await asyncio.sleep(self._apart)
