"""How fast deadlines fire, and what people feel meanwhile: `python -m bench deadlines`.

Durable PostgreSQL, three rounds, medians. Measured are: due rows noted in bulk per second (missed own targets); due
rows moved one by one per second (bare subjects: one lock and one UPDATE each); and how long a single UPDATE of a person
takes while 100,000 rows are being fired.
"""

# ruff: noqa: E402  the data folder must be chosen before the settings are read, and they before models are imported

import json
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from bench.place import choose_home, database, say

choose_home()

from django.db import connection

from aftercare.clock.actions.fire_due import fire_due
from aftercare.clock.actions.record_misses import record_misses
from aftercare.clock.handlers import register, register_bulk
from aftercare.clock.models import Deadline
from aftercare.shops.models import Shop
from bench.filling import execute
from bench.report import Table

ROUNDS = 3
BULK, SINGLE = "bench.note", "bench.move"
BULK_COUNT, SINGLE_COUNT, HEAP = 30_000, 3_000, 100_000
FILL = """
    INSERT INTO clock_deadline (shop_id, kind, subject_kind, subject_id, fires, due_at, generation, state, outcome,
                                fence, attempts, last_error)
    SELECT %s, %s, 'bench', n, 'x', now() - interval '1 second', 1, 'pending', '', 0, 0, ''
    FROM generate_series(1, %s) AS n
"""


def lock(deadline: Deadline) -> None:
    execute("SELECT 1 FROM bench_subject WHERE id = %s FOR UPDATE", deadline.subject_id)


def move(deadline: Deadline, _at: object) -> None:
    execute("UPDATE bench_subject SET state = state + 1 WHERE id = %s", deadline.subject_id)


def timed(step: Callable[[], Any]) -> float:
    """Seconds."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def sweep() -> None:
    fire_due()
    connection.close()


def rate(shop: Shop, kind: str, count: int) -> float:
    """Deadlines per second; stops the bench when one did not fire."""
    execute("TRUNCATE clock_deadline")
    execute(FILL, shop.pk, kind, count)
    execute("ANALYZE clock_deadline")
    seconds = timed(sweep)
    fired = Deadline.objects.filter(state="fired").count()
    if fired != count:
        raise SystemExit(f"{fired} of {count} fired")
    return count / seconds


def waits_of_a_person(shop: Shop) -> list[float]:
    """Milliseconds of one small committed UPDATE each, as often as possible while a heap is fired."""
    execute("TRUNCATE clock_deadline")
    execute(FILL, shop.pk, BULK, HEAP)
    waits = []
    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    while sweeper.is_alive():
        waits.append(1000 * timed(lambda: execute("UPDATE bench_subject SET state = state + 1 WHERE id = 1")))
    return waits


def measure() -> dict[str, float]:
    """Figures by what they say."""
    shop = Shop.objects.create(slug="bench", name="压测店铺")
    execute("CREATE TABLE bench_subject (id bigint PRIMARY KEY, state int NOT NULL DEFAULT 0)")
    execute("INSERT INTO bench_subject (id) SELECT generate_series(1, %s)", SINGLE_COUNT)
    register(SINGLE, move, lock=lock)
    register_bulk(BULK, record_misses)
    plans = {"noted in bulk per second": (BULK, BULK_COUNT), "moved one by one per second": (SINGLE, SINGLE_COUNT)}
    figures = {name: statistics.median(rate(shop, *plan) for _ in range(ROUNDS)) for name, plan in plans.items()}
    waits = sorted(waits_of_a_person(shop))
    figures["a person's update meanwhile, median ms"] = statistics.median(waits)
    figures["a person's update meanwhile, p99 ms"] = waits[int(len(waits) * 0.99)]
    figures["a person's update meanwhile, worst ms"] = waits[-1]
    return figures


def main() -> None:
    with database():
        say("deadlines: measuring")
        figures = measure()
    table = Table("Deadlines", ("", "median"), [[name, round(figure, 2)] for name, figure in figures.items()])
    print(json.dumps([table.as_json()], ensure_ascii=False))


if __name__ == "__main__":
    main()
