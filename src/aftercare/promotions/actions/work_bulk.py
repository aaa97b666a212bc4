"""Do the rows of a run, one transaction each: what fails is written down, and the others go on (B11).

A row is settled in the transaction that changes its case. So a killed worker leaves no row done twice and none lost,
and two workers share the rows.
"""

import logging
from collections.abc import Callable
from typing import Final

from django.db import DatabaseError, transaction
from django.utils.translation import override

from aftercare.cases.access import access_case
from aftercare.cases.actions.assign_case import assign_case
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.actions.write_buyer import write_buyer
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.gather import attempt_of
from aftercare.cases.models import Case
from aftercare.cases.usual import raw_inputs, usual_inputs
from aftercare.core.errors import AftercareError, InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.promotions.models import BulkRow, BulkRun
from aftercare.promotions.terms import BulkKind, RowState
from aftercare.shops.access import Person, person_of
from aftercare.shops.policies import policies_of

log = logging.getLogger("aftercare.promotions")
SAID_MOST: Final = 300
MOVED_ON = Refusal("moved_on", _("The case has moved on since the run began."))


def work_unfinished() -> int:
    """Go on with every run that somebody has left in the middle; how many rows were done."""
    runs = BulkRun.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(work_bulk(run_id=pk) for pk in list(runs))


def work_bulk(*, run_id: int) -> int:
    """All rows of the run that wait; how many were settled here. Must not run inside a transaction."""
    run = BulkRun.objects.select_related("made_by", "shop").filter(pk=run_id, ended_at=None).first()
    if run is None:
        return 0
    settled = 0
    while (row := _next(run)) is not None:
        settled += _settle(run, row)
    _end(run)
    return settled


def _next(run: BulkRun) -> int | None:
    rows = run.rows.filter(state=RowState.WAITING).order_by("pk")
    return rows.values_list("pk", flat=True).first()


def _settle(run: BulkRun, pk: int) -> bool:
    try:
        with transaction.atomic():
            row = run.rows.select_for_update(of=("self",)).filter(pk=pk, state=RowState.WAITING).first()
            if row is None:
                return False  # another worker was faster, or the run was stopped
            with override(run.language):
                _do(run, row)
            row.save(update_fields=["state", "code", "said", "done_at"])
    except DatabaseError:
        log.exception("bulk run %s, row %s", run.pk, pk)
        words = _("Something broke on our side; nothing was changed. Try this one again.")
        run.rows.filter(pk=pk, state=RowState.WAITING).update(
            state=RowState.REFUSED, code="broken", said=str(words)[:SAID_MOST], done_at=now()
        )
    return True


def _do(run: BulkRun, row: BulkRow) -> None:
    person = person_of(run.made_by)  # the rights of this moment
    row.done_at = now()
    try:
        with transaction.atomic():
            ACTS[BulkKind(run.kind)](run, row, person)
    except InvalidInput as error:
        words = " ".join(str(sentence) for sentence in error.problems.values())
        row.state, row.code, row.said = RowState.REFUSED, "invalid", words[:SAID_MOST]
    except Refused as error:
        row.state, row.code, row.said = RowState.REFUSED, error.refusal.code, str(error)[:SAID_MOST]
    except AftercareError:
        words = str(_("It does not exist, or it belongs to a shop that you do not work in."))
        row.state, row.code, row.said = RowState.REFUSED, "not_found", words[:SAID_MOST]
    else:
        row.state = RowState.DONE


def _number(row: BulkRow) -> str:
    return str(Case.objects.values_list("number", flat=True).get(pk=row.case_id))


def _agree(run: BulkRun, row: BulkRow, person: Person) -> None:
    """What the form of the step proposes: as asked, as far as the rules allow. The version was that of the list: the
    amounts are those that could be seen then."""
    case = Case.objects.select_related("shop", "order__customer", "customer").get(pk=row.case_id)
    move = flow_of(case.flow, case.flow_version).move("agree")
    inputs = {}
    if move is not None:
        facts = attempt_of(case, policies_of(case.shop, now()), person, now()).facts
        inputs = raw_inputs(usual_inputs(move, facts))
        if run.words and "note" in (*move.needs, *move.takes):
            inputs["note"] = run.words
    move_case(number=case.number, move_code="agree", person=person, inputs=inputs, expected_version=row.version)


def _refuse(run: BulkRun, row: BulkRow, person: Person) -> None:
    inputs = {"refusal": run.refusal, "clause": run.clause, "note": run.words}
    move_case(number=_number(row), move_code="refuse", person=person, inputs=inputs, expected_version=row.version)


def _message(run: BulkRun, row: BulkRow, person: Person) -> None:
    write_buyer(number=_still_there(run, row, person), text=run.words, person=person)


def _assign(run: BulkRun, row: BulkRow, person: Person) -> None:
    assign_case(number=_still_there(run, row, person), owner_id=run.owner_id or 0, person=person)


def _still_there(run: BulkRun, row: BulkRow, person: Person) -> str:
    """The number of the case, locked: what was meant for cases of one state does not reach one that has left it. Raises
    Refused."""
    case = access_case(person, _number(row), lock=True)
    if case.state != run.state:
        raise Refused(MOVED_ON)
    return case.number


ACTS: Final[dict[BulkKind, Callable[[BulkRun, BulkRow, Person], None]]] = {
    BulkKind.AGREE: _agree,
    BulkKind.REFUSE: _refuse,
    BulkKind.MESSAGE: _message,
    BulkKind.ASSIGN: _assign,
}


def _end(run: BulkRun) -> None:
    """Once, by whoever settles the last row."""
    with transaction.atomic():
        locked = BulkRun.objects.select_for_update(no_key=True).filter(pk=run.pk, ended_at=None).first()
        if locked is None or locked.rows.filter(state=RowState.WAITING).exists():
            return
        locked.ended_at = now()
        locked.save(update_fields=["ended_at"])
        done = locked.rows.filter(state=RowState.DONE).count()
        record(
            kind="bulk.ended",
            subject=("bulk", run.pk),
            shop_id=run.shop_id,
            actor_id=None,
            at=locked.ended_at,
            data={"done": done, "others": locked.rows.count() - done},
        )
