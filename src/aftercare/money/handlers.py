"""Who wants to know that a payout was paid or refused: filled by config.handlers from the packages above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aftercare.money.models import Payout


@dataclass(frozen=True)
class SubjectHandlers:
    """What the owner of one kind of subject does about its payouts.

    `lock` takes the row lock of the subject and is called first in the transaction, before any row of money is locked:
    the order subject, payout, cap is the same everywhere, so these writes cannot deadlock with the owner's own.
    `paid` and `refused` run in the transaction that records the result and may be called again: they must bear it.
    """

    lock: Callable[[int], None]  # subject id
    paid: Callable[[Payout, datetime], None]
    refused: Callable[[Payout, datetime], None]


_subjects: dict[str, SubjectHandlers] = {}


def register(subject_kind: str, handlers: SubjectHandlers) -> None:
    """Called once at start. A kind without handlers is allowed: then nobody is told. A second call replaces."""
    _subjects[subject_kind] = handlers


def handlers_of(subject_kind: str) -> SubjectHandlers | None:
    """The handlers of that kind of subject, if anybody registered."""
    return _subjects.get(subject_kind)
