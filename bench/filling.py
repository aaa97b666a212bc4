"""Many rows in one statement: INSERT … SELECT, where the model knows what was not said."""

from typing import Any

from django.db import connection, models


def fill(model: type[models.Model], source: str, **columns: str) -> None:
    """Insert one row per row of `source` (what stands after FROM). `columns` are SQL expressions by field name; every
    other column gets the model's own default, as it would through the ORM."""
    names, expressions, defaults = [], [], []
    for field in model._meta.concrete_fields:
        given = columns.pop(field.name, None)
        if given is None and (field.primary_key or field.null or field.has_db_default()):
            continue
        names.append(connection.ops.quote_name(field.column))
        expressions.append(given.replace("%", "%%") if given else "%s")
        if given is None:
            defaults.append(field.get_db_prep_save(field.get_default(), connection))
    if columns:
        raise ValueError(f"{model.__name__} has no {', '.join(columns)}")
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(expressions)} FROM {source.replace('%', '%%')}"
    execute(sql, *defaults)


def execute(sql: str, *values: Any) -> None:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def go_on_after(model: type[models.Model]) -> None:
    """Let the next id follow those that were given by hand."""
    table = model._meta.db_table
    execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
