"""Who sees which payouts, in which order, at what cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.money.scene import SYSTEM, Scene

from aftercare.connectors.simulator.server import Simulator
from aftercare.core.errors import NotFound
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.money.access import access_payout, settling_refusal, visible_payouts
from aftercare.money.actions.cancel_payout import cancel_payout
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.pay import pay
from aftercare.money.models import Payout
from aftercare.money.queries import QUEUES, Giving, given, payout_queue, payouts_of, queue_sizes
from aftercare.money.rules import Scope, breaches
from aftercare.shops.access import Person

pytestmark = pytest.mark.django_db
NOBODY = Person(staff_id=None, name="nobody")
BOSS = Person(staff_id=1, name="boss", is_administrator=True)


@pytest.mark.attack("B1", "B3")
def test_list_and_get_agree_for_everybody(scene: Scene) -> None:
    payout = scene.refund(channel="manual")
    may_see, may_not = (scene.clerk, scene.supervisor, SYSTEM), (scene.agent, scene.stranger, BOSS, NOBODY)
    for person, may in [*((person, True) for person in may_see), *((person, False) for person in may_not)]:
        assert visible_payouts(person).filter(pk=payout.pk).exists() is may
        assert [row.pk for row in payout_queue(person, "to_pay").payouts] == ([payout.pk] if may else [])
        assert queue_sizes(person)["to_pay"] == (1 if may else 0)
        if may:
            assert access_payout(person, payout.pk) == payout
        else:
            with pytest.raises(NotFound):
                access_payout(person, payout.pk)
    with pytest.raises(NotFound):
        access_payout(scene.clerk, 999_999)


def test_the_button_shows_the_refusal_that_the_write_would_give(scene: Scene) -> None:
    payout = scene.refund(channel="manual")
    codes = {p.name: getattr(settling_refusal(p, payout), "code", None) for p in (scene.clerk, scene.supervisor, BOSS)}
    assert codes == {"clerk": None, "supervisor": "no_right", "boss": "no_right"}


def test_each_queue_holds_what_its_name_says(scene: Scene, provider: Simulator) -> None:
    cap = scene.cap(100_000)
    waiting, paid, cancelled, unknown, parked = (scene.refund(f"refund-{n}", cap=cap) for n in range(1, 6))
    pay(payout_id=paid.pk)
    cancel_payout(payout=cancelled, reason="x", person=SYSTEM)
    provider.weather.set({"reply_lost": 1.0})
    pay(payout_id=unknown.pk)
    provider.weather.set({"needs_code": 1.0})
    pay(payout_id=parked.pk)
    held = {queue: [row.key for row in payout_queue(scene.clerk, queue).payouts] for queue in QUEUES}
    assert held == {
        "to_pay": ["refund-1"],
        "to_check": ["refund-4", "refund-5"],
        "under_way": ["refund-4"],
        "paid": ["refund-2"],
        "not_paid": ["refund-3"],
    }
    assert waiting.key == "refund-1"


@pytest.mark.parametrize(("queue", "newest_first"), [("to_pay", False), ("paid", True)])
def test_pages_follow_each_other_without_gap_or_double(scene: Scene, queue: str, newest_first: bool) -> None:
    cap = scene.cap(100_000)
    made = [scene.refund(f"refund-{n}", 1, cap, channel="manual").pk for n in range(1, 8)]
    if queue == "paid":
        for payout in Payout.objects.all():
            mark_paid(payout=payout, voucher=payout.key, person=scene.clerk)
    seen: list[int] = []
    after = None
    for size in (3, 3, 1):
        page = payout_queue(scene.clerk, queue, after=after, size=3)
        assert len(page.payouts) == size
        seen, after = seen + [row.pk for row in page.payouts], page.after
    assert after is None
    assert seen == (made[::-1] if newest_first else made)


def test_a_page_costs_the_same_at_ten_and_at_many(scene: Scene, django_assert_num_queries: Callable[..., Any]) -> None:
    cap = scene.cap(1_000_000)
    for count in (10, 60):
        for number in range(count):
            scene.refund(f"refund-{count}-{number}", 1, cap, channel="manual")
        with django_assert_num_queries(1):
            page = payout_queue(scene.clerk, "to_pay")
            assert all(row.shop.name and row.proposed_by.name and not row.settled_by for row in page.payouts)
        with django_assert_num_queries(2):
            assert len(list(payouts_of("matter", 1))) >= count
        with django_assert_num_queries(2):
            assert queue_sizes(scene.clerk)["to_pay"] >= count


@pytest.mark.attack("H8")
def test_what_was_given_rolls_over_order_buyer_person_and_day(scene: Scene) -> None:
    cap = scene.cap(1_000_000)
    with travel(timedelta(days=-2)):
        scene.refund("refund-1", 50_000, cap)
    scene.refund("refund-2", 19_999, cap)
    elsewhere = scene.request("x-1").payee
    scene.refund("refund-3", 300, cap, payee=type(elsewhere)("李*", "another", "customer:2"), proposed_by_id=None)
    cancel_payout(payout=scene.refund("refund-4", 700, cap), reason="x", person=SYSTEM)
    giving = Giving(scene.shop.pk, now() - timedelta(days=1), "3900012345678901234", "customer:1", scene.agent.staff_id)

    facts = given(giving)

    once = Money(19_999)
    assert facts == {Scope.ORDER: once, Scope.BUYER: once, Scope.PERSON: once, Scope.DAY: Money(20_299)}
    assert [b.scope for b in breaches(once, facts, {Scope.ORDER: Money(20_000)})] == [Scope.ORDER]
    assert given(Giving(scene.other_shop.pk, giving.since)) == {Scope.DAY: Money(0)}
