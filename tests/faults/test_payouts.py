"""Money under faults: workers killed and stopped, answers lost. The judge is the provider's own record."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.faults.payout_worker import request_of
from tests.faults.processes import Provider, Workers, is_gone, is_stopped, pause, until
from tests.money.scene import Scene, books, instruct, jobs, ledger_sum

from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import travel
from aftercare.money.actions.pay import pay
from aftercare.money.actions.sweep_payouts import sweep_payouts
from aftercare.money.models import Cap, JournalTransaction, Payout
from aftercare.money.queries import balances
from aftercare.money.terms import FINAL, LEASE, PayoutState

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

SEEDS = [int(seed) for seed in os.environ.get("FAULT_SEEDS", "20261122").split(",")]
WEATHER = {"reply_lost": 0.2, "error_500": 0.1, "stall": 0.05, "stall_seconds": 1.5}
LATER = LEASE + timedelta(minutes=1)
Hire = Callable[..., Workers]


def open_payouts() -> int:
    return Payout.objects.exclude(state__in=[*FINAL, PayoutState.NEEDS_PERSON]).count()


def make_refunds(scene: Scene, count: int, dice: random.Random) -> dict[str, int]:
    """So many refunds of random amounts on caps of their own; key to fen."""
    due = {f"refund-{number}": dice.randint(1, 20_000) for number in range(1, count + 1)}
    for number, (key, fen) in enumerate(due.items()):
        scene.refund(key, fen, scene.cap(20_000, reference=f"order_line:{number}"))
    return due


def kill_while_paying(workers: Workers, dice: random.Random, kills: int, refunds: int) -> list[int]:
    """Keep three workers busy and kill one of them `kills` times, evenly over the work, at random moments."""
    pids = [workers.start(mode="loop", seed=dice.random()) for _ in range(3)]
    for number in range(kills):
        goal = refunds - refunds * (number + dice.random()) / (kills + 1)
        until(lambda goal=goal: Payout.objects.filter(state=PayoutState.INSTRUCTED).count() <= goal, every=0.01)
        pause(dice.random() * 0.02)
        os.kill(pids.pop(dice.randrange(3)), signal.SIGKILL)
        assert ledger_sum() == ZERO, "at no moment does the journal say otherwise"
        pids.append(workers.start(mode="loop", seed=dice.random()))
    return pids


def assert_books_agree(provider: Provider, due: dict[str, int]) -> None:
    """Each refund once at the provider, in its amount; our books say the same to the fen."""
    record = provider.records()
    assert Counter(row["key"] for row in record) == Counter(due.keys())
    assert {row["key"]: row["amount_fen"] for row in record} == due
    vouchers = {row["key"]: row["voucher"] for row in record}
    assert dict(Payout.objects.filter(state=PayoutState.PAID).values_list("key", "voucher")) == vouchers
    total = Money(sum(due.values()))
    shop_id = Payout.objects.values_list("shop_id", flat=True)[0]
    assert balances(shop_id) == {"cash:simulator": -total, "payable": ZERO, "refund": total}
    assert ledger_sum() == ZERO
    assert JournalTransaction.objects.filter(kind="paid").count() == len(due)
    assert Event.objects.filter(kind="payout.paid").count() == len(due)
    assert Event.objects.filter(kind="matter.told").count() == len(due)
    assert sum(cap.used.fen for cap in Cap.objects.all()) == total.fen


@pytest.mark.row("C18")
@pytest.mark.attack("X1", "X2", "H3")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_refunds_are_paid_once_while_workers_are_killed_fifty_times(
    scene: Scene, provider: Provider, hire: Hire, seed: int
) -> None:
    """One in five answers lost, one in ten an error, one in twenty stalls past the client's limit and the lease."""
    dice = random.Random(seed)
    provider.set(**WEATHER, seed=seed)
    due = make_refunds(scene, 1_000, dice)
    started = time.monotonic()

    kill_while_paying(hire(seconds=0.5, lease=1.0), dice, 50, len(due))
    killed = time.monotonic()
    provider.set()
    healed = until(lambda: open_payouts() == 0, every=0.1)

    claims = sum(Payout.objects.values_list("attempts", flat=True))
    print(
        f"\nseed {seed}: {len(due)} refunds, 50 kills in {killed - started:.1f} s, the rest settled in {healed:.1f} s; "
        f"{claims} claims, {provider.calls('query')} queries"
    )
    assert_books_agree(provider, due)
    assert claims > len(due), "the faults were felt"
    assert healed < 60, "what is unknown is settled within a minute after the provider is well"


@pytest.mark.attack("X3")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_provider_without_keys_is_never_called_twice(scene: Scene, provider: Provider, hire: Hire, seed: int) -> None:
    """What is not in its record after a lost answer waits for a person; nothing is paid twice, nothing is forgotten."""
    dice = random.Random(seed)
    provider.set(**WEATHER, no_keys=True, seed=seed)
    due = make_refunds(scene, 200, dice)

    kill_while_paying(hire(seconds=0.5, lease=1.0, idempotent=False), dice, 10, len(due))
    until(lambda: open_payouts() == 0, every=0.1)

    record = {row["key"]: row["amount_fen"] for row in provider.records()}
    assert len(record) == len(provider.records()), "no key twice"
    states = dict(Payout.objects.values_list("key", "state"))
    assert set(states.values()) == {PayoutState.PAID, PayoutState.NEEDS_PERSON}
    paid = {key for key, state in states.items() if state == PayoutState.PAID}
    print(f"\nseed {seed}: {len(paid)} paid, {len(states) - len(paid)} wait for a person, {len(record)} in the record")
    assert paid <= set(record)
    assert balances(scene.shop.pk)["cash:simulator"] == -Money(sum(due[key] for key in paid))


@pytest.mark.attack("X4", "I8")
@pytest.mark.parametrize("point", ["before_send", "after_send"])
def test_a_worker_stopped_past_its_lease_writes_nothing_when_it_goes_on(
    scene: Scene, provider: Provider, hire: Hire, point: str
) -> None:
    payout = scene.refund(fen=4_321)
    stopped = hire().start(mode="one", payout=payout.pk, at=point, **{"with": signal.SIGSTOP})
    until(lambda: is_stopped(stopped))
    assert pay(payout_id=payout.pk) is None, "its lease holds"

    with travel(LATER):
        assert pay(payout_id=payout.pk) is PayoutState.PAID
    settled = books()
    os.kill(stopped, signal.SIGCONT)
    until(lambda: is_gone(stopped))

    assert books() == settled
    assert [(row["key"], row["amount_fen"]) for row in provider.records()] == [("refund-1", 4_321)]


@pytest.mark.row("C18")
@pytest.mark.attack("X11")
@pytest.mark.parametrize("point", ["before_send", "after_send", "in_record", "after_mark"])
def test_a_worker_killed_at_each_point_leaves_a_payout_that_is_paid_once(
    scene: Scene, provider: Provider, hire: Hire, point: str
) -> None:
    payout = scene.refund(fen=4_321)
    killed = hire().start(mode="one", payout=payout.pk, at=point, **{"with": signal.SIGKILL})
    until(lambda: is_gone(killed))
    was_done = point == "after_mark"
    assert Payout.objects.get().state == (PayoutState.PAID if was_done else PayoutState.SENDING)

    with travel(LATER):
        assert sweep_payouts() == ({} if was_done else {PayoutState.PAID: 1})
        assert sweep_payouts() == {}

    assert [(row["key"], row["amount_fen"]) for row in provider.records()] == [("refund-1", 4_321)]
    assert balances(scene.shop.pk)["cash:simulator"] == Money(-4_321)
    assert (Event.objects.filter(kind="payout.paid").count(), payout.postings.filter(kind="paid").count()) == (1, 1)


@pytest.mark.attack("X11")
@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_whoever_instructs_may_die_and_ask_again(scene: Scene, hire: Hire, provider: Provider, point: str) -> None:
    order = {"key": "refund-1", "fen": 4_321, "cap": scene.cap().pk, "shop": scene.shop.pk}
    order |= {"proposed_by": scene.agent.staff_id}
    killed = hire().start(mode="instruct", at=point, **order, **{"with": signal.SIGKILL})
    until(lambda: is_gone(killed))
    assert Payout.objects.count() == len(jobs("money.pay")) == (1 if point == "after_commit" else 0)

    payout = instruct(request_of(order))

    assert (Payout.objects.count(), JournalTransaction.objects.count(), len(jobs("money.pay"))) == (1, 1, 1)
    assert pay(payout_id=payout.pk) is PayoutState.PAID
    assert len(provider.records()) == 1
    assert Cap.objects.get().used == Money(4_321)
