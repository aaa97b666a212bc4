"""When an order must leave: pure (O4). Source C: 严格遵循店铺承诺的发货时间(如"48小时内发货")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aftercare.dispatch.terms import Basis


@dataclass(frozen=True)
class Term:
    """What a product promises by itself: hours after payment, or the last day on which a presale leaves."""

    hours: int | None = None
    presale_on: date | None = None


@dataclass(frozen=True)
class PromiseFacts:
    """`begins`: paid at, or when goods that are sent again were ordered. `terms`: one for each line. Hours of the shop:
    `usual` after payment, and by how many the own target comes earlier (`ahead`)."""

    begins: datetime
    zone: ZoneInfo
    usual: int
    ahead: int
    terms: Sequence[Term] = ()
    promised_at: datetime | None = None
    is_reship: bool = False


@dataclass(frozen=True)
class Promised:
    """By when the buyer may expect it, by when we want it gone, and why."""

    due_at: datetime
    own_due_at: datetime
    basis: Basis


def promised(facts: PromiseFacts) -> Promised:
    """The platform's own time counts before all; else the slowest line decides, for an order leaves in one parcel."""
    if facts.promised_at is not None and facts.promised_at > facts.begins:
        due_at, basis = facts.promised_at, Basis.FILE
    else:
        due_at, basis = max(
            (_of_line(term, facts) for term in facts.terms or (Term(),)), key=lambda found: (found[0], found[1].value)
        )
    return Promised(due_at, _own(facts.begins, due_at, facts.ahead), basis)


def _of_line(term: Term, facts: PromiseFacts) -> tuple[datetime, Basis]:
    usual = facts.begins + timedelta(hours=facts.usual)
    if facts.is_reship:
        return usual, Basis.RESHIP
    if term.presale_on is not None:
        ends = datetime.combine(term.presale_on + timedelta(days=1), time(), facts.zone)  # the end of that day
        if ends > facts.begins:
            return ends, Basis.PRESALE  # a presale that was over when it was paid promises nothing
    if term.hours is not None:
        return facts.begins + timedelta(hours=term.hours), Basis.PRODUCT
    return usual, Basis.POLICY


def _own(begins: datetime, due_at: datetime, ahead: int) -> datetime:
    """So many hours earlier, but never in the first half of the time there is."""
    return max(due_at - timedelta(hours=ahead), begins + (due_at - begins) / 2)


def was_in_time(sent_at: datetime, due_at: datetime) -> bool:
    """A parcel of that very moment keeps the promise."""
    return sent_at <= due_at
