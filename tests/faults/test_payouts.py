"""Money under faults: workers killed and stopped, answers lost. Refunds of goods, with freight, and compensations, on
order lines that they share. The judge is the provider's own record."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from tests.cases.story import World, begin
from tests.faults.payout_worker import request_of
from tests.faults.processes import Provider, Workers, is_gone, is_stopped, pause, until
from tests.money.scene import Scene, at_once, books, instruct, jobs, ledger_sum
from tests.people import person

from aftercare.cases.models import Cost
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import travel
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.pay import pay
from aftercare.money.actions.sweep_payouts import sweep_payouts
from aftercare.money.models import Cap, JournalTransaction, Payout
from aftercare.money.queries import balances
from aftercare.money.rules import Share
from aftercare.money.terms import EXPENSE, FINAL, LEASE, LineKind, PayoutState
from aftercare.shops.actions.set_policy import set_policy

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

SEEDS = [int(seed) for seed in os.environ.get("FAULT_SEEDS", "20261122").split(",")]
WEATHER = {"reply_lost": 0.2, "error_500": 0.1, "stall": 0.05, "stall_seconds": 1.5}
LATER = LEASE + timedelta(minutes=1)
Hire = Callable[..., Workers]

REFUND, FREIGHT, COMPENSATION = LineKind.REFUND, LineKind.FREIGHT, LineKind.COMPENSATION
LINE_PAID, MOST_FREIGHT = 20_000, 2_500  # fen
# What comes of one order line: so many payouts, each under a key of its own; most lines see one refund and no more.
MIXES = ((REFUND,), (REFUND,), (COMPENSATION,), (REFUND, COMPENSATION), (COMPENSATION, REFUND, COMPENSATION))


@dataclass
class Due:
    """What has been instructed: fen by key of the payout, by account of the journal, by cap."""

    fen: dict[str, int] = field(default_factory=dict)
    accounts: Counter[str] = field(default_factory=Counter)
    caps: Counter[int] = field(default_factory=Counter)

    def instruct(self, scene: Scene, key: str, *shares: Share) -> None:
        scene.instruct(key, *shares)
        self.fen[key] = sum(share.amount.fen for share in shares)
        for share in shares:
            self.accounts[EXPENSE[share.kind].value] += share.amount.fen
            if share.cap_id is not None:
                self.caps[share.cap_id] += share.amount.fen

    def balances(self, paid: set[str]) -> dict[str, Money]:
        """What the journal must say when these keys have been paid and the others still wait."""
        cash, all_due = (sum(self.fen[key] for key in keys) for keys in (paid, self.fen))
        expenses = {account: Money(fen) for account, fen in self.accounts.items()}
        return {"cash:simulator": Money(-cash), "payable": Money(cash - all_due), **expenses}


def open_payouts() -> int:
    return Payout.objects.exclude(state__in=[*FINAL, PayoutState.NEEDS_PERSON]).count()


def make_payouts(scene: Scene, count: int, dice: random.Random) -> Due:
    """So many payouts of random kinds and amounts; those of one line together never above what was paid for it."""
    due, line = Due(), 0
    while len(due.fen) < count:
        cap, left, line = scene.cap(LINE_PAID, reference=f"order_line:{line}"), LINE_PAID, line + 1
        for kind in dice.choice(MIXES)[: count - len(due.fen)]:
            fen = left if dice.random() < 0.1 else dice.randint(1, left)
            shares = [Share(kind, Money(fen), cap.pk)]
            if kind is REFUND and dice.random() < 0.5:
                shares.append(Share(FREIGHT, Money(dice.randint(1, MOST_FREIGHT))))
            due.instruct(scene, f"{kind.value}-{len(due.fen) + 1}", *shares)
            left -= fen
            if not left:
                break
        with pytest.raises(Refused) as error:
            scene.instruct(f"above-{line}", Share(dice.choice((REFUND, COMPENSATION)), Money(left + 1), cap.pk))
        assert error.value.refusal.code == "over_cap"
    return due


def kill_while_paying(workers: Workers, dice: random.Random, kills: int, payouts: int) -> list[int]:
    """Keep three workers busy and kill one of them `kills` times, evenly over the work, at random moments."""
    pids = [workers.start(mode="loop", seed=dice.random()) for _ in range(3)]
    for number in range(kills):
        goal = payouts - payouts * (number + dice.random()) / (kills + 1)
        until(lambda goal=goal: Payout.objects.filter(state=PayoutState.INSTRUCTED).count() <= goal, every=0.01)
        pause(dice.random() * 0.02)
        os.kill(pids.pop(dice.randrange(3)), signal.SIGKILL)
        assert ledger_sum() == ZERO, "at no moment does the journal say otherwise"
        pids.append(workers.start(mode="loop", seed=dice.random()))
    return pids


def assert_books_agree(provider: Provider, due: Due) -> None:
    """Each payout once at the provider, in its amount; our books say the same to the fen, account by account."""
    record = provider.records()
    assert Counter(row["key"] for row in record) == Counter(due.fen.keys())
    assert {row["key"]: row["amount_fen"] for row in record} == due.fen
    vouchers = {row["key"]: row["voucher"] for row in record}
    assert dict(Payout.objects.filter(state=PayoutState.PAID).values_list("key", "voucher")) == vouchers
    shop_id = Payout.objects.values_list("shop_id", flat=True)[0]
    assert balances(shop_id) == due.balances(set(due.fen))
    assert set(due.accounts) == {"refund", "freight", "compensation"}
    assert ledger_sum() == ZERO
    assert JournalTransaction.objects.filter(kind="paid").count() == len(due.fen)
    assert Event.objects.filter(kind="payout.paid").count() == len(due.fen)
    assert Event.objects.filter(kind="matter.told").count() == len(due.fen)
    assert {cap.pk: cap.used.fen for cap in Cap.objects.all()} == dict(due.caps)
    assert max(due.caps.values()) == LINE_PAID, "some lines were given back to the last fen"


@pytest.mark.row("C18")
@pytest.mark.attack("X1", "X2", "H3")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_payouts_are_paid_once_while_workers_are_killed_fifty_times(
    scene: Scene, provider: Provider, hire: Hire, seed: int
) -> None:
    """One in five answers lost, one in ten an error, one in twenty stalls past the client's limit and the lease."""
    dice = random.Random(seed)
    provider.set(**WEATHER, seed=seed)
    due = make_payouts(scene, 1_000, dice)
    started = time.monotonic()

    kill_while_paying(hire(seconds=0.5, lease=1.0), dice, 50, len(due.fen))
    killed = time.monotonic()
    provider.set()
    healed = until(lambda: open_payouts() == 0, every=0.1)

    claims = sum(Payout.objects.values_list("attempts", flat=True))
    print(
        f"\nseed {seed}: {len(due.fen)} payouts, 50 kills in {killed - started:.1f} s, the rest settled in {healed:.1f}"
        f" s; {claims} claims, {provider.calls('query')} queries"
    )
    assert_books_agree(provider, due)
    assert claims > len(due.fen), "the faults were felt"
    assert healed < 60, "what is unknown is settled within a minute after the provider is well"


@pytest.mark.attack("X3")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_provider_without_keys_is_never_called_twice(scene: Scene, provider: Provider, hire: Hire, seed: int) -> None:
    """What is not in its record after a lost answer waits for a person; nothing is paid twice, nothing is forgotten."""
    dice = random.Random(seed)
    provider.set(**WEATHER, no_keys=True, seed=seed)
    due = make_payouts(scene, 200, dice)

    kill_while_paying(hire(seconds=0.5, lease=1.0, idempotent=False), dice, 10, len(due.fen))
    until(lambda: open_payouts() == 0, every=0.1)

    record = {row["key"]: row["amount_fen"] for row in provider.records()}
    assert len(record) == len(provider.records()), "no key twice"
    assert record == {key: due.fen[key] for key in record}
    states = dict(Payout.objects.values_list("key", "state"))
    assert set(states.values()) == {PayoutState.PAID, PayoutState.NEEDS_PERSON}
    paid = {key for key, state in states.items() if state == PayoutState.PAID}
    print(f"\nseed {seed}: {len(paid)} paid, {len(states) - len(paid)} wait for a person, {len(record)} in the record")
    assert paid <= set(record)
    assert balances(scene.shop.pk) == due.balances(paid)
    assert {cap.pk: cap.used.fen for cap in Cap.objects.all()} == dict(due.caps), "what waits is held"


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


def made_of(kind: LineKind, cap: Cap) -> list[Share]:
    """43.21 yuan: a refund brings the freight with it."""
    if kind is COMPENSATION:
        return [Share(kind, Money(4_321), cap.pk)]
    return [Share(kind, Money(4_000), cap.pk), Share(FREIGHT, Money(321))]


def expenses_of(shares: list[Share]) -> dict[str, Money]:
    return {EXPENSE[share.kind].value: share.amount for share in shares}


@pytest.mark.row("C18")
@pytest.mark.attack("X11")
@pytest.mark.parametrize("kind", [REFUND, COMPENSATION])
@pytest.mark.parametrize("point", ["before_send", "after_send", "in_record", "after_mark"])
def test_a_worker_killed_at_each_point_leaves_a_payout_that_is_paid_once(
    scene: Scene, provider: Provider, hire: Hire, point: str, kind: LineKind
) -> None:
    shares = made_of(kind, scene.cap())
    payout = scene.instruct("payout-1", *shares)
    killed = hire().start(mode="one", payout=payout.pk, at=point, **{"with": signal.SIGKILL})
    until(lambda: is_gone(killed))
    was_done = point == "after_mark"
    assert Payout.objects.get().state == (PayoutState.PAID if was_done else PayoutState.SENDING)

    with travel(LATER):
        assert sweep_payouts() == ({} if was_done else {PayoutState.PAID: 1})
        assert sweep_payouts() == {}

    assert [(row["key"], row["amount_fen"]) for row in provider.records()] == [("payout-1", 4_321)]
    assert balances(scene.shop.pk) == {"cash:simulator": Money(-4_321), "payable": ZERO, **expenses_of(shares)}
    assert (Event.objects.filter(kind="payout.paid").count(), payout.postings.filter(kind="paid").count()) == (1, 1)


@pytest.mark.attack("X11")
@pytest.mark.parametrize("kind", [REFUND, COMPENSATION])
@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_whoever_instructs_may_die_and_ask_again(
    scene: Scene, hire: Hire, provider: Provider, point: str, kind: LineKind
) -> None:
    shares = made_of(kind, scene.cap())
    order = {"key": "payout-1", "shop": scene.shop.pk, "proposed_by": scene.agent.staff_id}
    order["shares"] = [(share.kind.value, share.amount.fen, share.cap_id) for share in shares]
    killed = hire().start(mode="instruct", at=point, **order, **{"with": signal.SIGKILL})
    until(lambda: is_gone(killed))
    assert Payout.objects.count() == len(jobs("money.pay")) == (1 if point == "after_commit" else 0)

    payout = instruct(request_of(order))

    assert (Payout.objects.count(), JournalTransaction.objects.count(), len(jobs("money.pay"))) == (1, 1, 1)
    assert pay(payout_id=payout.pk) is PayoutState.PAID
    assert len(provider.records()) == 1
    assert Cap.objects.get().used == shares[0].amount
    assert balances(scene.shop.pk) == {"cash:simulator": Money(-4_321), "payable": ZERO, **expenses_of(shares)}


@pytest.mark.row("C3", "C18")
@pytest.mark.attack("H1")
@pytest.mark.parametrize("vouchers", [1, 20])
def test_a_coupon_is_given_by_hand_once_however_many_say_so(vouchers: int) -> None:
    """Twenty times at one instant: the same voucher gets the same answer, another one than the first is refused."""
    world = World()
    people = world.people
    set_policy(
        shop_id=people.shop.pk, key="payout.channel", value="simulator", person=person(people.administrator)
    )  # which pays money and gives no coupons
    story = begin("compensation", world, amount="8.00", inputs={"compensation_form": "coupon"})
    story.do("offer").do("accept")
    payout, version, clerk = Payout.objects.get(), story.case.version, person(people.refund_clerk)
    assert (payout.channel, jobs("money.pay")) == ("manual", [])

    answers = at_once(
        lambda number=number: mark_paid(payout=payout, voucher=f"C-{number % vouchers}", person=clerk)
        for number in range(20)
    )

    refused = [answer.refusal.code for answer in answers if isinstance(answer, Refused)]
    assert sum(isinstance(answer, Payout) for answer in answers) == 20 // vouchers
    assert refused == ["settled"] * (20 - 20 // vouchers)
    case = story.case
    assert (case.state, case.refunded, case.version) == ("compensated", Money(800), version + 1)
    assert balances(people.shop.pk) == {"coupon": Money(800), "coupons_out": Money(-800), "payable": ZERO}
    assert (Event.objects.filter(kind="payout.paid").count(), payout.postings.filter(kind="paid").count()) == (1, 1)
    assert [(cost.kind, cost.amount) for cost in Cost.objects.all()] == [("coupon", Money(800))]
    assert Cap.objects.get().used == Money(800)
