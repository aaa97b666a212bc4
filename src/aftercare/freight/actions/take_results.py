"""Bring the result of a payment file in: row by row, each either recorded or named with what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aftercare.core.errors import AftercareError, InvalidInput
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.freight.access import CLERKS, access_batch, access_role
from aftercare.freight.models import FreightBatch
from aftercare.freight.sheet import ResultRow
from aftercare.money.actions.hand_over import take_result
from aftercare.money.models import Payout
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person

REASON_MOST = 300


@dataclass
class Taken:
    """What became of the rows. `remarks`: (line, payment key, sentence) of those that were not recorded."""

    paid: int = 0
    failed: int = 0
    known: int = 0  # had this result already
    still_open: int = 0
    remarks: list[tuple[int, str, str]] = field(default_factory=list)


def take_results(*, number: str, rows: Sequence[ResultRow], person: Person) -> Taken:
    """Record the result of each row of the file (B5, C18, E8). Every row is a transaction of its own: what is wrong
    with one holds up no other, and the same file again records nothing more.

    Raises NotFound, Refused `wrong_role`.
    """
    batch = access_batch(person, number)
    access_role(person, batch.shop_id, *CLERKS)
    payouts = {row.payout.key: row.payout for row in batch.rows.select_related("payout")}
    taken, seen = Taken(), set[str]()
    for row in rows:
        problem = row.problem or _check(row, payouts, seen)
        if problem:
            taken.remarks.append((row.line, row.key, str(problem)))
        elif row.is_open:
            taken.still_open += 1
        else:
            _take(row, payouts[row.key], person, taken)
        seen.add(row.key)
    _note(batch, taken, person)
    return taken


def fail_rest(*, number: str, reason: str, person: Person) -> Taken:
    """Nothing of the rest of this file was paid, and will not be: its rows are free again for a decision (B5).

    Raises NotFound, InvalidInput without a reason, Refused `wrong_role`.
    """
    reason = reason.strip()
    batch = access_batch(person, number)
    access_role(person, batch.shop_id, *CLERKS)
    if not 0 < len(reason) <= REASON_MOST:
        raise InvalidInput({"reason": _("Say why it was not paid.")})
    taken = Taken()
    for row in batch.rows.select_related("payout").filter(payout__state=PayoutState.SENDING).order_by("pk"):
        result = ResultRow(0, row.payout.key, row.payout.amount, reason=reason)
        _take(result, row.payout, person, taken)
    _note(batch, taken, person)
    return taken


def _check(row: ResultRow, payouts: dict[str, Payout], seen: set[str]) -> object:
    """Why the row fits no payout of the file; '' when it does."""
    payout = payouts.get(row.key)
    if payout is None:
        return _("This payment is not in this file.")
    if row.key in seen:
        return _("This payment stands in the file twice.")
    if row.amount != payout.amount:
        sentence = _("The amount should be ¥%(amount)s. Nothing was recorded; look at what was really paid.")
        return sentence % {"amount": payout.amount.yuan}
    return ""


def _take(row: ResultRow, payout: Payout, person: Person, taken: Taken) -> None:
    try:
        is_news = take_result(payout=payout, voucher=row.voucher, reason=row.reason, person=person)
    except AftercareError as error:
        taken.remarks.append((row.line, row.key, _sentence(error)))
        return
    if not is_news:
        taken.known += 1
    elif row.voucher:
        taken.paid += 1
    else:
        taken.failed += 1


def _sentence(error: AftercareError) -> str:
    if isinstance(error, InvalidInput):
        return " ".join(str(sentence) for sentence in error.problems.values())
    return str(error)


def _note(batch: FreightBatch, taken: Taken, person: Person) -> None:
    record(
        kind="freight.results_taken",
        subject=("freight_batch", batch.pk),
        shop_id=batch.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={
            "number": batch.number,
            "paid": taken.paid,
            "failed": taken.failed,
            "remarks": len(taken.remarks),
        },
    )
