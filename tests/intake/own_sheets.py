"""A shop's own sheet, as an ERP would export it: invented rows, no form that is known here."""

from collections.abc import Sequence

from tests.intake.reports import csv_file

from aftercare.intake.actions.name_columns import Naming

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
