"""Bring the database to the state that this version of Aftercare needs. Safe to run twice, or by two at once."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from django.core import checks
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.recorder import MigrationRecorder

from aftercare.config.environment import Unusable
from aftercare.config.outcome import Outcome

LOCK = 4_207_001  # any number that nothing else in this database takes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(options: argparse.Namespace) -> Outcome:
    """Migrate, and say how many steps that took."""
    steps = migrate()
    line = f"{steps} steps done." if steps else "The database is up to date."
    return Outcome([line], {"steps": steps})


def migrate() -> int:
    """Apply what is missing; the number of migrations applied. Of two at once the second waits, with nothing to do."""
    problems = [str(message) for message in checks.run_checks(databases=[DEFAULT_DB_ALIAS]) if message.is_serious()]
    if problems:
        raise Unusable("\n".join(["this program or its settings are not in order:", *problems]))
    with one_at_a_time():
        before = _applied()
        call_command("migrate", interactive=False, verbosity=0)
        return _applied() - before


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock of the database, which is given back when the connection ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _applied() -> int:
    recorder = MigrationRecorder(connection)
    return recorder.migration_qs.count() if recorder.has_table() else 0
