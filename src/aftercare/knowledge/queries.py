"""Reads of quick replies: the search of the workbench, pages of the list, automatic answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, Count, FilteredRelation, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from aftercare.core.text import fold
from aftercare.core.time import now
from aftercare.knowledge.access import replies_to_use, visible_replies
from aftercare.knowledge.faq import FaqEntry, answer_to, entry_of
from aftercare.knowledge.models import QuickReply, QuickReplyTally
from aftercare.knowledge.reading import sound_pattern, tokens_of
from aftercare.knowledge.rules import day_words, fill
from aftercare.knowledge.terms import Variable
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

MOST_FOUND: Final = 50
REPLIES_A_PAGE: Final = 50
MOST_GROUPS: Final = 60
MOST_ANSWERS: Final = 500  # automatic answers of a shop
LATELY: Final = timedelta(days=30)


@dataclass(frozen=True)
class FoundReply:
    """One line of the list under the reply box."""

    pk: int
    title: str
    text: str
    shortcut: str
    group: str
    is_own: bool


def find_replies(person: Person, shop_id: int, query: str, limit: int = 20) -> list[FoundReply]:
    """Replies that the person can use in that shop, the likeliest first. Two queries. Row S12. Raises NotFound.

    Found by shortcut, by how the title sounds (initials, pinyin, or both mixed), by words of title and text.

    An exact shortcut is first; what only the text says is last; between them own before shared, then what the person
    used most in the last 30 days, then what everybody did.
    """
    tokens = tokens_of(query)
    since = (now() - LATELY).date()
    rows = replies_to_use(person, shop_id).filter(*(_says(token) for token in tokens))
    mine, named = Q(lately__staff_id=person.staff_id or 0), [_is_named(token) for token in tokens]
    rows = rows.annotate(
        lately=FilteredRelation("tallies", condition=Q(tallies__shop=shop_id, tallies__day__gt=since)),
        mine=Coalesce(Sum("lately__count", filter=mine), 0),
        everybody=Coalesce(Sum("lately__count"), 0),
        is_exact=_as_flag(Q(shortcut=fold(query)) & ~Q(shortcut="")),
        is_named=_as_flag(Q(*named)) if named else Value(True, BooleanField()),
        is_own=_as_flag(Q(owner__isnull=False)),
    )
    order = ("-is_exact", "-is_named", "-is_own", "-mine", "-everybody", "title", "pk")
    fields = ("pk", "title", "text", "shortcut", "group", "is_own")
    found = rows.order_by(*order).values_list(*fields)[: min(limit, MOST_FOUND)]
    return [FoundReply(*row) for row in found]


def _as_flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _is_named(token: str) -> Q:
    """Shortcut or title, also as it sounds."""
    sounds = sound_pattern(token)
    named = Q(shortcut__startswith=token) | Q(title__icontains=token)
    return named | Q(sounds__regex=sounds) if sounds else named


def _says(token: str) -> Q:
    sounds = sound_pattern(token)
    said = Q(shortcut__startswith=token) | Q(words__contains=token)
    return said | Q(sounds__regex=sounds) if sounds else said


@dataclass(frozen=True)
class ReplyWish:
    """What a list shows. '' and None filter nothing; `whose` 'own', 'shared' or ''."""

    shop_ids: frozenset[int]
    group: str | None = None
    whose: str = ""
    text: str = ""
    is_active: bool = True
    is_faq: bool = False  # only those that answer automatically


@dataclass(frozen=True)
class ReplyRow:
    """A reply with its uses of the last 30 days by everybody, and when it was used last within them."""

    reply: QuickReply
    uses: int
    last_at: datetime | None


def reply_page(person: Person, wish: ReplyWish, at: datetime, after: int | None = None) -> tuple[list[ReplyRow], bool]:
    """One page by group and title, and whether there are more: two queries, three for a later page."""
    rows = _wished(person, wish).select_related("shop", "owner")
    if after is not None:
        last = visible_replies(person).filter(pk=after).values_list("group", "title").first()
        if last is not None:
            group, title = last
            beyond = Q(group=group, title=title, pk__gt=after) | Q(group=group, title__gt=title)
            rows = rows.filter(beyond | Q(group__gt=group))
    found = list(rows.order_by("group", "title", "pk")[: REPLIES_A_PAGE + 1])
    page = found[:REPLIES_A_PAGE]
    uses = uses_of([reply.pk for reply in page], (at - LATELY).date())
    return [ReplyRow(one, *uses.get(one.pk, (0, None))) for one in page], len(found) > REPLIES_A_PAGE


def _wished(person: Person, wish: ReplyWish) -> QuerySet[QuickReply]:
    rows = visible_replies(person).filter(shop_id__in=wish.shop_ids, is_active=wish.is_active)
    if wish.group is not None:
        rows = rows.filter(group=wish.group)
    if wish.whose:
        rows = rows.filter(owner__isnull=wish.whose == "shared")
    if wish.is_faq:
        rows = rows.filter(is_faq=True)
    return rows.filter(*(_says(token) for token in tokens_of(wish.text)))


def replies_to_export(person: Person, wish: ReplyWish, most: int) -> Sequence[QuickReply]:
    """What the list shows, whole, up to `most`: one query."""
    return list(_wished(person, wish).select_related("shop").order_by("group", "title", "pk")[:most])


def uses_of(reply_ids: Collection[int], since: date) -> dict[int, tuple[int, datetime]]:
    """How often each was used after that day, and when last; those that were not are left out."""
    rows = QuickReplyTally.objects.filter(reply_id__in=reply_ids, day__gt=since).values("reply_id")
    return {
        row["reply_id"]: (row["uses"], row["last"]) for row in rows.annotate(uses=Sum("count"), last=Max("last_at"))
    }


def groups_of(person: Person, shop_ids: Collection[int]) -> list[tuple[str, int]]:
    """Names of groups in these shops with how many replies are in use in each; '' are those without one."""
    rows = visible_replies(person).filter(shop_id__in=shop_ids, is_active=True)
    return list(rows.values("group").annotate(count=Count("pk")).order_by("group").values_list("group", "count"))[
        :MOST_GROUPS
    ]


def faq_of(shop: Shop) -> tuple[FaqEntry, ...]:
    """Automatic answers of the shop (S4). No query while the shop's settings have not changed."""
    return _kept_answers(shop.pk, shop.settings_version)


@lru_cache(maxsize=200)
def _kept_answers(shop_id: int, _settings_version: int) -> tuple[FaqEntry, ...]:
    rows = QuickReply.objects.filter(shop_id=shop_id, is_faq=True, is_active=True).order_by("pk")[:MOST_ANSWERS]
    return tuple(entry_of(one.pk, one.title, one.text, one.phrasings) for one in rows)


@dataclass(frozen=True)
class Answer:
    """What the shop answers by itself; `reply_id` so that it is said once in a conversation."""

    reply_id: int
    text: str


def automatic_answer(shop: Shop, question: str, at: datetime) -> Answer | None:
    """The answer to a buyer's message, filled in and ready to be sent as plain text, or None (S4).

    How often it is given in one conversation is the caller's matter.
    """
    entry = answer_to(question, faq_of(shop))
    if entry is None:
        return None
    today = day_words(at.astimezone(ZoneInfo(shop.timezone)).date())
    filled = fill(entry.text, {Variable.SHOP.value: shop.name, Variable.TODAY.value: today})
    return None if filled.missing else Answer(entry.reply_id, filled.text)
