"""How fast records of refunds become cases: `python -m bench.refund_cases [--records N]`.

A first report of past months is taken in: most refunds are over, some are open, two kinds, all of known orders.
One worker then carries the records into cases as its job does, with the database on the same cores. At the end each
record must be in a case that stands where the platform says: anything else stops the bench. A second report moves the
open ones on.
"""

# ruff: noqa: E402  the data folder must be chosen before the settings are read

import time
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

from bench.place import choose_home, run_section, say

choose_home()

from django.db import transaction

from aftercare.cases.models import Case
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.refundreports.actions.carry_refunds import carry_refunds
from aftercare.refundreports.facts import RefundFacts
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.taking import Scope, take_in
from aftercare.refundreports.terms import RefundKind, RefundState, Standing
from aftercare.shops.models import Shop
from bench.processes import cpu_seconds
from bench.refund_reports import START, make_orders, order_no
from bench.report import Table, load_note

RECORDS, BATCH = 3_000, 500
S, K = RefundState, RefundKind
# Twenty refunds of a shop: state, kind, and the state of its case.
MIX = (
    *(((S.SUCCESS, K.RETURN, "refunded"),) * 7), *(((S.SUCCESS, K.REFUND_ONLY, "refunded"),) * 6),
    (S.CLOSED, K.RETURN, "ended_there"), (S.CLOSED, K.REFUND_ONLY, "ended_there"),
    (S.ASKED, K.RETURN, "asked"), (S.AGREED, K.RETURN, "agreed"), (S.SENT, K.RETURN, "sent"),
    (S.ASKED, K.REFUND_ONLY, "asked_sent"), (S.REFUSED, K.RETURN, "refused"),
)  # fmt: skip
LATER = {"asked": S.AGREED, "agreed": S.SENT}  # what the second report says of those that stood there


def facts(index: int, state: RefundState, kind: RefundKind) -> RefundFacts:
    """One row about the order of that number."""
    back = {"tracking_no": f"SF{index:012d}", "courier": "顺丰速运"} if state is S.SENT else {}
    at = START + timedelta(minutes=index)
    return RefundFacts(
        refund_no=f"88{order_no(index)}", order_no=order_no(index), raw_status=state.value, state=state, kind=kind,
        amount=Money(9_900), reason="质量问题", explanation="杯口有一道裂纹", applied_at=at,
        due_at=at + timedelta(days=8), title="原木摆件", **back,
    )  # fmt: skip


def take(shop: Shop, rows: list[RefundFacts]) -> None:
    """As an import does, a few hundred rows in a transaction."""
    for begin in range(0, len(rows), BATCH):
        with transaction.atomic():
            scope = Scope(shop_id=shop.pk, batch_id=1, actor_id=None, exported_at=None, at=now())
            take_in(scope, list(enumerate(rows[begin : begin + BATCH])))


def carry(shop: Shop, postgres: int) -> list[float]:
    """Carry all that wait; records, seconds, and processor seconds of the worker and of the database."""
    waiting = PlatformRefund.objects.filter(shop=shop, standing=Standing.PENDING)
    count = waiting.count()
    before, began, core = cpu_seconds(postgres), time.perf_counter(), time.process_time()
    while carry_refunds(shop_id=shop.pk):
        pass
    spent = [time.perf_counter() - began, time.process_time() - core, cpu_seconds(postgres) - before]
    if waiting.exists() or PlatformRefund.objects.filter(shop=shop).exclude(standing=Standing.CARRIED).exists():
        raise SystemExit("not every record became a case")
    return [count, *spent]


def check(shop: Shop, wanted: dict[str, str]) -> None:
    """Every case stands where it is to stand, and no record has two."""
    stands = dict(Case.objects.filter(shop=shop).values_list("platform_case_no", "state"))
    if stands != wanted or Case.objects.filter(shop=shop).count() != len(wanted):
        wrong = sorted({(state, stands.get(number)) for number, state in wanted.items() if stands.get(number) != state})
        raise SystemExit(f"cases stand elsewhere: {wrong[:5]}")


def row(name: str, figures: list[float]) -> list[Any]:
    count, seconds, core, base = figures
    return [name, count, count / seconds, 1000 * core / count, 1000 * base / count, count / core, count / (core + base)]


def measure(count: int, postgres: int) -> Table:
    shop = Shop.objects.create(slug="bench", name="压测店铺")
    make_orders(shop, count)
    mix = list(islice(cycle(MIX), count))
    take(shop, [facts(index, state, kind) for index, (state, kind, _case) in enumerate(mix)])
    table = Table(
        f"{count:,} records of refunds become cases, one worker",
        ("report", "records", "records/s", "worker ms", "database ms", "records/s of the worker's core", "of one core"),
    )
    table.rows.append(row("first, of past months", carry(shop, postgres)))
    say(f"refund cases: {table.rows[-1]}")
    check(shop, {f"88{order_no(index)}": state for index, (_state, _kind, state) in enumerate(mix)})
    take(shop, [facts(index, LATER[at], kind) for index, (_state, kind, at) in enumerate(mix) if at in LATER])
    table.rows.append(row("second, open ones move on", carry(shop, postgres)))
    moved = {at: state.value for at, state in LATER.items()}
    check(shop, {f"88{order_no(index)}": moved.get(at, at) for index, (_state, _kind, at) in enumerate(mix)})
    table.notes = [load_note()]
    return table


if __name__ == "__main__":
    run_section(__doc__, measure, named="records", usual=RECORDS, quick=200)
