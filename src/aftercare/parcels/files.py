"""Events of parcels from a file: what a courier's site or a shop's own sheet tells, a row an event (O5)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection

from aftercare.core.words import _
from aftercare.intake.cells import CellReader
from aftercare.intake.families import Cells, Family, RowReader, register
from aftercare.intake.fields import TEXT, TIME, Clock, Converter, Field
from aftercare.intake.masking import shown_value
from aftercare.intake.problems import BadValue, RowProblem
from aftercare.intake.profiles import Profile
from aftercare.intake.recognise import Shape
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.intake.values import read_id, read_text
from aftercare.parcels.actions.apply_inbox import Item, apply_reports
from aftercare.parcels.couriers import code_of_name, name_of
from aftercare.parcels.masking import shown_text
from aftercare.parcels.numbers import read_number
from aftercare.parcels.reports import Report, event
from aftercare.parcels.terms import Sign, Way
from aftercare.parcels.words import sign_of_words

NEEDED: Final = frozenset({"number", "happened_at", "text"})
_KNOWN: Final = """
    SELECT parcel.number, told.key FROM parcels_parcel AS parcel
    JOIN parcels_trackingevent AS told ON told.parcel_id = parcel.id
    WHERE parcel.shop_id = %s AND parcel.number = ANY(%s)
"""


def read_tracking(cell: str) -> str | None:
    """A tracking number: letters and digits, and of digits alone only what Excel has not rounded."""
    text = read_text(cell) or ""
    if not text:
        return None
    if text.replace(".", "").replace("+", "").isdigit() or "E+" in text.upper():
        text = read_id(cell) or ""
    number = read_number(text)
    if not number:
        raise BadValue("parcel.number", value=shown_value(cell))
    return number


NUMBER: Final = Converter(read_tracking, "parcel.number_missing", is_long_number=True)
PROFILES: Final = (
    Profile(
        code="parcel_events",
        label=_("Events of parcels"),
        platform="",
        fields=(
            Field("number", _("Tracking number"), NUMBER, ("快递单号", "运单号", "物流单号", "运单编号", "快递运单号")),
            Field("courier", _("Courier"), TEXT, ("快递公司", "物流公司", "承运商", "快递")),
            Field(
                "happened_at", _("Time"), TIME,
                ("轨迹时间", "操作时间", "扫描时间", "物流时间", "发生时间", "更新时间", "时间"),
            ),
            Field(
                "text", _("What the courier wrote"), TEXT,
                ("物流轨迹", "轨迹内容", "物流信息", "跟踪记录", "轨迹描述", "物流详情", "操作说明"), is_personal=True,
            ),
            Field("status", _("State"), TEXT, ("轨迹状态", "快递状态", "签收状态", "当前状态")),
            Field("place", _("Place"), TEXT, ("操作网点", "所在地", "当前城市", "扫描网点", "网点")),
        ),
        required=NEEDED,
        own_names=("轨迹时间", "物流轨迹", "轨迹内容", "轨迹描述"),
        note=_("Each row is one event; the same event again changes nothing."),
    ),
)  # fmt: skip
OWN: Final = replace(PROFILES[0], code="own_parcel_events", label=_("Own sheet of parcel events"), own_names=())
SENTENCES: Final = {
    "parcel.number": _("“%(value)s” is no tracking number: 5 to 40 letters and digits."),
    "parcel.number_missing": _("The tracking number is missing; without it nobody knows which parcel is meant."),
}


def event_reader(shape: Shape, clock: Clock) -> RowReader:
    """Reads rows into `Report`s of one event each."""
    cells_of = CellReader(shape, clock, NEEDED)

    def read(line: int, cells: Cells) -> ReadRow | RowProblem:
        told = cells_of.read(line, cells)
        if isinstance(told, RowProblem):
            return told
        state = told.get("status", "")
        sign = sign_of_words(state) if state else Sign.UNKNOWN
        if sign is Sign.UNKNOWN:
            sign = sign_of_words(told["text"])
        fact = event(told["happened_at"], sign, raw=state, text=told["text"], place=told.get("place", ""))
        report = Report(told["number"], code_of_name(told.get("courier", "")), (fact,))
        unknown = (state,) if state and sign is Sign.UNKNOWN else ()
        return ReadRow(line, report, report.number, (report.number, fact.key), unknown=unknown)

    return read


def apply_events(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Store what is new; the same events again change nothing, in whatever order."""
    numbers = sorted({row.facts.number for row in rows})
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [scope.shop_id, numbers])
        known = set(cursor.fetchall())
    outcome = Outcome()
    for row in rows:
        told = (row.facts.number, row.facts.events[0].key)
        outcome.verdicts[row.line] = Verdict.UNCHANGED if told in known else Verdict.ADDED
        known.add(told)
    if scope.writes:
        apply_reports([Item(scope.shop_id, Way.FILE, [row.facts for row in rows])], scope.at)
    return outcome


def shown(facts: Any, zone: ZoneInfo) -> dict[str, str]:
    """What a preview prints of a row."""
    (fact,) = facts.events
    return {
        "number": facts.number,
        "courier": name_of(facts.courier_code),
        "happened_at": f"{fact.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        "text": shown_text(fact.text),
        "status": str(fact.sign.label),
        "place": fact.place,
    }


def define() -> None:
    """Called when the applications are ready."""
    register(
        Family(
            code="parcel_events",
            label=_("Events of parcels"),
            profiles=PROFILES,
            reader=event_reader,
            apply=apply_events,
            shown=shown,
            sentences=SENTENCES,
            mappable=OWN,
        )
    )
