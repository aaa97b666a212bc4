"""The program `aftercare`. One file per command in `commands/`; a command's module is imported only when it is called.

A command is a module with a docstring (its --help), `add_arguments(parser)` and `run(options)`, which gives an Outcome,
or None for one that runs until it is stopped. Exit status: 0 all well, 1 some rows refused, 2 unusable input.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import django

from aftercare.config.environment import read_environment
from aftercare.config.household import follow_parent, stop_on_signals
from aftercare.config.loading import made_to_stay
from aftercare.config.messages import compile_catalogues
from aftercare.config.outcome import ALL_WELL, UNUSABLE, Outcome
from aftercare.config.postgres import database_running
from aftercare.config.schema import refuse_unmigrated
from aftercare.core.errors import AftercareError

INTERRUPTED = 130  # as shells say it


class Needs(Enum):
    """What must be there before a command's module can be imported and run."""

    NOTHING = auto()
    DJANGO = auto()  # settings and models
    DATABASE = auto()  # and a running database, started when it is the embedded one
    TABLES = auto()  # and all its tables


@dataclass(frozen=True)
class Command:
    """One line of `aftercare --help`."""

    module: str
    summary: str
    needs: Needs
    runs_until_stopped: bool = False


COMMANDS = {
    "serve": Command("serve", "run the web server, the worker and the embedded database", Needs.DJANGO, True),
    "worker": Command("worker", "run one more worker: payments, clocks, periodic work", Needs.TABLES, True),
    "migrate": Command("migrate", "bring the database to the state this version needs", Needs.DATABASE),
    "demo": Command("demo", "fill an empty database with a demo shop", Needs.TABLES),
    "createadmin": Command("createadmin", "make an administrator who can log in", Needs.TABLES),
    "import": Command("import_orders", "import a shop's order report", Needs.TABLES),
    "export": Command("export", "write a handover sheet of a shop and day into a file", Needs.TABLES),
    "classify": Command("classify", "say the dispute type of each text of a CSV file", Needs.DJANGO),
    "train-disputes": Command("train_disputes", "train the model of dispute types anew", Needs.DJANGO),
    "backup": Command("backup", "back up database, files and keys into a folder", Needs.NOTHING),
    "restore": Command("restore", "restore a back-up into an empty data folder", Needs.NOTHING),
    "erasures": Command("erasures", "erase again what an older back-up brought back", Needs.TABLES),
    "keys": Command("keys", "show, renew and take away the keys of the encrypted data", Needs.TABLES),
    "check": Command("check", "check the settings, the flows and the database", Needs.DATABASE),
    "messages": Command("messages", "update, check and compile the translations", Needs.NOTHING),
    "flows": Command("flows", "write the chart of every flow into a folder", Needs.DJANGO),
    "buyers": Command("buyers", "let simulated buyers write to a running server", Needs.NOTHING),
    "simulator": Command("simulator", "run a payment provider to practise with", Needs.NOTHING, True),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. No traceback for anything a person can put right."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    name = _top_parser().parse_args(arguments[:1]).command
    wants_json = "--json" in arguments
    try:
        return _report(_run(name, COMMANDS[name], arguments[1:]), wants_json)
    except AftercareError as trouble:
        sentence = str(trouble)
    except OSError as trouble:  # disk full, no right to read, no such file
        sentence = f"{trouble.strerror}: {trouble.filename}" if trouble.filename else str(trouble)
    print(f"aftercare {name}: {sentence}", file=sys.stderr)
    if wants_json:
        _print_json({"counts": {}, "errors": [sentence]})
    return UNUSABLE


def _top_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<14} {command.summary}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="aftercare",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Customer service and after-sales workbench for online shops.",
        epilog=f"commands:\n{listed}\n\n'aftercare COMMAND --help' tells more. Settings: docs/settings.md",
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="what to do, see below")
    return parser


def _run(name: str, command: Command, arguments: list[str]) -> Outcome | None:
    """Import the command's module, parse its arguments and run it, with the database when it needs one."""
    with made_to_stay():
        if command.needs is not Needs.NOTHING:
            compile_catalogues()
            os.environ["DJANGO_SETTINGS_MODULE"] = "aftercare.config.settings"
            django.setup()
        module: Any = importlib.import_module(f"aftercare.config.commands.{command.module}")
    parser = argparse.ArgumentParser(prog=f"aftercare {name}", description=module.__doc__)
    module.add_arguments(parser)
    if command.runs_until_stopped:
        parser.add_argument("--follow", action="store_true", help="stop when standard input is closed")
    else:
        parser.add_argument("--json", action="store_true", help="print one JSON object with counts and errors")
    options = parser.parse_args(arguments)
    stop_on_signals(ALL_WELL if command.runs_until_stopped else INTERRUPTED)
    needs_database = command.needs in (Needs.DATABASE, Needs.TABLES)
    with database_running(read_environment()) if needs_database else nullcontext() as database:
        if command.runs_until_stopped and options.follow:
            # Not before: whoever it stops puts the database away.
            follow_parent(at_last=database.leave if database else lambda: None)
        if command.needs is Needs.TABLES:
            refuse_unmigrated()
        outcome: Outcome | None = module.run(options)
        return outcome


def _report(outcome: Outcome | None, wants_json: bool) -> int:
    if outcome is None:
        return ALL_WELL
    if wants_json:
        _print_json(outcome.as_json())
        return outcome.status
    for line in outcome.lines:
        print(line)
    for error in outcome.errors:
        print(error, file=sys.stderr)
    return outcome.status


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))
