"""The queues of the case board: named views and filters, ordered by what runs out first, in keyset pages (B1).

Each page costs one sliced index scan per shop and party, merged: the same at a thousand cases and at a million.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.cases.access import visible_cases
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.models import Case
from aftercare.cases.roles import PARTIES_OF_ROLE, owner_roles
from aftercare.cases.terms import Party
from aftercare.core.database import Prepared
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
    owner_id: int | None
    owner_name: str | None
    buyer: str | None
    goods: str
    opened_at: datetime
    state_since: datetime
    platform_due_at: datetime | None
    own_due_at: datetime | None
    closed_at: datetime | None


# Written by hand: agents look at the board all day. The keys come first, so that fifty rows are joined and no more.
PAGE_OF_QUEUE = """
    WITH page AS ({keys})
    SELECT held.id, held.number, held.shop_id, held.flow, held.flow_version, held.state, held.reason,
        CASE WHEN held.refunded > 0 THEN held.refunded
            ELSE COALESCE(held.granted + COALESCE(held.granted_freight, 0), held.asked + held.asked_freight) END,
        held.owner_id, owner.name, buyer.nick_mask, COALESCE(NULLIF(ordered.item_summary, ''),
        ordered.platform_no), held.opened_at, held.state_since, held.platform_due_at, held.own_due_at,
        held.closed_at, held.next_due_at
    FROM page
    JOIN cases_case AS held ON held.id = page.id
    JOIN orders_order AS ordered ON ordered.id = held.order_id
    LEFT JOIN accounts_staff AS owner ON owner.id = held.owner_id
    LEFT JOIN customers_customer AS buyer ON buyer.id = held.customer_id
    ORDER BY {order}
"""
KEYS = "(SELECT next_due_at, id FROM cases_case WHERE {where} ORDER BY {order} LIMIT {most})"
MERGED = "SELECT * FROM ({slices}) AS merged ORDER BY {order} LIMIT {most}"
RUNS_OUT_FIRST, NEWEST_FIRST = "next_due_at ASC NULLS LAST, id", "id DESC"


@dataclass(frozen=True)
class QueuePage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: list[QueueRow]
    after: Key | None


class Part(NamedTuple):
    """A condition that one index holds in the order of the queue, and its values."""

    where: str
    values: tuple[Any, ...]

    def and_(self, where: str, *values: Any) -> "Part":
        return Part(f"{self.where} AND {where}", (*self.values, *values))


def queue_page(person: Person, wish: Wish, at: datetime, *, after: Key | None = None, size: int = PAGE) -> QueuePage:
    """One page of a view, in one statement. Only shops of the person are ever looked at, as in `visible_cases`."""
    shops = sorted(wish.shop_ids & person.shop_ids)
    parts = [_filtered(part, wish) for part in _parts(person, shops, wish, at)]
    is_closed = wish.view is View.CLOSED
    if after is not None:
        parts = [part.and_("id < %s", after.pk) if is_closed else part for part in parts]
        parts = parts if is_closed else [rest for part in parts for rest in _beyond(part, after)]
    if not parts:
        return QueuePage([], None)
    order = NEWEST_FIRST if is_closed else RUNS_OUT_FIRST
    found = _rows_of(_keys(parts, order, size + 1), order, parts)
    rows = [QueueRow._make(row[:-1]) for row in found[:size]]
    if len(found) <= size:
        return QueuePage(rows, None)
    return QueuePage(rows, Key(None if is_closed else found[size - 1][-1], rows[-1].pk))


def rows_by_clock(
    person: Person, wish: Wish, at: datetime, *, late: int, coming: int
) -> tuple[list[QueueRow], list[QueueRow]]:
    """Of an open view what is late then, and what runs out from then on; so many of each at most, the earliest first:
    one statement."""
    shops = sorted(wish.shop_ids & person.shop_ids)
    parts = [_filtered(part, wish) for part in _parts(person, shops, wish, at)]
    if not parts:
        return [], []
    over = [part.and_("next_due_at < %s", at) for part in parts]
    ahead = [part.and_("next_due_at >= %s", at) for part in parts]
    keys = f"({_keys(over, RUNS_OUT_FIRST, late)}) UNION ALL ({_keys(ahead, RUNS_OUT_FIRST, coming)})"
    found = _rows_of(keys, RUNS_OUT_FIRST, [*over, *ahead])
    rows = [(row[-1], QueueRow._make(row[:-1])) for row in found]
    return [row for due, row in rows if due < at], [row for due, row in rows if due >= at]


def _keys(parts: Sequence[Part], order: str, most: int) -> str:
    """The first keys of all parts together."""
    slices = [KEYS.format(where=part.where, order=order, most=most) for part in parts]
    return MERGED.format(slices=" UNION ALL ".join(slices), order=order, most=most)


def _rows_of(keys: str, order: str, parts: Sequence[Part]) -> list[Any]:
    """What the queue shows of these cases, and their due time."""
    shown_order = ", ".join(f"held.{column}" for column in order.split(", "))
    with connection.cursor() as cursor:
        sql = Prepared(PAGE_OF_QUEUE.format(keys=keys, order=shown_order))
        cursor.execute(sql, [value for part in parts for value in part.values])
        return cursor.fetchall()


def _beyond(part: Part, after: Key) -> Iterator[Part]:
    """The rest of one index scan behind the key; cases without a due time come last."""
    if after.due is None:
        yield part.and_("next_due_at IS NULL AND id > %s", after.pk)
    else:
        # The first condition begins the scan at the key; the second leaves out those of the same moment already shown.
        behind = "next_due_at >= %s AND (next_due_at > %s OR id > %s)"
        yield part.and_(behind, after.due, after.due, after.pk)
        yield part.and_("next_due_at IS NULL")


def _parts(person: Person, shops: Sequence[int], wish: Wish, at: datetime) -> list[Part]:
    """The view as disjoint sets, each of which one index holds in the order of the queue."""
    if wish.view is View.CLOSED:
        states = [wish.state] if wish.state in FINAL_STATES else () if wish.state else FINAL_STATES
        return [Part("shop_id = %s AND state = %s", (shop, state)) for shop in shops for state in states]
    if wish.view is View.MINE:
        return [Part("closed_at IS NULL AND owner_id = %s AND shop_id = ANY(%s)", (person.staff_id, list(shops)))]
    everything = [Part("closed_at IS NULL AND shop_id = %s", (shop,)) for shop in shops]
    if wish.view is View.LATE:
        return [part.and_("next_due_at < %s", at) for part in everything]
    if wish.view is View.TODO:
        return [
            part.and_("waits_for = %s", party)
            for shop, part in zip(shops, everything, strict=True)
            for party in parties_of(person, shop)
        ]
    if wish.view in _PARTIES:
        return [part.and_("waits_for = %s", _PARTIES[wish.view]) for part in everything]
    if wish.owner_id is not None:
        return [Part("closed_at IS NULL AND owner_id = %s AND shop_id = ANY(%s)", (wish.owner_id, list(shops)))]
    return everything


def _filtered(part: Part, wish: Wish) -> Part:
    given = {"flow": wish.flow, "state": wish.state, "reason": wish.reason, "owner_id": wish.owner_id}
    for column, value in given.items():
        if value:
            part = part.and_(f"{column} = %s", value)
    return part


def parties_of(person: Person, shop_id: int) -> list[Party]:
    """Whose turn is this person's turn in that shop: by their own roles, and those of whom they stand in for."""
    roles = person.roles_in(shop_id) | person.lent_in(shop_id).keys()
    return sorted({party for role in roles for party in PARTIES_OF_ROLE.get(role, ())})


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
