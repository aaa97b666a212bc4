"""The state of the database's tables: what is missing, and bringing it in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core import checks
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.utils import translation

from aftercare.config.environment import Unusable
from aftercare.config.quick_states import quick_states

LOCK = 4_207_001  # any number that nothing else in this database takes


def waiting_migrations() -> int:
    """How many migrations this version has that the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_unmigrated() -> None:
    """Raises Unusable with the way out when the database lacks migrations."""
    waiting = waiting_migrations()
    if waiting:
        raise Unusable(f"The database lacks {waiting} migrations. Run: aftercare migrate")


def models_without_migration() -> list[str]:
    """Applications whose models say something that no migration does."""
    loader = MigrationExecutor(connection).loader
    with translation.override(None):  # names of fields are compared as migrations keep them: untranslated
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        return sorted(found.changes(graph=loader.graph))


def migrate() -> int:
    """Apply what is missing; the number of migrations applied. Of two at once the second waits, with nothing to do."""
    problems = [str(message) for message in checks.run_checks(databases=[DEFAULT_DB_ALIAS]) if message.is_serious()]
    if problems:
        raise Unusable("\n".join(["this program or its settings are not in order:", *problems]))
    with one_at_a_time():
        waiting = waiting_migrations()
        if waiting:
            with quick_states():
                call_command("migrate", interactive=False, verbosity=0)
        return waiting


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock of the database, which is given back when the connection ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
