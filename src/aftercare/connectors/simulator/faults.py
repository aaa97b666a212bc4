"""Faults on demand: which call goes wrong, and how, decided by a seeded generator."""

import random
import threading
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Faults:
    """Shares are between 0 and 1 of all calls to pay."""

    reply_lost: float = 0.0  # done, then the connection is cut
    error_500: float = 0.0  # half of them before anything was done, half after
    stall: float = 0.0  # half of them wait before doing it, half after
    stall_seconds: float = 5.0
    refuse: float = 0.0  # refused for good
    needs_code: float = 0.0  # asks for a code by SMS
    no_keys: bool = False  # a provider that ignores keys: two calls pay twice
    no_query: bool = False  # a provider that cannot be asked
    down: bool = False  # answers 503 to everything but /faults
    seed: int = 0


@dataclass(frozen=True)
class Fate:
    """What happens to one call."""

    stall_before: float = 0.0
    error_before: bool = False
    refusal: str = ""
    needs_code: bool = False
    stall_after: float = 0.0
    error_after: bool = False
    reply_lost: bool = False


class Weather:
    """The faults in force. Setting them anew restarts the generator from the seed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.set({})

    def set(self, wished: dict[str, Any]) -> Faults:
        """Replace all faults by the wished ones; raises ValueError on an unknown name, a wrong type or share."""
        known = {field.name: field for field in fields(Faults)}
        for name, value in wished.items():
            if name not in known:
                raise ValueError(f"unknown fault {name!r}")
            kind = known[name].type
            if not (isinstance(value, bool) if kind is bool else type(value) in (int, kind)):
                raise ValueError(f"{name} must be a {kind.__name__}")  # type: ignore[union-attr]
            if kind is float and not 0 <= value <= (1 if name != "stall_seconds" else 60):
                raise ValueError(f"{name} is out of range")
        with self._lock:
            self.faults = replace(Faults(), **wished)
            self._random = random.Random(self.faults.seed)  # noqa: S311 - repeatable faults, no secret
        return self.faults

    def fate(self) -> Fate:
        """Draw what happens to the next call to pay."""
        with self._lock:
            faults, draw = self.faults, self._random.random
            late = draw() < 0.5
            stall = faults.stall_seconds if draw() < faults.stall else 0.0
            error = draw() < faults.error_500
            return Fate(
                stall_before=0.0 if late else stall,
                error_before=error and not late,
                refusal="收款账户已注销" if draw() < faults.refuse else "",
                needs_code=draw() < faults.needs_code,
                stall_after=stall if late else 0.0,
                error_after=error and late,
                reply_lost=draw() < faults.reply_lost,
            )
