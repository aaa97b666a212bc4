"""The same pages at 1,000, 100,000 and 1,000,000 cases, and as many reviews and products: `python -m bench scale`, or
at other sizes `python -m bench.scale --cases N …`. From 100,000 on, every query of the pages is
explained as well: one that reads a whole table is named, and the run ends as a failed one.

A third of the cases is open, so lists are long too. One agent asks one page after the other; shown are the median
milliseconds of an answer, medians of three rounds, and what the largest costs of the smallest. The database of each
size is made anew; a million cases take some minutes and 3 GB.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS, REQUESTS, WARM = 3, 150, 20
MANY = 100_000  # from so many rows on, a page that reads a whole table is a fault
LARGE = ("orders_order", "reviews_review", "reviews_shopreply", "orders_product")
Pages = dict[str, Callable[[int], str]]


def measure(cases: int) -> tuple[dict[str, float], list[str]]:
    """Median milliseconds by page, and what reads a whole table; in a process of its own: the settings read the data
    folder once."""
    from bench.place import choose_home, database, say  # noqa: PLC0415 see above

    choose_home()
    from bench.client import send_all  # noqa: PLC0415 Django comes first
    from bench.people import Agent  # noqa: PLC0415 the same
    from bench.ports import free_port  # noqa: PLC0415 the same
    from bench.seed import PASSWORD, Size, seed  # noqa: PLC0415 the same
    from bench.server import serving  # noqa: PLC0415 the same

    found: dict[str, float] = {}
    with database():
        say(f"scale: seeding {cases:,} cases")
        seed(Size(cases, cases // 3, 100, cases))
        wanted = {"agent0": pages(), "reviewer0": review_pages()}
        faults = read_whole(wanted) if cases >= MANY else []
        say(f"scale: measuring {cases:,} cases")
        port = free_port()
        with serving(port):
            for username, theirs in wanted.items():
                agent = Agent.log_in(port, username, PASSWORD)
                for name, address in theirs.items():
                    rounds = []
                    for number in range(-1, ROUNDS):
                        numbers = range(WARM if number < 0 else REQUESTS)
                        outcome = send_all(port, [[agent.raw(address(n)) for n in numbers]])
                        if outcome.failures:
                            raise SystemExit(f"{name}: {outcome.failures[0]}")
                        if number >= 0:
                            rounds.append(outcome.percentile(0.5))
                    found[name] = round(statistics.median(rounds), 2)
            say(f"scale: {cases:,} cases measured")
    return found, faults


def pages() -> Pages:
    from aftercare.cases.models import Case  # noqa: PLC0415 Django comes first
    from aftercare.orders.models import Order  # noqa: PLC0415 the same

    newest = list(Case.objects.order_by("-pk").values_list("number", "order__platform_no")[:1000])
    parcels = list(Case.objects.exclude(return_tracking_no="").values_list("return_tracking_no", flat=True)[:500])
    orders = list(Order.objects.order_by("-pk").values_list("pk", flat=True)[:500])
    deep = Case.objects.filter(closed_at=None).order_by("-next_due_at").values_list("next_due_at", "pk")[300]
    key = f"{int(deep[0].timestamp() * 1_000_000)}.{deep[1]}"
    return {
        "home": lambda _n: "/",
        "board, waits for me": lambda _n: "/cases/?view=todo",
        "board, all open": lambda _n: "/cases/?view=open",
        "board, all open, last pages": lambda _n: f"/cases/?view=open&after={key}",
        "board, late": lambda _n: "/cases/?view=late",
        "board, finished": lambda _n: "/cases/?view=closed",
        "board, one reason": lambda _n: "/cases/?view=open&reason=quality",
        "case page": lambda n: f"/cases/{newest[n * 7 % len(newest)][0]}/",
        "orders": lambda _n: "/orders/",
        "order page": lambda n: f"/orders/{orders[n * 7 % len(orders)]}/",
        "search, order number": lambda n: f"/search/?q={newest[n * 7 % len(newest)][1]}",
        "search, parcel": lambda n: f"/search/?q={parcels[n * 7 % len(parcels)]}",
    }


def review_pages() -> Pages:
    """What a review specialist and operations look at; by search as well."""
    from aftercare.reviews.models import Review  # noqa: PLC0415 Django comes first

    newest = list(Review.objects.filter(result="bad").order_by("-pk").values_list("pk", "order_no")[:500])
    deep = Review.objects.order_by("-reviewed_at").values_list("reviewed_at", "pk")[500]
    key = f"{int(deep[0].timestamp() * 1_000_000)}.{deep[1]}"
    return {
        "reviews": lambda _n: "/reviews/",
        "reviews, later pages": lambda _n: f"/reviews/?after={key}",
        "reviews, bad and open": lambda _n: "/reviews/?result=bad&answer=none&view=open",
        "reviews, to copy": lambda _n: "/reviews/?answer=written",
        "reviews, to judge": lambda _n: "/reviews/?view=added",
        "reviews, one dispute": lambda _n: "/reviews/?dispute=service.slow",
        "reviews, one product": lambda _n: "/reviews/?product=QH-7",
        "reviews, by number": lambda n: f"/reviews/?q={newest[n * 7 % len(newest)][1]}",
        "review page": lambda n: f"/reviews/{newest[n * 7 % len(newest)][0]}/",
        "figures of reviews": lambda _n: "/reviews/figures/",
        "listing check": lambda _n: "/listings/",
        "listing check, forbidden words": lambda _n: "/listings/?banned=yes",
    }


def read_whole(wanted: dict[str, Pages]) -> list[str]:
    """Pages that would read a large table from end to end, with the query. `wanted`: by who asks for them."""
    from django.test import Client  # noqa: PLC0415 Django comes first

    from aftercare.accounts.models import Staff  # noqa: PLC0415 the same
    from bench.plans import scanned_by  # noqa: PLC0415 the same

    faults = []
    for username, theirs in wanted.items():
        client = Client(headers={"host": "localhost"})
        client.force_login(Staff.objects.get(username=username))
        for name, address in theirs.items():
            found = scanned_by(lambda client=client, address=address: client.get(address(1)), LARGE)
            faults += [f"{name} reads from end to end: {one}" for one in found]
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="*", default=SIZES)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one), ensure_ascii=False))
        return
    from bench.report import Table  # noqa: PLC0415 no settings are read here

    found, faults = {}, []
    for cases in options.cases:
        command = [sys.executable, "-m", "bench.scale", "--one", str(cases)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.returncode)
        found[cases], named = json.loads(done.stdout.splitlines()[-1])
        faults += [f"{cases:,} cases: {one}" for one in named]
    first, last = options.cases[0], options.cases[-1]
    table = Table("Scale, ms", ("page", *(f"{cases:,}" for cases in options.cases), "last of first"))
    for name in found[first]:
        table.rows.append(
            [name, *(found[cases][name] for cases in options.cases), f"{found[last][name] / found[first][name]:.2f}"]
        )
    print(json.dumps([table.as_json()], ensure_ascii=False))
    if faults:
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
