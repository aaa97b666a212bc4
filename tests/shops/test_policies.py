"""Values of policies: validated, dated, kept for ever (B12)."""

from datetime import timedelta
from typing import Any

import pytest
from tests.people import make_people, make_staff, person
from tests.shops.looking import kinds_since, refuses

from aftercare.clock.rules import Span, SpanKind
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.shops.actions.set_policy import set_policy, withdraw_policy
from aftercare.shops.models import PolicyValue, Shop
from aftercare.shops.policies import policies_of
from aftercare.shops.queries import policy_states

pytestmark = pytest.mark.django_db
LIMIT = "authority.agent"


def in_force(shop: Shop, at: Any = None) -> Any:
    shop.refresh_from_db()
    return policies_of(shop, at or now()).get(LIMIT)


@pytest.mark.row("B12")
def test_a_value_counts_from_now_on_and_names_its_row() -> None:
    people = make_people()
    before = now() - timedelta(seconds=1)
    row = set_policy(shop_id=people.shop.pk, key=LIMIT, value=30_000, person=person(people.administrator), note="大促")
    assert in_force(people.shop) == Money(30_000)
    assert in_force(people.shop, before) == Money(20_000)
    assert policies_of(people.shop, now()).sources == {LIMIT: row.pk}
    event = Event.objects.get(kind="policy.set")
    assert (event.data["key"], event.data["value"], event.data["row"]) == (LIMIT, 30_000, row.pk)


@pytest.mark.row("B12")
def test_a_planned_value_waits_for_its_moment_and_the_old_row_stays() -> None:
    people = make_people()
    boss = person(people.administrator)
    set_policy(shop_id=people.shop.pk, key=LIMIT, value=30_000, person=boss)
    set_policy(shop_id=people.shop.pk, key=LIMIT, value=90_000, person=boss, valid_from=now() + timedelta(days=2))
    assert in_force(people.shop) == Money(30_000)
    with travel(timedelta(days=3)):
        assert in_force(people.shop) == Money(90_000)
    assert PolicyValue.objects.filter(shop=people.shop, key=LIMIT).count() == 2


def test_a_withdrawn_plan_never_comes_and_both_rows_stay() -> None:
    people = make_people()
    boss = person(people.administrator)
    plan = set_policy(
        shop_id=people.shop.pk, key=LIMIT, value=90_000, person=boss, valid_from=now() + timedelta(days=2)
    )
    withdraw_policy(shop_id=people.shop.pk, value_id=plan.pk, person=boss)
    with travel(timedelta(days=3)):
        assert in_force(people.shop) == Money(20_000)
    people.shop.refresh_from_db()
    (state,) = [one for one in policy_states(people.shop, now()) if one.definition.key == LIMIT]
    assert (state.planned, len(state.history)) == ([], 2)


def test_a_value_in_force_cannot_be_withdrawn_nor_one_of_another_shop() -> None:
    people = make_people()
    boss, pk = person(people.administrator), people.shop.pk
    row = set_policy(shop_id=pk, key=LIMIT, value=30_000, person=boss)
    refuses(Refused, lambda: withdraw_policy(shop_id=pk, value_id=row.pk, person=boss))
    foreign = PolicyValue.objects.create(
        shop=people.other_shop, key=LIMIT, value=1, valid_from=now() + timedelta(days=1)
    )
    refuses(NotFound, lambda: withdraw_policy(shop_id=pk, value_id=foreign.pk, person=boss))


@pytest.mark.attack("B8")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        (LIMIT, -1),
        (LIMIT, 10**8 + 1),
        (LIMIT, 200.5),
        (LIMIT, "200"),
        (LIMIT, True),
        (LIMIT, None),
        ("return.answer_own", {"kind": "working_hours", "amount": 0}),
        ("return.answer_own", {"kind": "days", "amount": 367}),
        ("return.answer_own", {"kind": "moons", "amount": 3}),
        ("return.answer_own", {"kind": "days", "amount": 3, "more": 1}),
        ("return.answer_own", 12),
        ("return.no_reason_days", 6),
        ("payout.channel", "cash"),
    ],
)
def test_a_value_outside_its_bounds_is_refused(key: str, value: Any) -> None:
    people = make_people()
    error = refuses(
        InvalidInput,
        lambda: set_policy(shop_id=people.shop.pk, key=key, value=value, person=person(people.administrator)),
    )
    assert list(error.problems) == ["value"]


def test_a_policy_that_nobody_defines_is_refused() -> None:
    people = make_people()
    error = refuses(
        InvalidInput,
        lambda: set_policy(shop_id=people.shop.pk, key="no.such", value=1, person=person(people.administrator)),
    )
    assert list(error.problems) == ["key"]


@pytest.mark.row("B12")
@pytest.mark.parametrize("shift", [timedelta(seconds=-1), timedelta(days=-30), timedelta(days=800)])
def test_history_is_not_rewritten_nor_planned_for_ever(shift: timedelta) -> None:
    people = make_people()
    error = refuses(
        InvalidInput,
        lambda: set_policy(
            shop_id=people.shop.pk,
            key=LIMIT,
            value=30_000,
            person=person(people.administrator),
            valid_from=now() + shift,
        ),
    )
    assert list(error.problems) == ["valid_from"]


def test_the_value_that_stands_already_is_no_change() -> None:
    people = make_people()
    refuses(
        InvalidInput,
        lambda: set_policy(shop_id=people.shop.pk, key=LIMIT, value=20_000, person=person(people.administrator)),
    )


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("owner", Refused),
        ("teammate", Refused),
        ("supervisor", Refused),
        ("warehouse", Refused),
        ("refund_clerk", Refused),
        ("stranger", NotFound),
    ],
)
def test_only_administrators_set_policies(who: str, error: type[Refused]) -> None:
    people = make_people()
    asking = person(getattr(people, who))
    refuses(error, lambda: set_policy(shop_id=people.shop.pk, key=LIMIT, value=1, person=asking))


def test_the_companys_administrator_sets_them_in_every_shop() -> None:
    people, boss = make_people(), person(make_staff(is_administrator=True))
    set_policy(shop_id=people.shop.pk, key=LIMIT, value=1, person=boss)
    set_policy(shop_id=people.other_shop.pk, key=LIMIT, value=2, person=boss)
    assert (in_force(people.shop), in_force(people.other_shop)) == (Money(1), Money(2))
    assert kinds_since(0) == ["policy.set"] * 2


def test_a_span_is_read_back_as_rules_use_it() -> None:
    people = make_people()
    value = {"kind": "working_hours", "amount": 8}
    set_policy(shop_id=people.shop.pk, key="return.answer_own", value=value, person=person(people.administrator))
    people.shop.refresh_from_db()
    assert policies_of(people.shop, now()).get("return.answer_own") == Span(SpanKind.WORKING_HOURS, 8)
