"""Back up the database, the uploaded files and the keys into one folder, while everything runs.

The folder holds the secret key: whoever has it can read the personal data in it. Keep it as safe as the shop's money.
"""

import argparse
from pathlib import Path

from aftercare.config.backup import back_up
from aftercare.config.environment import read_environment
from aftercare.config.outcome import Outcome
from aftercare.config.postgres import database_running


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that does not exist yet, or is empty")


def run(options: argparse.Namespace) -> Outcome:
    """Back up, and say what is in it."""
    environment = read_environment()
    with database_running(environment):
        manifest = back_up(environment, options.folder.resolve())
    counts = {"tables": len(manifest.rows), "rows": sum(manifest.rows.values()), "files": len(manifest.files) - 1}
    line = f"{counts['rows']} rows of {counts['tables']} tables and {counts['files']} files are in {options.folder}."
    return Outcome([line], counts)
