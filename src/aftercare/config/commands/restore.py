"""Restore a back-up into an empty data folder (AFTERCARE_HOME), or into the empty database of DATABASE_URL.

Every file is compared with the back-up's list first. If one byte differs it is named, and nothing is restored.
"""

import argparse
import shutil
from pathlib import Path

from aftercare.config.backup import FOLDERS, Manifest, check_key, read_back_up, restore_database, restore_folders
from aftercare.config.environment import Environment, Unusable, read_environment
from aftercare.config.outcome import Outcome
from aftercare.config.postgres import database_running, make_home

ALLOWED = {"run", "erasures.jsonl"}  # locks, and what has to be erased again


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder that `aftercare backup` wrote")


def run(options: argparse.Namespace) -> Outcome:
    """Restore, and say what came back."""
    environment, folder = read_environment(), options.folder.resolve()
    manifest = read_back_up(folder)
    check_key(environment, folder)
    found = sorted(path.name for path in environment.home.glob("*") if path.name not in ALLOWED)
    if found:
        raise Unusable(f"The data folder {environment.home} is not empty ({', '.join(found)}). Nothing was restored.")
    _restore(environment, folder, manifest)
    counts = {"tables": len(manifest.rows), "rows": sum(manifest.rows.values()), "files": len(manifest.files) - 1}
    line = f"{counts['rows']} rows and {counts['files']} files are back, as of {manifest.made_at}."
    return Outcome([line], counts)


def _restore(environment: Environment, folder: Path, manifest: Manifest) -> None:
    """The keys before the database: a restore that is cut off leaves no data without its key."""
    make_home(environment.home)
    try:
        restore_folders(folder, environment.home)
        with database_running(environment):
            restore_database(environment, folder, manifest)
    except BaseException:
        for name in ("postgres", *FOLDERS):
            _remove(environment.home / name)
        raise


def _remove(path: Path) -> None:
    """Remove a folder of the data folder, and what its link leads to."""
    shutil.rmtree(path.resolve(), ignore_errors=True)
    if path.is_symlink():
        path.unlink()
