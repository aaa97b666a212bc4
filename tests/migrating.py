"""The tables of earlier versions, and back: for tests of migrations."""

from collections.abc import Sequence

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from aftercare.config.quick_states import quick_states


def migrate(targets: Sequence[tuple[str, str | None]]) -> None:
    """To those migrations, back or forth."""
    with quick_states():
        MigrationExecutor(connection).migrate(list(targets))


def migrate_all() -> None:
    """As this version needs it: also what stands on a migration that was taken back."""
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
