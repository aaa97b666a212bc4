"""The engine: make one move of one case by its flow table."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from aftercare.accounts.models import Staff
from aftercare.cases.access import access_case
from aftercare.cases.announcing import case_moved
from aftercare.cases.clocks import due_times, earlier, set_clocks
from aftercare.cases.effects import EFFECTS
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.effects.costs import close_books
from aftercare.cases.facts import Attempt
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import Flow, Move, State
from aftercare.cases.gather import attempt_of
from aftercare.cases.guards import GUARDS
from aftercare.cases.inputs import read_inputs
from aftercare.cases.models import Case, Note
from aftercare.cases.rules import check_table, stands_in_for
from aftercare.cases.terms import Link
from aftercare.core.crypto import keyed_hash
from aftercare.core.database import Prepared
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import EventRow, record_many
from aftercare.core.outbox import enqueue
from aftercare.core.sql import change, insert
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.family import root_of
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

GRANTING = frozenset({"grant", "waive_difference"})  # effects that count against the person's day
_PARENTS = Prepared("SELECT source_id FROM cases_caselink WHERE target_id = %s AND kind = %s ORDER BY id")
GIVING = GRANTING | {"adopt_proposal", "grant_as_asked"}  # and against the order


def check_move(flow: Flow, move_code: str, attempt: Attempt) -> Refusal | None:
    """Why the move may not be made, or nothing. Pure: a page greys its button with the refusal the write would give."""
    move, refusal = check_table(flow, move_code, attempt)
    if refusal is not None or move is None:
        return refusal
    return next((found for name in move.guards if (found := GUARDS[name](attempt)) is not None), None)


def move_case(
    *,
    number: str,
    move_code: str,
    person: Person,
    inputs: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> Case:
    """Make the move (C1, B1). `inputs` are raw values by name; `expected_version` is what the person had on screen.

    Raises NotFound on a case that is not theirs, Refused on what the table, a guard or the version forbids, and
    InvalidInput on inputs that are missing, unknown or wrong. Either everything is written or nothing.
    """
    with transaction.atomic():
        case = access_case(person, number, lock=True)
        if expected_version is not None and case.version != expected_version:
            raise Refused(_changed())
        at = now()
        policies = policies_of(case.shop, at)
        flow = flow_of(case.flow, case.flow_version)
        _hold_limits(flow.move(move_code), case, person)
        attempt = attempt_of(case, policies, person, at)
        move, refusal = check_table(flow, move_code, attempt)
        if refusal is not None or move is None:
            raise Refused(refusal or _changed())
        attempt = replace(attempt, inputs=read_inputs(move, inputs or {}, attempt.facts))
        refusal = check_move(flow, move_code, attempt)
        if refusal is not None:
            raise Refused(refusal)
        after = flow.state(move.target) if move.target and move.target != case.state else None
        ctx = MoveContext(case, move, attempt, person, policies, at, after)
        if (absent := stands_in_for(move, attempt.actor)) is not None:
            ctx.data["for"] = absent
        if expected_version is not None:
            ctx.data["form"] = form_mark(inputs or {})
        _write(flow, ctx)
    return case


def _hold_limits(move: Move | None, case: Case, person: Person) -> None:
    """What one person grants, and what one order is given, on two cases at the same instant is added up one after the
    other (H8)."""
    if move is None or GIVING.isdisjoint(move.effects):
        return
    if person.staff_id is not None and not GRANTING.isdisjoint(move.effects):
        list(Staff.objects.select_for_update(no_key=True).filter(pk=person.staff_id).values_list("pk"))
    root = root_of(case.order).pk
    list(Order.objects.select_for_update(no_key=True, of=("self",)).filter(pk=root).values_list("pk"))


def form_mark(inputs: Mapping[str, Any]) -> str:
    """Tells a form that was sent twice from another one of the same person (H1). A keyed hash: it may hold words."""
    return keyed_hash(json.dumps(inputs, sort_keys=True, default=str))


def _changed() -> Refusal:
    return Refusal("version_changed", _("Somebody changed this case meanwhile. Look at it again; nothing was saved."))


def _write(flow: Flow, ctx: MoveContext) -> None:
    case, move = ctx.case, ctx.move
    old_state, old_version = case.state, case.version
    for name in move.effects:
        EFFECTS[name](ctx)
    _keep_note(ctx)
    before, after = flow.state(old_state), flow.state(move.target or old_state)
    if after.code != before.code:
        platform, own = due_times(case, before=before, after=after, policies=ctx.policies, at=ctx.at)
        ctx.set(
            state=after.code,
            state_since=ctx.at,
            waits_for=after.waits_for,
            platform_due_at=platform,
            own_due_at=own,
            next_due_at=earlier(platform, own),
            closed_at=ctx.at if after.final else None,
        )
    if after.final:
        _end(ctx, after)
    # Compare-and-set: the row is locked, so a miss means that somebody wrote around the lock.
    ctx.set(version=old_version + 1)
    if change(Case, ctx.changes, {"pk": case.pk, "state": old_state, "version": old_version}) != 1:
        raise Refused(_changed())
    set_clocks(case, before, after)
    record_many([_move_event(ctx, before.code, after.code), *ctx.events])
    if after.code != before.code:
        case_moved(case, before.code)


def _end(ctx: MoveContext, after: State) -> None:
    """The case is over: its costs are booked (B6), its pieces may be free, and its parents hear of it."""
    if after.frees_goods:
        ctx.set(holds_goods=False)
    close_books(ctx)
    with connection.cursor() as cursor:
        cursor.execute(_PARENTS, [ctx.case.pk, Link.CHILD.value])
        parents = cursor.fetchall()
    for (parent,) in parents:
        enqueue("cases.hear_children", case_id=parent)


def _keep_note(ctx: MoveContext) -> None:
    """The words that went with the move. They are no part of the event: personal data must stay erasable (J7)."""
    if "note" in ctx.inputs:
        note = Note(case=ctx.case, text=ctx.inputs["note"], move=ctx.move.code, by_id=ctx.person.staff_id, at=ctx.at)
        insert(note)
        ctx.data["note"] = note.pk


def _move_event(ctx: MoveContext, before: str, after: str) -> EventRow:
    data = {"move": ctx.move.code, "from": before, "to": after, "version": ctx.case.version, **ctx.data}
    return EventRow("case.moved", ("case", ctx.case.pk), ctx.case.shop_id, ctx.person.staff_id, ctx.at, data)


def allowed_moves(case: Case, person: Person, at: datetime) -> list[tuple[Move, Refusal | None]]:
    """Moves of the present state that a person could ever take, each with what forbids it just now (for the page)."""
    policies = policies_of(case.shop, at)
    attempt = attempt_of(case, policies, person, at)
    flow = flow_of(case.flow, case.flow_version)
    moves = [move for move in flow.moves_from(case.state) if any(role != "clock" for role in move.by)]
    return [(move, check_move(flow, move.code, attempt)) for move in moves]
