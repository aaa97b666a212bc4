"""The queues of the case board: named views and filters, ordered by what runs out first, in keyset pages (B1).

Each page costs one sliced index scan per shop and party, merged: the same at a thousand cases and at a million.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.cases.access import visible_cases
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.models import Case
from aftercare.cases.roles import PARTIES_OF_ROLE, owner_roles
from aftercare.cases.terms import Party
from aftercare.core.words import Choices, _
from aftercare.shops.access import Person

PAGE = 50
COUNT_UP_TO = 99  # one more than this is counted, and shown as "99+"
FINAL_STATES = tuple(sorted({state.code for flow in FLOWS for state in flow.states if state.final}))


class View(Choices):
    """The saved views, in the order of the tabs."""

    TODO = "todo", _("Waits for me")
    MINE = "mine", _("My cases")
    LATE = "late", _("Late")
    SUPERVISOR = "supervisor", _("Waits for the supervisor")
    WAREHOUSE = "warehouse", _("Waits for the warehouse")
    FINANCE = "finance", _("Waits for finance")
    BUYER = "buyer", _("Waits for the buyer")
    OPEN = "open", _("All open")
    CLOSED = "closed", _("Finished")


_PARTIES = {
    View.SUPERVISOR: Party.SUPERVISOR,
    View.WAREHOUSE: Party.WAREHOUSE,
    View.FINANCE: Party.REFUND_CLERK,
    View.BUYER: Party.BUYER,
}


@dataclass(frozen=True)
class Wish:
    """What of the board is asked for: a view, and filters by named keys; '' and None filter nothing."""

    view: View
    shop_ids: frozenset[int]
    flow: str = ""
    state: str = ""
    reason: str = ""
    owner_id: int | None = None


@dataclass(frozen=True)
class Key:
    """Where the next page begins: behind this due time (None: no clock, or the closed view) and id."""

    due: datetime | None
    pk: int


class QueueRow(NamedTuple):
    """One case as the queue shows it. `amount` in fen: paid, else granted, else asked, freight included."""

    pk: int
    number: str
    shop_id: int
    flow: str
    flow_version: int
    state: str
    reason: str
    amount: int
    is_refunded: bool
    owner_id: int | None
    owner_name: str | None
    buyer: str | None
    goods: str
    opened_at: datetime
    state_since: datetime
    platform_due_at: datetime | None
    own_due_at: datetime | None
    closed_at: datetime | None


# Fifty of these are read for every look at the board: one statement by hand. The ids come from the visible set.
SHOWN = """
    SELECT held.id, held.number, held.shop_id, held.flow, held.flow_version, held.state, held.reason,
        CASE WHEN held.refunded > 0 THEN held.refunded
            ELSE COALESCE(held.granted + COALESCE(held.granted_freight, 0), held.asked + held.asked_freight) END,
        held.refunded > 0, held.owner_id, owner.name, buyer.nick_mask, COALESCE(NULLIF(ordered.item_summary, ''),
        ordered.platform_no), held.opened_at, held.state_since, held.platform_due_at, held.own_due_at,
        held.closed_at
    FROM cases_case AS held
    JOIN orders_order AS ordered ON ordered.id = held.order_id
    LEFT JOIN accounts_staff AS owner ON owner.id = held.owner_id
    LEFT JOIN customers_customer AS buyer ON buyer.id = held.customer_id
    WHERE held.id = ANY(%s)
"""


@dataclass(frozen=True)
class QueuePage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: list[QueueRow]
    after: Key | None


def queue_page(person: Person, wish: Wish, at: datetime, *, after: Key | None = None, size: int = PAGE) -> QueuePage:
    """One page of a view in two queries: the keys, then what is shown of them."""
    keys = _keys(person, wish, at, after, size + 1)
    shown = [pk for _due, pk in keys[:size]]
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, [shown])
        found = {row[0]: QueueRow._make(row) for row in cursor.fetchall()}
    rows = [found[pk] for pk in shown if pk in found]
    return QueuePage(rows, Key(*keys[size - 1]) if len(keys) > size else None)


def _keys(person: Person, wish: Wish, at: datetime, after: Key | None, most: int) -> list[tuple[datetime | None, int]]:
    if wish.view is View.CLOSED:
        parts = [part if after is None else part.filter(pk__lt=after.pk) for part in _parts(person, wish, at)]
        order: tuple[Any, ...] = ("-pk",)
    else:
        parts = [page for part in _parts(person, wish, at) for page in _beyond(part, after)]
        order = (F("next_due_at").asc(nulls_last=True), "pk")
    sliced = [part.order_by(*order).values_list("next_due_at", "pk")[:most] for part in parts]
    if not sliced:
        return []
    merged = sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(*order)[:most]
    if wish.view is View.CLOSED:
        return [(None, pk) for _due, pk in merged]
    return list(merged)


def _beyond(part: QuerySet[Case], after: Key | None) -> Iterator[QuerySet[Case]]:
    """The rest of one index scan behind the key; cases without a due time come last."""
    if after is None:
        yield part
    elif after.due is None:
        yield part.filter(next_due_at=None, pk__gt=after.pk)
    else:
        # The first condition begins the scan at the key; the second leaves out those of the same moment already shown.
        later = Q(next_due_at__gt=after.due) | Q(pk__gt=after.pk)
        yield part.filter(later, next_due_at__gte=after.due)
        yield part.filter(next_due_at=None)


def _parts(person: Person, wish: Wish, at: datetime) -> list[QuerySet[Case]]:
    """The view as disjoint sets, each of which one index holds in the order of the queue."""
    cases = _filtered(visible_cases(person), wish)
    shops = sorted(wish.shop_ids & person.shop_ids)
    if wish.view is View.CLOSED:
        states = [wish.state] if wish.state in FINAL_STATES else () if wish.state else FINAL_STATES
        return [cases.filter(shop_id=shop, state=state) for shop in shops for state in states]
    cases = cases.filter(closed_at=None)
    if wish.view is View.MINE:
        return [cases.filter(owner_id=person.staff_id, shop_id__in=shops)]
    if wish.view is View.LATE:
        return [cases.filter(shop_id=shop, next_due_at__lt=at) for shop in shops]
    if wish.view is View.TODO:
        return [cases.filter(shop_id=shop, waits_for=party) for shop in shops for party in parties_of(person, shop)]
    if wish.view in _PARTIES:
        return [cases.filter(shop_id=shop, waits_for=_PARTIES[wish.view]) for shop in shops]
    if wish.owner_id is not None:
        return [cases.filter(shop_id__in=shops)]
    return [cases.filter(shop_id=shop) for shop in shops]


def _filtered(cases: QuerySet[Case], wish: Wish) -> QuerySet[Case]:
    given = {"flow": wish.flow, "state": wish.state, "reason": wish.reason, "owner_id": wish.owner_id}
    return cases.filter(**{name: value for name, value in given.items() if value})


def parties_of(person: Person, shop_id: int) -> list[Party]:
    """Whose turn is this person's turn in that shop."""
    return sorted({party for role in person.roles_in(shop_id) for party in PARTIES_OF_ROLE.get(role, ())})


def waiting_for(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Open cases that wait for one of the person's roles, unordered: for counts and the home page."""
    turn = Q(pk__in=[])
    for shop_id in shop_ids & person.shop_ids:
        turn |= Q(shop_id=shop_id, waits_for__in=parties_of(person, shop_id))
    return visible_cases(person).filter(turn, closed_at=None)


def view_counts(person: Person, shop_ids: frozenset[int], at: datetime) -> dict[View, int]:
    """How many are in each open view, counted to COUNT_UP_TO + 1 at most: one query."""
    shops = shop_ids & person.shop_ids
    cases = visible_cases(person).filter(closed_at=None, shop_id__in=shops)
    sets = {
        View.TODO: waiting_for(person, shops),
        View.MINE: cases.filter(owner_id=person.staff_id),
        View.LATE: cases.filter(next_due_at__lt=at),
        View.OPEN: cases,
        **{view: cases.filter(waits_for=party) for view, party in _PARTIES.items()},
    }
    found: dict[View, int] = dict.fromkeys(sets, 0)
    asked: list[View] = []
    parts: list[str] = []
    params: list[Any] = []
    for view, rows in sets.items():
        try:
            sql, values = rows.order_by().values("pk")[: COUNT_UP_TO + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append(view)
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - Django's own SQL
        params += values
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), params)
            found.update(zip(asked, cursor.fetchone() or (), strict=True))
    return found


def owners_of(shop_ids: frozenset[int]) -> Sequence[tuple[int, str]]:
    """(id, name) of the people who handle cases in these shops."""
    staff = Staff.objects.filter(is_active=True, memberships__shop_id__in=shop_ids, memberships__role__in=owner_roles())
    return list(staff.order_by("name", "pk").distinct().values_list("pk", "name"))
