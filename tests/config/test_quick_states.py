"""Migrating the quick way writes the same tables as Django's own (config/quick_states.py)."""

from contextlib import AbstractContextManager, nullcontext

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from aftercare.config.quick_states import quick_states

FEW = ("accounts", "account", "clock", "files", "shops")  # with all that they stand on


def statements(way: AbstractContextManager[None]) -> list[str]:
    """What an empty database would be told for those applications."""
    executor = MigrationExecutor(connection)
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] in FEW]
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    with way, connection.schema_editor(collect_sql=True, atomic=False) as editor:
        state.apps  # noqa: B018 built now, as the executor does before the first migration
        for migration, _backwards in executor.migration_plan(targets, clean_start=True):
            state = migration.apply(state, editor, collect_sql=True)
        return editor.collected_sql


@pytest.mark.django_db
def test_the_same_tables_are_made_and_what_was_put_aside_comes_back():
    plain = statements(nullcontext())
    assert sum(line.startswith("CREATE TABLE") for line in plain) > 10
    assert any("ADD CONSTRAINT" in line for line in plain)

    before = ProjectState.add_model, ProjectState._append_option
    assert statements(quick_states()) == plain
    assert (ProjectState.add_model, ProjectState._append_option) == before
