"""Requests per second with eight agents at once: `python -m bench load`.

20,000 cases of Chinese text, durable PostgreSQL and the product's own server on the same cores, eight keep-alive
connections of eight agents who logged in by the form. Forms are fetched before and sent back as they are, with their
CSRF token and version. Medians of three rounds; any answer that is no success stops the bench.

A machine that others use as well makes requests per second smaller; processor time per request hardly: both are shown,
and `at best` is what two free cores would give for that time.
"""

# ruff: noqa: E402  the data folder must be chosen before the settings are read

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.place import choose_home, database, say

choose_home()

from bench.bare import TABLE
from bench.client import Outcome, send_all
from bench.filling import execute
from bench.people import Agent, Form
from bench.ports import free_port
from bench.processes import cpu_seconds
from bench.report import Table, load_note
from bench.seed import AGENTS, PASSWORD, Size, seed
from bench.server import serving

ROUNDS = 3
CASES, OPEN = 20_000, 6_000
PAGES, WRITES, BARE, WARM = 800, 400, 3_000, 80  # requests per round
FREE_ORDERS = ROUNDS * WRITES + WARM
CORES = 2


@dataclass(frozen=True)
class Kind:
    """One kind of request: how many per round, the target per second, and who makes the raw requests."""

    name: str
    count: int
    target: int | None
    make: Callable[[list[Agent], int, int], list[list[bytes]]]  # (agents, first number, how many) -> a queue for each


@dataclass(frozen=True)
class Measured:
    """One round of one kind; processor time in milliseconds per request."""

    per_second: float
    p50: float
    p99: float
    server: float
    database: float
    client: float

    @property
    def at_best(self) -> float:
        return 1000 * CORES / (self.server + self.database)


def pages(address: Callable[[int], str]) -> Callable[[list[Agent], int, int], list[list[bytes]]]:
    """GET of the n-th address, dealt out to the agents."""

    def make(agents: list[Agent], first: int, count: int) -> list[list[bytes]]:
        numbers = range(first, first + count)
        return [[agent.raw(address(n)) for n in numbers[i :: len(agents)]] for i, agent in enumerate(agents)]

    return make


def forms(
    fetched: Callable[[Agent, int], tuple[str, dict[str, str]]],
) -> Callable[[list[Agent], int, int], list[list[bytes]]]:
    """POST of the n-th form, dealt out to the agents, who fetch them first."""

    def make(agents: list[Agent], first: int, count: int) -> list[list[bytes]]:
        numbers = range(first, first + count)
        return [[agent.raw(*fetched(agent, n)) for n in numbers[i :: len(agents)]] for i, agent in enumerate(agents)]

    return make


def new_case(agent: Agent, n: int) -> tuple[str, dict[str, str]]:
    """The form of a new case for the n-th order that has none, filled in."""
    fields = Form(agent.get(f"/cases/new/?order={CASES + 1 + n}&flow=return"), "/cases/new/").fields
    pieces = next(name for name in fields if name.endswith("-pieces"))
    written = {
        pieces: "1",
        pieces.replace("pieces", "amount"): "9.90",
        "reason": "quality",
        "description": "收到后发现有明显划痕，已经拍照，申请退货退款。",
        "step": "open",
    }
    return "/cases/new/", {**fields, **written}


def agreement(numbers: Sequence[str]) -> Callable[[Agent, int], tuple[str, dict[str, str]]]:
    """The form that agrees to the n-th of these cases."""

    def fetched(agent: Agent, n: int) -> tuple[str, dict[str, str]]:
        address = f"/cases/{numbers[n]}/moves/agree/"
        return address, {**Form(agent.get(address), address).fields, "note": "已核对照片，同意退货", "step": "do"}

    return fetched


def kinds() -> list[Kind]:
    from aftercare.cases.models import Case  # noqa: PLC0415 Django comes first

    asked = list(Case.objects.filter(state="asked").order_by("pk").values_list("number", flat=True))
    numbers = list(Case.objects.order_by("-pk").values_list("number", flat=True)[: OPEN * 2])
    return [
        Kind("case board", PAGES, 200, pages(lambda n: "/cases/")),
        Kind("case page", PAGES, 200, pages(lambda n: f"/cases/{numbers[n * 7 % len(numbers)]}/")),
        Kind("open a case", WRITES, 300, forms(new_case)),
        Kind("one move", WRITES, 300, forms(agreement(asked))),
        Kind("bare view", BARE, None, pages(lambda n: "/bare/nothing")),
        Kind("bare view, one insert", BARE, None, pages(lambda n: "/bare/insert")),
    ]


def one_round(port: int, server: int, postgres: int, queues: list[list[bytes]]) -> Measured:
    before = cpu_seconds(server), cpu_seconds(postgres)
    outcome: Outcome = send_all(port, queues)
    after = cpu_seconds(server), cpu_seconds(postgres)
    if outcome.failures:
        raise SystemExit(f"{len(outcome.failures)} of {outcome.sent} failed: {sorted(set(outcome.failures))}")
    spent = [1000 * (late - early) / outcome.sent for early, late in zip(before, after, strict=True)]
    rate = outcome.sent / outcome.seconds
    return Measured(
        rate,
        outcome.percentile(0.5),
        outcome.percentile(0.99),
        spent[0],
        spent[1],
        1000 * outcome.own_cpu / outcome.sent,
    )


def measure(postgres: int) -> dict[str, list[Measured]]:
    """Rounds by kind."""
    port = free_port()
    wanted = kinds()
    found: dict[str, list[Measured]] = {kind.name: [] for kind in wanted}
    with serving(port) as server:
        agents = [Agent.log_in(port, f"agent{number}", PASSWORD) for number in range(AGENTS)]
        for number in range(-1, ROUNDS):
            for kind in wanted:
                count, first = (WARM, 0) if number < 0 else (kind.count, WARM + number * kind.count)
                measured = one_round(port, server, postgres, kind.make(agents, first, count))
                if number >= 0:
                    found[kind.name].append(measured)
            say(f"load: round {number + 1} of {ROUNDS}")
    return found


def table(found: dict[str, list[Measured]], targets: dict[str, int | None]) -> Table:
    columns = (
        "8 clients, 20,000 cases", "requests/s", "target", "p50 ms", "p99 ms", "server ms", "database ms", "at best/s",
        "of bare", "of bare insert", "errors",
    )  # fmt: skip
    report = Table("Load", columns)

    def median(name: str, what: str) -> float:
        return statistics.median(getattr(one, what) for one in found[name])

    bare, insert = median("bare view", "per_second"), median("bare view, one insert", "per_second")
    for name in found:
        rate = median(name, "per_second")
        row = [name, rate, targets[name] or "", *(median(name, what) for what in ("p50", "p99", "server", "database"))]
        report.rows.append([*row, median(name, "at_best"), f"{rate / bare:.1%}", f"{rate / insert:.1%}", 0])
    client = max(median(name, "client") for name in found)
    report.notes = [
        f"server and database ms: processor time of a request; the client's own is below {client:.2f} ms.",
        load_note(),
    ]
    return report


def main() -> None:
    with database() as postgres:
        say("load: seeding")
        seed(Size(CASES, OPEN, FREE_ORDERS))
        execute(TABLE)
        targets = {kind.name: kind.target for kind in kinds()}
        found = measure(postgres)
    print(json.dumps([table(found, targets).as_json()], ensure_ascii=False))


if __name__ == "__main__":
    main()
