"""A bank under fire: many instruct and pay, processes and connections die, every look at the books agrees (X15)."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

import pytest
from django.db import InterfaceError, OperationalError, connection
from procrastinate.exceptions import ConnectorException
from tests.faults.processes import Provider, Workers, is_gone, pause, until
from tests.faults.test_payouts import SEEDS, WEATHER, open_payouts
from tests.money.scene import Scene, instruct

from aftercare.core.errors import Refused
from aftercare.core.money import ZERO, Money
from aftercare.money.models import Cap, Payout, PayoutLine
from aftercare.money.queries import balances
from aftercare.money.rules import Share
from aftercare.money.terms import LineKind, PayoutState

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

SECONDS = float(os.environ.get("FAULT_SECONDS", "20"))
TELLERS, PAYERS, ACCOUNTS, PAID = 8, 3, 50, 20_000  # threads, processes, caps of so many fen

# One statement, so that it is one moment: the journal's sum, caps out of bounds, what caps and what the journal gave.
LOOK = """
    SELECT (SELECT COALESCE(sum(amount), 0) FROM money_journalentry)::bigint,
        (SELECT count(*) FROM money_cap WHERE used < 0 OR used > paid OR outside < 0),
        (SELECT COALESCE(sum(used - outside), 0) FROM money_cap)::bigint,
        (SELECT COALESCE(sum(amount), 0) FROM money_journalentry WHERE account = 'refund')::bigint
"""
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
    ORDER BY random() LIMIT 1
"""


@dataclass
class Teller(Thread):
    """Instructs refunds on random accounts until the bank closes; after a lost answer asks again under the same key."""

    scene: Scene
    caps: list[Cap]
    dice: random.Random
    closing: Event
    instructed: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = Thread.__hash__

    def run(self) -> None:
        try:
            self._work()
        except Exception as error:
            self.told[f"broke: {error!r}"] += 1
        finally:
            connection.close()

    def _work(self) -> None:
        while not self.closing.is_set():
            key = f"bank-{id(self)}-{sum(self.told.values())}"
            cap, fen = self.dice.choice(self.caps), self.dice.randint(1, PAID // 3)
            request = self.scene.request(key, Share(LineKind.REFUND, Money(fen), cap.pk))
            while True:
                try:
                    instruct(request)
                    self.instructed.append(key)
                    self.told["instructed"] += 1
                    break
                except Refused as refused:
                    assert refused.refusal.code == "over_cap"
                    self.told["refused"] += 1
                    break
                except (OperationalError, InterfaceError, ConnectorException):
                    connection.close()
                    self.told["cut"] += 1
            pause(0.01)


class Payers:
    """Processes that pay; one that was killed, or whose line was cut, is followed by another."""

    def __init__(self, workers: Workers, dice: random.Random) -> None:
        self._workers, self._dice = workers, dice
        self.pids = [self._start() for _ in range(PAYERS)]

    def _start(self) -> int:
        return self._workers.start(mode="loop", seed=self._dice.random())

    def kill_one(self) -> None:
        pid = self._dice.choice(self.pids)
        if not is_gone(pid):
            os.kill(pid, signal.SIGKILL)

    def follow(self) -> None:
        self.pids = [self._start() if is_gone(pid) else pid for pid in self.pids]


def look() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOOK)
        total, out_of_bounds, given_by_caps, given_by_journal = cursor.fetchone()
    assert (total, out_of_bounds) == (0, 0)
    assert given_by_caps == given_by_journal


def cut_a_line() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CUT)


@pytest.mark.attack("X15", "H6")
@pytest.mark.parametrize("seed", SEEDS)
def test_every_look_at_the_books_agrees_while_processes_and_lines_die(
    scene: Scene, provider: Provider, hire: Callable[..., Workers], seed: int
) -> None:
    dice, closing = random.Random(seed), Event()
    provider.set(**WEATHER, refuse=0.1, seed=seed)
    caps = [scene.cap(PAID, reference=f"order_line:{number}") for number in range(ACCOUNTS)]
    payers = Payers(hire(seconds=0.5, lease=1.0), dice)
    tellers = [Teller(scene, caps, random.Random(dice.random()), closing) for _ in range(TELLERS)]
    for teller in tellers:
        teller.start()
    looks = kills = cuts = 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        look()
        looks += 1
        if dice.random() < 0.03:
            payers.kill_one()
            kills += 1
        if dice.random() < 0.05:
            cut_a_line()
            cuts += 1
        payers.follow()
        pause(0.01)
    closing.set()
    for teller in tellers:
        teller.join()
    provider.set()

    def settled() -> bool:
        payers.follow()
        look()
        return open_payouts() == 0

    healed = until(settled, every=0.1)

    told = sum((teller.told for teller in tellers), Counter[str]())
    states = Counter(Payout.objects.values_list("state", flat=True))
    print(
        f"\nseed {seed}: {looks} looks, {kills} kills, {cuts} cuts, {dict(told)}, {dict(states)}; {healed:.1f} s more"
    )
    assert set(told) == {"instructed", "refused", "cut"}, "the faults were felt, and the accounts ran dry"
    assert set(states) == {PayoutState.PAID, PayoutState.REFUSED}
    assert {key for teller in tellers for key in teller.instructed} == set(Payout.objects.values_list("key", flat=True))
    paid = dict(Payout.objects.filter(state=PayoutState.PAID).values_list("key", "amount"))
    assert Counter(row["key"] for row in provider.records()) == Counter(paid.keys())
    assert {row["key"]: Money(row["amount_fen"]) for row in provider.records()} == paid
    total = sum(paid.values(), ZERO)
    assert balances(scene.shop.pk) == {"cash:simulator": -total, "payable": ZERO, "refund": total}
    by_cap: Counter[int] = Counter()
    for cap_id, amount in PayoutLine.objects.filter(payout__state=PayoutState.PAID).values_list("cap", "amount"):
        by_cap[cap_id] += amount.fen
    assert {cap.pk: cap.used.fen for cap in Cap.objects.all()} == {cap.pk: by_cap[cap.pk] for cap in caps}
    assert kills and cuts
