"""Payment files out, results in: the columns that a finance person fills in, by their headings (B5, E1, E5, E7)."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.core.text import clean, fold
from aftercare.freight.models import FreightBatchRow
from aftercare.freight.terms import BATCH_MOST
from aftercare.intake.problems import RowProblem
from aftercare.intake.readers import Table, open_table
from aftercare.intake.refusals_file import BYTE_ORDER_MARK, safe_cell
from aftercare.intake.sniff import name_form

MOST_BYTES: Final = 5 * 1024 * 1024
LONG_NUMBER: Final = 12  # digits from which Excel rounds or writes 1.9E+15
# The file's own headings, in its order; finance fills in the last three. Others that payment programs write follow.
HEADINGS: Final = (
    "打款编号", "订单编号", "收款人", "收款账号", "金额(元)", "用途", "结果", "流水号", "失败原因",
)  # fmt: skip
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "key": ("打款编号", "商户订单号", "商家订单号", "payment key"),
    "amount": ("金额(元)", "金额", "转账金额", "amount"),
    "result": ("结果", "状态", "转账状态", "处理结果", "result", "status"),
    "voucher": ("流水号", "凭证号", "交易号", "支付宝流水号", "转账流水号", "voucher"),
    "reason": ("失败原因", "原因", "备注", "错误信息", "reason"),
}
PAID: Final = frozenset({"成功", "已打款", "打款成功", "转账成功", "支付成功", "paid", "success"})
FAILED: Final = frozenset({"失败", "未打款", "打款失败", "转账失败", "支付失败", "failed", "failure"})


def cells_of(row: FreightBatchRow) -> list[str | Money]:
    """One row of the file; `claim`, `payout` have come along. The account is whole here and nowhere else."""
    claim, payout = row.claim, row.payout
    name, account = claim.payee_name, claim.payee_account
    return [payout.key, payout.payee_reference, name, account, payout.amount, payout.purpose, "", "", ""]


def batch_csv(rows: Iterable[FreightBatchRow]) -> Iterator[bytes]:
    """The file in pieces, UTF-8 with a byte-order mark; no cell can be a formula, long numbers stay whole."""
    yield BYTE_ORDER_MARK
    yield _line(HEADINGS)
    for row in rows:
        yield _line([cell.yuan if isinstance(cell, Money) else _number(cell) for cell in cells_of(row)])


def _number(text: str) -> str:
    return f"'{text}" if len(text) >= LONG_NUMBER and text.isdigit() else safe_cell(text)


def _line(cells: Sequence[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode()


@dataclass(frozen=True)
class ResultRow:
    """One row of a result file. `problem`: why it cannot be used; `is_open`: finance has not filled it in."""

    line: int
    key: str = ""
    amount: Money | None = None
    voucher: str = ""
    reason: str = ""
    problem: str = ""
    is_open: bool = False


def read_results(path: Path) -> list[ResultRow]:
    """The rows of a CSV or XLSX. Raises InvalidInput (`file`) when it cannot be read, lacks a column or is too long."""
    with open_table(path) as table:
        places = _places(table)
        rows: list[ResultRow] = []
        for line, cells in table.rows():
            if len(rows) >= BATCH_MOST * 2:
                raise InvalidInput({"file": _("The file has more than %(most)s rows.") % {"most": BATCH_MOST * 2}})
            if isinstance(cells, RowProblem):
                rows.append(ResultRow(line, problem=str(cells.refusal)))
                continue
            row = _row(line, {name: _plain(cells[place]) for name, place in places.items()})
            if row.key or row.voucher or row.reason:  # the mark at the end of our own sheet is no row
                rows.append(row)
        return rows


def _places(table: Table) -> dict[str, int]:
    forms = [name_form(heading) for heading in table.header]
    places = {}
    for name, known in COLUMNS.items():
        place = next((forms.index(form) for form in map(name_form, known) if form in forms), None)
        if place is not None:
            places[name] = place
    missing = [COLUMNS[name][0] for name in ("key", "amount", "result", "voucher") if name not in places]
    if missing:
        sentence = _("The file lacks the columns %(names)s. Fill in the file that was made here.")
        raise InvalidInput({"file": sentence % {"names": "、".join(missing)}})
    return places


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a text from being a formula or a number, as our own file has it."""
    return clean(cell).removeprefix("'")


def _row(line: int, cells: Mapping[str, str]) -> ResultRow:
    key, voucher, reason = cells["key"], cells["voucher"], cells.get("reason", "")
    result = fold(cells["result"])
    if not key.startswith("freight-"):
        return ResultRow(line) if not any(cells.values()) or not result else _wrong(line, key, _("No payment key."))
    try:
        amount = Money.from_yuan(fold(cells["amount"]).lstrip("¥").replace(",", ""))
    except ValueError:
        return _wrong(line, key, _("The amount cannot be read."))
    if not result and not voucher:
        return ResultRow(line, key, amount, is_open=True)
    if result in PAID and voucher:
        return ResultRow(line, key, amount, voucher=voucher)
    if result in FAILED and not voucher:
        return ResultRow(line, key, amount, reason=reason or _("No reason given"))
    return _wrong(line, key, _("Write 成功 with the voucher number, or 失败 with the reason."))


def _wrong(line: int, key: str, problem: str) -> ResultRow:
    return ResultRow(line, key or "?", problem=problem)
