"""A courier's own list of places as a file: which columns it has, and what a row tells (O6). Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from aftercare.core.text import fold
from aftercare.core.words import _
from aftercare.intake.cells import CellReader
from aftercare.intake.families import Cells, RowReader
from aftercare.intake.fields import TEXT, TIME, Clock, Field
from aftercare.intake.problems import RowProblem
from aftercare.intake.profiles import Profile
from aftercare.intake.recognise import Shape
from aftercare.intake.rows import ReadRow
from aftercare.orders.delivery.gazetteer import Place
from aftercare.orders.delivery.listed import CoverageRow
from aftercare.orders.delivery.places import read_areas
from aftercare.orders.delivery.table import LONGEST_NAME
from aftercare.orders.delivery.terms import GapKind

FIELDS: Final = (
    Field("courier", _("Courier"), TEXT, ("快递公司", "承运商", "快递", "物流公司")),
    Field("province", _("Province"), TEXT, ("省", "省份", "省/直辖市")),
    Field("city", _("City"), TEXT, ("市", "城市", "地市")),
    Field("district", _("District"), TEXT, ("区县", "区/县", "县区", "区")),
    Field("kind", _("Why"), TEXT, ("类型", "超区类型", "原因")),
    Field("since", _("In force from"), TIME, ("生效日", "生效日期", "开始日期")),
    Field("until", _("Last day"), TIME, ("失效日", "失效日期", "结束日期")),
    Field("note", _("Note"), TEXT, ("备注", "说明")),
)
PROFILE: Final = Profile(
    code="courier_coverage",
    label=_("Places that a courier does not serve"),
    platform="",
    fields=FIELDS,
    required=frozenset({"courier", "province", "city", "district", "kind"}),
    own_names=("超区类型", "生效日", "失效日"),
    note=_("The whole list of each courier in the file. It takes the place of the older list from today on, or from "
           "the first day that stands in it; places by hand stay."),
)  # fmt: skip
SENTENCES: Final = {
    "coverage.place": _("No such place. Write province, city and district, such as 四川省, 甘孜藏族自治州, 石渠县."),
    "coverage.kind": _("Write 超区, 无网点 or 暂停."),
    "coverage.span": _("The last day stands before the first one."),
    "coverage.courier": _("Name the courier in at most 20 characters."),
    "coverage.role": _("Only operations and supervisors may change where couriers go. Nothing was taken in."),
    "coverage.too_many": _("A courier's list has at most 20,000 places. Split the file by courier or shorten it."),
}
_NEEDED: Final = ("courier", "province", "kind")
_KINDS: Final = (
    (("盲件", "盲区", "无网点", "未开通", "no_outlet"), GapKind.NO_OUTLET),
    (("暂停", "停运", "停发", "suspended"), GapKind.SUSPENDED),
    (("超区", "不派", "out_of_zone"), GapKind.OUT_OF_ZONE),
)
_NOT_A_CITY: Final = ("省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖", "市辖区")


@dataclass(frozen=True)
class Listed:
    """What a row tells: one place of one courier's list. The courier as it is written."""

    courier: str
    row: CoverageRow


def coverage_reader(shape: Shape, clock: Clock) -> RowReader:
    """Reads rows of the list into `Listed`; rows of one courier go in together."""
    cells_of = CellReader(shape, clock, _NEEDED)

    def read(line: int, cells: Cells) -> ReadRow | RowProblem:
        told = cells_of.read(line, cells)
        if isinstance(told, RowProblem):
            return told
        if len(told["courier"]) > LONGEST_NAME:
            return cells_of.refused(line, "courier", told["courier"], "coverage.courier")
        kind, place = kind_named(told["kind"]), _place(told)
        if kind is None:
            return cells_of.refused(line, "kind", told["kind"], "coverage.kind")
        if place is None:
            words = told.get("district") or told.get("city") or told["province"]
            field = next(name for name in ("district", "city", "province") if told.get(name))
            return cells_of.refused(line, field, words, "coverage.place")
        since, until = (_day(told.get(name), clock) for name in ("since", "until"))
        if since is not None and until is not None and until < since:
            return cells_of.refused(line, "until", until.isoformat(), "coverage.span")
        listed = Listed(told["courier"], CoverageRow(place, kind, since, until, told.get("note", "")))
        return ReadRow(line, listed, told["courier"], (told["courier"], place.key))

    return read


def kind_named(text: str) -> GapKind | None:
    """What couriers call it: '超区', '盲件区', '网点暂停'."""
    plain = fold(text)
    return next((kind for words, kind in _KINDS if any(word in plain for word in words)), None)


def shown(listed: Listed, _zone: ZoneInfo) -> dict[str, str]:
    """What the preview prints of a row."""
    row = listed.row
    told = {
        "courier": listed.courier,
        "province": row.place.province,
        "city": row.place.city,
        "district": row.place.district,
        "kind": str(row.kind.label),
        "since": row.since.isoformat() if row.since else "",
        "until": row.until.isoformat() if row.until else "",
        "note": row.note,
    }
    return {name: value for name, value in told.items() if value}


def _place(told: dict[str, Any]) -> Place | None:
    """The one place of the three cells; None when they name none, or the city of another province."""
    parts = [told["province"], told.get("city", ""), told.get("district", "")]
    parts = ["" if part in _NOT_A_CITY else part for part in parts]
    if parts[1] == parts[0]:  # 北京市, 北京市, 朝阳区
        parts[1] = ""
    try:
        found = read_areas("".join("".join(part.split()) for part in parts), with_districts=True)
    except ValueError:
        return None
    if len(found) != 1 or len(found[0].district) > 40:
        return None
    if parts[2] and not found[0].district and (parts[1] or not found[0].city):  # 三沙市 stands where districts do
        return None
    return found[0]


def _day(at: datetime | None, clock: Clock) -> Any:
    return None if at is None else at.astimezone(clock.zone).date()
