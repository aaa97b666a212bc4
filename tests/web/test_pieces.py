"""The pieces say the right thing in every state, in both languages, and print nobody's markup."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from aftercare.core.money import Money
from aftercare.web.pieces.clock import Clock, ClockState, clock_chip
from aftercare.web.pieces.icon import IconDoesNotExist, icon
from aftercare.web.pieces.marks import Shift, Tone, Who, masked, moment, money, person, pill
from aftercare.web.pieces.words import duration, exact, relative

AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")
HOSTILE = "<script>alert(1)</script>\"'"


def hours(count: float) -> datetime:
    """That many hours from AT."""
    return AT + timedelta(hours=count)


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (0, "不到1分钟", "under 1 min"),
        (59, "不到1分钟", "under 1 min"),
        (60, "1分钟", "1 min"),
        (3599, "59分钟", "59 min"),
        (3600, "1小时0分", "1h 0min"),
        (-7500, "2小时5分", "2h 5min"),
        (47 * 3600 + 3599, "47小时59分", "47h 59min"),
        (48 * 3600, "2天0小时", "2d 0h"),
        (6 * 86400 + 4 * 3600, "6天4小时", "6d 4h"),
    ],
)
def test_a_span_is_said_in_two_units_at_most(seconds: int, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert duration(seconds) == chinese
    with translation.override("en"):
        assert duration(seconds) == english


@pytest.mark.row("X2")
@pytest.mark.parametrize(
    ("when", "chinese", "english"),
    [
        (AT - timedelta(seconds=30), "刚刚", "just now"),
        (AT - timedelta(minutes=7), "7分钟前", "7 min ago"),
        (hours(-5), "今天 09:00", "Today 09:00"),
        (hours(-15), "昨天 23:00", "Yesterday 23:00"),
        (hours(24), "明天 14:00", "Tomorrow 14:00"),
        (hours(-24 * 12), "11月10日 14:00", "10 Nov 14:00"),
        (hours(-24 * 400), "2025-10-18 14:00", "2025-10-18 14:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it_in_the_shops_zone(when: datetime, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert relative(when, AT, SHANGHAI) == chinese
    with translation.override("en"):
        assert relative(when, AT, SHANGHAI) == english


@pytest.mark.row("X2")
def test_the_exact_moment_stands_behind_it() -> None:
    html = moment(hours(-5), AT, SHANGHAI)
    assert 'datetime="2026-11-22T01:00:00+00:00"' in html
    assert 'title="2026-11-22 09:00"' in html
    assert exact(AT, ZoneInfo("America/New_York")) == "2026-11-22 01:00"


@pytest.mark.parametrize(
    ("since", "own", "limit", "state", "eighths", "front", "behind"),
    [
        (0, 12, 120, ClockState.CALM, 8, "剩12小时0分", "5天0小时后自动同意"),
        (-28, 4, 92, ClockState.SOON, 1, "剩4小时0分", "3天20小时后自动同意"),
        (-14, -2, 106, ClockState.LATE, 7, "超2小时0分", "4天10小时后自动同意"),
        (-110, -98, 10, ClockState.OVER, 1, "10小时0分后自动同意", ""),
        (-122, -110, -2, ClockState.OVER, 0, "超2小时0分", ""),
        (0, None, 148, ClockState.CALM, 8, "6天4小时后自动同意", ""),
        (-110, None, 10, ClockState.OVER, 1, "10小时0分后自动同意", ""),
    ],
)
def test_the_chip_shows_the_own_target_and_what_happens_at_zero(
    since: float, own: float | None, limit: float, state: ClockState, eighths: int, front: str, behind: str
) -> None:
    clock = Clock(hours(since), None if own is None else hours(own), hours(limit), effect="自动同意")
    with translation.override("zh-hans"):
        html = clock_chip(clock, AT)
    assert (clock.state(AT), clock.eighths(AT)) == (state, eighths)
    assert f"<b>{front}</b>" in html
    assert f'<span class="ac-clock-limit">{behind}</span>' in html


def test_a_clock_that_waits_for_others_is_said_to_stand() -> None:
    with translation.override("zh-hans"):
        assert "暂停计时" in clock_chip(Clock(AT, hours(1), hours(2), paused=True), AT)
        assert "暂停计时" in clock_chip(Clock(AT), AT)
    assert clock_chip(None, AT) == ""


@pytest.mark.row("X2")
@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "¥0.00"), (5, "¥0.05"), (123456789, "¥1,234,567.89"), (-1250, "−¥12.50"), (10**14, "¥1,000,000,000,000.00")],
)
def test_money_has_two_digits_and_thousands(fen: int, text: str) -> None:
    assert f">{text}<" in money(Money(fen))


@pytest.mark.attack("C6")
def test_no_piece_prints_markup_that_somebody_typed() -> None:
    clock = Clock(AT, hours(1), hours(2), effect=HOSTILE)
    printed = [
        pill(HOSTILE, Tone.LATE),
        person(Who(1, HOSTILE, Shift.ON)),
        masked(HOSTILE, f"/x/?q={HOSTILE}"),
        clock_chip(clock, AT),
        icon("x", 14, HOSTILE),
    ]
    for html in printed:
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_every_tone_has_a_shape_of_its_own() -> None:
    assert {pill("x", tone).split('"')[1] for tone in Tone} == {f"ac-pill ac-{tone.value}" for tone in Tone}


def test_an_unknown_icon_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(IconDoesNotExist):
        icon("no-such-icon")


def test_somebody_without_work_is_said_so() -> None:
    with translation.override("zh-hans"):
        assert "未分派" in person(None)
        assert 'title="暂离"' in person(Who(1, "王小明", Shift.AWAY))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_progress_separates_thousands_once_in_both_languages(language: str) -> None:
    with translation.override(language):
        shown = render_to_string("pieces/progress.html", {"label": "导入", "done": 12_400, "total": 1_028_010})
    assert "12,400 / 1,028,010<" in shown
    assert '<progress value="12400" max="1028010"' in shown
