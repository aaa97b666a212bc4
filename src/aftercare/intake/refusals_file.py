"""The refused rows as a CSV file that opens in Excel and WPS and in which no cell can be a formula (E1)."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext

from aftercare.intake.models import ImportBatch
from aftercare.intake.queries import refused_row

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ROWS_AT_ONCE = 1000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def safe_cell(text: str) -> str:
    """The text as Excel shows it instead of running it: an apostrophe before whatever could begin a formula."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u3000\u00a0\n").startswith(_FORMULA) else text


def refusals_csv(batch: ImportBatch) -> Iterator[bytes]:
    """The file in pieces, UTF-8 with a byte-order mark; a header, then one line per refused row."""
    yield BYTE_ORDER_MARK
    yield _lines([[gettext("Line"), gettext("Column"), gettext("Value"), gettext("Reason")]])
    rows: list[list[str]] = []
    for refusal in batch.refusals.order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE):
        row = refused_row(refusal)
        rows.append([str(row.line), row.column, row.value, row.reason])
        if len(rows) == _ROWS_AT_ONCE:
            yield _lines(rows)
            rows.clear()
    if rows:
        yield _lines(rows)


def _lines(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[safe_cell(cell) for cell in row] for row in rows])
    return buffer.getvalue().encode()
