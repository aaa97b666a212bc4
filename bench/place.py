"""Where a section works: a data folder of its own with durable PostgreSQL, thrown away at the end.

The folder must be chosen before the product reads its settings: import this module first.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.report import Table

SETTINGS = "bench.settings"


def choose_home() -> Path:
    """Choose the folder and set Django up on it; call once, at the top of a section."""
    for name in [name for name in os.environ if name.startswith("AFTERCARE_")] + ["DATABASE_URL", "REDIS_URL"]:
        os.environ.pop(name, None)
    home = Path(tempfile.mkdtemp(prefix="aftercare-bench-")).resolve()
    home.chmod(0o711)  # PostgreSQL runs as nobody when root runs this
    os.environ["AFTERCARE_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    set_up()
    return home


def set_up() -> None:
    """Django with the settings that the environment names."""
    import django  # noqa: PLC0415 the folder is chosen first

    from aftercare.config.messages import compile_catalogues  # noqa: PLC0415 the same

    compile_catalogues()
    django.setup()


@contextmanager
def database() -> Iterator[int]:
    """A migrated database inside the block; gives the process id of PostgreSQL. The data folder is gone afterwards."""
    from django.db import connection  # noqa: PLC0415 settings are chosen by now

    from aftercare.config.environment import environment  # noqa: PLC0415 the same
    from aftercare.config.postgres import Server  # noqa: PLC0415 the same
    from aftercare.config.schema import migrate  # noqa: PLC0415 the same

    server = Server(environment)
    try:
        server.enter()
        migrate()
        yield server.pid or 0
    finally:
        connection.close()
        server.leave()
        place = environment.home / "postgres"
        if place.is_symlink():
            shutil.rmtree(place.resolve(), ignore_errors=True)
        shutil.rmtree(environment.home, ignore_errors=True)


def run_section(text: str, measure: Callable[[int, int], Table], *, named: str, usual: int, quick: int) -> None:
    """The command of a section: `measure(count, process id of PostgreSQL)` in a database of its own, its table as JSON.
    `--<named>` says how many; `--quick` takes few, to see that it runs."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(f"--{named}", dest="count", type=int, default=usual)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with database() as postgres:
        table = measure(quick if options.quick else options.count, postgres)
    print(json.dumps([table.as_json()], ensure_ascii=False))


def say(sentence: str) -> None:
    """What is going on, apart from the report."""
    print(sentence, file=sys.stderr, flush=True)
