"""What the audit page prints: events by named filters, keyset pages by id, each as a sentence (X8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.accounts.models import Staff
from aftercare.cases.access import visible_cases
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import Flow
from aftercare.core.models import Event
from aftercare.core.text import clean
from aftercare.customers.queries import purposes_in_words
from aftercare.money.access import money_shop_ids, visible_payouts
from aftercare.orders.access import visible_orders
from aftercare.shops.access import Person, visible_shops
from aftercare.web.audit.access import audited_shops, visible_events
from aftercare.web.audit.kinds import GROUPS, ORDERS, kind_of
from aftercare.web.audit.sentences import headline, particulars
from aftercare.web.caseline import address_of
from aftercare.web.numbers import read_day, read_number

PAGE = 50
MOST_PEOPLE = 300
# Their events tell what people call them by.
NUMBERED = ("unclaimed", "freight", "freight_batch", "named_sheet", "order")
MOST_SUBJECTS = 100
KEYS = frozenset({"person", "kind", "number", "from", "to", "before"})
SYSTEM = "system"


@dataclass(frozen=True)
class EventRow:
    """One event as printed."""

    at: str
    who: str
    is_system: bool
    label: Any
    icon: str
    tone: str
    text: str
    subject: str
    address: str
    shop: str


@dataclass(frozen=True)
class Names:
    """What the events of one page speak of, by id."""

    staff: Mapping[int, str]
    shops: Mapping[int, str]
    cases: Mapping[int, tuple[str, Flow]]
    orders: Mapping[int, str]  # platform numbers
    purposes: Mapping[int, str]  # why somebody looked at a masked value, in their own words
    money_shops: frozenset[int]  # where the reader may open a payout


@dataclass(frozen=True)
class Wish:
    """The address of the page, read and checked; '' and None filter nothing."""

    person: str = ""
    kind: str = ""
    number: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None

    def address(self, **changes: Any) -> str:
        """The page with other values."""
        values = {
            "person": self.person,
            "kind": self.kind,
            "number": self.number,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            **changes,
        }
        given = {name: value for name, value in values.items() if value}
        return f"{reverse('audit')}?{urlencode(given)}" if given else reverse("audit")

    @property
    def is_filtered(self) -> bool:
        return bool(self.person or self.kind or self.number or self.first or self.last)


def read_wish(query: QueryDict) -> Wish:
    """Raises BadRequest on a key or value that the page does not have: never an ORM path (F2)."""
    if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
        raise BadRequest("unknown key")
    person, kind = query.get("person", ""), query.get("kind", "")
    if kind and kind not in {group.code for group in GROUPS}:
        raise BadRequest("unknown kind")
    if person and person != SYSTEM and read_number(person) is None:
        raise BadRequest("unknown person")
    first, last = read_day(query.get("from")), read_day(query.get("to"))
    number = clean(query.get("number", ""))[:60]
    return Wish(person, kind, number, first, last, read_number(query.get("before")))


class AuditContext:
    """One page of events: eight queries, however many there are."""

    def __init__(self, person: Person, only_shop: int | None, wish: Wish) -> None:
        self.person, self.wish = person, wish
        events = list(self._events(only_shop).order_by("-pk")[: PAGE + 1])
        self.more_url = wish.address(before=events[PAGE - 1].pk) if len(events) > PAGE else ""
        self.people = people_of(person)
        self.rows = event_rows(events[:PAGE], person)
        self.groups = GROUPS

    def _events(self, only_shop: int | None) -> QuerySet[Event]:
        wish = self.wish
        events = visible_events(self.person, only_shop)
        if wish.before is not None:
            events = events.filter(pk__lt=wish.before)
        if wish.person:
            events = events.filter(actor_id=None if wish.person == SYSTEM else int(wish.person))
        if wish.kind:
            group = next(group for group in GROUPS if group.code == wish.kind)
            begins = Q()
            for prefix in group.prefixes:
                begins |= Q(kind__startswith=prefix)
            events = events.filter(begins)
        elif not wish.number:
            events = events.exclude(kind__startswith=f"{ORDERS}.")
        if wish.first:
            events = events.filter(at__gte=_midnight(wish.first))
        if wish.last:
            events = events.filter(at__lt=_midnight(wish.last + timedelta(days=1)))
        return events.filter(_about(self.person, wish.number)) if wish.number else events


def people_of(person: Person) -> Sequence[tuple[str, str]]:
    """(id, name) for the filter: staff of the shops that the person audits."""
    staff = Staff.objects.order_by("name", "pk")
    if not person.is_administrator:
        staff = staff.filter(memberships__shop_id__in=audited_shops(person)).distinct()
    return [(str(pk), name) for pk, name in staff.values_list("pk", "name")[:MOST_PEOPLE]]


def event_rows(events: Sequence[Event], person: Person) -> list[EventRow]:
    """The events with the names that they speak of: one query per kind of name."""
    of = _subjects(events)
    actors = {event.actor_id for event in events if event.actor_id}
    others = {pk for event in events for name in ("for", "substitute") if isinstance(pk := event.data.get(name), int)}
    names = dict(Staff.objects.filter(pk__in=actors | others | of.get("staff", set())).values_list("pk", "name"))
    shops = dict(visible_shops(person).values_list("pk", "name"))
    cases = {
        pk: (number, flow_of(flow, version))
        for pk, number, flow, version in visible_cases(person)
        .filter(pk__in=of.get("case", ()))
        .values_list("pk", "number", "flow", "flow_version")
    }
    orders = dict(visible_orders(person).filter(pk__in=of.get("order", ())).values_list("pk", "platform_no"))
    looks = [pk for event in events if isinstance(pk := event.data.get("disclosure"), int)]
    found = Names(names, shops, cases, orders, purposes_in_words(looks), money_shop_ids(person))
    return [_row(event, found) for event in events]


def _row(event: Event, of: Names) -> EventRow:
    kind = kind_of(event.kind)
    flow = of.cases[event.subject_id][1] if event.subject_kind == "case" and event.subject_id in of.cases else None
    subject, address = _subject(event, of)
    return EventRow(
        at=f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
        who=of.staff.get(event.actor_id, "") if event.actor_id else _("by itself"),
        is_system=event.actor_id is None,
        label=headline(event.kind, event.data, flow),
        icon=kind.icon,
        tone=kind.tone,
        text=" · ".join(
            filter(None, (particulars(event.kind, event.data, flow), _in_place(event, of), _own_words(event, of)))
        ),
        subject=subject,
        address=address,
        shop=of.shops.get(event.shop_id, "") if event.shop_id else _("Company"),
    )


def _in_place(event: Event, of: Names) -> str:
    """Who decides, or has decided, in whose place (C17)."""
    if absent := of.staff.get(event.data.get("for", 0), ""):
        return _("as substitute for %(name)s") % {"name": absent}
    return of.staff.get(event.data.get("substitute", 0), "")


def _own_words(event: Event, of: Names) -> str:
    return of.purposes.get(event.data.get("disclosure", 0), "")


def _subject(event: Event, of: Names) -> tuple[str, str]:
    """What it is about, and its page."""
    kind, pk = event.subject_kind, event.subject_id
    if kind == "case" and pk in of.cases:
        return of.cases[pk][0], address_of(of.cases[pk][0])
    if kind == "payout":
        address = reverse("payout", args=[pk]) if event.shop_id in of.money_shops else ""
        return str(event.data.get("key", f"#{pk}")), address
    if kind == "order" and pk in of.orders:
        return of.orders[pk], reverse("order", args=[pk])
    if kind in NUMBERED:
        return str(event.data.get("number", f"#{pk}")), ""
    if kind == "import_batch":
        return f"#{pk}", reverse("import", args=[pk])
    told = {"staff": of.staff, "shop": of.shops}.get(kind, {})
    return told.get(pk, f"#{pk}"), ""


def _subjects(events: Sequence[Event]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for event in events:
        found.setdefault(event.subject_kind, set()).add(event.subject_id)
    return found


def _about(person: Person, number: str) -> Q:
    """Events of the case, the cases of the order, or the payout of that number; nothing when it is not theirs."""
    wanted = number.upper()
    cases = visible_cases(person).filter(Q(number=wanted) | Q(order__platform_no=number)).values_list("pk", flat=True)
    payouts = visible_payouts(person).filter(key=number.lower()).values_list("pk", flat=True)
    orders = visible_orders(person).filter(platform_no=number).values_list("pk", flat=True)
    about = Q(pk__in=[])
    for kind, found in (("case", cases), ("payout", payouts), ("order", orders)):
        about |= Q(subject_kind=kind, subject_id__in=list(found[:MOST_SUBJECTS]))
    return about


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
