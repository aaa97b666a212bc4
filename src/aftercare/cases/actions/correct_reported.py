"""Correct a case that a platform's report opened and that is over: a later one tells more of the same matter (B2)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.effects.costs import close_books
from aftercare.cases.effects.reports import OPENED, is_granted_by_people, keep_report, keep_report_refund
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.gather import attempt_of
from aftercare.cases.inputs import read_inputs
from aftercare.cases.models import Case, Cost
from aftercare.core.events import EventRow, record_many
from aftercare.core.sql import change
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

TOLD, REFUNDED = "report_told", "report_refunded"


def correct_reported(*, number: str, inputs: Mapping[str, Any], person: Person) -> Case:
    """Bring wish, parcel and refunded amount up to date; the state stays. `inputs` as of the steps `report_told` and
    `report_refunded`. What people granted or opened stays untouched, and so does a case that goes on. The costs are
    booked anew, charged to whom they were charged. Raises NotFound and InvalidInput."""
    with transaction.atomic():
        case = access_case(person, number, lock=True)
        if case.closed_at is None or not case.details.get(OPENED) or is_granted_by_people(case):
            return case
        told = {name: value for name, value in inputs.items() if name != "refund_amount"}
        ctx = _context(case, TOLD, told, person)
        keep_report(ctx)
        changes, data = ctx.changes, ctx.data
        if "refund_amount" in inputs:
            ctx = _context(case, REFUNDED, {"refund_amount": inputs["refund_amount"]}, person)
            keep_report_refund(ctx)
            _book_again(ctx)
            changes, data = changes | ctx.changes, data | ctx.data
        version = case.version
        change(Case, {**changes, "version": version + 1}, {"pk": case.pk, "version": version})
        subject = ("case", case.pk)
        record_many([EventRow("case.corrected", subject, case.shop_id, person.staff_id, ctx.at, data)])
    return case


def _context(case: Case, move_code: str, inputs: Mapping[str, Any], person: Person) -> MoveContext:
    """As the engine makes it, with the case as it now stands."""
    at, flow = now(), flow_of(case.flow, case.flow_version)
    policies, move = policies_of(case.shop, at), flow.move(move_code)
    assert move is not None
    attempt = attempt_of(case, policies, person, at)
    attempt = replace(attempt, inputs=read_inputs(move, inputs, attempt.facts))
    return MoveContext(case, move, attempt, person, policies, at, flow.state(case.state))


def _book_again(ctx: MoveContext) -> None:
    held = list(Cost.objects.filter(case=ctx.case).order_by("pk").values("party", "counterparty")[:1])
    Cost.objects.filter(case=ctx.case).delete()
    close_books(ctx)
    if held:
        Cost.objects.filter(case=ctx.case).update(**held[0])
