"""How money leaves: the interface that every payment channel fulfils, and the registry of channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from aftercare.core.money import Money


@dataclass(frozen=True)
class PayoutOrder:
    """What a channel is told. `key` never changes for one payout, however often it is sent."""

    key: str
    merchant: str  # the shop, as the channel knows it
    amount: Money
    payee: str  # the platform's order number: the channel pays the buyer of that order
    purpose: str


class Result(StrEnum):
    PAID = "paid"  # the channel has it in its record, with a voucher
    REFUSED = "refused"  # the channel will never pay this key
    UNKNOWN = "unknown"  # no usable answer: it may or may not have paid
    ABSENT = "absent"  # answer to a query only: the channel has no record of the key
    NEEDS_PERSON = "needs_person"  # parked: a code by SMS, other content under the same key (H2, H13)


@dataclass(frozen=True)
class Outcome:
    """What a channel answered. `voucher` names the payment in its record; `text` is its reason, for people."""

    result: Result
    voucher: str = ""
    text: str = ""


@dataclass(frozen=True)
class ChannelEntry:
    """One payment in the channel's own record."""

    key: str
    voucher: str
    amount: Money
    at: datetime


class PayoutChannel(Protocol):
    """One way of paying. `pay` and `query` are called outside any transaction and never raise: trouble is UNKNOWN.

    Their own time limits must stay well under `terms.LEASE`.
    """

    @property
    def code(self) -> str:
        """Of a-z and _; part of the name of its cash account."""
        ...

    @property
    def label(self) -> str | Promise:
        """Its name for people."""
        ...

    @property
    def automatic(self) -> bool:
        """False: a person pays elsewhere and enters the voucher."""
        ...

    @property
    def idempotent(self) -> bool:
        """A second call with the same key pays nothing more."""
        ...

    @property
    def can_query(self) -> bool:
        """Can be asked what became of a key."""
        ...

    @property
    def lists_records(self) -> bool:
        """Can list its own record, for reconciliation."""
        ...

    @property
    def gives_coupons(self) -> bool:
        """Gives coupons as well as money."""
        ...

    @property
    def on_platform(self) -> bool:
        """Its payments show up as refunds in the platform's order report."""
        ...

    def pay(self, order: PayoutOrder) -> Outcome:
        """Pay, under the order's key."""
        ...

    def query(self, key: str) -> Outcome:
        """What became of the key."""
        ...

    def records(self, merchant: str, since: datetime) -> Sequence[ChannelEntry]:
        """The channel's record of one shop from `since` on. Raises ConnectionError when it cannot be had."""
        ...


_channels: dict[str, PayoutChannel] = {}


def register(channel: PayoutChannel) -> None:
    """Make a channel known under its code; called once at start by config.handlers. The same code again replaces it."""
    _channels[channel.code] = channel


def channel_of(code: str) -> PayoutChannel:
    """The registered channel. Raises ImproperlyConfigured for an unknown code."""
    try:
        return _channels[code]
    except KeyError:
        raise ImproperlyConfigured(f"no payout channel {code!r} is registered") from None


def all_channels() -> list[PayoutChannel]:
    """Every registered channel, by code."""
    return [_channels[code] for code in sorted(_channels)]


def is_known(code: str) -> bool:
    """Whether a channel of that code is registered."""
    return code in _channels
