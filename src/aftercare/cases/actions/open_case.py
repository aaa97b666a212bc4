"""Open a case on an order: the buyer's application, entered by an agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.cases.actions.add_evidence import attach_drafts
from aftercare.cases.clocks import first_limit
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.flows.spec import Flow
from aftercare.cases.inputs import read_opening
from aftercare.cases.models import Case
from aftercare.cases.opening import Opening, write_case
from aftercare.cases.room import LineRoom, lines_with_room
from aftercare.cases.terms import Form, Reason
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.money import ZERO, Money
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.access import access_order
from aftercare.orders.models import Order
from aftercare.shops.access import Person

MOST_BACK = timedelta(days=30)  # an application is typed in later, but not later than that


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
    applied_at: datetime | None = None  # when the buyer applied, if earlier than now
    limit_due: datetime | None = None  # when the platform's limit ends, where it runs from something else: a review
    inputs: Mapping[str, Any] = field(default_factory=dict)  # raw values of the kind's `opening` inputs


INSTRUCTING = frozenset({"instruct_refund", "instruct_compensation"})
_REFUNDED_SINCE = _(
    "The platform's limit has passed: by then the platform refunds by itself. Import the newest order report; if "
    "nothing was refunded, open the case without this time."
)


def open_case(*, application: Application, person: Person) -> Case:
    """Open the case; the opener owns it (C1). Raises NotFound on a foreign order, Refused without the role or when a
    line has no pieces or money left, InvalidInput on an unusable application. The same key again: the same case."""
    with transaction.atomic():
        order = access_order(person, application.order_id, lock=True)
        flow = newest_flow(application.flow)
        if not person.is_system and flow.openers.isdisjoint(role.value for role in person.roles_in(order.shop_id)):
            raise Refused(Refusal("wrong_role", _("This step belongs to another role.")))
        if application.key:
            existing = Case.objects.filter(opening_key=application.key, shop_id=order.shop_id).first()
            if existing is not None:
                return existing
        _check_platform_number(order, application.platform_case_no)
        if application.reason not in flow.reasons:
            raise InvalidInput({"reason": _("Choose one of the list.")})
        at, applied_at = now(), application.applied_at
        if applied_at is not None and (problem := applied_problem(flow, order, applied_at, at)):
            raise InvalidInput({"applied_at": problem})
        opening = Opening(
            flow=flow,
            order=order,
            reason=application.reason,
            lines=[(line.pk, pieces, amount) for line, pieces, amount in _check_lines(flow, order, application)],
            owner_id=_owner(person, order.shop_id),
            freight=application.freight,
            description=application.description,
            note=application.note,
            platform_case_no=application.platform_case_no,
            key=application.key,
            inputs=read_opening(flow, application.inputs),
            applied_at=applied_at,
            limit_due=application.limit_due,
            details={} if applied_at is None else {"applied_at": applied_at.astimezone(UTC).isoformat()},
        )
        case = write_case(opening, person, at)
        if application.drafts:
            attach_drafts(case=case, tokens=application.drafts, person=person)
    return case


def _owner(person: Person, shop_id: int) -> int | None:
    """The opener owns it; what somebody registers who helps for a time waits for whoever takes it (B11)."""
    return None if person.roles_in(shop_id) == {Role.TEMPORARY} else person.staff_id


def applied_problem(flow: Flow, order: Order, applied_at: datetime, at: datetime) -> Any:
    """Why the buyer cannot have applied then, as a sentence; None when they can. Forms name minutes, no seconds. What
    the platform has refunded by itself meanwhile must not be paid once more by our clock (I7)."""
    if applied_at > at:
        return _("The buyer cannot have applied later than now.")
    if applied_at < order.ordered_at.replace(second=0, microsecond=0):
        return _("The buyer cannot have applied before placing the order.")
    if at - applied_at > MOST_BACK:
        return _("Enter a time of the last %(days)s days.") % {"days": MOST_BACK.days}
    limit, follows = first_limit(flow, order, applied_at)
    if limit is not None and limit <= at and follows is not None and not INSTRUCTING.isdisjoint(follows.effects):
        return _REFUNDED_SINCE
    return None


def _check_platform_number(order: Order, number: str) -> None:
    """The platform numbers its cases once; a second one here would be the same matter twice."""
    if not number:
        return
    held = Case.objects.filter(shop_id=order.shop_id, platform_case_no=number).values_list("number", flat=True).first()
    if held is not None:
        sentence = _("The platform's number %(number)s already belongs to %(case)s.")
        raise Refused(Refusal("platform_case_exists", sentence, {"number": number, "case": held}))


def _check_lines(flow: Flow, order: Order, application: Application) -> list[tuple[LineRoom, int, Money]]:
    order_lines = {line.pk: line for line in lines_with_room(order.pk)}
    wished = {pk: wish for pk, wish in application.lines.items() if wish[0]}
    if not wished:
        raise InvalidInput({"lines": _("Choose at least one piece.")})
    if set(wished) - set(order_lines):
        raise InvalidInput({"lines": _("This line does not belong to the order.")})
    if any(pieces < 0 or amount < ZERO for pieces, amount in wished.values()) or application.freight < ZERO:
        raise InvalidInput({"lines": _("An amount cannot be negative.")})
    asks = any(amount for _pieces, amount in wished.values()) or bool(application.freight)
    if asks and not flow.asks_money:
        raise InvalidInput({"lines": _("This kind of case names no amount.")})
    if application.freight and not flow.asks_freight:
        raise InvalidInput({"freight": _("This kind of case pays no freight.")})
    if flow.asks_money and not asks and application.inputs.get("compensation_form") != Form.GOODS:
        raise InvalidInput({"lines": _("Enter what is to be refunded; it is more than nothing.")})
    checked = []
    for pk, (pieces, amount) in wished.items():
        line = order_lines[pk]
        if pieces > (line.left if flow.holds_pieces(application.reason) else line.quantity):
            sentence = _("%(title)s: %(left)s of %(bought)s pieces are left; the others are in another case.")
            params = {"title": line.title, "left": line.left, "bought": line.quantity}
            raise Refused(Refusal("too_many_pieces", sentence, params))
        if amount > line.room:
            sentence = _("%(title)s: at most ¥%(room)s can still be refunded.")
            raise Refused(Refusal("over_cap", sentence, {"title": line.title, "room": line.room.yuan}))
        checked.append((line, pieces, amount))
    return checked
