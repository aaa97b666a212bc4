"""What kind of report a header belongs to, and which of its columns are read. Names decide, never positions (O1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aftercare.core.words import Choices, _
from aftercare.orders.imports.columns import FOREIGN, ITEM_FIELDS, NOT_KEPT, ORDER_FIELDS, Field
from aftercare.orders.imports.problems import FileRefused
from aftercare.orders.imports.sniff import name_form
from aftercare.orders.imports.terms import ImportKind
from aftercare.orders.imports.values import tidy


@dataclass(frozen=True)
class Kind:
    """One form of report: the fields without which it is not that form, and headers that only this form uses."""

    code: ImportKind
    fields: tuple[Field, ...]
    required: frozenset[str]
    own_names: tuple[str, ...]
    without: frozenset[str] = frozenset()
    paid_is_net: bool = False  # 3.9: 买家实际支付金额 is what was left after refunds

    @property
    def is_items(self) -> bool:
        return self.fields is ITEM_FIELDS


KINDS = (
    Kind(
        ImportKind.CLASSIC_ORDERS,
        ORDER_FIELDS,
        frozenset({"platform_no", "total", "paid", "status", "ordered_at"}),
        ("买家会员名", "买家支付宝账号", "买家实际支付金额", "宝贝标题", "订单备注", "联系手机", "宝贝种类"),
    ),
    Kind(
        ImportKind.QIANNIU_ORDERS,
        ORDER_FIELDS,
        frozenset({"platform_no", "total", "paid", "status", "ordered_at"}),
        (
            "买家实付金额",
            "商品标题",
            "商家备注",
            "支付详情",
            "总金额(旧版)",
            "C2B小额收款",
            "商品属性SKU",
            "是否主动赔付",
        ),
    ),
    Kind(
        ImportKind.SHORT_REPORT,
        ORDER_FIELDS,
        frozenset({"platform_no", "total", "paid", "ordered_at", "paid_at", "refunded"}),
        (),
        without=frozenset({"status"}),
        paid_is_net=True,
    ),
    Kind(
        ImportKind.TMALL_ITEMS,
        ITEM_FIELDS,
        frozenset({"line_no", "platform_no", "title", "price", "quantity", "paid"}),
        ("标题", "价格", "外部系统编号", "买家实际支付金额", "备注"),
    ),
    Kind(
        ImportKind.QIANNIU_ITEMS,
        ITEM_FIELDS,
        frozenset({"line_no", "platform_no", "title", "price", "quantity", "paid"}),
        ("商品标题", "商品价格", "买家实付金额", "商品ID", "发货时间"),
    ),
    Kind(
        ImportKind.CLASSIC_ITEMS,
        ITEM_FIELDS,
        frozenset({"platform_no", "title", "price", "quantity"}),
        ("标题", "价格", "外部系统编号"),
        without=frozenset({"line_no"}),
    ),
)


class Use(Choices):
    READ = "read", _("Imported")
    NOT_KEPT = "not_kept", _("Not needed")  # known, left out on purpose
    DOUBLE = "double", _("Ignored: told twice")  # another column tells the same
    UNKNOWN = "unknown", _("Ignored: unknown column")  # shop_id, approved, refunded … do nothing here (E9)


@dataclass(frozen=True)
class Column:
    """One column of the file: its header as written, what is made of it, and the field when it is read."""

    index: int
    header: str
    use: Use
    field: Field | None = None


@dataclass(frozen=True)
class Shape:
    """A recognised header."""

    kind: Kind
    columns: tuple[Column, ...]

    @property
    def read(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.use is Use.READ)

    def headers(self, use: Use) -> list[str]:
        """Headers of that use, as written in the file."""
        return [column.header for column in self.columns if column.use is use]

    def to_json(self) -> list[dict[str, Any]]:
        """The mapping as it is kept with the batch and shown to the user."""
        return [
            {"header": column.header[:60], "use": column.use.value, "field": column.field.code if column.field else ""}
            for column in self.columns
        ]


def recognise(header: Sequence[str]) -> Shape:
    """The most specific kind whose required columns are all there. Raises FileRefused naming what is missing."""
    forms = [name_form(name) for name in header]
    present = {kind.code: _columns(kind, header, forms) for kind in KINDS}
    fitting = [kind for kind in KINDS if not _missing(kind, present[kind.code]) and not _told(kind, present[kind.code])]
    if fitting:
        best = max(fitting, key=lambda kind: _own(kind, forms))
        return Shape(best, present[best.code])
    foreign = next((label for name, label in FOREIGN.items() if name_form(name) in forms), None)
    if foreign is not None:
        raise FileRefused("kind.foreign", kind=foreign)
    nearest = max(KINDS, key=lambda kind: (_share(kind, present[kind.code]), _own(kind, forms)))
    missing = "、".join(_missing(nearest, present[nearest.code]))
    raise FileRefused("kind.unknown", kind=nearest.code.label, missing=missing)


def _columns(kind: Kind, header: Sequence[str], forms: Sequence[str]) -> tuple[Column, ...]:
    by_name = {name_form(name): field for field in kind.fields for name in field.names}
    read_at = _first_of_each_field(kind, forms)
    columns = []
    for index, (name, form) in enumerate(zip(header, forms, strict=True)):
        field = by_name.get(form)
        if field is not None:
            use = Use.READ if read_at[field.code] == index else Use.DOUBLE
        else:
            use = Use.NOT_KEPT if form in _NOT_KEPT_FORMS else Use.UNKNOWN
        columns.append(Column(index, tidy(name), use, field if use is Use.READ else None))
    return tuple(columns)


def _first_of_each_field(kind: Kind, forms: Sequence[str]) -> Mapping[str, int]:
    """Where each field is read when two columns tell it: names in the order of the table, then the leftmost."""
    return {
        field.code: forms.index(form)
        for field in kind.fields
        for form in [next((form for form in map(name_form, field.names) if form in forms), None)]
        if form is not None
    }


def _codes(columns: Sequence[Column]) -> set[str]:
    return {column.field.code for column in columns if column.field}


def _missing(kind: Kind, columns: Sequence[Column]) -> list[str]:
    """Classic names of the required columns that are not there, in the order of the table."""
    lacking = kind.required - _codes(columns)
    return [field.names[0] for field in kind.fields if field.code in lacking]


def _told(kind: Kind, columns: Sequence[Column]) -> bool:
    """Whether a column is there that this kind never has."""
    return bool(kind.without & _codes(columns))


def _own(kind: Kind, forms: Sequence[str]) -> tuple[int, int]:
    return len(kind.required), sum(name_form(name) in forms for name in kind.own_names)


def _share(kind: Kind, columns: Sequence[Column]) -> float:
    return len(kind.required & _codes(columns)) / len(kind.required)


_NOT_KEPT_FORMS = frozenset(map(name_form, NOT_KEPT))
