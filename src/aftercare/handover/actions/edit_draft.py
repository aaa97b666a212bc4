"""Change a draft: its lines, lines of one's own, and sending it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.clock.actions.arm_deadline import arm_deadline
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.text import mask_nick
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.handover.access import access_own_draft
from aftercare.handover.gathering import order_columns
from aftercare.handover.models import Handover, HandoverItem
from aftercare.handover.policies import ACCEPT_MINUTES
from aftercare.handover.terms import ITEMS_MOST, WORD_MOST, HandoverState, Subject
from aftercare.handover.writing import CLOCK, SUBJECT, checked_text, tell
from aftercare.orders.access import visible_orders
from aftercare.orders.models import Order
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

CHANGED = Refusal("version_changed", _("This handover has changed meanwhile. Look at it again; nothing was sent."))


@dataclass(frozen=True)
class OwnLine:
    """A line that nobody's open work gives. An order of the shop brings its own columns; a buyer is kept as a mask."""

    handling: str
    description: str = ""
    order_no: str = ""
    buyer: str = ""


@dataclass(frozen=True)
class Typed:
    """What stands in the form of a draft: (description, handling) of lines by their ids, and a line that was begun."""

    words: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    line: OwnLine | None = None


NOTHING_TYPED = Typed()


def add_line(*, handover_id: int, line: OwnLine, person: Person) -> HandoverItem:
    """Raises NotFound, Refused when it has been sent, InvalidInput (`handling`, `order_no`, `description`)."""
    with transaction.atomic():
        draft = access_own_draft(person, handover_id)
        item = _add(draft, line, person)
        _count(draft)
    return item


def _add(draft: Handover, line: OwnLine, person: Person) -> HandoverItem:
    handling = checked_text("handling", line.handling)
    description = checked_text("description", line.description)
    order_no, buyer = (checked_text(name, getattr(line, name), WORD_MOST) for name in ("order_no", "buyer"))
    if not handling:
        raise InvalidInput({"handling": _("Say what is to be done.")})
    if draft.items.count() >= ITEMS_MOST:
        raise InvalidInput({"handling": _("At most %(most)s lines.") % {"most": ITEMS_MOST}})
    columns = order_columns(_order(person, draft, order_no) if order_no else None)
    columns = {"buyer": mask_nick(buyer), **columns}
    if description:
        columns["description"] = description
    return HandoverItem.objects.create(
        handover=draft, shop=draft.shop, subject=Subject.OWN, handling=handling, **columns
    )


def _order(person: Person, draft: Handover, number: str) -> Order:
    rows = visible_orders(person).filter(shop=draft.shop, platform_no=number).select_related("customer")
    order = rows.defer("customer__nick", *SEALED).first()
    if order is None:
        raise InvalidInput({"order_no": _("This shop has no order of that number.")})
    return order


def keep_typed(*, handover_id: int, typed: Typed, person: Person) -> Handover:
    """Other words for lines of the draft, and the line that was begun. Lines that are gone meanwhile stay gone. Raises
    NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        draft = access_own_draft(person, handover_id)
        if _take_in(draft, typed, person):
            _count(draft)
    return draft


def _take_in(draft: Handover, typed: Typed, person: Person) -> bool:
    """Whether anything was new."""
    changed = []
    for item in draft.items.filter(pk__in=typed.words).select_for_update(of=("self",)):
        description, handling = typed.words[item.pk]
        words = checked_text("description", description), checked_text("handling", handling)
        if words != (item.description, item.handling):
            item.description, item.handling = words
            changed.append(item)
    HandoverItem.objects.bulk_update(changed, ["description", "handling"])
    if typed.line is not None:
        _add(draft, typed.line, person)
    return bool(changed or typed.line)


def drop_line(*, handover_id: int, item_id: int, person: Person) -> None:
    """Not handed over: it stays one's own work. Raises NotFound, Refused."""
    with transaction.atomic():
        draft = access_own_draft(person, handover_id)
        _line(draft, item_id).delete()
        _count(draft)


def send(*, handover_id: int, seen_version: int, person: Person, typed: Typed = NOTHING_TYPED) -> Handover:
    """Let the next shift see it as it stands on screen, with what was typed; its clock begins (P5). `seen_version`: of
    that draft. Raises NotFound, Refused, and InvalidInput, also on a draft without a line."""
    with transaction.atomic():
        draft, at = access_own_draft(person, handover_id), now()
        if draft.version != seen_version:
            raise Refused(CHANGED)
        _take_in(draft, typed, person)
        count = draft.items.count()
        if not count:
            raise InvalidInput({"items": _("There is no line to hand over.")})
        minutes: int = policies_of(draft.shop, at).get(ACCEPT_MINUTES)
        draft.state, draft.sent_at, draft.due_at = HandoverState.SENT, at, at + timedelta(minutes=minutes)
        draft.day = at.astimezone(ZoneInfo(draft.shop.timezone)).date()
        draft.version += 1
        draft.save(update_fields=["state", "sent_at", "due_at", "day", "version"])
        arm_deadline(
            kind=CLOCK, subject=(SUBJECT, draft.pk), shop_id=draft.shop_id, due_at=draft.due_at, fires="escalate"
        )
        tell(draft, "handover.sent", person, at, lines=count)
    return draft


def _line(draft: Handover, item_id: int) -> HandoverItem:
    item = draft.items.filter(pk=item_id).first()
    if item is None:
        raise NotFound(item_id)
    return item


def _count(draft: Handover) -> None:
    draft.version += 1
    draft.save(update_fields=["version"])
