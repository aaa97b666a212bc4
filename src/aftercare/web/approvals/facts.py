"""The facts of many cases at once, as far as deciding an approval needs them, in a fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from aftercare.approvals.models import Approval
from aftercare.approvals.terms import ApprovalState
from aftercare.cases.access import visible_cases
from aftercare.cases.acting import actor_of
from aftercare.cases.actions.move_case import check_move
from aftercare.cases.facts import ApprovalFacts, Attempt, CaseFacts, Grant, Limits, LineFacts
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import Move
from aftercare.cases.gather import granted_beside, granted_of, limits_of
from aftercare.cases.models import Case, CaseLine, Note
from aftercare.cases.room import room_of
from aftercare.cases.terms import Reason, Responsible
from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.orders.family import payee_of
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

SUBJECT = "case"


@dataclass(frozen=True)
class Matter:
    """The case of one request, with its lines and the rules of its shop."""

    case: Case
    facts: CaseFacts
    lines: tuple[CaseLine, ...]

    def move(self, effect: str) -> Move | None:
        """The move of the present state that settles the request: `effect` is 'approve', 'endorse' or 'deny'."""
        flow = flow_of(self.case.flow, self.case.flow_version)
        return next((move for move in flow.moves_from(self.case.state) if effect in move.effects), None)

    def refusal(self, move: Move, person: Person) -> Refusal | None:
        """Why the person may not make the move: the very answer that the write would give."""
        flow = flow_of(self.case.flow, self.case.flow_version)
        return check_move(flow, move.code, Attempt(self.facts, actor_of(person, self.case.shop_id)))


def matters_of(person: Person, approvals: Collection[Approval], at: datetime) -> dict[int, Matter]:
    """The matters of these requests by approval id: six queries, one for gifts, and one per shop for its rules."""
    wanted = {approval.subject_id for approval in approvals if approval.subject_kind == SUBJECT}
    found = (
        visible_cases(person)
        .select_related("shop", "order__source_order", "customer", "owner")
        .prefetch_related("lines__order_line")
        .in_bulk(wanted)
    )
    lines = {pk: tuple(sorted(case.lines.all(), key=lambda line: line.pk)) for pk, case in found.items()}
    rooms = room_of([line.order_line_id for case_lines in lines.values() for line in case_lines])
    shops = {case.shop_id: case.shop for case in found.values()}
    limits = {pk: limits_of(rules := policies_of(shop, at), rules) for pk, shop in shops.items()}
    granted, gifts = granted_beside(found.values()), _gifts(found.values())
    matters = {}
    for approval in approvals:
        case = found.get(approval.subject_id) if approval.subject_kind == SUBJECT else None
        if case is not None:
            facts = _facts(case, lines[case.pk], rooms, limits[case.shop_id], approval, at)
            facts = replace(facts, order_granted=granted.get(case.pk, ZERO), words=gifts.get(case.pk, {}))
            matters[approval.pk] = Matter(case, facts, lines[case.pk])
    return matters


def _facts(
    case: Case, lines: tuple[CaseLine, ...], rooms: dict[int, Money], limits: Limits, approval: Approval, at: datetime
) -> CaseFacts:
    return CaseFacts(
        id=case.pk,
        number=case.number,
        flow=case.flow,
        state=case.state,
        version=case.version,
        reason=Reason(case.reason),
        responsible=Responsible(case.responsible),
        asked_freight=case.asked_freight,
        granted=granted_of(case, list(lines)),
        proposal=Grant.from_json(case.proposal) if case.proposal else None,
        lines=tuple(_line_facts(line, rooms) for line in lines),
        payee=payee_of(case.order),
        limits=limits,
        at=at,
        received=case.received_at is not None,
        approval=_approval_facts(approval),
    )


def _gifts(cases: Iterable[Case]) -> dict[int, dict[str, str]]:
    """What the gifts are that wait for approval."""
    wanted = [case.pk for case in cases if (case.proposal or {}).get("gift")]
    notes = Note.objects.filter(case__in=wanted, name="gift").order_by("id") if wanted else ()
    return {note.case_id: {"gift": note.text} for note in notes}


def _approval_facts(approval: Approval) -> ApprovalFacts | None:
    if approval.state != ApprovalState.PENDING:
        return None
    return ApprovalFacts(
        id=approval.pk,
        requested_by=approval.requested_by_id,
        binding=approval.binding,
        subject_version=approval.subject_version,
        needs_role=approval.needs_role,
        final_role=approval.final_role,
        signers=approval.signers,
    )


def _line_facts(line: CaseLine, rooms: dict[int, Money]) -> LineFacts:
    item = line.order_line
    return LineFacts(
        id=line.pk,
        order_line_id=item.pk,
        title=item.title,
        bought=item.quantity,
        asked=line.asked,
        authorised=line.authorised,
        received=line.received,
        good=line.good,
        defective=line.defective,
        asked_amount=line.asked_amount,
        granted_amount=line.granted_amount,
        paid=item.paid,
        room=rooms.get(item.pk, ZERO),
        return_class="",
    )
