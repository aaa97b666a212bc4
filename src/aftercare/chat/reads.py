"""Small reads of the workbench's page: one's own duty, colleagues, a draft, pictures, what a card can show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, Q, Subquery

from aftercare.chat.access import READERS, visible_conversations, workbench_conversations
from aftercare.chat.models import Conversation, Draft, Duty, Message, Watch
from aftercare.chat.queues import PAGE, PREVIEW, Page, rows_of
from aftercare.chat.terms import Side, Stage
from aftercare.core.errors import NotFound
from aftercare.core.text import clean
from aftercare.files.models import StoredFile
from aftercare.orders.models import Order, Product
from aftercare.shops.access import Person
from aftercare.shops.models import Membership

MOST_COLLEAGUES: Final = 500
MOST_OWN: Final = 100
MOST_FOUND: Final = 12


@dataclass(frozen=True)
class Colleague:
    """Somebody who reads conversations of these shops."""

    pk: int
    name: str
    login: str
    shops: tuple[int, ...]


@dataclass(frozen=True)
class Own:
    """One of a person's open conversations, as far as sounds and the title of the page need it."""

    pk: int
    since: datetime | None
    due: datetime | None
    unread: bool


def duty_now(person: Person) -> Duty | None:
    """The person's own duty; None when they have never been on duty."""
    return Duty.objects.filter(staff_id=person.staff_id or 0).first()


def open_now(person: Person) -> int:
    """How many conversations the person has."""
    return Conversation.objects.filter(agent_id=person.staff_id or 0, stage=Stage.OPEN).count()


def own_conversations_of(person: Person) -> Sequence[Own]:
    """The person's open conversations: one query, bounded."""
    rows = workbench_conversations(person).filter(agent_id=person.staff_id or 0, stage=Stage.OPEN)
    fields = ("pk", "waiting_since", "due_at", "last_seq", "agent_read")
    return [Own(pk, since, due, last > read) for pk, since, due, last, read in rows.values_list(*fields)[:MOST_OWN]]


def colleagues_in(shop_ids: Collection[int]) -> Sequence[Colleague]:
    """Whose signs and names a screen shows, and whom a note can name: one query, bounded."""
    members = Membership.objects.filter(shop_id__in=shop_ids, role__in=READERS, staff__is_active=True)
    found: dict[int, tuple[str, str, set[int]]] = {}
    rows = members.order_by("staff__name", "staff_id")
    for pk, name, login, shop in rows.values_list("staff_id", "staff__name", "staff__username", "shop_id"):
        found.setdefault(pk, (name, login, set()))[2].add(shop)
    kept = list(found.items())[:MOST_COLLEAGUES]
    return [Colleague(pk, name, login, tuple(sorted(shops))) for pk, (name, login, shops) in kept]


def draft_of(conversation: Conversation, person: Person) -> str:
    """What the person has typed here and not sent; '' for nothing."""
    draft = Draft.objects.filter(conversation=conversation, staff_id=person.staff_id or 0).first()
    return draft.text if draft else ""


def is_watched(conversation: Conversation, person: Person) -> bool:
    """Whether the person keeps an eye on it."""
    return Watch.objects.filter(conversation=conversation, staff_id=person.staff_id or 0).exists()


def watched_among(ids: Collection[int], person: Person) -> frozenset[int]:
    """Those of these conversations on which the person keeps an eye."""
    rows = Watch.objects.filter(staff_id=person.staff_id or 0, conversation_id__in=ids)
    return frozenset(rows.values_list("conversation_id", flat=True))


def picture_in(conversation: Conversation, token: str) -> StoredFile:
    """A picture that was sent in this conversation, or one of its shop's products. Raises NotFound."""
    of_shop = StoredFile.objects.filter(token=token, shop_id=conversation.shop_id)
    sent = Q(pk__in=conversation.messages.filter(file__token=token).values("file_id"))
    shown = Q(pk__in=Product.objects.filter(shop_id=conversation.shop_id, picture__token=token).values("picture_id"))
    found = of_shop.filter(sent | shown).first()
    if found is None:
        raise NotFound(token)
    return found


def products_of(shop_id: int, text: str) -> Sequence[Product]:
    """Products on sale whose title or code holds the words; without words the first ones. At most MOST_FOUND."""
    rows = Product.objects.select_related("picture").filter(shop_id=shop_id, is_active=True)
    for word in clean(text).split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(code__icontains=word))
    return list(rows.order_by("title", "pk")[:MOST_FOUND])


def orders_of(conversation: Conversation) -> Sequence[Order]:
    """The newest orders of the conversation's buyer; none of somebody unknown."""
    customer_id = conversation.visitor.customer_id
    if customer_id is None:
        return []
    rows = Order.objects.filter(shop_id=conversation.shop_id, customer_id=customer_id)
    return list(rows.order_by("-ordered_at", "-pk")[:MOST_FOUND])


def conversations_of_customer(person: Person, shop_id: int, customer_id: int, *, most: int) -> list[Conversation]:
    """The newest conversations of a known buyer with that shop; none for whoever may not read them."""
    rows = visible_conversations(person).filter(shop_id=shop_id, visitor__customer_id=customer_id)
    return list(rows.select_related("agent").order_by("-pk")[:most])


def conversations_of_customers(person: Person, customer_ids: Collection[int], *, most: int) -> list[Conversation]:
    """The newest conversations of these customers, each in the shops that the person may read. One query."""
    rows = visible_conversations(person).filter(visitor__customer_id__in=customer_ids)
    return list(rows.select_related("agent").defer("page", "rating_text").order_by("-pk")[:most])


@dataclass(frozen=True)
class Spoken:
    """The newest words of a person in a conversation."""

    text: str
    kind: str
    side: str


def spoken_last(ids: Collection[int]) -> dict[int, Spoken]:
    """By conversation; automatic replies and lines of what happened say nothing of what it is about. One query, each
    conversation read from its end."""
    newest = (
        Message.objects.filter(conversation=OuterRef("pk")).exclude(side=Side.SYSTEM).order_by("-seq").values("pk")[:1]
    )
    rows = Message.objects.filter(pk__in=Conversation.objects.filter(pk__in=ids).values(newest=Subquery(newest)))
    return {row.conversation_id: Spoken(row.text[:PREVIEW], row.kind, row.side) for row in rows}


@dataclass(frozen=True)
class Ended:
    """Which ended conversations: rated so (0: not rated, None: any), ended before a moment."""

    stars: int | None = None
    before: datetime | None = None


def list_ended(person: Person, shop_ids: Collection[int], wish: Ended, after: str | None = None) -> Page:
    """One page of ended conversations, the newest first: five queries at any size."""
    rows = visible_conversations(person).filter(shop_id__in=shop_ids, stage=Stage.CLOSED)
    if wish.stars is not None:
        rows = rows.filter(rating=wish.stars or None)
    if wish.before is not None:
        rows = rows.filter(last_at__lt=wish.before)
    key = _read_key(after)
    if key is not None:
        rows = rows.filter(Q(last_at__lt=key[0]) | Q(last_at=key[0], pk__lt=key[1]))
    found = list(rows.order_by("-last_at", "-pk").values_list("pk", "last_at")[: PAGE + 1])
    here = found[:PAGE]
    order = {pk: place for place, (pk, _at) in enumerate(here)}
    shown = sorted(rows_of(person, list(order)), key=lambda row: order[row.pk])
    more = len(found) > PAGE
    return Page(shown, f"{here[-1][1].isoformat()}|{here[-1][0]}" if more else None)


def _read_key(after: str | None) -> tuple[datetime, int] | None:
    moment, _bar, pk = (after or "").partition("|")
    try:
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None
