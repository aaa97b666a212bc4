"""The frames of a socket without a socket: for networks that let none through. The same desk, asked by posted lists."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from aftercare.core.errors import NotFound
from aftercare.live.frames import Frame, is_number, problem
from aftercare.portal.desk import BuyerDesk

MOST_FRAMES: Final = 20
MOST_ROUNDS: Final = 5  # of catching up in one answer; the next one goes on


def answer_frames(desk: BuyerDesk, frames: Iterable[Any]) -> list[Frame]:
    """What a socket would answer, in order; what cannot be read is left out."""
    return [told for frame in frames if _is_readable(frame) for told in _answer(desk, frame)]


def _is_readable(frame: Any) -> bool:
    return isinstance(frame, dict) and is_number(frame.get("talk", 0)) and isinstance(frame.get("do"), str)


def _answer(desk: BuyerDesk, frame: Frame) -> Iterator[Frame]:
    if frame["do"] == "watch":
        yield from _watch(desk, frame.get("talk", 0), frame.get("after"))
        return
    told = desk.do(frame["do"], frame)
    if told and told["is"] != "done":
        yield {**told, **({"id": frame["id"]} if isinstance(frame.get("id"), str) else {})}


def _watch(desk: BuyerDesk, talk: int, after: Any) -> Iterator[Frame]:
    """What came after the number. Without a socket nothing is kept of what this browser has: it says so each time."""
    last = after if is_number(after) and after >= 0 else 0
    try:
        desk.watch(talk)
        yield {"is": "watched", "talk": talk}
        for _round in range(MOST_ROUNDS):
            frame, last, more = desk.missed(talk, last)
            yield frame
            if not more:
                return
    except NotFound as error:
        yield {**problem(error), "talk": talk}
