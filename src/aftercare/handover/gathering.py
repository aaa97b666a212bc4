"""A person's open work of one shop as lines of a handover: cases by their clocks, conversations, follow-ups (P5).

Each reading is bounded; five statements at any size. Texts are written in the language of whoever hands over.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from aftercare.cases.access import visible_cases
from aftercare.cases.appointments import appointments
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case, Note
from aftercare.cases.terms import Channel
from aftercare.chat.access import visible_conversations
from aftercare.chat.follow_ups import visible_follow_ups
from aftercare.chat.models import Conversation, FollowUp
from aftercare.chat.terms import FollowUpKind, FollowUpState, Stage
from aftercare.handover.models import HandoverItem, Promise
from aftercare.handover.promises import visible_promises
from aftercare.handover.terms import TEXT_MOST, WORD_MOST, PromiseState, Subject
from aftercare.orders.models import Order
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

MOST: Final = 100  # of each sort
NOTE_SHOWN: Final = 200
_ORDER: Final = tuple(f"order__{name}" for name in SEALED)


@dataclass(frozen=True)
class Known:
    """What a draft has already, by id."""

    cases: Collection[int] = ()
    talks: Collection[int] = ()
    follow_ups: Collection[int] = ()
    promises: Collection[int] = ()


def gather(person: Person, shop: Shop, at: datetime, known: Known) -> Iterator[HandoverItem]:
    """Lines that are not in the draft yet, unsaved: the most urgent first."""
    zone = ZoneInfo(shop.timezone)
    yield from _cases(person, shop, at, known.cases)
    for talk in _talks(person, shop).exclude(pk__in=known.talks)[:MOST]:
        yield _talk_line(talk, zone)
    for promise in _promises(person, shop).exclude(pk__in=known.promises)[:MOST]:
        yield _promise_line(promise, zone)
    for follow_up in _follow_ups(person, shop).exclude(pk__in=known.follow_ups)[:MOST]:
        yield _follow_up_line(follow_up, zone)


def has_open_work(person: Person, shop_id: int) -> bool:
    """Whether there would be anything to hand over of one's own; two statements at most."""
    cases = visible_cases(person).filter(shop_id=shop_id, owner_id=person.staff_id, closed_at=None)
    talks = visible_conversations(person).filter(shop_id=shop_id, agent_id=person.staff_id, stage=Stage.OPEN)
    return cases.exists() or talks.exists()


def order_columns(order: Order | None) -> dict[str, object]:
    """The columns of a line that come from its order."""
    if order is None:
        return {}
    buyer = order.customer.nick_mask if order.customer else ""
    return {
        "order": order,
        "buyer": buyer[:WORD_MOST],
        "order_no": order.platform_no[:WORD_MOST],
        "order_status": str(order.get_status_display())[:WORD_MOST],
        "price": order.paid or order.total,
        "description": order.item_summary,
    }


def _cases(person: Person, shop: Shop, at: datetime, known: Collection[int]) -> Iterator[HandoverItem]:
    mine = visible_cases(person).filter(shop=shop, owner_id=person.staff_id, closed_at=None).exclude(pk__in=known)
    related = mine.select_related("order", "order__customer").defer("description", "order__customer__nick", *_ORDER)
    rows = list(related.order_by("next_due_at", "pk")[:MOST])
    notes = Note.objects.filter(case__in=rows, name="").order_by("case_id", "-pk").distinct("case_id")
    newest = {note.case_id: note.text for note in notes}
    zone = ZoneInfo(shop.timezone)
    dates = {
        one.number: _("contact by %(channel)s agreed for %(time)s")
        % {"channel": Channel(one.channel).label, "time": _clock(one.next_at, zone)}
        for one in appointments(person, frozenset({shop.pk}), at, most=MOST)
    }
    for case in rows:
        said = [_case_words(case, zone), dates.get(case.number, ""), newest.get(case.pk, "")[:NOTE_SHOWN]]
        yield HandoverItem(subject=Subject.CASE, case=case, handling=_joined(said), **order_columns(case.order))


def _case_words(case: Case, zone: ZoneInfo) -> str:
    flow = flow_of(case.flow, case.flow_version)
    words = f"{case.number} {flow.label}: {flow.state(case.state).label}"
    if case.next_due_at is None:
        return words
    return _("%(words)s, due %(time)s") % {"words": words, "time": _clock(case.next_due_at, zone)}


def _talks(person: Person, shop: Shop) -> QuerySet[Conversation]:
    rows = visible_conversations(person).filter(shop=shop, agent_id=person.staff_id, stage=Stage.OPEN)
    together = rows.select_related("visitor", "visitor__customer").defer(
        "page", "rating_text", "visitor__customer__nick"
    )
    return together.order_by("waiting_since", "pk")


def _talk_line(talk: Conversation, zone: ZoneInfo) -> HandoverItem:
    waits = talk.waiting_since is not None
    said = _("Buyer waits for an answer since %(time)s") if waits else _("Answered; last message %(time)s")
    time = _clock(talk.waiting_since or talk.last_at, zone)
    return HandoverItem(
        subject=Subject.TALK,
        conversation=talk,
        buyer=buyer_of(talk),
        description=str(talk.get_topic_display()),
        handling=said % {"time": time},
    )


def buyer_of(talk: Conversation) -> str:
    """The mask of whoever writes: of the customer, else a number."""
    customer = talk.visitor.customer
    mask = customer.nick_mask if customer else ""
    return (mask or _("Guest %(number)s") % {"number": talk.visitor_id})[:WORD_MOST]


def _promises(person: Person, shop: Shop) -> QuerySet[Promise]:
    rows = visible_promises(person).filter(shop=shop, owner_id=person.staff_id, state=PromiseState.OPEN)
    talk = ("conversation__visitor", "conversation__visitor__customer")
    unread = ("conversation__page", "conversation__rating_text", "conversation__visitor__customer__nick")
    return rows.select_related(*talk).defer(*unread).order_by("due_at", "pk")


def _promise_line(row: Promise, zone: ZoneInfo) -> HandoverItem:
    said = _("Promised by %(time)s") % {"time": _clock(row.due_at, zone)}
    return HandoverItem(
        subject=Subject.PROMISE, promise=row, buyer=buyer_of(row.conversation), handling=_joined([said, row.text])
    )


def _follow_ups(person: Person, shop: Shop) -> QuerySet[FollowUp]:
    """The person's own, and reminders of unpaid orders that nobody has."""
    rows = visible_follow_ups(person).filter(shop=shop, state=FollowUpState.OPEN)
    rows = rows.filter(Q(owner_id=person.staff_id) | Q(owner=None, kind=FollowUpKind.UNPAID))
    together = rows.select_related("customer", "visitor", "order", "order__customer").defer(
        "result", "customer__nick", "order__customer__nick", *_ORDER
    )
    return together.order_by("due_at", "pk")


def _follow_up_line(row: FollowUp, zone: ZoneInfo) -> HandoverItem:
    buyer = row.customer.nick_mask if row.customer else ""
    said = _("%(kind)s by %(time)s") % {"kind": row.get_kind_display(), "time": _clock(row.due_at, zone)}
    columns = {"buyer": buyer[:WORD_MOST], **order_columns(row.order)}
    return HandoverItem(subject=Subject.FOLLOW_UP, follow_up=row, handling=_joined([said, row.text]), **columns)


def _joined(parts: list[str]) -> str:
    return "\n".join(part for part in parts if part)[:TEXT_MOST]


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}"
