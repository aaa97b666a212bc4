"""Looks into a file before anything is imported: what it is, which columns count, how the first rows read."""

from collections import Counter
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.intake.families import Family, all_profiles, family_for
from aftercare.intake.fields import Clock
from aftercare.intake.problems import FileRefused, RowProblem
from aftercare.intake.profiles import Profile
from aftercare.intake.readers import Form, Survey, Table, open_table
from aftercare.intake.recognise import Shape, Use, recognise
from aftercare.intake.rows import ReadRow
from aftercare.intake.values import bare

SHOWN_ROWS = 20
LOOKED_AT = 1000  # rows that are read to find problems early; the dry run reads all
_TRUE_DIGITS = 15  # what Excel keeps of a number
_ENOUGH = 5  # long numbers before "all end in zeros" means something


@dataclass(frozen=True)
class Inspection:
    """What a person sees before the import. `problems` and `unknown` (words of the platform that mean nothing here yet,
    with how often they stand) come from the first `LOOKED_AT` rows."""

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
        return {"form": asdict(self.form), "columns": self.shape.to_json(), "merged": self.survey.is_merged}


def inspect(path: Path, zone: ZoneInfo) -> Inspection:
    """Recognise and look into a stored file. Raises FileRefused when it cannot be imported."""
    with open_table(path) as table:
        shape = recognise(table.header, all_profiles())
        survey = table.survey()
        if not survey.rows:
            raise FileRefused("file.no_rows")
        reader = family_for(shape.profile).reader(shape, Clock(zone, table.epoch))
        read = [reader(line, cells) for line, cells in islice(table.rows(shape.wanted), LOOKED_AT)]
        _refuse_rounded_numbers(shape, table)
        good = [row for row in read if isinstance(row, ReadRow)]
        bad = [row for row in read if isinstance(row, RowProblem)]
        unknown = dict(Counter(word for row in good for word in row.unknown).most_common())
        return Inspection(shape, table.form, survey, tuple(good[:SHOWN_ROWS]), tuple(bad), unknown, zone)


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
