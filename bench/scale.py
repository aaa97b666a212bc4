"""The same pages at 1,000, 100,000 and 1,000,000 cases, and as many reviews and products: `python -m bench scale`, or
at other sizes `python -m bench.scale --cases N …`. From 100,000 on, every query of the pages is
explained as well: one that reads a whole table is named, and the run ends as a failed one.

A third of the cases is open, so lists are long too. One agent asks one page after the other; shown are the median
milliseconds of an answer, medians of three rounds, and what the largest costs of the smallest; at the largest also the
slowest of a hundred answers (p99) of all rounds together. The database of each size is made anew; a million cases take
some minutes and 3 GB.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS, REQUESTS, WARM = 3, 150, 20
MANY = 100_000  # from so many rows on, a page that reads a whole table is a fault
LARGE = ("orders_order", "reviews_review", "reviews_shopreply", "orders_product")
Pages = dict[str, Callable[[int], str]]


def measure(cases: int) -> tuple[dict[str, tuple[float, float]], list[str]]:
    """Median and p99 milliseconds by page, and what reads a whole table; in a process of its own: the settings read the
    data folder once."""
    from bench.place import choose_home, database, say  # noqa: PLC0415 see above

    choose_home()
    from bench.client import send_all  # noqa: PLC0415 Django comes first
    from bench.people import Agent  # noqa: PLC0415 the same
    from bench.ports import free_port  # noqa: PLC0415 the same
    from bench.seed import PASSWORD, Size, seed  # noqa: PLC0415 the same
    from bench.server import serving  # noqa: PLC0415 the same

    found: dict[str, tuple[float, float]] = {}
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
                    rounds, answers = [], []
                    for number in range(-1, ROUNDS):
                        numbers = range(WARM if number < 0 else REQUESTS)
                        outcome = send_all(port, [[agent.raw(address(n)) for n in numbers]])
                        if outcome.failures:
                            raise SystemExit(f"{name}: {outcome.failures[0]}")
                        if number >= 0:
                            rounds.append(outcome.percentile(0.5))
                            answers += outcome.latencies
                    slow = 1000 * sorted(answers)[int(len(answers) * 0.99)]
                    found[name] = (round(statistics.median(rounds), 2), round(slow, 2))
            say(f"scale: {cases:,} cases measured")
    return found, faults


def pages() -> Pages:
    """What an agent looks at: home, cases, orders, and what they search for."""
    from aftercare.cases.models import Case  # noqa: PLC0415 Django comes first

    newest = list(Case.objects.order_by("-pk").values_list("number", "order__platform_no")[:1000])
    parcels = list(Case.objects.exclude(return_tracking_no="").values_list("return_tracking_no", flat=True)[:500])
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
        **order_pages(),
        "orders, by number": lambda n: f"/orders/?q={newest[n * 7 % len(newest)][1]}",
        "search, order number": lambda n: f"/search/?q={newest[n * 7 % len(newest)][1]}",
        "search, parcel": lambda n: f"/search/?q={parcels[n * 7 % len(parcels)]}",
    }


def order_pages() -> Pages:
    """The list of orders with its filters, and searches by whose order it is."""
    from aftercare.orders.models import Order  # noqa: PLC0415 Django comes first
    from bench.seed import FINDABLE, nick_of, phone_of  # noqa: PLC0415 the same

    orders = list(Order.objects.order_by("-pk").values_list("pk", "customer_id", "tracking_no")[:FINDABLE])
    later = Order.objects.order_by("-ordered_at").values_list("ordered_at", "pk")[500]
    place = f"{int(later[0].timestamp() * 1_000_000)}.{later[1]}"

    def order(n: int) -> tuple[int, int, str]:
        return orders[n * 7 % len(orders)]

    named: Pages = {
        "phone": lambda n: phone_of(order(n)[0]),
        "the end of a phone": lambda n: phone_of(order(n)[0])[-4:],
        "nick": lambda n: quote(nick_of(order(n)[1])),
    }
    return {
        "orders": lambda _n: "/orders/",
        "orders, later pages": lambda _n: f"/orders/?after={place}",
        "orders, one status": lambda _n: "/orders/?status=completed",
        "orders, none of a status": lambda _n: "/orders/?status=awaiting_dispatch",
        "orders, one week": lambda n: f"/orders/?since={day(30 + n % 200)}&until={day(24 + n % 200)}",
        "orders, one buyer": lambda n: f"/orders/?buyer={order(n)[1]}",
        "order page": lambda n: f"/orders/{order(n)[0]}/",
        "orders, by parcel": lambda n: f"/orders/?q={order(n)[2]}",
        **{f"orders, by {name}": _asked("orders", text) for name, text in named.items()},
        **{f"search, {name}": _asked("search", text) for name, text in named.items()},
    }


def _asked(where: str, text: Callable[[int], str]) -> Callable[[int], str]:
    return lambda n: f"/{where}/?q={text(n)}"


def day(back: int) -> str:
    """So many days ago, as the filter takes it."""
    from django.utils.timezone import localdate  # noqa: PLC0415 Django comes first

    return f"{localdate() - timedelta(days=back):%Y-%m-%d}"


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
    table = Table("Scale, ms", ("page", *(f"{cases:,}" for cases in options.cases), "last of first", "p99 of the last"))
    for name in found[first]:
        medians = [found[cases][name][0] for cases in options.cases]
        table.rows.append([name, *medians, f"{medians[-1] / medians[0]:.2f}", found[last][name][1]])
    print(json.dumps([table.as_json()], ensure_ascii=False))
    if faults:
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
