"""Erase again what a list of erasures names: after an older back-up was restored.

The running product does it by itself every five minutes with the list in its data folder (erasures.jsonl), which is no
part of a back-up: keep it beside your back-ups, and copy it into the data folder of a restored machine.
"""

import argparse
from pathlib import Path

from aftercare.config.outcome import Outcome
from aftercare.erasure import ledger
from aftercare.erasure.actions.erase import erase_again


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which list."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="(erasures.jsonl in the data folder)")


def run(options: argparse.Namespace) -> Outcome:
    """Erase, and say how many had something to do."""
    lines = len(list(ledger.read(options.file)))
    done = erase_again(options.file)
    return Outcome(
        [f"{lines} erasures are listed; {done} of them had to be done again."], {"listed": lines, "done": done}
    )
