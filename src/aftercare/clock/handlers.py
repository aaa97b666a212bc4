"""What firing a deadline means, by kind. Filled once from above (`config.handlers`) when the applications are ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.clock.models import Deadline

FireOne = Callable[[Deadline, datetime], Any]
FireMany = Callable[[Sequence[Deadline], datetime], Any]
LockSubject = Callable[[Deadline], Any]


@dataclass(frozen=True)
class Handler:
    """How deadlines of one kind fire: one by one under a lock of the subject, or many in one transaction."""

    kind: str
    fire: Callable[..., Any]
    lock: LockSubject | None

    @property
    def bulk(self) -> bool:
        return self.lock is None


_handlers: dict[str, Handler] = {}


def register(kind: str, handler: FireOne, *, lock: LockSubject) -> None:
    """Deadlines that move something: `handler(deadline, now)` runs in a transaction of its own.

    `lock(deadline)` runs first and takes the row lock that people's actions on that subject take first, too; only then
    is the deadline taken. So both sides lock in the same order, and whoever comes second sees what the first one did.
    The handler may raise Refused: nothing is moved and the deadline ends as "no longer applied".
    """
    _add(Handler(kind, handler, lock))


def register_bulk(kind: str, handler: FireMany) -> None:
    """Deadlines that only note something, such as a missed own target: `handler(deadlines, now)` gets many at once.

    It must not lock subjects: the deadlines themselves are locked already.
    """
    _add(Handler(kind, handler, None))


def _add(handler: Handler) -> None:
    if _handlers.setdefault(handler.kind, handler) is not handler:
        raise ValueError(f"deadlines of kind {handler.kind} have two handlers")


def handler_of(kind: str) -> Handler:
    """Raises ValueError for a kind that nobody handles: its deadlines would never fire."""
    if kind not in _handlers:
        raise ValueError(f"nobody handles deadlines of kind {kind}")
    return _handlers[kind]


def kinds(*, bulk: bool) -> list[str]:
    """Registered kinds of one of the two sorts, in the order of registration."""
    return [handler.kind for handler in _handlers.values() if handler.bulk == bulk]
