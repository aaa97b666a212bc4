"""The line to the database is cut around a COMMIT: nobody knows whether it happened, and it happens once."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection
from tests.faults.cutting_proxy import CuttingProxy
from tests.faults.processes import Provider
from tests.faults.test_payouts import LATER
from tests.money.scene import Scene, instruct, jobs

from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import travel
from aftercare.money.actions.pay import pay
from aftercare.money.actions.sweep_payouts import sweep_payouts
from aftercare.money.models import Cap, JournalTransaction, Payout
from aftercare.money.queries import balances
from aftercare.money.rules import Share
from aftercare.money.terms import LineKind, PayoutState

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True), pytest.mark.attack("X5")]

Fragile = Callable[[Callable[[], Any]], bool]
SEED, TIMES = 20261122, 100  # in each of the two tests


@pytest.fixture
def proxy(scene: Scene) -> Iterator[CuttingProxy]:
    with CuttingProxy(connection.settings_dict) as proxy:
        yield proxy


@pytest.fixture
def fragile(proxy: CuttingProxy) -> Iterator[Fragile]:
    """Does some work over the line that will be cut; tells whether the work saw it."""

    def over_the_proxy(work: Callable[[], Any]) -> bool:
        connection.settings_dict = {**connection.settings_dict, "HOST": str(proxy.folder)}
        try:
            work()
        except OperationalError:
            return True
        finally:
            connection.close()
        return False

    with ThreadPoolExecutor(1) as pool:
        yield lambda work: pool.submit(over_the_proxy, work).result()


def test_instructing_again_after_a_cut_makes_no_second_payout(
    scene: Scene, proxy: CuttingProxy, fragile: Fragile
) -> None:
    dice, cap, committed = random.Random(SEED), scene.cap(TIMES), 0
    for number in range(1, TIMES + 1):
        request = scene.request(f"refund-{number}", Share(LineKind.REFUND, Money(1), cap.pk))
        answer_only = dice.random() < 0.5
        proxy.cut(answer_only=answer_only)

        assert fragile(partial(instruct, request))

        committed += answer_only
        assert Payout.objects.filter(key=request.key).exists() is answer_only
        instruct(request)

    print(f"\nseed {SEED}: {proxy.cuts} cuts, {committed} of them after the commit")
    assert proxy.cuts == TIMES == Payout.objects.count() == JournalTransaction.objects.count() == len(jobs("money.pay"))
    assert Event.objects.filter(kind="payout.instructed").count() == TIMES
    assert Cap.objects.get().room == ZERO


def test_paying_goes_on_after_a_cut_and_pays_once(
    scene: Scene, provider: Provider, proxy: CuttingProxy, fragile: Fragile
) -> None:
    dice, cap = random.Random(SEED), scene.cap(TIMES)
    where: Counter[str] = Counter()
    for number in range(1, TIMES + 1):
        payout = scene.refund(f"refund-{number}", 1, cap)
        answer_only, after = dice.random() < 0.5, dice.randrange(2)
        proxy.cut(answer_only=answer_only, after=after)
        assert fragile(partial(pay, payout_id=payout.pk))
        where[f"{'claim' if after == 0 else 'result'} {'committed' if answer_only else 'lost'}"] += 1
    states = Counter(Payout.objects.values_list("state", flat=True))

    with travel(LATER):
        sweep_payouts()

    print(f"\nseed {SEED}: {dict(where)}, left as {dict(states)}")
    assert set(Payout.objects.values_list("state", flat=True)) == {PayoutState.PAID}
    assert Counter(row["key"] for row in provider.records()) == Counter(f"refund-{n}" for n in range(1, TIMES + 1))
    assert JournalTransaction.objects.filter(kind="paid").count() == TIMES
    assert balances(scene.shop.pk)["cash:simulator"] == Money(-TIMES)
