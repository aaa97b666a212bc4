"""What stands around a case, a row each: events, notes, files, letters, decisions, payments, other cases, contacts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from aftercare.core.money import Money


class Happening(NamedTuple):
    """One event of a case, with the actor's name; '' is the system."""

    pk: int
    kind: str
    actor: str
    at: datetime
    data: Mapping[str, Any]


class NoteSeen(NamedTuple):
    """A note; `move` names the step it came with, '' is a note by itself; `name` the text that the step asked for."""

    pk: int
    move: str
    name: str
    text: str


class FileSeen(NamedTuple):
    """A piece of evidence."""

    pk: int
    token: str
    name: str
    media_type: str
    width: int | None  # None: no copies were made that a browser shows


class Letter(NamedTuple):
    """Something the shop has to tell the buyer; `sent_by` None: not sent yet."""

    pk: int
    template: str
    text: str
    at: datetime
    sent_at: datetime | None
    sent_by: str | None


class Decision(NamedTuple):
    """A request for approval; `at` is when it was decided, else asked."""

    state: str
    amount: Money
    requested_by: str
    decided_by: str | None
    decided_for: str | None  # as whose substitute
    at: datetime
    reason: str
    decision_note: str


class Payment(NamedTuple):
    """A payout of the case; `at` is when it was settled, else instructed."""

    key: str
    state: str
    amount: Money
    voucher: str
    result_text: str
    at: datetime


class Neighbour(NamedTuple):
    """Another case in one line; `link` says how it is linked, "child:back" seen from the younger one, '' of the same
    order or buyer."""

    number: str
    flow: str
    flow_version: int
    state: str
    order_id: int
    opened_at: datetime
    amount: Money
    link: str
    link_id: int = 0


class LineWords(NamedTuple):
    """What the warehouse and the order say of a line."""

    pk: int
    sku: str
    inspection_note: str


class Talk(NamedTuple):
    """One contact with the buyer."""

    pk: int
    channel: str
    stage: str
    result: str
    next_at: datetime | None
    by: str | None
    at: datetime


class Booked(NamedTuple):
    """One cost of a case that has ended."""

    kind: str
    amount: Money
    party: str
    counterparty: str


class Judged(NamedTuple):
    """The verdict inside the house, by the rule of `visible_verdicts` and for whoever wrote it; `person` None: nobody
    in person. `amount` is the penalty."""

    department: str
    person: str | None
    amount: Money
    result: str
    at: datetime
