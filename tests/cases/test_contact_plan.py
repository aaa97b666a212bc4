"""The contact plan (C14): chat first, calls at noon or in the evening and never outside the hours, appointments,
greetings by the shop's clock, the five stages."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from aftercare.cases.contact_plan import STAGES, Appointment, Next, Talk, Why, appointment_of, next_contact, stage_now
from aftercare.cases.facts import Limits
from aftercare.cases.scripts import Greeting, Speaker, greeting_at, scripts_of, shortened
from aftercare.cases.terms import Channel, TalkStage
from aftercare.core.money import ZERO

SHANGHAI, LONDON = "Asia/Shanghai", "Europe/London"
SPEAKER = Speaker("小彬", "印泰家居", "质量太差")


@dataclass(frozen=True)
class Said:
    """One contact: by default nobody answered in the chat."""

    at: datetime
    channel: str = "chat"
    result: str = "not_reached"
    stage: str = "receive"
    next_at: datetime | None = None


def limits(**hours: int) -> Limits:
    return Limits(authority={}, daily_authority=ZERO, freight_ceiling=ZERO, **hours)


def wall(clock: str, day: int = 20, zone: str = SHANGHAI) -> datetime:
    """That time of a day in July 2026 by the shop's clock."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 7, day, hour, minute, tzinfo=ZoneInfo(zone))


@dataclass(frozen=True)
class Plan:
    """A plan at a moment: contacts newest first."""

    at: datetime
    contacts: tuple[Said, ...] = ()
    zone: str = SHANGHAI
    today: int = 0
    limits: Limits = field(default_factory=limits)

    @property
    def talk(self) -> Talk:
        return Talk(self.contacts, self.today, self.limits, self.at.astimezone(UTC), self.zone)

    @property
    def next(self) -> Next:
        return next_contact(self.talk)


@pytest.mark.parametrize("zone", [SHANGHAI, LONDON])
@pytest.mark.parametrize(
    ("clock", "greeting"),
    [
        ("00:00", Greeting.EVENING),
        ("04:59", Greeting.EVENING),
        ("05:00", Greeting.MORNING),
        ("11:29", Greeting.MORNING),
        ("11:30", Greeting.NOON),
        ("13:29", Greeting.NOON),
        ("13:30", Greeting.AFTERNOON),
        ("17:59", Greeting.AFTERNOON),
        ("18:00", Greeting.EVENING),
        ("23:59", Greeting.EVENING),
    ],
)
def test_the_greeting_follows_the_shops_clock(zone: str, clock: str, greeting: Greeting):
    assert greeting_at(wall(clock, zone=zone).astimezone(UTC), zone) is greeting


def test_the_chat_comes_first_even_at_noon():
    assert Plan(wall("12:00")).next == Next(Channel.CHAT, Why.FIRST)


@pytest.mark.parametrize("zone", [SHANGHAI, LONDON])
@pytest.mark.parametrize(
    ("clock", "begins"),
    [
        ("08:00", "11:30"),
        ("11:29", "11:30"),
        ("11:30", ""),
        ("13:29", ""),
        ("13:30", "18:30"),
        ("18:29", "18:30"),
        ("18:30", ""),
        ("20:29", ""),
    ],
)
def test_who_does_not_answer_is_phoned_at_noon_or_in_the_evening(zone: str, clock: str, begins: str):
    at = wall(clock, zone=zone)
    plan = Plan(at, (Said(at - timedelta(hours=1)),), zone)
    if begins:
        assert plan.next == Next(Channel.PHONE, Why.LATER, wall(begins, zone=zone))
    else:
        assert plan.next == Next(Channel.PHONE, Why.NO_ANSWER)


def test_after_the_evening_it_is_noon_of_the_next_day():
    plan = Plan(wall("20:30"), (Said(wall("19:00")),))
    assert plan.next == Next(Channel.PHONE, Why.LATER, wall("11:30", day=21))


def test_nobody_is_phoned_twice_in_one_window():
    chat = Said(wall("09:00"))
    assert Plan(wall("12:10"), (Said(wall("12:00"), "phone"), chat)).next.begins == wall("18:30")
    assert Plan(wall("19:10"), (Said(wall("12:00"), "phone"), chat)).next == Next(Channel.PHONE, Why.NO_ANSWER)
    assert Plan(wall("19:10"), (Said(wall("18:40"), "phone"), chat)).next.begins == wall("11:30", day=21)


@pytest.mark.parametrize(
    ("hours", "clock", "begins"),
    [
        ((12, 19), "11:40", wall("12:00")),
        ((12, 19), "18:59", None),
        ((12, 19), "19:00", wall("12:00", day=21)),
        ((14, 18), "12:00", wall("14:00")),
        ((14, 18), "14:00", None),
        ((9, 24), "20:40", wall("11:30", day=21)),
    ],
)
def test_calls_stay_within_the_hours_of_the_shop(hours: tuple[int, int], clock: str, begins: datetime | None):
    allowed = limits(phone_from=hours[0], phone_until=hours[1])
    plan = Plan(wall(clock), (Said(wall("09:00")),), limits=allowed)
    assert (plan.next.channel, plan.next.begins) == (Channel.PHONE, begins)


def test_a_shop_that_phones_nobody_tries_the_chat_again():
    plan = Plan(wall("12:00"), (Said(wall("09:00")),), limits=limits(phone_from=21, phone_until=9))
    assert plan.next == Next(Channel.CHAT, Why.NO_CALLS)


def test_who_answers_in_the_chat_is_not_phoned():
    plan = Plan(wall("12:00"), (Said(wall("11:00"), result="talked", stage="listen"),))
    assert plan.next == Next(Channel.CHAT, Why.ONGOING)
    assert Plan(wall("12:00"), (Said(wall("11:00"), "incoming", "talked"), Said(wall("09:00")))).next.why is Why.ONGOING


def test_enough_for_today_means_tomorrow():
    chat = Plan(wall("12:00"), (Said(wall("11:00"), result="talked"),), today=3)
    assert chat.next == Next(Channel.CHAT, Why.ENOUGH, wall("09:00", day=21))
    phone = Plan(wall("12:00"), (Said(wall("11:00")),), today=3)
    assert phone.next == Next(Channel.PHONE, Why.ENOUGH, wall("11:30", day=21))


def test_agreed_needs_no_further_contact():
    assert Plan(wall("12:00"), (Said(wall("11:00"), result="agreed", stage="agree"),)).next == Next(None, Why.SETTLED)


def asked(next_at: datetime, channel: str = "phone") -> Said:
    return Said(wall("10:00"), channel, "call_later", next_at=next_at)


def test_an_appointment_goes_before_chat_and_windows():
    when = wall("16:00")
    before = Plan(wall("12:00"), (asked(when),))
    assert before.next == Next(Channel.PHONE, Why.APPOINTED, when)
    assert appointment_of(before.talk) == Appointment(when, Channel.PHONE, is_overdue=False)
    for clock in ("16:00", "17:00"):
        due = Plan(wall(clock), (asked(when),))
        assert due.next == Next(Channel.PHONE, Why.DUE)
        assert appointment_of(due.talk) == Appointment(when, Channel.PHONE, is_overdue=True)


def test_an_appointment_at_night_is_kept_in_the_chat():
    when = wall("22:00")
    assert Plan(wall("12:00"), (asked(when),)).next.channel is Channel.CHAT
    assert Plan(wall("22:10"), (asked(when),)).next == Next(Channel.CHAT, Why.DUE)
    assert Plan(wall("09:00", day=21), (asked(when),)).next == Next(Channel.PHONE, Why.DUE)


def test_a_buyer_who_called_us_is_answered_in_the_chat():
    assert Plan(wall("12:00"), (asked(wall("16:00"), "incoming"),)).next.channel is Channel.CHAT


def test_an_appointment_waits_for_tomorrow_when_today_is_full():
    plan = Plan(wall("17:00"), (asked(wall("16:00")),), today=3)
    assert plan.next == Next(Channel.PHONE, Why.ENOUGH, wall("09:00", day=21))
    later = wall("16:00", day=22)
    assert Plan(wall("17:00"), (asked(later),), today=3).next == Next(Channel.PHONE, Why.APPOINTED, later)


@pytest.mark.parametrize(
    ("since", "stands"),
    [
        (Said(wall("15:50"), "phone"), True),  # tried too early
        (Said(wall("16:00"), "phone"), False),  # tried in time, in vain
        (Said(wall("12:00"), "incoming", "talked"), False),  # talked before it
        (Said(wall("12:00"), "phone", "call_later"), True),
    ],
)
def test_an_appointment_stands_until_somebody_talked_or_tried(since: Said, stands: bool):
    talk = Plan(wall("17:00"), (since, asked(wall("16:00")))).talk
    assert (appointment_of(talk) is not None) is stands


def test_a_newer_appointment_replaces_the_older_one():
    newer = wall("19:00")
    talk = Plan(wall("17:00"), (asked(newer), asked(wall("16:00")))).talk
    assert appointment_of(talk) == Appointment(newer, Channel.PHONE, is_overdue=False)


@pytest.mark.parametrize(
    ("contacts", "index"),
    [
        ((), 0),
        ((Said(wall("09:00")),), 0),
        ((asked(wall("16:00")),), 0),
        ((Said(wall("09:00"), result="talked", stage="receive"),), 1),
        ((Said(wall("09:00"), result="talked", stage="acknowledge"),), 3),
        ((Said(wall("09:00"), result="talked", stage="agree"),), 4),
        ((Said(wall("09:00"), result="declined", stage="agree"),), 3),
        ((Said(wall("09:00"), result="agreed", stage="propose"),), 5),
        ((Said(wall("10:00")), Said(wall("09:00"), result="talked", stage="listen")), 2),
    ],
)
def test_the_next_stage_follows_from_the_last_talk(contacts: tuple[Said, ...], index: int):
    assert stage_now(Plan(wall("12:00"), contacts).talk) == index


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_stage_has_sentences_to_copy_in_both_languages(language: str):
    with translation.override(language):
        for stage in STAGES:
            sentences = scripts_of(stage, SPEAKER, Channel.CHAT, Greeting.NOON)
            assert len(sentences) >= 2
            assert not [one for one in sentences if "%(" in one]


def test_the_opening_greets_by_name_asks_and_restates():
    with translation.override("zh-hans"):
        opening, booking, restating = scripts_of(TalkStage.RECEIVE, SPEAKER, Channel.PHONE, Greeting.NOON)
        written = scripts_of(TalkStage.RECEIVE, SPEAKER, Channel.CHAT, Greeting.EVENING)[0]
    assert opening.startswith("中午好，我是印泰家居的售后客服小彬")
    assert opening.endswith("请问您现在方便接电话吗？")
    assert "什么时候方便" in booking
    assert "“质量太差”" in restating
    assert written.startswith("晚上好")
    assert "电话" not in written


def test_the_buyers_words_are_cut_to_one_sentence_and_may_be_missing():
    assert shortened(" 差\n\n 评 ") == "差 评"
    assert len(shortened("长" * 500)) == 61
    with translation.override("zh-hans"):
        restating = scripts_of(TalkStage.RECEIVE, Speaker("小彬", "店", ""), None, Greeting.NOON)[-1]
    assert "“" not in restating
