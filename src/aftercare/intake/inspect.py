"""Looks into a file before anything is imported: what it is, which columns count, how the first rows read."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.intake.families import Family, family_for
from aftercare.intake.fields import Clock
from aftercare.intake.own_sheet import check_header
from aftercare.intake.problems import FileRefused, RowProblem
from aftercare.intake.profiles import Profile
from aftercare.intake.readers import Form, Survey, Table, open_table
from aftercare.intake.recognise import Shape, Use
from aftercare.intake.rows import ReadRow
from aftercare.intake.values import bare

SHOWN_ROWS = 20
LOOKED_AT = 1000  # rows that are read to find problems early; the dry run reads all
NOBODYS = "kind.unknown"  # no report has these columns: a person can say what they mean
_TRUE_DIGITS = 15  # what Excel keeps of a number
_ENOUGH = 5  # long numbers before "all end in zeros" means something


@dataclass(frozen=True)
class Inspection:
    """What a person sees before the import. `problems` and `unknown` (words of the platform that mean nothing here yet,
    with how often they stand) come from the first `LOOKED_AT` rows."""

    header: tuple[str, ...]
    shape: Shape
    form: Form
    survey: Survey
    samples: tuple[ReadRow, ...]
    problems: tuple[RowProblem, ...]
    unknown: dict[str, int]
    zone: ZoneInfo

    @property
    def profile(self) -> Profile:
        return self.shape.profile

    @property
    def family(self) -> Family:
        return family_for(self.profile)

    @property
    def unknown_columns(self) -> list[str]:
        """Headers that mean nothing here; they are ignored (E9)."""
        return self.shape.headers(Use.UNKNOWN)

    def sample_table(self) -> list[dict[str, str]]:
        """The first rows as they were understood, field code to text, personal values masked."""
        return [self.family.shown(row.facts, self.zone) for row in self.samples]

    def to_json(self) -> dict[str, Any]:
        """What is kept with the batch."""
        mapped = {"mapped": self.shape.mapped.to_json()} if self.shape.mapped else {}
        columns = self.shape.to_json()
        return {"form": asdict(self.form), "columns": columns, "merged": self.survey.is_merged, **mapped}


def inspect(path: Path, zone: ZoneInfo, shape_of: Callable[[Sequence[str]], Shape]) -> Inspection:
    """Look into a stored file; `shape_of` says what its header means. Raises FileRefused when it cannot be imported."""
    with open_table(path) as table:
        try:
            shape = shape_of(table.header)
        except FileRefused as refused:
            if refused.refusal.code == NOBODYS:
                _refuse_what_nobody_can_name(table)
            raise
        survey = table.survey()
        if not survey.rows:
            raise FileRefused("file.no_rows")
        reader = family_for(shape.profile).reader(shape, Clock(zone, table.epoch))
        read = [reader(line, cells) for line, cells in islice(table.rows(shape.wanted), LOOKED_AT)]
        _refuse_rounded_numbers(shape, table)
        good = [row for row in read if isinstance(row, ReadRow)]
        bad = [row for row in read if isinstance(row, RowProblem)]
        unknown = dict(Counter(word for row in good for word in row.unknown).most_common())
        return Inspection(table.header, shape, table.form, survey, tuple(good[:SHOWN_ROWS]), tuple(bad), unknown, zone)


def _refuse_what_nobody_can_name(table: Table) -> None:
    check_header(table.header)
    if next(table.rows(), None) is None:
        raise FileRefused("file.no_rows")


def _refuse_rounded_numbers(shape: Shape, table: Table) -> None:
    """Excel writes a rounded 1930679858170647 into a CSV as 1930679858170640: one may be true, all cannot be."""
    needed = shape.profile.required
    columns = [column for column in shape.read if column.field and column.field.code in needed]
    for column in columns:
        if column.field is not None and column.field.reads.is_long_number:
            rows = islice(table.rows([column.index]), LOOKED_AT)
            numbers = {bare(cells[column.index]) for _line, cells in rows if not isinstance(cells, RowProblem)}
            if _are_rounded(numbers):
                raise FileRefused("file.ids_rounded")


def _are_rounded(numbers: set[str]) -> bool:
    tails = [number[_TRUE_DIGITS:] for number in numbers if number.isdigit() and len(number) > _TRUE_DIGITS]
    lengths = Counter(map(len, tails))
    # one lost digit is a zero by chance in one of ten numbers, so a file of 16-digit numbers needs more of them
    return len(tails) >= _ENOUGH * (3 if lengths.get(1) else 1) and not any(tail.strip("0") for tail in tails)
