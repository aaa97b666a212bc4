"""A worker to kill: starts Django once, then forks a fresh worker process for each line on its standard input.

Lines are JSON: {"mode": "loop"} drives payouts on until it is killed; {"mode": "one", "payout": 7, "at": "before_send"}
drives one and sends itself the signal "with" at that point; {"mode": "instruct", ...} does the same while instructing.
The answer to each line is the process id of the fork.
"""

import contextlib
import json
import os
import random
import select
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from aftercare.connectors.payouts.simulator import SimulatorChannel  # noqa: E402
from aftercare.core.models import Event  # noqa: E402
from aftercare.core.money import Money  # noqa: E402
from aftercare.core.time import now  # noqa: E402
from aftercare.money import channels, handlers  # noqa: E402
from aftercare.money.actions.instruct_payout import Payee, PayoutRequest, instruct_payout  # noqa: E402
from aftercare.money.actions.pay import pay  # noqa: E402
from aftercare.money.channels import Outcome, PayoutOrder  # noqa: E402
from aftercare.money.models import Payout  # noqa: E402
from aftercare.money.rules import Share  # noqa: E402
from aftercare.money.terms import WAITS_FOR_MACHINE, LineKind  # noqa: E402
from aftercare.shops.access import Person  # noqa: E402

Point = Callable[[str], None]


@dataclass(frozen=True)
class Watched(SimulatorChannel):
    """The practice channel with a point before and after each call to pay."""

    point: Point = lambda _name: None

    def pay(self, order: PayoutOrder) -> Outcome:
        self.point("before_send")
        outcome = super().pay(order)
        self.point("after_send")
        return outcome


def drive_on(lease: timedelta, seed: int) -> None:
    """Drive due payouts on, a few at a time in random order, until killed or orphaned."""
    shuffled, parent = random.Random(seed), os.getppid()
    while os.getppid() == parent:
        due = Payout.objects.filter(state__in=WAITS_FOR_MACHINE, due_at__lte=now()).order_by("due_at")
        ids = list(due.values_list("pk", flat=True)[:40])
        for payout_id in shuffled.sample(ids, min(len(ids), 10)):
            pay(payout_id=payout_id, lease=lease)
        if not ids:
            select.select([], [], [], 0.05)


def run(order: dict[str, Any], channel: SimulatorChannel, lease: timedelta) -> None:
    """What a fork does."""

    def point(name: str) -> None:
        if name == order.get("at"):
            os.kill(os.getpid(), order["with"])

    def told(payout: Payout, at: datetime) -> None:
        point("in_record")
        Event.objects.create(kind="matter.told", subject_kind="matter", subject_id=payout.subject_id, at=at)

    handlers.register("matter", handlers.SubjectHandlers(lambda _subject: None, told, told))
    if order["mode"] == "loop":
        channels.register(channel)
        drive_on(lease, order["seed"])
    elif order["mode"] == "one":
        channels.register(Watched(**vars(channel), point=point))
        pay(payout_id=order["payout"], lease=lease)
        point("after_mark")
    else:
        channels.register(channel)
        with transaction.atomic():
            instruct_payout(instruction=request_of(order), person=Person.system(), at=now())
            point("before_commit")
        point("after_commit")


def request_of(order: dict[str, Any]) -> PayoutRequest:
    """The same request as `tests.money.scene` makes; "shares" are [kind, fen, id of the cap]."""
    shares = tuple(Share(LineKind(kind), Money(fen), cap) for kind, fen, cap in order["shares"])
    payee = Payee("王**", "3900012345678901234", "customer:1")
    return PayoutRequest(
        key=order["key"],
        shop_id=order["shop"],
        subject=("matter", 1),
        payee=payee,
        channel="simulator",
        purpose="退货退款",
        binding="b" * 64,
        shares=shares,
        proposed_by_id=order["proposed_by"],
    )


def main() -> None:
    address, seconds, lease, kind = sys.argv[1], float(sys.argv[2]), timedelta(seconds=float(sys.argv[3])), sys.argv[4]
    channel = replace(SimulatorChannel(address, seconds=seconds), **json.loads(kind))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # killed forks leave no zombie
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            status = 1
            with contextlib.suppress(BrokenPipeError):
                run(json.loads(line), channel, lease)
                connection.close()
                status = 0
            os._exit(status)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
