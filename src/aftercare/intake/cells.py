"""Turns the cells of one row into values by field, or into the one problem for which the row is refused. Pure."""

from collections.abc import Collection, Sequence
from typing import Any

from aftercare.intake.fields import Clock
from aftercare.intake.masking import shown_value
from aftercare.intake.problems import BadValue, RowProblem, shorten
from aftercare.intake.recognise import Column, Shape


class CellReader:
    """Reads rows of one recognised file; `needed` are the fields without which a row tells nothing."""

    def __init__(self, shape: Shape, clock: Clock, needed: Collection[str]) -> None:
        self._columns = [
            (column.index, column.field.code, column.field.reads.bound(clock), column.field.code in needed, column)
            for column in shape.read
            if column.field is not None
        ]
        self._is_named = shape.mapped is not None  # by a person, who may have taken a column for another
        self._of_code = {column.field.code: column for column in shape.read if column.field is not None}

    def read(self, line: int, cells: Sequence[str] | RowProblem) -> dict[str, Any] | RowProblem:
        """Values by field, what was not told left out; the first bad cell decides."""
        if isinstance(cells, RowProblem):
            return cells
        told: dict[str, Any] = {}
        for index, code, read, needed, column in self._columns:
            cell = cells[index]
            try:
                value = read(cell) if cell else None
            except BadValue as bad:
                return self._problem(line, column, cell, bad)
            if value is not None:
                told[code] = value
            elif needed:
                return self.missing(line, code)
        return told

    def missing(self, line: int, code: str) -> RowProblem:
        """The refusal of a row whose cell of that field is empty."""
        column = self._of_code[code]
        assert column.field is not None
        return self._problem(line, column, "", BadValue(column.field.reads.missing))

    def refused(self, line: int, field: str, cell: str, code: str, **params: Any) -> RowProblem:
        """The refusal of a row for what its cell of that field says."""
        return self._problem(line, self._of_code[field], cell, BadValue(code, **params))

    def _problem(self, line: int, column: Column, cell: str, bad: BadValue) -> RowProblem:
        """A personal value is not repeated; of a column that a person named only what cannot be one is (J3)."""
        hidden = column.field is not None and column.field.is_personal
        value = "" if hidden or not cell else shown_value(cell) if self._is_named else shorten(cell)
        return RowProblem(line, shorten(column.header, 60), value, bad.code, bad.params)
