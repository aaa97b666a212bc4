"""Aggregators as parcels know them: what one must be able to do. They make themselves known when the product starts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aftercare.parcels.reports import Report


@dataclass(frozen=True)
class Secrets:
    """What a shop has with an aggregator: account, key that signs questions, salt that signs pushes."""

    account: str
    key: str
    salt: str


@dataclass(frozen=True)
class Question:
    """Which parcel is asked about. `phone_tail`: the last four digits, '' unless the courier needs them."""

    courier_code: str
    number: str
    phone_tail: str = ""


class Forged(Exception):
    """The signature is missing or wrong."""


class Unreadable(Exception):
    """Signed well, but not what the aggregator's papers describe; the text says what is wrong, for the log."""


class Unanswered(Exception):
    """The aggregator gave no usable answer; the text says why, as a person can use it."""


class Provider(Protocol):
    """One aggregator."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> Any: ...

    @property
    def account_label(self) -> Any: ...

    @property
    def key_label(self) -> Any: ...

    @property
    def salt_label(self) -> Any:
        """'' when the key signs pushes as well."""

    def may_push(self, secrets: Secrets) -> bool:
        """Whether pushes can be told from forged ones: the secret that signs them is there."""

    def may_ask(self, secrets: Secrets) -> bool:
        """Whether there is all that a question needs."""

    def read_push(self, form: Mapping[str, str], secrets: Secrets) -> Sequence[Report]:
        """What a posted form tells. Raises Forged and Unreadable."""

    def answer(self, secrets: Secrets, *, is_taken: bool, sentence: str, at_local: Callable[[], str]) -> dict[str, Any]:
        """The answer to a push in the aggregator's own form; `at_local` gives the time, "2026-11-29 08:00:00"."""

    def ask(self, question: Question, secrets: Secrets) -> Report:
        """Ask for one parcel, over the network. Raises Unanswered."""


_known: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Called once per aggregator when the applications are ready."""
    _known[provider.code] = provider


def all_providers() -> list[Provider]:
    """In the order in which they were made known."""
    return list(_known.values())


def provider_of(code: str) -> Provider | None:
    """The aggregator of that code; None when this installation does not know it."""
    return _known.get(code)
