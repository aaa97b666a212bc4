"""Cuts a file into pieces that go in together. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from aftercare.intake.problems import RowProblem
from aftercare.intake.rows import ReadRow


@dataclass
class Chunk:
    """Consecutive rows that go in together. `rows` counts all, good and bad."""

    good: list[ReadRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.good) + len(self.problems)


def cut(rows: Iterator[ReadRow | RowProblem], *, skip: int, size: int) -> Iterator[Chunk]:
    """Chunks of `size` rows, rows of one group kept together up to twice that; the first `skip` rows are left out but
    still counted for the n-th row with an equal key."""
    nth: Counter[int] = Counter()
    chunk, last_group = Chunk(), ""
    for index, row in enumerate(rows):
        group = "" if isinstance(row, RowProblem) else row.group
        if isinstance(row, ReadRow) and row.is_counted:
            key = hash(row.key)
            row.nth, nth[key] = nth[key], nth[key] + 1
        if index < skip:
            continue
        if chunk.rows >= size and (group != last_group or chunk.rows >= 2 * size):
            yield chunk
            chunk = Chunk()
        if isinstance(row, RowProblem):
            chunk.problems.append(row)
        else:
            chunk.good.append(row)
        last_group = group
    if chunk.rows:
        yield chunk
