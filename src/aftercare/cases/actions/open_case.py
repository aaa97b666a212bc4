"""Open a case on an order: the buyer's application, entered by an agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from aftercare.accounts.terms import Role
from aftercare.cases.actions.add_evidence import attach_drafts
from aftercare.cases.clocks import due_times, earlier, set_clocks
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.flows.spec import Flow
from aftercare.cases.gather import LineRoom, lines_with_room
from aftercare.cases.models import Case, CaseLine, Note
from aftercare.cases.rules import USUAL_RESPONSIBLE
from aftercare.cases.terms import Reason
from aftercare.core.database import Prepared
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.money import ZERO, Money
from aftercare.core.sql import insert
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.access import access_order
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

NEXT_ID = Prepared("SELECT nextval(pg_get_serial_sequence('cases_case', 'id'))")
OPENERS = (Role.AGENT, Role.SUPERVISOR, Role.PRESALE_AGENT, Role.RIGHTS_SPECIALIST)


@dataclass(frozen=True)
class Application:
    """What the buyer asks for. `lines`: order line id to (pieces, goods money). A form sent twice has one `key`."""

    flow: str
    order_id: int
    reason: Reason
    lines: Mapping[int, tuple[int, Money]]
    freight: Money = ZERO
    description: str = ""
    note: str = ""
    platform_case_no: str = ""
    key: str = ""
    drafts: Sequence[str] = ()  # tokens of files that the same person uploaded before (D4)
    applied_at: datetime | None = field(default=None)  # when the buyer applied, if earlier than now


def open_case(*, application: Application, person: Person) -> Case:
    """Open the case; the opener owns it (C1). Raises NotFound on a foreign order, Refused without the role or when a
    line has no pieces or money left, InvalidInput on an unusable application. The same key again: the same case."""
    with transaction.atomic():
        order = access_order(person, application.order_id, lock=True)
        if not person.is_system and not person.has(order.shop_id, *OPENERS):
            raise Refused(Refusal("wrong_role", _("This step belongs to another role.")))
        if application.key:
            existing = Case.objects.filter(opening_key=application.key, shop_id=order.shop_id).first()
            if existing is not None:
                return existing
        at = now()
        flow = newest_flow(application.flow)
        _check_platform_number(order, application.platform_case_no)
        lines = _check_lines(order, application)
        case = _insert(flow, order, application, person, at)
        for line, pieces, amount in lines:
            insert(CaseLine(case=case, order_line_id=line.pk, asked=pieces, asked_amount=amount))
        if application.note:
            insert(Note(case=case, text=application.note, move="open", by_id=person.staff_id, at=at))
        set_clocks(case, None, flow.state(flow.initial))
        record(
            kind="case.opened",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"flow": flow.code, "order": order.platform_no, "asked": case.asked.fen, "reason": case.reason},
        )
        if application.drafts:
            attach_drafts(case=case, tokens=application.drafts, person=person)
    return case


def _check_platform_number(order: Order, number: str) -> None:
    """The platform numbers its cases once; a second one here would be the same matter twice."""
    if not number:
        return
    held = Case.objects.filter(shop_id=order.shop_id, platform_case_no=number).values_list("number", flat=True).first()
    if held is not None:
        sentence = _("The platform's number %(number)s already belongs to %(case)s.")
        raise Refused(Refusal("platform_case_exists", sentence, {"number": number, "case": held}))


def _check_lines(order: Order, application: Application) -> list[tuple[LineRoom, int, Money]]:
    order_lines = {line.pk: line for line in lines_with_room(order.pk)}
    wished = {pk: wish for pk, wish in application.lines.items() if wish[0]}
    if not wished:
        raise InvalidInput({"lines": _("Choose at least one piece.")})
    if set(wished) - set(order_lines):
        raise InvalidInput({"lines": _("This line does not belong to the order.")})
    if any(pieces < 0 or amount < ZERO for pieces, amount in wished.values()) or application.freight < ZERO:
        raise InvalidInput({"lines": _("An amount cannot be negative.")})
    if not any(amount for _pieces, amount in wished.values()) and not application.freight:
        raise InvalidInput({"lines": _("Enter what is to be refunded; it is more than nothing.")})
    checked = []
    for pk, (pieces, amount) in wished.items():
        line = order_lines[pk]
        if pieces > line.left:
            sentence = _("%(title)s: %(left)s of %(bought)s pieces are left; the others are in another case.")
            params = {"title": line.title, "left": line.left, "bought": line.quantity}
            raise Refused(Refusal("too_many_pieces", sentence, params))
        if amount > line.room:
            sentence = _("%(title)s: at most ¥%(room)s can still be refunded.")
            raise Refused(Refusal("over_cap", sentence, {"title": line.title, "room": line.room.yuan}))
        checked.append((line, pieces, amount))
    return checked


def _insert(flow: Flow, order: Order, application: Application, person: Person, at: datetime) -> Case:
    pk = _next_id()
    initial = flow.state(flow.initial)
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
        owner_id=person.staff_id,
        opened_by_id=person.staff_id,
        opening_key=application.key,
        opened_at=at,
        state_since=at,
        reason=application.reason,
        responsible=USUAL_RESPONSIBLE[application.reason],
        description=application.description,
        platform_case_no=application.platform_case_no,
        asked=sum((amount for _pieces, amount in application.lines.values()), ZERO),
        asked_freight=application.freight,
    )
    policies = policies_of(order.shop, at)
    start = application.applied_at or at
    case.platform_due_at, case.own_due_at = due_times(case, before=None, after=initial, policies=policies, at=start)
    case.next_due_at = earlier(case.platform_due_at, case.own_due_at)
    insert(case)
    return case


def _next_id() -> int:
    """The number that people call the case by is made of its id."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_ID)
        (pk,) = cursor.fetchone()
    return int(pk)
