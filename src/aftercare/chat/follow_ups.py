"""Follow-ups: which a person may see, and the list of them (S8, S9)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from aftercare.chat.access import chat_shops
from aftercare.chat.models import FollowUp
from aftercare.chat.terms import FollowUpState
from aftercare.core.errors import NotFound
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person

PAGE: Final = 50
# Personal data and words that no list selects.
UNREAD: Final = ("customer__nick", "agreed_in__text", "agreed_in__card", *(f"order__{name}" for name in SEALED))


def visible_follow_ups(person: Person) -> QuerySet[FollowUp]:
    """Those of the shops whose conversations the person reads."""
    return FollowUp.objects.filter(shop_id__in=chat_shops(person))


def access_follow_up(person: Person, pk: int, *, lock: bool = False) -> FollowUp:
    """The follow-up. Raises NotFound."""
    rows = visible_follow_ups(person).select_related("shop", "visitor", "agreed_in")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def open_follow_ups(person: Person, shop_ids: Collection[int], *, mine: bool = False) -> QuerySet[FollowUp]:
    """What is to do; `mine`: the person's own and those of nobody."""
    rows = visible_follow_ups(person).filter(shop_id__in=shop_ids, state=FollowUpState.OPEN)
    return rows.filter(Q(owner_id=person.staff_id) | Q(owner=None)) if mine else rows


def due_follow_ups(
    person: Person,
    shop_ids: Collection[int],
    *,
    mine: bool = False,
    kind: str = "",
    after: tuple[datetime, int] | None = None,
) -> Sequence[FollowUp]:
    """What is to do, the most urgent first: at most PAGE + 1, so that the caller sees whether there is more. `kind` '':
    of all kinds."""
    rows = open_follow_ups(person, shop_ids, mine=mine)
    if kind:
        rows = rows.filter(kind=kind)
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    together = rows.select_related("shop", "visitor", "customer", "order", "owner", "agreed_in").defer(*UNREAD)
    return list(together.order_by("due_at", "pk")[: PAGE + 1])
