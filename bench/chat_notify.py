"""Whether NOTIFY limits writers: PostgreSQL takes one lock for all commits that notify. Several writers at once commit
the three statements of a message, with a hint and without, each in a conversation of its own."""

import multiprocessing
import statistics
import time
from multiprocessing.synchronize import Barrier
from typing import Final

import psycopg

from aftercare.chat.hints import CHANNEL
from bench.report import Table

LISTENERS: Final = 2
TEXT: Final = "你好，这款花瓶现在有货吗，今天拍什么时候能发出来" * 2
TABLES: Final = (
    "CREATE TABLE bench_talk (id int PRIMARY KEY, last_seq int NOT NULL DEFAULT 0, last_at timestamptz)",
    "CREATE TABLE bench_message (talk int, seq int, text text, at timestamptz, PRIMARY KEY (talk, seq))",
    "INSERT INTO bench_talk (id) SELECT generate_series(0, 63)",
)


def write(
    conninfo: str, talk: int, seconds: float, hints: bool, ready: Barrier, done: "multiprocessing.Queue[int]"
) -> None:
    """As many messages as the time allows, each committed."""
    with psycopg.connect(conninfo, prepare_threshold=0) as connection:
        ready.wait()
        until, count = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            connection.execute("SELECT last_seq FROM bench_talk WHERE id = %s FOR NO KEY UPDATE", (talk,))
            update = "UPDATE bench_talk SET last_seq = last_seq + 1, last_at = now() WHERE id = %s RETURNING last_seq"
            (seq,) = connection.execute(update, (talk,)).fetchone() or (0,)
            connection.execute("INSERT INTO bench_message VALUES (%s, %s, %s, now())", (talk, seq, TEXT))
            if hints:
                connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, f"1:{talk}:{seq}:{talk}:0:0"))
            connection.commit()
            count += 1
    done.put(count)


def listen(conninfo: str) -> None:
    """As a web process does, until it is ended."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        for _notice in connection.notifies():
            pass


def rate(conninfo: str, writers: int, seconds: float, *, hints: bool) -> float:
    """Messages a second of all of them."""
    fork = multiprocessing.get_context("fork")
    ready, done = fork.Barrier(writers), fork.Queue()
    working = [
        fork.Process(target=write, args=(conninfo, number, seconds, hints, ready, done)) for number in range(writers)
    ]
    for one in working:
        one.start()
    total = sum(done.get() for _one in working)
    for one in working:
        one.join()
    return total / seconds


def measure(conninfo: str, writers: tuple[int, ...], seconds: float, rounds: int) -> Table:
    """Medians of rounds that take turns."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for statement in TABLES:
            connection.execute(statement)
    fork = multiprocessing.get_context("fork")
    listeners = [fork.Process(target=listen, args=(conninfo,), daemon=True) for _number in range(LISTENERS)]
    for one in listeners:
        one.start()
    table = Table("Chat: does NOTIFY limit writers", ("writers at once", "commits/s", "with hints", "share"))
    for count in writers:
        found: dict[bool, list[float]] = {False: [], True: []}
        for number in range(2 * rounds):
            found[bool(number % 2)].append(rate(conninfo, count, seconds, hints=bool(number % 2)))
        plain, hinted = (statistics.median(found[hints]) for hints in (False, True))
        table.rows.append([str(count), plain, hinted, f"{hinted / plain:.0%}"])
    for one in listeners:
        one.terminate()
        one.join()
    table.notes = [f"three statements and a commit to the disk each; {LISTENERS} connections listen."]
    return table
