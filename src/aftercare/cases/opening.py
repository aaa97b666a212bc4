"""Write a new case: an agent's application, a child of another case, a case that goes on as another kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from aftercare.cases.clocks import due_times, earlier, set_clocks
from aftercare.cases.effects.pieces import check_unsent
from aftercare.cases.flows.spec import Flow, State
from aftercare.cases.inputs import INPUTS, stored
from aftercare.cases.models import Case, CaseLine, CaseLink, Note
from aftercare.cases.rules import USUAL_RESPONSIBLE
from aftercare.cases.terms import Link, Reason, Responsible
from aftercare.core.database import Prepared
from aftercare.core.events import record
from aftercare.core.money import ZERO, Money
from aftercare.core.sql import insert
from aftercare.orders.actions.create_reship_order import create_reship_order
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

NEXT_ID = Prepared("SELECT nextval(pg_get_serial_sequence('cases_case', 'id'))")
Lines = Sequence[tuple[int, int, Money]]  # order line id, pieces, goods money asked


@dataclass(frozen=True)
class Opening:
    """A case to be, checked by whoever opens it."""

    flow: Flow
    order: Order
    reason: Reason
    lines: Lines
    owner_id: int | None
    freight: Money = ZERO
    responsible: Responsible | None = None  # None: as usual for the reason
    description: str = ""
    note: str = ""
    platform_case_no: str = ""
    key: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)  # typed kept inputs by name
    details: Mapping[str, Any] = field(default_factory=dict)  # what effects keep, as JSON
    origin: tuple[Link, Case] | None = None  # the case that it comes from, and how
    applied_at: datetime | None = None  # when the buyer applied, if earlier than now
    limit_due: datetime | None = None  # when the platform's limit ends, where it runs from something else


def write_case(opening: Opening, person: Person, at: datetime) -> Case:
    """Insert the case with its lines, texts, clocks, link and event; runs in the caller's transaction."""
    case = _insert(opening, person, at)
    for line_id, pieces, amount in _lines_of(case, opening):
        insert(CaseLine(case=case, order_line_id=line_id, asked=pieces, asked_amount=amount))
    if opening.note:
        insert(Note(case=case, text=opening.note, move="open", by_id=person.staff_id, at=at))
    for name, text in texts_of(opening.inputs).items():
        insert(Note(case=case, text=text, move="open", name=name, by_id=person.staff_id, at=at))
    set_clocks(case, None, opening.flow.state(case.state))
    data = {"flow": case.flow, "order": opening.order.platform_no, "asked": case.asked.fen, "reason": case.reason}
    if opening.origin is not None:
        kind, source = opening.origin
        insert(CaseLink(source=source, target=case, kind=kind))
        data |= {"from": source.number, "link": kind.value}
    record(
        kind="case.opened",
        subject=("case", case.pk),
        shop_id=case.shop_id,
        actor_id=person.staff_id,
        at=at,
        data=data,
    )
    return case


def _lines_of(case: Case, opening: Opening) -> Lines:
    """What the case is about; of a gift that is sent the gift, for that is what the warehouse packs."""
    if case.reship_order is None or not opening.inputs.get("gift"):
        return opening.lines
    return [(line.pk, line.quantity, ZERO) for line in case.reship_order.lines.all()]


def details_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The kept inputs that are no words, as JSON."""
    return {name: stored(value) for name, value in inputs.items() if INPUTS[name].kept and not INPUTS[name].is_words}


def texts_of(inputs: Mapping[str, Any]) -> dict[str, str]:
    """The kept inputs that are words: they become notes by that name."""
    return {name: value for name, value in inputs.items() if INPUTS[name].kept and INPUTS[name].is_words}


def _insert(opening: Opening, person: Person, at: datetime) -> Case:
    flow, order = opening.flow, opening.order
    pk = _next_id()
    whole = _split_from(opening)
    is_sent = order.dispatched_at is not None or bool(opening.details.get("left"))
    initial = flow.state(whole.state) if whole else flow.first_state(is_sent=is_sent)
    case = Case(
        id=pk,
        number=f"{flow.prefix}{pk:08d}",
        shop=order.shop,
        flow=flow.code,
        flow_version=flow.version,
        state=initial.code,
        waits_for=initial.waits_for,
        order=order,
        customer_id=order.customer_id,
        owner_id=opening.owner_id,
        opened_by_id=person.staff_id,
        opening_key=opening.key,
        opened_at=at,
        state_since=at,
        reason=opening.reason,
        responsible=opening.responsible or USUAL_RESPONSIBLE[opening.reason],
        description=opening.description,
        platform_case_no=opening.platform_case_no,
        asked=sum((amount for _line, _pieces, amount in opening.lines), ZERO),
        asked_freight=opening.freight,
        details={**(whole.details if whole else {}), **opening.details, **details_of(opening.inputs)},
        holds_goods=flow.holds_pieces(opening.reason),
    )
    if flow.ships:
        case.reship_order = _order_to_send(case, opening, person, at)
    _set_due_times(case, initial, whole, at=opening.applied_at or at)
    if opening.limit_due is not None and initial.platform_limit:
        case.platform_due_at = opening.limit_due
        case.next_due_at = earlier(case.platform_due_at, case.own_due_at)
    insert(case)
    return case


def _order_to_send(case: Case, opening: Opening, person: Person, at: datetime) -> Order:
    """The goods once more, or the gift: nobody sells it, so it is no line of the order that was bought."""
    gift, variant = str(opening.inputs.get("gift", "")), str(opening.inputs.get("new_variant", ""))
    if not gift and not _is_exchanged(opening):
        check_unsent(opening.order.pk, {line: pieces for line, pieces, _amount in opening.lines})
    lines = [(line, pieces, variant) for line, pieces, _amount in opening.lines]
    return create_reship_order(
        source=opening.order, number=case.number, lines=[] if gift else lines, gift=gift, person=person, at=at
    )


def _is_exchanged(opening: Opening) -> bool:
    """Whether the old goods come back for these."""
    return opening.origin is not None and opening.origin[1].flow == "exchange"


def _set_due_times(case: Case, initial: State, whole: Case | None, *, at: datetime) -> None:
    """When the clocks of the first state end; of a part they run on, for the buyer has waited since then."""
    if whole:
        case.platform_due_at, case.own_due_at = whole.platform_due_at, whole.own_due_at
    before, policies = initial if whole else None, policies_of(case.shop, at)
    case.platform_due_at, case.own_due_at = due_times(case, before=before, after=initial, policies=policies, at=at)
    case.next_due_at = earlier(case.platform_due_at, case.own_due_at)


def _split_from(opening: Opening) -> Case | None:
    """The case that this one is a part of: it begins where that one stands."""
    kind, source = opening.origin or (None, None)
    return source if kind is Link.SPLIT else None


def _next_id() -> int:
    """The number that people call the case by is made of its id."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_ID)
        (pk,) = cursor.fetchone()
    return int(pk)
