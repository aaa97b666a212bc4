"""How fast orders come in by file, in how much memory: `python -m bench import`, or with fewer rows or rounds
`python -m bench.import_orders [--rows N] [--rounds N] [FILE …]`.

100,000 generated orders in every form of file, or in those that are named. Each round has shops of its own, durable
settings, and a fresh process per file, whose peak memory is the whole process with Django in it. Each file goes in
three times: as new, unchanged, and with a newer status. Shown are rows per second of the clock and of the importing
process's own core (on a busy machine only the second says what one core can do), and the peak, as medians of the
rounds.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.order_reports import make_files
from bench.place import choose_home, database, say
from bench.report import Table

ROWS, ROUNDS = 100_000, 3
FIGURES = ("rows/s", "rows/s of a core", "peak MB")
# Files that go into one shop: items need their orders.
SHOPS = (
    ("classic.csv", "tmall-items.csv"),
    ("qianniu.xlsx", "items.xlsx"),
    ("pinduoduo.csv",),
    ("douyin.csv",),
    ("jd.csv",),
    ("short.csv", "classic-items.csv"),
)
Figures = dict[str, dict[str, float]]  # file and what is done with it -> figures by name


def in_a_process(path: Path, shop: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.one_file", str(path), shop]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{path.name} was not taken in; its words stand above")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def one_round(folder: Path, number: int, count: int, names: Sequence[str]) -> Figures:
    """Every file into the shops of this round; stops the bench when a row did not do what it should."""
    from aftercare.shops.models import Shop  # noqa: PLC0415 Django comes first

    figures = {}
    for index, group in enumerate(SHOPS):
        if not set(group) & set(names):
            continue
        shop = f"s{index}-{number}"
        Shop.objects.create(slug=shop, name=shop)
        for name in [name for name in group if name in names]:
            first = "updated" if "items" in name else "added"  # the first item takes its order's placeholder
            for label, path, outcome in (
                ("new", f"new-{name}", first),
                ("same again", f"new-{name}", "unchanged"),
                ("newer", f"newer-{name}", "updated"),
            ):
                figures[f"{name}, {label}"] = measured = in_a_process(folder / path, shop)
                if measured[outcome] != count:
                    raise SystemExit(f"{name} {label}: expected {count} rows {outcome}, got {measured}")
    return figures


def measure(count: int, wanted: int, names: Sequence[str]) -> list[Figures]:
    """So many rounds with files of so many rows."""
    folder = choose_home() / "reports"
    folder.mkdir()
    rounds = []
    with database():
        say(f"import: writing files of {count:,} rows")
        make_files(folder, count, names)
        for number in range(wanted):
            rounds.append(one_round(folder, number, count, names))
            say(f"import: round {number + 1} of {wanted}")
    return rounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("files", nargs="*", metavar="FILE", help="forms to measure, else all")
    options = parser.parse_args()
    names = [name for group in SHOPS for name in group if not options.files or name in options.files]
    rounds = measure(options.rows, options.rounds, names)
    table = Table(f"Import of {options.rows:,} orders", ("file", *FIGURES))
    for done in rounds[0]:
        medians = (statistics.median(each[done][figure] for each in rounds) for figure in FIGURES)
        table.rows.append([done, *(round(median, 1) for median in medians)])
    print(json.dumps([table.as_json()], ensure_ascii=False))


if __name__ == "__main__":
    main()
