"""Keep the Chinese translations complete.

Without an option it adds texts that are missing in the packages' catalogues, drops those that no code uses any more,
and compiles. Translate the new ones in src/aftercare/<package>/locale/zh_Hans/LC_MESSAGES/django.po.
"""

import argparse

from aftercare.config.messages import check_catalogues, compile_catalogues, update_catalogues
from aftercare.config.outcome import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which part of the work."""
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="change nothing; name every entry that is not in order")
    choice.add_argument("--compile", action="store_true", help="only compile what changed")


def run(options: argparse.Namespace) -> Outcome:
    """Check, compile, or update and compile."""
    if options.check:
        problems = check_catalogues()
        return Outcome([] if problems else ["All translations are in order."], {"problems": len(problems)}, problems)
    if options.compile:
        compiled = compile_catalogues()
        return Outcome([f"{compiled} catalogues compiled."], {"compiled": compiled})
    changes = update_catalogues()
    compiled = compile_catalogues()
    line = f"{changes.added} added, {changes.dropped} dropped, {changes.untranslated} to translate."
    return Outcome([line], {**vars(changes), "compiled": compiled})
