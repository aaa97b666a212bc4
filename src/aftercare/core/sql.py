"""Statements written by hand, and statements of the ORM that are compiled once.

Compiling a statement takes the ORM as long as PostgreSQL takes to run it; pages and moves that are asked for all day
keep theirs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

from aftercare.core.database import Prepared

if TYPE_CHECKING:
    Column = models.Field[Any, Any]
else:
    Column = models.Field

Model = TypeVar("Model", bound=models.Model)


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class AnyOf(models.Lookup):
    """`shop_id__any_of=[1, 2]`: one value of a list, with the list as one parameter, however long it is."""

    lookup_name = "any_of"

    def get_prep_lookup(self) -> list[Any]:
        prepare = self.lhs.output_field.get_prep_value
        return [prepare(value) for value in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*params, self.rhs)


class Compiled(Generic[Model]):
    """A query of whole models whose SQL is written the first time it is asked for.

    `build` gets one stand-in for each name in `slots` ("number": "" for a text, 0 for a number, [0] for a list of
    numbers) and returns the query; `rows` fills in the values. Related models come along as `select_related` says.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Model]], **slots: str | int | list[int]) -> None:
        self._build = build
        self._stand_ins = {name: _stand_in(kind, index) for index, (name, kind) in enumerate(slots.items())}

    def rows(self, **values: Any) -> list[Model]:
        """The models with these values. A query that locks needs a transaction."""
        plan = self._plan
        if plan.locks and connection.get_autocommit():
            raise TransactionManagementError("a query that locks needs a transaction")
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, [values[part] if by_name else part for by_name, part in plan.params])
            return [plan.model(row) for row in cursor.fetchall()]

    def first(self, **values: Any) -> Model | None:
        """The first of them, or None."""
        return next(iter(self.rows(**values)), None)

    @cached_property
    def _plan(self) -> "_Plan":
        return _Plan(self._build(**self._stand_ins), self._stand_ins)


class _Plan:
    def __init__(self, rows: models.QuerySet[Any], stand_ins: dict[str, Any]) -> None:
        self.locks = rows.query.select_for_update
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self.sql = Prepared(sql)
        self.params = [_slot(value, stand_ins) for value in params]
        missing = set(stand_ins) - {part for by_name, part in self.params if by_name}
        if missing:
            raise FieldError(f"the query does not use {', '.join(sorted(missing))}")
        info = compiler.klass_info
        if info is None or compiler.annotation_col_map:
            raise FieldError("only whole models can be compiled")
        fields = info["select_fields"]
        self._model, self._first, self._last = info["model"], fields[0], fields[-1] + 1
        self._names = [column[0].target.attname for column in compiler.select[self._first : self._last]]
        self._related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
        self._converters = list(compiler.get_converters([column[0] for column in compiler.select]).items())

    def model(self, row: Sequence[Any]) -> Any:
        """One row as its model, with what was selected along."""
        values = list(row)
        for position, (converters, expression) in self._converters:
            for convert in converters:
                values[position] = convert(values[position], expression, connection)
        found = self._model.from_db(connection.alias, self._names, values[self._first : self._last])
        for related in self._related:
            related.populate(values, found)
        return found


def matching_any(rows: models.QuerySet[Model], *conditions: models.Q) -> models.QuerySet[Model]:
    """Rows that meet one of the conditions, each looked up by its own index. As one OR over several tables PostgreSQL
    would read all rows."""
    first, *others = (rows.filter(condition).order_by().values("pk") for condition in conditions)
    return rows.filter(pk__in=first.union(*others, all=True))


@dataclass(frozen=True)
class Part:
    """One write, to be made by itself or with others in one statement (`write_together`)."""

    sql: str
    values: list[Any]


def write(part: Part) -> int:
    """That one alone; returns of how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(Prepared(part.sql), part.values)
        return int(cursor.rowcount)


def write_together(*parts: Part, notify: tuple[str, str] | None = None) -> list[Any]:
    """All of them in one statement: one round trip instead of one for each. Parts do not see what the others write,
    and no two may write the same row. Returns what the first part returns, a column of it; `notify` is a channel and
    what is told on it when the transaction commits."""
    written = ", ".join(f"part_{number} AS ({part.sql})" for number, part in enumerate(parts))
    told = ", pg_notify(%s, %s)" if notify else ""
    values = [value for part in parts for value in part.values]
    with connection.cursor() as cursor:
        statement = Prepared(f"WITH {written} SELECT part_0.*{told} FROM part_0")  # noqa: S608 - parts are ours
        cursor.execute(statement, [*values, *(notify or ())])
        return [row[0] for row in cursor.fetchall()]


def insert(row: models.Model) -> None:
    """Insert a new row and give it its id, as `save(force_insert=True)` does, but without signals."""
    part = insertion(row)
    with connection.cursor() as cursor:
        cursor.execute(Prepared(part.sql), part.values)
        (pk,) = cursor.fetchone()
    is_inserted(row, pk)


def insertion(row: models.Model) -> Part:
    """The part that inserts it and returns its id."""
    told = [(field, field.pre_save(row, add=True)) for field in row._meta.concrete_fields]
    told = [(field, value) for field, value in told if not _is_left_to_database(field, value)]
    sql = _insert_sql(type(row), tuple(str(field.column) for field, _value in told))
    return Part(sql, [field.get_db_prep_save(value, connection) for field, value in told])


def is_inserted(row: models.Model, pk: Any) -> None:
    """Note on the model that it is a row now."""
    row.pk = pk
    row._state.adding, row._state.db = False, connection.alias


def _is_left_to_database(field: Column, value: Any) -> bool:
    return isinstance(value, DatabaseDefault) or (field.primary_key and value is None)


@lru_cache(maxsize=128)
def _insert_sql(model: type[models.Model], columns: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    names, slots = ", ".join(quote(column) for column in columns), ", ".join("%s" for _column in columns)
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    return f"INSERT INTO {table} ({names}) VALUES ({slots}) RETURNING {key}"  # noqa: S608 - names of columns


def change(model: type[models.Model], changes: Mapping[str, Any], where: Mapping[str, Any]) -> int:
    """Set these fields on the rows that have these values; returns how many there were. None matches nothing."""
    return write(changing(model, changes, where))


def changing(model: type[models.Model], changes: Mapping[str, Any], where: Mapping[str, Any]) -> Part:
    """The part that sets these fields, as `change` does."""
    changed, found = _columns(model, tuple(changes)), _columns(model, tuple(where))
    values = [_stored(field, value) for field, value in zip(changed, changes.values(), strict=True)]
    values += [_stored(field, value) for field, value in zip(found, where.values(), strict=True)]
    return Part(_change_sql(model, changed, found), values)


def _stored(field: Column, value: Any) -> Any:
    return field.get_db_prep_save(value.pk if isinstance(value, models.Model) else value, connection)


@lru_cache(maxsize=512)
def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names)  # type: ignore[misc]


@lru_cache(maxsize=512)
def _change_sql(model: type[models.Model], changed: tuple[Column, ...], found: tuple[Column, ...]) -> str:
    quote = connection.ops.quote_name
    setting = ", ".join(f"{quote(str(field.column))} = %s" for field in changed)
    finding = " AND ".join(f"{quote(str(field.column))} = %s" for field in found)
    return f"UPDATE {quote(model._meta.db_table)} SET {setting} WHERE {finding}"  # noqa: S608 - the same


def _stand_in(kind: str | int | list[int], index: int) -> Any:
    """A value of that kind that no query has by itself."""
    if isinstance(kind, str):
        return f"\ue000slot {index}"
    number = -(2**62) - index
    return [number] if isinstance(kind, list) else number


def _slot(value: Any, stand_ins: dict[str, Any]) -> tuple[bool, Any]:
    """(True, name) for a stand-in, (False, value) for what the query itself says."""
    name = next(
        (name for name, stand_in in stand_ins.items() if type(stand_in) is type(value) and stand_in == value), None
    )
    return (False, value) if name is None else (True, name)


def first_of_parts(parts: Sequence[models.QuerySet[Any, Any]], order: Sequence[str], most: int) -> list[Any]:
    """The first `most` rows of all parts together in one query: each part, of one shop mostly, is read in the order of
    its own index only as far as that. All parts give the same values, which hold what `order` names."""
    sliced = [part.order_by(*order)[:most] for part in parts]
    if not sliced:
        return []
    return list(sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(*order)[:most])
