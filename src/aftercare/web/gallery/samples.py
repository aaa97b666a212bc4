"""Invented data for the gallery: long and short, none and many."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.core.money import Money
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Shift, Tone, Who
from aftercare.web.pieces.parts import (
    Evidence,
    FilterChoice,
    FilterMenu,
    MoveButton,
    OrderLine,
    Step,
    Tab,
    TimelineEntry,
)

LONG_TITLE = (
    "【顺丰包邮】加厚珊瑚绒四件套冬季保暖法兰绒双面绒床单被套"
    "学生宿舍三件套1.8m床2.0×2.3m家用床上用品新款（买一送一赠抱枕两只）"
)


@dataclass(frozen=True)
class SampleRow:
    """One row of the sample queue."""

    number: str
    title: str
    state: Any
    tone: Tone
    clock: Clock
    owner: Who | None
    amount: Money
    at: datetime


@dataclass
class Gallery:
    """Everything that the gallery prints, as seen at `at`."""

    at: datetime
    peek_url: str
    tones: list[tuple[Any, Tone]] = field(init=False)
    clocks: list[tuple[str, Clock]] = field(init=False)
    people: list[Who | None] = field(init=False)
    moments: list[datetime] = field(init=False)
    rows: list[SampleRow] = field(init=False)

    def __post_init__(self) -> None:
        self.tones = [
            (_("Waits for the shop"), Tone.US),
            (_("Waits for the buyer"), Tone.OTHERS),
            (_("Runs out soon"), Tone.SOON),
            (_("Late"), Tone.LATE),
            (_("Refunded"), Tone.DONE),
            (_("Refused"), Tone.REFUSED),
        ]
        self.clocks = [
            ("calm", self._clock(8, -4, 116)),
            ("soon", self._clock(8, -1.5, 60)),
            ("late", self._clock(30, 2, 100)),
            ("over", self._clock(118, 90, 1.2)),
            ("passed", self._clock(130, 100, -2)),
            ("limit only", self._clock(20, None, 148)),
            ("paused", Clock(self.at, paused=True)),
        ]
        self.people = [
            Who(1, "王小明", Shift.ON),
            Who(2, "欧阳娜娜", Shift.AWAY),
            Who(3, "李", Shift.OFF),
            Who(4, "Alexandra Montgomery-Whitfield", Shift.ON),
            None,
        ]
        ago = (20, 60 * 7, 3600 * 5, 86400, 86400 * 12, 86400 * 400, -86400)
        self.moments = [self.at - timedelta(seconds=seconds) for seconds in ago]
        self.rows = [self._row(index) for index in range(8)]

    def _clock(self, gone: float, own_over: float | None, limit_left: float) -> Clock:
        """Hours: run so far, past the own target (negative: left), left of the limit."""
        return Clock(
            started=self.at - timedelta(hours=gone),
            own_due=None if own_over is None else self.at - timedelta(hours=own_over),
            limit_due=self.at + timedelta(hours=limit_left),
            effect=_("agreed automatically"),
        )

    def _row(self, index: int) -> SampleRow:
        titles = (
            "尺码偏大,想退",
            LONG_TITLE,
            "收到时杯口有裂纹",
            "少发一件",
            "质量问题:洗一次就起球",
            "不喜欢",
            "Wrong colour",
            "退货",
        )
        label, tone = self.tones[index % len(self.tones)]
        return SampleRow(
            number=f"TH-202611-{index * 7 + 17:05d}",
            title=titles[index % len(titles)],
            state=label,
            tone=tone,
            clock=self.clocks[index % len(self.clocks)][1],
            owner=self.people[index % len(self.people)],
            amount=Money(index * 123457 + 990),
            at=self.moments[index % 5],
        )

    @property
    def moves(self) -> list[MoveButton]:
        return [
            MoveButton("agree", _("Agree to the return"), post_url=self.peek_url, is_primary=True),
            MoveButton("message", _("Ask for pictures"), post_url=self.peek_url),
            MoveButton(
                "refuse", _("Refuse"), refusal=str(_("Quality problems cannot be refused within 7 days of signing."))
            ),
            MoveButton(
                "pay",
                _("Refund ¥128.00"),
                post_url=self.peek_url,
                confirm_text=str(_("¥128.00 goes back to 王** by Alipay. This cannot be taken back.")),
                is_danger=True,
            ),
        ]

    @property
    def steps(self) -> list[Step]:
        labels = (_("Applied"), _("Agreed"), _("Sent back"), _("Inspection"), _("Refund"), _("Closed"))
        return [
            Step(
                label,
                "past" if index < 3 else "here" if index == 3 else "ahead",
                _("2 of 3 good") if index == 3 else "",
            )
            for index, label in enumerate(labels)
        ]

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(_("Waits for me"), "#tabs", True, "12"),
            Tab(_("Runs out soon"), "#tabs", count="99+"),
            Tab(_("All open"), "#tabs"),
            Tab(_("Closed"), "#tabs"),
        ]

    @property
    def menus(self) -> list[FilterMenu]:
        kinds = tuple(FilterChoice(label, "#filters", index == 0) for index, (label, _tone) in enumerate(self.tones))
        return [
            FilterMenu(_("State"), kinds, self.tones[0][0]),
            FilterMenu(_("Owner"), kinds),
            FilterMenu(_("Kind"), kinds),
        ]

    @property
    def lines(self) -> list[OrderLine]:
        return [
            OrderLine(LONG_TITLE, "颜色:雾霾蓝;尺寸:1.8m(6英尺)床", 2, Money(25800), note=_("1 of 2 in this return")),
            OrderLine("马克杯", "白", 1, Money(1990)),
        ]

    @property
    def evidence(self) -> list[Evidence]:
        pictures = [Evidence("picture", url, url, caption) for url, caption in _PICTURES]
        return [*pictures, Evidence("video", "", "#", "开箱.mp4"), Evidence("document", "", "#", "质检报告.pdf")]

    @property
    def timeline(self) -> list[TimelineEntry]:
        return [
            TimelineEntry(
                _("Agreed to the return"), self.moments[1], "check", "us", "王小明", lines=((_("Amount"), "¥258.00"),)
            ),
            TimelineEntry(
                _("Note"), self.moments[2], "message-square", "soon", "李", "买家赶时间,\n请优先验货。", is_note=True
            ),
            TimelineEntry(_("The buyer applied"), self.moments[3], "inbox", "others", "清***8", "收到时杯口有裂纹"),
        ]

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        return [("size", _("Wrong size")), ("quality", _("Quality")), ("late", _("Came too late"))]

    @property
    def bulk_actions(self) -> list[tuple[str, Any]]:
        return [("assign", _("Assign")), ("export", _("Export"))]


def _picture(colour: str, shape: str) -> str:
    return (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'%3E"
        f"%3Crect width='96' height='96' fill='%23{colour}'/%3E{shape}%3C/svg%3E"
    )


_PICTURES = (
    (_picture("c9d6e8", "%3Ccircle cx='48' cy='52' r='24' fill='%23fff'/%3E"), "杯口.jpg"),
    (
        _picture("e8d9c9", "%3Crect x='24' y='24' width='48' height='48' fill='%23fff'/%3E"),
        "IMG_20261120_181233_hdr_long_name.jpg",
    ),
)
