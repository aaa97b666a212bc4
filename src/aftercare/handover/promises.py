"""Promises to buyers: which a person sees, the list of them, and what a new one is (B9)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Min, Q, QuerySet

from aftercare.chat.access import chat_shops
from aftercare.core.errors import NotFound
from aftercare.core.events import record
from aftercare.handover.models import Promise
from aftercare.handover.terms import PromiseState
from aftercare.shops.access import Person

PAGE: Final = 50
SUBJECT: Final = "promise"
CLOCK: Final = "promise.due"  # the kind of its deadline
AT_ONCE: Final = timedelta(minutes=10)  # what is said so soon after a promise belongs to it


def visible_promises(person: Person) -> QuerySet[Promise]:
    """Those of the shops whose conversations the person reads."""
    return Promise.objects.all() if person.is_system else Promise.objects.filter(shop_id__in=chat_shops(person))


def access_promise(person: Person, pk: int) -> Promise:
    """The promise, locked. Raises NotFound."""
    found = visible_promises(person).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def open_promises(person: Person, shop_ids: Collection[int], *, mine: bool) -> QuerySet[Promise]:
    """What is still to be kept; `mine`: the person's own."""
    rows = visible_promises(person).filter(shop_id__in=shop_ids, state=PromiseState.OPEN)
    return rows.filter(owner_id=person.staff_id or 0) if mine else rows


def promises_page(
    person: Person, shop_ids: Collection[int], *, mine: bool, after: tuple[datetime, int] | None
) -> list[Promise]:
    """The most urgent first: at most PAGE + 1, so that the caller sees whether there is more."""
    rows = open_promises(person, shop_ids, mine=mine)
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    talk = ("conversation__visitor", "conversation__visitor__customer")
    unread = ("conversation__page", "conversation__rating_text", "conversation__visitor__customer__nick")
    return list(rows.select_related("shop", "owner", *talk).defer(*unread).order_by("due_at", "pk")[: PAGE + 1])


def due_of_talks(talk_ids: Collection[int]) -> dict[int, datetime]:
    """Conversation id -> when its next open promise is due; one query. The caller may see these conversations."""
    rows = Promise.objects.filter(conversation_id__in=talk_ids, state=PromiseState.OPEN)
    return dict(rows.values_list("conversation_id").annotate(due=Min("due_at")))


def promises_of_talk(talk_id: int, most: int = 10) -> list[Promise]:
    """The newest of one conversation, which the caller may see."""
    rows = Promise.objects.filter(conversation_id=talk_id).select_related("owner")
    return list(rows.order_by("-pk")[:most])


def counts_from(made_at: datetime, due_at: datetime) -> datetime:
    """From when on an answer keeps it: half of a short time, ten minutes of a long one."""
    return made_at + min(AT_ONCE, (due_at - made_at) / 2)


def tell(promise: Promise, kind: str, actor_id: int | None, at: datetime, **data: object) -> None:
    """The event of a change. The words are no part of it."""
    record(
        kind=kind,
        subject=(SUBJECT, promise.pk),
        shop_id=promise.shop_id,
        actor_id=actor_id,
        at=at,
        data={"conversation": promise.conversation_id, **data},
    )
