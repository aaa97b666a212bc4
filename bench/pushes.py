"""How many pushes of couriers come in and are applied: `python -m bench pushes`.

Genuine, signed pushes of whole courses go through the product's own server (web processes, worker, durable PostgreSQL,
the clients on the same cores) in a random order, a quarter of them twice. The server's own worker applies them
meanwhile; the clock stops when the inbox is empty. Then every parcel must be where its ordered course ends, and every
event be there once: anything else stops the bench.
"""

# ruff: noqa: E402  the data folder must be chosen before the settings are read

import json
import time
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlencode

from bench.place import choose_home, run_section, say

choose_home()

from aftercare.connectors.couriers.kuaidi100 import push_sign
from aftercare.core.time import now
from aftercare.parcels.models import CourierLink, InboxItem, Parcel, TrackingEvent
from aftercare.shops.models import Shop
from bench.client import send_all
from bench.ports import free_port
from bench.processes import cpu_seconds
from bench.report import Table, load_note
from bench.server import serving

PARCELS, CLIENTS, SALT = 2_000, 8, "bench-salt"
PATIENCE = 600.0  # seconds
COURSE = (
    (0, "103", "【杭州市】已揽收，揽件员：王师傅(13900001234)"),
    (9, "1002", "快件离开【杭州转运中心】，已发往【上海转运中心】"),
    (24, "1002", "快件到达【上海转运中心】"),
    (38, "1001", "快件到达【上海浦东营业部】"),
    (44, "5", "【上海浦东】派件员：李师傅(13800005678)正在派件"),
    (49, "301", "已签收，签收人：本人"),
)
BEGIN = datetime(2026, 11, 1, 2, tzinfo=UTC)


def push(port: int, token: str, number: str, end: int) -> bytes:
    """The raw request of a push of the course as far as `end`: the whole course each time, as the aggregator does."""
    data = [
        {"time": f"{BEGIN + timedelta(hours=8 + hours):%Y-%m-%d %H:%M:%S}", "context": words, "statusCode": code}
        for hours, code, words in reversed(COURSE[:end])
    ]
    result = {"message": "ok", "state": "0", "status": "200", "com": "yuantong", "nu": number, "data": data}
    param = json.dumps({"status": "polling", "lastResult": result}, ensure_ascii=False)
    body = urlencode({"param": param, "sign": push_sign(param, SALT)}).encode()
    head = (
        f"POST /parcels/push/{token}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def measure(count: int, postgres: int) -> Table:
    shop, token, rng = Shop.objects.create(slug="bench", name="压测店铺"), "bench-token", Random(1)
    CourierLink.objects.create(shop=shop, provider="kuaidi100", token=token, salt=SALT, made_at=now(), changed_at=now())
    port = free_port()
    numbers = [f"YT{index:011d}" for index in range(count)]
    steps = [(number, end) for number in numbers for end in range(1, len(COURSE) + 1)]
    steps += rng.choices(steps, k=len(steps) // 4)  # a quarter of them comes again
    rng.shuffle(steps)
    requests = [push(port, token, number, end) for number, end in steps]
    with serving(port) as server:
        before, start = (cpu_seconds(server), cpu_seconds(postgres)), time.perf_counter()
        outcome = send_all(port, [requests[index::CLIENTS] for index in range(CLIENTS)])
        if outcome.failures:
            raise SystemExit(f"{len(outcome.failures)} of {outcome.sent} failed: {sorted(set(outcome.failures))[:3]}")
        say(f"pushes: {outcome.sent:,} acknowledged, {InboxItem.objects.count():,} still in the inbox")
        while InboxItem.objects.exists() and time.perf_counter() - start < PATIENCE:
            time.sleep(0.1)
        seconds = time.perf_counter() - start
        spent = [1000 * (cpu_seconds(server) - before[0]), 1000 * (cpu_seconds(postgres) - before[1])]
    check(count)
    table = Table(f"Pushes of {count:,} parcels, {len(COURSE)} states each, shuffled, a quarter twice", ("", ""))
    table.rows = [
        ["pushes", outcome.sent],
        ["acknowledged per second", outcome.sent / outcome.seconds],
        ["acknowledged, p50 ms", outcome.percentile(0.5)],
        ["acknowledged, p99 ms", outcome.percentile(0.99)],
        ["acknowledged and applied per second", outcome.sent / seconds],
        ["processor ms of the server for one", spent[0] / outcome.sent],
        ["processor ms of the database for one", spent[1] / outcome.sent],
        ["two free cores would do per second", 2000 * outcome.sent / sum(spent)],
    ]
    table.notes = [load_note()]
    return table


def check(count: int) -> None:
    """Every parcel ended as its ordered course does, every event is there once."""
    ended = Parcel.objects.filter(state="delivered", delivered_at=BEGIN + timedelta(hours=COURSE[-1][0])).count()
    events = TrackingEvent.objects.count()
    if (ended, events, InboxItem.objects.count()) != (count, count * len(COURSE), 0):
        raise SystemExit(f"{ended} of {count} parcels ended right, with {events} events")


if __name__ == "__main__":
    run_section(__doc__, measure, named="parcels", usual=PARCELS, quick=200)
