"""A shop's own sheet, as an ERP would export it: invented rows, no form that is known here."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from tests.intake.reports import csv_file

from aftercare.core.errors import Refused
from aftercare.intake.actions.name_columns import Naming
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.start_import import start_import
from aftercare.intake.models import ImportBatch
from aftercare.shops.access import Person

HEADER = ("系统单号", "店铺单号", "日期时间", "客户", "联系方式", "实收", "进度", "品名", "仓库")
FIELDS = ("", "platform_no", "ordered_at", "receiver_name", "mobile", "paid", "status", "item_summary", "")


def own(number: int = 1, **told: str) -> list[str]:
    """One row; `told` overrides by header."""
    values = {
        "系统单号": f"SYS{number:06d}",
        "店铺单号": f"{2_300_000_000_000_000_000 + number}",
        "日期时间": "2026-05-01 10:00:00",
        "客户": "赵小满",
        "联系方式": "18600001234",
        "实收": "120.50",
        "进度": "已出库",
        "品名": "青瓷花瓶",
        "仓库": "主仓",
    } | told
    return [values[name] for name in HEADER]


def own_file(rows: Sequence[Sequence[str]] = (), header: Sequence[str] = HEADER, encoding: str = "utf-8") -> bytes:
    """The sheet as CSV; three rows when none are given."""
    return csv_file(header, rows or [own(n) for n in range(1, 4)], encoding=encoding)


def shuffled(order: Sequence[int]) -> bytes:
    """The same sheet with its columns in another order."""
    rows = [[own(n)[at] for at in order] for n in range(1, 4)]
    return own_file(rows, [HEADER[at] for at in order])


def naming(name: str = "ERP 导出", seen: str = "", codes: Sequence[str] = FIELDS, kind: str = "own_orders") -> Naming:
    return Naming(kind, name, tuple(codes), seen)


def refusal(act: Callable[..., Any], **given: Any) -> str:
    """The code with which the act is refused."""
    with pytest.raises(Refused) as caught:
        act(**given)
    return caught.value.refusal.code


def run(who: Person, batch: ImportBatch, **options: Any) -> ImportBatch:
    """Start the import and do the worker's part."""
    start_import(person=who, batch_id=batch.pk, **options)
    run_import(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch
