"""A person decides where our record and the platform's do not fit."""

from django.db import transaction

from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case, CaseLink
from aftercare.cases.terms import Link
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record as write_event
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.refundreports.access import decision_refusal, visible_conflicts
from aftercare.refundreports.carrying import follow, open_for
from aftercare.refundreports.conflicts import sync_conflicts
from aftercare.refundreports.models import PlatformRefund, RefundConflict
from aftercare.refundreports.records import held_of, record_facts
from aftercare.refundreports.rules import FLOW_OF, TAKEN_BY_STEP
from aftercare.refundreports.terms import ConflictKind, ConflictState, Decision
from aftercare.refundreports.words import DECIDED, NO_REASON, REASON_MOST, TAKEN_BY_HAND
from aftercare.shops.access import Person


def decide_conflict(*, conflict_id: int, decision: Decision, reason: str, person: Person) -> RefundConflict:
    """Take the platform's, or keep ours for a reason (B2). Money is never moved by it.

    Taking it: another kind → the case changes into that kind, as the person's own step; a case of ours that ended
    otherwise → a case of its own for the platform's refund, linked; another amount → the platform's stands in the
    books. Raises NotFound, Refused (`refund_reports.role`, `decided`, `not_taken`, or the step's refusal) and
    InvalidInput without a reason.
    """
    words = clean(reason)[:REASON_MOST]
    with transaction.atomic():
        conflict, record = _locked(person, conflict_id)
        if (refusal := decision_refusal(person, conflict.shop_id)) is not None:
            raise Refused(refusal)
        if conflict.state != ConflictState.OPEN:
            raise Refused(Refusal("decided", DECIDED))
        if not words:
            raise InvalidInput({"reason": NO_REASON})
        if decision is Decision.TAKE:
            _take(conflict, record, person, words)
        at = now()
        conflict.state = ConflictState.TAKEN if decision is Decision.TAKE else ConflictState.KEPT
        conflict.decided_by_id, conflict.decided_at, conflict.reason = person.staff_id, at, words
        conflict.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        write_event(
            kind="refund.decided",
            subject=("platform_refund", record.pk),
            shop_id=record.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"conflict": conflict.kind, "decision": decision.value, "case": record.case_id},
        )
    return conflict


def take_refusal(kind: ConflictKind) -> Refusal | None:
    """Why the platform's cannot simply be taken."""
    return None if kind in TAKEN_BY_STEP else Refusal("not_taken", TAKEN_BY_HAND[kind.value])


def _locked(person: Person, conflict_id: int) -> tuple[RefundConflict, PlatformRefund]:
    """Record before conflict before case, as everywhere."""
    record_id = visible_conflicts(person).filter(pk=conflict_id).values_list("record_id", flat=True).first()
    if record_id is None:
        raise NotFound(str(conflict_id))
    record = PlatformRefund.objects.select_for_update(of=("self",)).get(pk=record_id)
    conflict = RefundConflict.objects.select_for_update(of=("self",)).get(pk=conflict_id)
    return conflict, record


def _take(conflict: RefundConflict, record: PlatformRefund, person: Person, words: str) -> None:
    kind = ConflictKind(conflict.kind)
    if (refusal := take_refusal(kind)) is not None:
        raise Refused(refusal)
    if kind is ConflictKind.KIND_DIFFERS:
        _change_kind(record, person, words)
    elif kind is ConflictKind.ENDED_OTHERWISE:
        _open_again(record, person)


def _change_kind(record: PlatformRefund, person: Person, words: str) -> None:
    """The case goes on as the platform's kind: a step of the person, with all that guards it."""
    case = Case.objects.get(pk=record.case_id or 0)
    facts = record_facts(record)
    move_case(number=case.number, move_code=f"to_{FLOW_OF[facts.kind]}", person=person, inputs={"note": words})
    link = CaseLink.objects.filter(source=case, kind=Link.BECAME).latest("pk")
    _go_on_in(record, link.target)


def _open_again(record: PlatformRefund, person: Person) -> None:
    """Our case stays as it ended; what the platform says goes into a case of its own beside it."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=record.case_id or 0)
    if case.closed_at is None:
        raise Refused(Refusal("not_taken", TAKEN_BY_HAND["went_back"]))
    Case.objects.filter(pk=case.pk).update(platform_case_no="")
    new = open_for(record, held_of(record), record_facts(record), now())
    CaseLink.objects.create(source=case, target=new, kind=Link.RELATED)
    _go_on_in(record, new)


def _go_on_in(record: PlatformRefund, case: Case) -> None:
    record.case = case
    record.save(update_fields=["case"])
    case = follow(case, held_of(record), record_facts(record))
    sync_conflicts(record, record_facts(record), case, is_doubtful=False, at=now())
