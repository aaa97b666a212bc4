"""Import a shop's order report as the platform exported it (CSV or XLSX).

Safe to repeat: rows that are in already stay as they are, newer ones update. Exit status 1: some rows were refused,
each is named; 2: the file cannot be used.
"""

import argparse
from pathlib import Path

from aftercare.config.environment import Unusable
from aftercare.config.outcome import Outcome
from aftercare.core.errors import NotFound
from aftercare.core.money import Money
from aftercare.intake.actions.import_file import ImportReport, import_file
from aftercare.intake.queries import Figure
from aftercare.shops.access import Person

FAMILIES = {"orders": ("orders", "order_items", "orders_with_items"), "file": ()}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, which shop."""
    parser.add_argument("what", choices=list(FAMILIES), help="orders (with or without their items), or any file")
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
        return import_file(options.file, options.shop, Person.system(), options.dry_run, FAMILIES[options.what])
    except NotFound:
        raise Unusable(f"There is no shop with the short name {options.shop!r}.") from None


def _lines(report: ImportReport) -> list[str]:
    counts = ", ".join(f"{number} {name}" for name, number in report.counts.items())
    lines = [f"{report.kind_label}: {counts}"]
    balance = report.view.balance
    if balance is not None:
        parts = " + ".join(_told(part) for part in balance.parts)
        lines.append(f"{parts} {'=' if balance.holds else 'is not'} {_told(balance.whole)}")
        lines.append(f"rows that do not add up: {balance.wrong} of {balance.rows}")
    if report.batch.unknown:
        words = ", ".join(f"{word} ({number})" for word, number in report.batch.unknown.items())
        lines.append(f"kept as they are, unknown here: {words}")
    return lines


def _told(figure: Figure) -> str:
    value = figure.value.yuan if isinstance(figure.value, Money) else figure.value
    return f"{value} {figure.code}"
