"""Encrypt columns that were plain before: for migrations that turn a text column into an `EncryptedField` (J3)."""

from collections.abc import Callable
from typing import Any, Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from aftercare.core.crypto import decrypt, encrypt

AT_ONCE: Final = 500
Step = Callable[[Any, BaseDatabaseSchemaEditor], None]


def seal(table: str, *columns: str) -> Step:
    """For `RunPython`: encrypt what stands in these columns of the table, whose key is `id`, a batch at a time."""
    return _rewrite(table, columns, encrypt)


def unseal(table: str, *columns: str) -> Step:
    """The way back."""
    return _rewrite(table, columns, decrypt)


def _rewrite(table: str, columns: tuple[str, ...], write: Callable[[str], str]) -> Step:
    def run(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for column in columns:
            quoted = editor.quote_name(column)
            read = f"SELECT id, {quoted} FROM {table} WHERE {quoted} <> '' AND id > %s ORDER BY id LIMIT {AT_ONCE}"  # noqa: S608
            change = f"UPDATE {table} SET {quoted} = %s WHERE id = %s"  # noqa: S608 - names of ours
            last = 0
            with editor.connection.cursor() as cursor:
                while rows := _read(cursor, read, last):
                    cursor.executemany(change, [(write(text), pk) for pk, text in rows])
                    last = rows[-1][0]

    return run


def _read(cursor: Any, sql: str, last: int) -> list[tuple[int, str]]:
    cursor.execute(sql, [last])
    return list(cursor.fetchall())
