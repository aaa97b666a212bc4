"""Reads of people, shops and policies for pages."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import DECIDING, Role
from aftercare.core.models import Event
from aftercare.shops.access import (
    Person,
    administered_shops,
    may_administer,
    may_see_settings,
    visible_shops,
    visible_staff,
    visible_substitutions,
)
from aftercare.shops.models import Membership, PolicyValue, ReturnAddress, Shop, Substitution
from aftercare.shops.policies import Policies, PolicyDefinition, PolicyKind, all_definitions, policies_of

PEOPLE_A_PAGE = 50
MOST_EVENTS = 30
MOST_SUBSTITUTIONS = 50
MOST_COLLEAGUES = 500  # names in one select
MOST_VALUES = 500  # newest rows of a shop's policies; those in force are always among what is read


@dataclass(frozen=True)
class PeopleFilter:
    """What a list of people shows; `after` the id of the last one shown. None and '' filter nothing."""

    shop_id: int | None = None
    role: Role | None = None
    is_active: bool | None = True
    text: str = ""
    after: int | None = None


@dataclass(frozen=True)
class PersonRow:
    """A staff member with their roles by shop, as far as the asking person may see them."""

    staff: Staff
    roles: list[tuple[Shop, list[Role]]]


def people(person: Person, wanted: PeopleFilter) -> tuple[list[PersonRow], bool]:
    """One page by name, and whether there are more: two queries, three for a later page."""
    rows = visible_staff(person)
    if wanted.is_active is not None:
        rows = rows.filter(is_active=wanted.is_active)
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(username__icontains=wanted.text))
    if wanted.shop_id is not None or wanted.role is not None:
        held = Membership.objects.filter(shop__in=administered_shops(person))
        held = held.filter(shop_id=wanted.shop_id) if wanted.shop_id is not None else held
        held = held.filter(role=wanted.role) if wanted.role is not None else held
        rows = rows.filter(pk__in=held.values("staff_id"))
    if wanted.after is not None:
        last = visible_staff(person).filter(pk=wanted.after).values_list("name", flat=True).first()
        if last is not None:
            rows = rows.filter(Q(name__gt=last) | Q(name=last, pk__gt=wanted.after))
    found = list(_with_roles(person, rows.order_by("name", "pk"))[: PEOPLE_A_PAGE + 1])
    return [_row(staff) for staff in found[:PEOPLE_A_PAGE]], len(found) > PEOPLE_A_PAGE


def person_row(person: Person, staff_id: int) -> PersonRow | None:
    """One person with their roles; None when not theirs."""
    staff = _with_roles(person, visible_staff(person)).filter(pk=staff_id).first()
    return _row(staff) if staff else None


def members(shop: Shop) -> list[PersonRow]:
    """Open accounts with a role in the shop, by name."""
    staff = Staff.objects.filter(is_active=True, pk__in=Membership.objects.filter(shop=shop).values("staff_id"))
    held = Prefetch("memberships", Membership.objects.filter(shop=shop).select_related("shop"), to_attr="shown")
    return [_row(one) for one in staff.order_by("name", "pk").prefetch_related(held)]


def _with_roles(person: Person, rows: QuerySet[Staff]) -> QuerySet[Staff]:
    held = Membership.objects.filter(shop__in=administered_shops(person)).select_related("shop").order_by("shop__name")
    return rows.prefetch_related(Prefetch("memberships", held, to_attr="shown"))


def _row(staff: Staff) -> PersonRow:
    held: dict[Shop, list[Role]] = defaultdict(list)
    for membership in staff.shown:  # type: ignore[attr-defined]
        held[membership.shop].append(Role(membership.role))
    order = list(Role)
    return PersonRow(staff, [(shop, sorted(roles, key=order.index)) for shop, roles in held.items()])


def staff_events(person: Person, staff_id: int) -> list[tuple[Event, str]]:
    """The latest changes of an account with the names of who made them; roles only of shops the person administers."""
    rows = Event.objects.filter(subject_kind="staff", subject_id=staff_id)
    rows = rows.filter(Q(shop_id=None) | Q(shop_id__in=administered_shops(person).values("pk")))
    return _with_actors(rows.order_by("-id")[:MOST_EVENTS])


def shop_events(shop: Shop, kinds: Collection[str]) -> list[tuple[Event, str]]:
    """The latest changes of the given kinds in a shop, with the names of who made them."""
    return _with_actors(Event.objects.filter(shop_id=shop.pk, kind__in=kinds).order_by("-id")[:MOST_EVENTS])


def _with_actors(rows: Iterable[Event]) -> list[tuple[Event, str]]:
    events = list(rows)
    names = dict(Staff.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "name"))
    return [(event, names.get(event.actor_id or 0, "")) for event in events]


def shops_with_counts(person: Person) -> list[Shop]:
    """Shops whose settings the person may read, open ones first; `people` is how many open accounts work there."""
    active = Count("memberships__staff", filter=Q(memberships__staff__is_active=True), distinct=True)
    rows = visible_shops(person).annotate(people=active).order_by("-is_active", "name", "pk")
    return [shop for shop in rows if may_see_settings(person, shop.pk)]


def substitutions(person: Person, shop_ids: Collection[int], at: datetime) -> list[Substitution]:
    """Those that are in force or planned, the next first, then those that are over, the newest first; bounded."""
    rows = visible_substitutions(person).filter(shop_id__in=shop_ids)
    rows = rows.select_related("shop", "absent", "substitute", "named_by", "ended_by")
    live = Q(ended_at=None, ends_at__gt=at)
    coming = rows.filter(live).order_by("starts_at", "pk")[:MOST_SUBSTITUTIONS]
    return [*coming, *rows.exclude(live).order_by("-pk")[:MOST_SUBSTITUTIONS]]


def represented(person: Person, shop_ids: Collection[int]) -> list[str]:
    """Names of those in whose place the person decides in these shops just now; no query when there are none."""
    lenders = {one for shop_id in shop_ids for lent in person.lent_in(shop_id).values() for one in lent}
    return list(Staff.objects.filter(pk__in=lenders).order_by("name").values_list("name", flat=True)) if lenders else []


@dataclass(frozen=True)
class Colleagues:
    """Of one shop: who may be represented by this person's naming, and who may stand in; (id, name), by name."""

    shop: Shop
    deciders: list[tuple[int, str]]
    everybody: list[tuple[int, str]]


def colleagues(person: Person, shop_ids: Collection[int]) -> list[Colleagues]:
    """Per open shop in which the person may name a substitute, for themselves or, as administrator, for others; one
    query beside the shops'. Names are bounded."""
    shops = visible_shops(person).filter(pk__in=shop_ids, is_active=True).order_by("name", "pk")
    named = [one for one in shops if may_administer(person, one.pk) or person.has(one.pk, *DECIDING)]
    rows = Membership.objects.filter(shop__in=named, staff__is_active=True).order_by("staff__name", "staff_id")
    held = list(rows.values_list("shop_id", "staff_id", "staff__name", "role")[: MOST_COLLEAGUES * 10])
    found = []
    for shop in named:
        here = [(staff_id, name, role) for shop_id, staff_id, name, role in held if shop_id == shop.pk]
        everybody = dict.fromkeys((staff_id, name) for staff_id, name, _role in here)
        deciding = dict.fromkeys((staff_id, name) for staff_id, name, role in here if role in DECIDING)
        own = [one for one in deciding if may_administer(person, shop.pk) or one[0] == person.staff_id]
        found.append(Colleagues(shop, own, list(everybody)[:MOST_COLLEAGUES]))
    return found


def return_addresses(shop: Shop) -> list[ReturnAddress]:
    """The default first, those out of use last."""
    return list(ReturnAddress.objects.filter(shop=shop).order_by("-is_default", "-is_active", "label", "pk"))


@dataclass(frozen=True)
class PolicyState:
    """One policy of a shop: the value in force (JSON), where it comes from, what is planned, and every row so far."""

    definition: PolicyDefinition
    value: Any
    row: PolicyValue | None  # None: the default
    planned: list[PolicyValue] = field(default_factory=list)  # the next first
    history: list[PolicyValue] = field(default_factory=list)  # the newest first


def policy_states(shop: Shop, at: datetime) -> list[PolicyState]:
    """Every defined policy but the tables, which have pages of their own, as of `at`, in the order of their
    definition: one query beside the kept values."""
    policies = policies_of(shop, at)
    small = [one for one in all_definitions() if one.kind is not PolicyKind.TABLE]
    rows = PolicyValue.objects.filter(shop=shop, key__in=[one.key for one in small])
    rows = rows.select_related("set_by").order_by("-id")
    found = {row.pk: row for row in rows[:MOST_VALUES]}
    missing = {policies.sources[one.key] for one in small if one.key in policies.sources} - found.keys()
    if missing:
        found |= {row.pk: row for row in rows.filter(pk__in=missing)}
    by_key: dict[str, list[PolicyValue]] = defaultdict(list)
    for row in found.values():
        by_key[row.key].append(row)
    return [_state(definition, policies, by_key[definition.key], found, at) for definition in small]


def _state(
    definition: PolicyDefinition,
    policies: Policies,
    history: list[PolicyValue],
    found: dict[int, PolicyValue],
    at: datetime,
) -> PolicyState:
    last_word = {row.valid_from: row for row in sorted(history, key=lambda row: row.pk) if row.valid_from > at}
    value = policies.json(definition.key)
    planned, before = [], value
    for since in sorted(last_word):
        if last_word[since].value != before:  # a row that repeats what stands before it withdraws a plan
            planned.append(last_word[since])
        before = last_word[since].value
    source = policies.sources.get(definition.key)
    return PolicyState(definition, value, found[source] if source else None, planned, history)
