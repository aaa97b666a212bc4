"""Reads of checks for pages: keyset pages by what runs out first, notes of orders, the shift's audit (O2, O3, O10)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.chat.models import Message
from aftercare.chat.terms import Side
from aftercare.confirmation.access import visible_confirmations, visible_notes, working_shops
from aftercare.confirmation.models import Breach, Confirmation, Correction, OrderNote
from aftercare.confirmation.shifts import Shift
from aftercare.confirmation.terms import OPEN, State
from aftercare.core.models import Event
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person

PAGE: Final = 50
MOST_EVENTS: Final = 40
MOST_PEOPLE: Final = 100
KINDS: Final = (  # what somebody does with an order, in the order of the audit's columns
    *("confirmation.confirmed", "confirmation.asked", "confirmation.held", "confirmation.corrected"),
)
_UNREAD: Final = ("words", "order__customer__nick", *(f"order__{name}" for name in SEALED))


@dataclass(frozen=True)
class Wish:
    """What of the list is asked for. `settled`: those that ended, the newest first. `level` '' : all."""

    shop_ids: frozenset[int]
    state: str = State.WAITING
    level: str = ""
    settled: bool = False


@dataclass(frozen=True)
class Key:
    """Where the next page begins: behind this moment and id."""

    at: datetime
    pk: int


@dataclass(frozen=True)
class Page:
    """One page; `after` begins the next, None on the last."""

    rows: Sequence[Confirmation]
    after: Key | None


def open_checks(person: Person, shop_ids: Collection[int], state: State = State.WAITING) -> QuerySet[Confirmation]:
    """Those of a state, for counts."""
    return visible_confirmations(person).filter(shop_id__in=shop_ids, state=state)


def check_page(person: Person, wish: Wish, *, after: Key | None = None, size: int = PAGE) -> Page:
    """What runs out first, first; two queries at any size: one index scan per shop, merged, then what is shown."""
    field, ascending = ("ended_at", False) if wish.settled else ("due_at", True)
    order = (field, "pk") if ascending else (f"-{field}", "-pk")
    parts = [
        _beyond(_filtered(person, wish, shop_id), field, after, ascending=ascending)
        for shop_id in sorted(set(working_shops(person)) & wish.shop_ids)
    ]
    sliced = [part.order_by(*order).values_list(field, "pk")[: size + 1] for part in parts]
    if not sliced:
        return Page([], None)
    merged = sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(*order)[: size + 1]
    keys = list(merged)
    shown = [pk for _at, pk in keys[:size]]
    found = {row.pk: row for row in whole_rows(visible_confirmations(person).filter(pk__in=shown))}
    return Page([found[pk] for pk in shown if pk in found], Key(*keys[size - 1]) if len(keys) > size else None)


def whole_rows(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """With all that a row prints; `has_answered`: the buyer has written since we asked."""
    newer = Message.objects.filter(
        conversation=OuterRef("conversation"), seq__gt=OuterRef("asked_seq"), side=Side.BUYER
    )
    shown = rows.select_related("shop", "order", "order__customer", "asked_by", "handled_by", "ended_by")
    return shown.defer(*_UNREAD).annotate(has_answered=Exists(newer))


def _filtered(person: Person, wish: Wish, shop_id: int) -> QuerySet[Confirmation]:
    rows = visible_confirmations(person).filter(shop_id=shop_id)
    if wish.settled:
        return rows.exclude(ended_at=None)
    rows = rows.filter(state=wish.state).filter(state__in=OPEN)
    return rows.filter(level=wish.level) if wish.level else rows


def _beyond(rows: QuerySet[Confirmation], field: str, after: Key | None, *, ascending: bool) -> QuerySet[Confirmation]:
    if after is None:
        return rows
    way = "gt" if ascending else "lt"
    further = Q(**{f"{field}__{way}": after.at}) | Q(**{f"pk__{way}": after.pk})
    return rows.filter(further, **{f"{field}__{way}e": after.at})


def notes_of(person: Person, order_ids: Collection[int]) -> dict[int, list[OrderNote]]:
    """Notes by order id, for the warehouse first: what the pick slip prints. One query."""
    found: dict[int, list[OrderNote]] = defaultdict(list)
    rows = visible_notes(person, order_ids).select_related("made_by", "changed_by")
    for note in rows.order_by("-reader", "pk"):
        found[note.order_id].append(note)
    return found


def check_of_order(person: Person, order_id: int) -> Confirmation | None:
    """The check of an order that the person sees, for its page; None: it has none."""
    rows = Confirmation.objects.filter(order_id=order_id)
    rows = rows if person.is_system else rows.filter(shop_id__in=person.shop_ids)
    return rows.select_related("ended_by", "handled_by", "asked_by").first()


def corrections_of(row: Confirmation) -> Sequence[Correction]:
    """What was corrected, the newest first."""
    return list(Correction.objects.filter(order_id=row.order_id).select_related("made_by").order_by("-pk")[:20])


def course_of(row: Confirmation) -> list[tuple[Event, str]]:
    """What was done with the check, the newest first, with the names of who did it."""
    events = Event.objects.filter(
        subject_kind="order", subject_id=row.order_id, kind__startswith="confirmation."
    ).order_by("-id")[:MOST_EVENTS]
    found = list(events)
    names = dict(Staff.objects.filter(pk__in={event.actor_id for event in found}).values_list("pk", "name"))
    return [(event, names.get(event.actor_id or 0, "")) for event in found]


@dataclass(frozen=True)
class Worker:
    """What one person did in a shift, by kind of event."""

    pk: int
    name: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Audit:
    """The orders of one shift: how many by state and by ending, how many were late, who looked (O10)."""

    total: int
    states: Mapping[str, int]
    endings: Mapping[str, int]
    levels: Mapping[str, int]
    late: int
    late_open: int
    workers: Sequence[Worker]


def audit_of(person: Person, shop_id: int, shift: Shift) -> Audit:
    """Four queries over the index of the shop's orders by time; bounded by what came in that shift."""
    rows = visible_confirmations(person).filter(shop_id=shop_id, since__gte=shift.since, since__lt=shift.ends)
    grouped = list(rows.values_list("state", "ending", "level").annotate(count=Count("id")).order_by())
    late = Breach.objects.filter(confirmation__in=rows.values("pk"), shop_id=shop_id)
    counted = late.aggregate(all=Count("id"), open=Count("id", filter=Q(handled_at=None)))
    return Audit(
        total=sum(row[3] for row in grouped),
        states=_sums(grouped, 0),
        endings=_sums(grouped, 1),
        levels=_sums(grouped, 2),
        late=counted["all"],
        late_open=counted["open"],
        workers=_workers(shop_id, rows, shift),
    )


def _sums(grouped: Sequence[tuple[Any, ...]], column: int) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in grouped:
        found[row[column]] += row[3]
    return found


def _workers(shop_id: int, rows: QuerySet[Confirmation], shift: Shift) -> list[Worker]:
    """Whoever did something with these orders, whenever it was."""
    events = Event.objects.filter(
        subject_kind="order", subject_id__in=rows.values("order_id"), kind__in=KINDS, shop_id=shop_id
    ).exclude(actor_id=None)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for actor, kind, count in events.values_list("actor_id", "kind").annotate(count=Count("id")).order_by():
        counts[actor][kind] = count
    names = dict(Staff.objects.filter(pk__in=list(counts)[:MOST_PEOPLE]).values_list("pk", "name"))
    people = [Worker(pk, names.get(pk, ""), of_person) for pk, of_person in counts.items() if pk in names]
    return sorted(people, key=lambda one: (-sum(one.counts.values()), one.name))


def late_checks(person: Person, shop_ids: Collection[int], at: datetime, most: int) -> Sequence[Confirmation]:
    """Those whose time has run out and nobody has looked, the oldest first."""
    shops = set(working_shops(person)) & set(shop_ids)
    rows = visible_confirmations(person).filter(shop_id__in=shops, state=State.WAITING, due_at__lte=at)
    return list(whole_rows(rows).order_by(F("due_at"), "pk")[:most])
