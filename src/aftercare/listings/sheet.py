"""Pages of products as a file: which columns it has, and what a row tells (R7). Pure."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.core.words import _
from aftercare.intake.cells import CellReader
from aftercare.intake.families import Cells, RowReader
from aftercare.intake.fields import COUNT, TEXT, Clock, Field
from aftercare.intake.problems import RowProblem
from aftercare.intake.profiles import Profile
from aftercare.intake.recognise import Shape
from aftercare.intake.rows import ReadRow
from aftercare.listings.checking import LONGEST_PART, MOST_SHOTS
from aftercare.listings.terms import Part, Shot

CODE: Final = "product_code"
_HEADERS: Final = {
    Part.MATERIAL: ("材质说明", "材质", "面料", "成分"),
    Part.SPECIFICATION: ("规格说明", "规格参数", "规格"),
    Part.SIZE: ("尺码容量", "尺码说明", "尺寸", "容量"),
    Part.USE: ("使用方法", "用法", "安装说明"),
    Part.EFFECT: ("使用效果", "功效说明", "效果"),
    Part.CARE: ("保养说明", "洗涤说明", "保养"),
    Part.FLAW: ("瑕疵说明", "瑕疵"),
    Part.PROOF: ("正品凭证", "授权证明", "检测报告"),
    Part.PAYMENT: ("付款须知", "付款说明"),
    Part.LOGISTICS: ("物流须知", "物流说明", "发货说明"),
    Part.DISCOUNT: ("优惠须知", "优惠说明", "折扣说明"),
    Part.CONTACT: ("联系方式说明", "联系须知", "售后联系"),
}
_SHOTS: Final = {
    Shot.REAL: ("实物图数", "实拍图数", "实物图"),
    Shot.DETAIL: ("细节图数", "细节图"),
    Shot.EFFECT: ("效果图数", "效果图"),
}
FIELDS: Final = (
    Field(CODE, _("Merchant code"), TEXT, ("商家编码", "商品编码", "货号")),
    *(Field(part.value, part.label, TEXT, names) for part, names in _HEADERS.items()),
    *(Field(f"shot_{shot.value}", shot.label, COUNT, names) for shot, names in _SHOTS.items()),
)
PROFILE: Final = Profile(
    code="listings",
    label=_("Pages of products"),
    platform="",
    fields=FIELDS,
    required=frozenset({CODE, Part.MATERIAL.value, Part.USE.value}),
    own_names=("材质说明", "瑕疵说明", "正品凭证", "付款须知", "物流须知", "优惠须知"),
    note=_("One row per product. A column that is not in the file, and an empty cell, change nothing."),
)  # fmt: skip
SENTENCES: Final = {
    "listing.no_product": _("There is no product with this merchant code. Take the products in first."),
    "listing.too_long": _("At most %(most)s characters."),
    "listing.too_many": _("At most %(most)s pictures."),
    "listing.role": _(
        "Operations, supervisors and administrators of the shop keep its products. Nothing was taken in."
    ),
}


@dataclass(frozen=True)
class Told:
    """What a row says of the product with that code: only what stands in it."""

    code: str
    parts: dict[str, str]
    shots: dict[str, int]


def listing_reader(shape: Shape, clock: Clock) -> RowReader:
    """Reads rows into `Told`."""
    cells_of = CellReader(shape, clock, (CODE,))

    def read(line: int, cells: Cells) -> ReadRow | RowProblem:
        told = cells_of.read(line, cells)
        if isinstance(told, RowProblem):
            return told
        parts = {part.value: told[part.value] for part in Part if part.value in told}
        shots = {shot.value: told[f"shot_{shot.value}"] for shot in Shot if f"shot_{shot.value}" in told}
        for name, text in parts.items():
            if len(text) > LONGEST_PART:
                return cells_of.refused(line, name, text, "listing.too_long", most=LONGEST_PART)
        for name, count in shots.items():
            if count > MOST_SHOTS:
                return cells_of.refused(line, f"shot_{name}", str(count), "listing.too_many", most=MOST_SHOTS)
        return ReadRow(line, Told(told[CODE], parts, shots), told[CODE], told[CODE])

    return read


def shown(told: Told, _zone: ZoneInfo) -> dict[str, str]:
    """What the preview prints of a row."""
    shots = {f"shot_{name}": str(count) for name, count in told.shots.items()}
    return {CODE: told.code, **told.parts, **shots}
