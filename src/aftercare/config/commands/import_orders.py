"""Import a shop's order report as the platform exported it (CSV or XLSX).

Safe to repeat: rows that are in already stay as they are, newer ones update. Exit status 1: some rows were refused,
each is named; 2: the file cannot be used.
"""

import argparse
from pathlib import Path

from aftercare.config.environment import Unusable
from aftercare.config.outcome import Outcome
from aftercare.core.errors import NotFound
from aftercare.orders.actions.import_orders import ImportReport, import_file
from aftercare.shops.access import Person


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, which shop."""
    parser.add_argument("what", choices=["orders"], help="what is in the file")
    parser.add_argument("file", type=Path, metavar="FILE", help="the platform's report")
    parser.add_argument("--shop", required=True, metavar="SLUG", help="short name of the shop")
    parser.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")


def run(options: argparse.Namespace) -> Outcome:
    """Import it here and now, in the name of the system: whoever can run this may."""
    with options.file.open("rb"):  # a file that is not there is said before anything is written
        report = _import(options)
    told = report.to_json()
    return Outcome(_lines(report), told.pop("counts"), told.pop("errors"), told)


def _import(options: argparse.Namespace) -> ImportReport:
    try:
        return import_file(options.file, options.shop, Person.system(), options.dry_run)
    except NotFound:
        raise Unusable(f"There is no shop with the short name {options.shop!r}.") from None


def _lines(report: ImportReport) -> list[str]:
    counts = ", ".join(f"{number} {name}" for name, number in report.counts.items())
    lines = [f"{report.kind_label}: {counts}"]
    money = report.view.money
    if money is not None:
        lines.append(f"{money.net.yuan} net + {money.refunded.yuan} refunded, of {money.total.yuan} paid")
        lines.append(f"rows that do not add up: {money.mismatches} of {money.rows}")
    return lines
