"""How fast refund reports come in by file, in how much memory, and how fast their records become cases:
`python -m bench.refund_reports [--rows N] [--carried N]`.

100,000 generated refunds of known orders in each form that platforms write. A fresh process per file, whose peak memory
is the whole process with Django in it. Each file goes in three times: as new, unchanged, and with a newer status. Then
so many of the records are carried into cases by one worker, as its jobs do it.
"""

import argparse
import csv
import json
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.import_orders import FIGURES, in_a_process
from bench.place import choose_home, database, say
from bench.report import Table

SEED, ROWS, CARRIED = 11, 100_000, 1_000
PASSES = (("new", False, "added"), ("again", False, "unchanged"), ("newer", True, "updated"))
START = datetime(2026, 5, 1, tzinfo=UTC)
REASONS = ("质量问题", "7天无理由退换货", "尺码不合适", "少件/漏发")
STATES = {
    "taobao": ("买家已经申请退款，等待卖家同意", "买家已经退货，等待卖家确认收货"),
    "douyin": ("待商家同意", "退货待商家收货"),
    "pdd": ("买家申请退款,待商家处理", "买家已发货，待商家收货"),
}


def order_no(index: int) -> str:
    return str(2_100_000_000_000_000_000 + index * 7919)


def rows(profile: Any, count: int, *, newer: bool) -> Iterator[list[str]]:
    """So many rows, the same ones each time; `newer`: the buyer has sent it back meanwhile."""
    dice = random.Random(SEED)
    first, later = STATES[profile.platform]
    codes = [field.code for field in profile.fields] + [""] * len(profile.left_out)
    for index in range(count):
        at = START + timedelta(seconds=dice.randrange(30 * 86_400))
        back = {"tracking_no": f"SF{index:012d}", "courier": "顺丰速运", "returned_at": _time(at, 3)} if newer else {}
        told = {
            "refund_no": f"88{order_no(index)}",
            "order_no": order_no(index),
            "raw_status": later if newer else first,
            "raw_kind": "退货退款",
            "amount": f"{dice.randrange(100, 9_900) / 100:.2f}",
            "goods": f"{dice.randrange(100, 9_900) / 100:.2f}",
            "applied_at": _time(at, 0),
            "due_at": _time(at, 8),
            "title": "原木摆件",
            "reason": dice.choice(REASONS),
            "explanation": "杯口有一道裂纹",
            "raw_intervention": "未介入",
            **back,
        }
        yield [told.get(code, "") for code in codes]


def _time(at: datetime, days: int) -> str:
    return f"{at + timedelta(days=days):%Y-%m-%d %H:%M:%S}"


def write(path: Path, profile: Any, count: int, *, newer: bool) -> None:
    header = [*(field.names[0] for field in profile.fields), *sorted(profile.left_out)]
    if profile.code.endswith("2024"):  # so that each form is recognised by its own columns
        header = ["售后类型" if name == "是否需要退货" else name for name in header]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows(profile, count, newer=newer))


def make_orders(shop: Any, count: int) -> None:
    """Orders of one line, as an import has left them."""
    from aftercare.core.bulk import insert_rows  # noqa: PLC0415 Django comes first
    from aftercare.core.money import Money  # noqa: PLC0415 the same
    from aftercare.orders.models import Order, OrderLine  # noqa: PLC0415 the same

    empty = [field.name for field in Order._meta.concrete_fields if field.empty_strings_allowed and field.name != "id"]
    empty = [name for name in empty if name != "platform_no" and not Order._meta.get_field(name).is_relation]
    plain = [name for name in empty if Order._meta.get_field(name).get_internal_type() in ("CharField", "TextField")]
    names = ("shop", "platform_no", "ordered_at", "dispatched_at", "paid", "total", "goods", "freight", "refunded")
    paid = Money(10_000)
    for begin in range(0, count, 10_000):
        told = [
            [shop.pk, order_no(index), START, START, paid, paid, paid, Money(0), Money(0), 1, START, START]
            + [""] * len(plain)
            for index in range(begin, min(begin + 10_000, count))
        ]
        ids = insert_rows(Order, (*names, "item_count", "created_at", "updated_at", *plain), told)
        lines = [[pk, "", "原木摆件", "", "", 1, paid, paid, Money(0), "", True] for pk in ids]
        fields = ("order", "line_no", "title", "sku", "merchant_code", "quantity", "price", "paid", "refunded")
        insert_rows(OrderLine, (*fields, "refund_status", "is_placeholder"), lines)


def carry(shop_id: int, count: int) -> tuple[float, float]:
    """Records a second that one worker carries into cases: by the clock, and of the worker's own core."""
    from aftercare.refundreports.actions.carry_refunds import carry_one  # noqa: PLC0415 Django comes first
    from aftercare.refundreports.models import PlatformRefund  # noqa: PLC0415 the same

    ids = list(PlatformRefund.objects.filter(shop_id=shop_id).order_by("pk").values_list("pk", flat=True)[:count])
    began, core = time.perf_counter(), time.process_time()
    carried = sum(carry_one(pk) for pk in ids)
    if carried != len(ids):
        raise SystemExit(f"only {carried} of {len(ids)} records became cases")
    return carried / (time.perf_counter() - began), carried / (time.process_time() - core)


def measure(count: int, wanted: int) -> Sequence[Table]:
    folder = choose_home() / "reports"
    folder.mkdir()
    from aftercare.refundreports.profiles import PROFILES  # noqa: PLC0415 the folder is chosen first
    from aftercare.shops.models import Shop  # noqa: PLC0415 the same

    table = Table(f"Import of {count:,} refunds", ("file", *FIGURES))
    cases = Table(f"{wanted:,} records become cases", ("form", "records/s", "records/s of a core"))
    with database():
        for profile in PROFILES:
            shop = Shop.objects.create(slug=profile.code.replace("_", "-")[:30], name=profile.code)
            make_orders(shop, count)
            for newer in (False, True):
                write(folder / f"{profile.code}-{newer}.csv", profile, count, newer=newer)
            for label, newer, outcome in (
                ("new", False, "added"),
                ("again", False, "unchanged"),
                ("newer", True, "updated"),
            ):
                done = in_a_process(folder / f"{profile.code}-{newer}.csv", shop.slug)
                if done[outcome] != count:
                    raise SystemExit(f"{profile.code} {label}: expected {count} rows {outcome}, got {done}")
                table.rows.append([f"{profile.code}, {label}", *(round(done[figure], 1) for figure in FIGURES)])
                say(f"refund reports: {table.rows[-1]}")
            cases.rows.append([profile.code, *(round(figure, 1) for figure in carry(shop.pk, wanted))])
            say(f"refund reports: {cases.rows[-1]}")
    return [table, cases]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--carried", type=int, default=CARRIED)
    options = parser.parse_args()
    print(json.dumps([table.as_json() for table in measure(options.rows, options.carried)], ensure_ascii=False))


if __name__ == "__main__":
    main()
