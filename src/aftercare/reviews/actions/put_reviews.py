"""Reviews that a shop's own program hands in (R1): read and merged exactly as those of a file, under the same turn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.core.errors import InvalidInput
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.intake.actions.run_import import take_turn
from aftercare.intake.fields import Clock
from aftercare.intake.problems import RowProblem
from aftercare.intake.recognise import Column, Shape, Use
from aftercare.intake.rows import ReadRow
from aftercare.intake.terms import Verdict
from aftercare.intake.workbook import EPOCH_1900
from aftercare.reviews.family import reader, take_rows
from aftercare.reviews.profiles import HANDED_IN
from aftercare.reviews.taking import Scope
from aftercare.shops.models import Shop

MOST: Final = 500  # reviews of one call
COLUMNS: Final = tuple(Column(index, field.names[0], Use.READ, field) for index, field in enumerate(HANDED_IN.fields))
SHAPE: Final = Shape(HANDED_IN, COLUMNS)
NAMES: Final = frozenset(column.header for column in COLUMNS)


def put_reviews(*, shop: Shop, told: Sequence[Any], as_of: datetime | None = None) -> list[Verdict | RowProblem]:
    """Take in reviews, each a mapping of the names in `HANDED_IN` to JSON values; what became of each, in their order.
    `as_of`: when the sender's data was read, now unless it is told; an older word never takes a newer one back. The
    same again changes nothing. Raises InvalidInput (`reviews`) when there are none or too many. The caller has checked
    that the shop may be written."""
    if not 0 < len(told) <= MOST:
        raise InvalidInput({"reviews": _("Send between 1 and %(most)s reviews.") % {"most": MOST}})
    with transaction.atomic():
        take_turn(shop.pk)
        at = now()
        read = reader(SHAPE, Clock(ZoneInfo(shop.timezone), EPOCH_1900))
        rows = [_row(read, index, one) for index, one in enumerate(told)]
        scope = Scope(shop_id=shop.pk, batch_id=None, exported_at=min(as_of or at, at), at=at)
        outcome = take_rows(scope, [row for row in rows if isinstance(row, ReadRow)])
    results: dict[int, Verdict | RowProblem] = {row.line: row for row in rows if isinstance(row, RowProblem)}
    results |= outcome.verdicts
    results |= {problem.line: problem for problem in outcome.problems}
    return [results[index] for index in range(len(told))]


def _row(read: Any, index: int, told: Any) -> ReadRow | RowProblem:
    if not isinstance(told, Mapping):
        return RowProblem(index, "", "", "reviews.no_object")
    if unknown := sorted(set(told) - NAMES):
        return RowProblem(index, unknown[0][:60], "", "reviews.no_field")
    cells = [_cell(told.get(column.header)) for column in COLUMNS]
    if None in cells:
        return RowProblem(index, COLUMNS[cells.index(None)].header, "", "reviews.no_text")
    row: ReadRow | RowProblem = read(index, cells)
    return row


def _cell(value: Any) -> str | None:
    """A JSON value as a cell has it; None for one that is no text, number, or yes or no."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    return value if isinstance(value, str) and "\0" not in value else None
