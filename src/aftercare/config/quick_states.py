"""Migrate an empty database in a quarter of the time.

For each table, index and constraint that a migration adds, Django builds every model anew that is related to it, so
that older states of the models stay as they were. With everything related to shops and people that is all of them,
hundreds of times. On the way forward nobody looks back: a new model is built by itself, and those that it points to
learn of it as they do in the running program. What a `RunPython` sees is built afresh, by Django's own `is_delayed`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def quick_states() -> Iterator[None]:
    """Inside, migrations make the same tables as without it. On a way back, models of older states may know of
    relations that came later: for tests only."""
    plain = {name: getattr(ProjectState, name) for name in QUICK}
    for name, method in QUICK.items():
        setattr(ProjectState, name, method)
    try:
        yield
    finally:
        for name, method in plain.items():
            setattr(ProjectState, name, method)


def _add_model(state: Any, model: ModelState) -> None:
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:  # asking for it would build them
        state.is_delayed = True
        state.apps.render_multiple([model])
        state.apps.clear_cache()


def _append_option(state: Any, app_label: str, model_name: str, option: str, added: object) -> None:
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], added]
    if "apps" in state.__dict__:
        state.is_delayed = True
        setattr(state.apps.get_model(app_label, model_name)._meta, option, options[option])


QUICK = {"add_model": _add_model, "_append_option": _append_option}  # indexes and constraints are options of a model
