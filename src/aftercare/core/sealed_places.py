"""Where encrypted values stand: every `EncryptedField` of every model, found by themselves, and JSON columns that their
package names. What stands under which key, counted and looked for (J8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import Model
from psycopg.sql import SQL, Composed, Identifier, Literal

from aftercare.core.personal import encrypted_columns

_json_columns: set[tuple[str, str]] = set()
SEALED: Final = "v([0-9]+):[A-Za-z0-9+/]{38,}={0,2}"  # a value is never shorter than its nonce, its mark and one byte


@dataclass(frozen=True)
class Place:
    """One table: its key's column, its encrypted columns, and those with JSON in which encrypted texts stand."""

    table: str
    key: str
    columns: tuple[str, ...]
    json: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.columns + self.json


def also_sealed(model: str, column: str) -> None:
    """Name a JSON column, such as ("mfa.Authenticator", "data"), whose texts are partly encrypted. Once, in ready()."""
    _json_columns.add((model, column))


@cache
def places() -> tuple[Place, ...]:
    """All of them, by table."""
    found: dict[Any, tuple[list[str], list[str]]] = {}
    for model, name in encrypted_columns():
        found.setdefault(model, ([], []))[0].append(_column(model, name))
    for label, name in _json_columns:
        model = apps.get_model(label)
        found.setdefault(model, ([], []))[1].append(_column(model, name))
    made = [
        Place(model._meta.db_table, str(model._meta.pk.column), tuple(sorted(texts)), tuple(sorted(jsons)))
        for model, (texts, jsons) in found.items()
    ]
    return tuple(sorted(made, key=lambda place: place.table))


def _column(model: type[Model], name: str) -> str:
    return next(str(one.column) for one in model._meta.concrete_fields if one.name == name)


def count_values() -> Mapping[int, int]:
    """How many values stand under which version of the key. Reads every table with encrypted columns once."""
    counted: dict[int, int] = {}
    for place in places():
        with connection.cursor() as cursor:
            cursor.execute(_counting(place))
            for version, count in cursor.fetchall():
                counted[int(version)] = counted.get(int(version), 0) + count
    return counted


def _counting(place: Place) -> Composed:
    """Encrypted columns hold nothing else; in JSON the texts have to be looked for."""
    parts = [SQL("SELECT split_part({}, ':', 1)").format(Identifier(column)) for column in place.columns]
    parts += [
        SQL("SELECT 'v' || found[1] FROM regexp_matches({}::text, {}, 'g') AS found").format(
            Identifier(column), Literal(f'"{SEALED}"')
        )
        for column in place.json
    ]
    return SQL(
        "SELECT substr(one.version, 2)::int, count(*) FROM {} CROSS JOIN LATERAL ({}) AS one (version)"
        " WHERE one.version <> '' GROUP BY 1"
    ).format(Identifier(place.table), SQL(" UNION ALL ").join(parts))


def tables_with(version: int) -> list[str]:
    """Tables in which anything at all is written with that version, in a column that is known or not. Reads the whole
    database: before a key goes for good nothing is taken for granted."""
    pattern = f"(^|[^A-Za-z0-9])v{version}:[A-Za-z0-9+/]{{38,}}"
    found = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            look = SQL("SELECT EXISTS (SELECT FROM {0} AS kept WHERE kept::text ~ %s)").format(Identifier(table))
            cursor.execute(look, [pattern])
            if cursor.fetchone()[0]:
                found.append(table)
    return found
