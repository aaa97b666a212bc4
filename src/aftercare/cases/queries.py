"""Reads for the page of a case: a bounded number of queries, whatever the case has been through."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from aftercare.accounts.models import Staff
from aftercare.cases.access import access_case, visible_cases
from aftercare.cases.actions.move_case import check_move, form_mark
from aftercare.cases.around import Around, around, neighbour_of
from aftercare.cases.eligibility import Eligibility, eligibility
from aftercare.cases.facts import Attempt
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import CLOCK, Flow, Move
from aftercare.cases.gather import attempt_of
from aftercare.cases.models import Case, Evidence, StoredRemedies
from aftercare.cases.rules import check_table
from aftercare.cases.seen import Neighbour
from aftercare.cases.usual import usual_inputs
from aftercare.core.errors import NotFound, Refusal
from aftercare.core.models import Event
from aftercare.core.sql import matching_any
from aftercare.core.text import clean, fold
from aftercare.files.models import StoredFile
from aftercare.orders.queries import find_orders
from aftercare.shops.access import Person
from aftercare.shops.models import ReturnAddress
from aftercare.shops.policies import Policies, policies_of


@dataclass(frozen=True)
class Standing:
    """A case as it stands for one person at one moment: what decisions are made from, and which are open."""

    case: Case
    flow: Flow
    attempt: Attempt
    policies: Policies
    moves: tuple[tuple[Move, Refusal | None], ...]  # people's moves of the present state

    @property
    def eligibility(self) -> Eligibility:
        return eligibility(self.attempt.facts)

    def move(self, code: str) -> Move:
        """The move of that code which people take, from whatever state. Raises NotFound."""
        move = self.flow.move(code)
        if move is None or move.by == frozenset({CLOCK}):
            raise NotFound(code)
        return move

    def refusal(self, code: str) -> Refusal | None:
        """Why the move is not possible now; None when it is."""
        found = next((refusal for move, refusal in self.moves if move.code == code), None)
        return found or check_table(self.flow, code, self.attempt)[1]


@dataclass(frozen=True)
class CaseRecord:
    """Everything that the page of a case shows."""

    standing: Standing
    around: Around


def standing_of(person: Person, case: Case, at: datetime) -> Standing:
    """What the person could do with the case now; the same guards as the write has."""
    policies = policies_of(case.shop, at)
    attempt = attempt_of(case, policies, person, at)
    flow = flow_of(case.flow, case.flow_version)
    moves = (move for move in flow.moves_from(case.state) if move.by != frozenset({CLOCK}))
    judged = tuple(
        (move, check_move(flow, move.code, replace(attempt, inputs=usual_inputs(move, attempt.facts))))
        for move in moves
    )
    return Standing(case, flow, attempt, policies, judged)


def record_of(person: Person, number: str, at: datetime, earlier: Mapping[str, int] | None = None) -> CaseRecord:
    """The record for the page; `earlier`: of a part, what stands behind that key. Raises NotFound on a case that is not
    theirs."""
    case = access_case(person, number)
    return CaseRecord(standing_of(person, case, at), around(person, case, earlier))


def newest_change(person: Person, number: str, since: int) -> int | None:
    """The newest event of the case after `since` that somebody else caused, or None. Raises NotFound."""
    pk = visible_cases(person).filter(number=number).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound(number)
    events = Event.objects.filter(subject_kind="case", subject_id=pk, pk__gt=since).exclude(actor_id=person.staff_id)
    return events.order_by("-pk").values_list("pk", flat=True).first()


def was_made(person: Person, case: Case, move_code: str, version: int, inputs: Mapping[str, Any]) -> bool:
    """Whether this very person already made that move on that version with these inputs: a form that was sent twice
    (H1). With other inputs it is another wish, which was not fulfilled."""
    events = Event.objects.filter(subject_kind="case", subject_id=case.pk, kind="case.moved", actor_id=person.staff_id)
    newest = events.order_by("-id").values_list("data", flat=True).first() or {}
    told = (newest.get("move"), newest.get("version"), newest.get("form"))
    return told == (move_code, version + 1, form_mark(inputs))


def cases_of_order(person: Person, order_id: int) -> list[Neighbour]:
    """The cases of one order, newest first."""
    cases = visible_cases(person).filter(order_id=order_id).order_by("-id").only(*_LISTED)
    return [neighbour_of(case) for case in cases]


def cases_of_customers(person: Person, customer_ids: Collection[int], *, most: int) -> list[Neighbour]:
    """The newest cases of these customers. One query."""
    cases = visible_cases(person).filter(customer_id__in=customer_ids).order_by("-id").only(*_LISTED)
    return [neighbour_of(case) for case in cases[:most]]


def find_cases(person: Person, shop_ids: frozenset[int], text: str, *, most: int) -> list[Case]:
    """Cases by number (their own, the platform's, the return parcel's) or of the orders that the text finds."""
    text = clean(text)
    if not text:
        return []
    plain = "".join(fold(text).split()).upper()
    orders = [order.pk for order in find_orders(person, shop_ids, text, most=most)]
    own = (Q(number=plain), Q(platform_case_no=text), Q(return_tracking_no=plain))
    cases = matching_any(visible_cases(person).filter(shop_id__in=shop_ids), *own, Q(order_id__in=orders))
    return list(
        cases.order_by("-id")
        .select_related("order", "customer")
        .only(*_LISTED, "order__platform_no", "order__item_summary", "customer__nick_mask")[:most]
    )


def evidence_file(person: Person, number: str, token: str) -> StoredFile:
    """A file of a case by its token. Raises NotFound unless case and file are theirs (B10)."""
    evidence = Evidence.objects.filter(case__in=visible_cases(person).filter(number=number), file__token=token)
    found = evidence.select_related("file").first()
    if found is None:
        raise NotFound(token)
    return found.file


def return_addresses(shop_id: int) -> list[ReturnAddress]:
    """Where the shop takes returns, the usual place first."""
    return list(ReturnAddress.objects.filter(shop_id=shop_id, is_active=True).order_by("-is_default", "id"))


def stored_remedies(case: Case) -> list[StoredRemedies]:
    """The remedies chosen so far, newest first; the caller has been given the case."""
    return list(StoredRemedies.objects.filter(case=case).select_related("by").order_by("-id")[:20])


def names_of(staff_ids: Collection[int]) -> list[tuple[int, str]]:
    """(id, name) of these people, whom the facts of a case have named."""
    active = Staff.objects.filter(pk__in=staff_ids, is_active=True)
    return list(active.order_by("name", "pk").values_list("pk", "name"))


_LISTED = (
    "number", "flow", "flow_version", "state", "shop_id", "closed_at", "state_since", "own_due_at", "platform_due_at",
    "next_due_at", "opened_at", "refunded", "asked", "asked_freight", "granted", "granted_freight", "reason",
    "order_id", "customer_id",
)  # fmt: skip
