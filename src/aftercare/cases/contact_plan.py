"""The contact plan of a case (C14): by which way and when to talk with the buyer, and how far the talk is. Pure.

A 任务二 三4: the platform's chat first; who is not reached there is phoned, at noon or in the evening. B 二(三): five
stages of talking it through. What is said stands in `scripts.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from aftercare.cases.facts import Limits
from aftercare.cases.terms import Channel, ContactResult, TalkStage
from aftercare.core.words import Choices, _

STAGES = tuple(TalkStage)
UNREACHED = frozenset({ContactResult.NOT_REACHED, ContactResult.CALL_LATER})
WRITTEN = frozenset({Channel.CHAT, Channel.INCOMING})


@dataclass(frozen=True)
class Window:
    """A part of the day in minutes since midnight by the shop's clock; `until` is excluded and may be 24:00."""

    begin: int
    until: int

    def holds(self, wall: datetime) -> bool:
        return self.begin <= wall.hour * 60 + wall.minute < self.until

    def within(self, other: "Window") -> "Window":
        return Window(max(self.begin, other.begin), min(self.until, other.until))

    def on(self, wall: datetime) -> datetime:
        """When it begins on that day, in the zone of `wall`."""
        return datetime.combine(wall.date(), time(self.begin // 60, self.begin % 60), wall.tzinfo)


NOON = Window(11 * 60 + 30, 13 * 60 + 30)
EVENING = Window(18 * 60 + 30, 20 * 60 + 30)
CALLING = (NOON, EVENING)  # when buyers have time for a call


class Why(Choices):
    """Why the plan says so."""

    FIRST = "first", _("The platform's chat first: nobody is disturbed, and every word stays on record.")
    ONGOING = "ongoing", _("The buyer answers in the chat: go on there.")
    NO_ANSWER = "no_answer", _("No answer in the chat: phone now, most people have time at this hour.")
    LATER = "later", _("No answer in the chat: phone at noon or in the evening, when most people have time.")
    NO_CALLS = "no_calls", _("No answer, and this shop phones nobody: try the chat once more.")
    APPOINTED = "appointed", _("The buyer asked for this time.")
    DUE = "due", _("The time that the buyer asked for has come.")
    ENOUGH = "enough", _("The buyer was contacted often enough today; more would be harassment.")
    SETTLED = "settled", _("You have agreed. Do what was agreed, and tell the buyer when it is done.")


class Contacted(Protocol):
    """One contact as it was recorded: codes of Channel, TalkStage and ContactResult."""

    @property
    def channel(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def result(self) -> str: ...
    @property
    def next_at(self) -> datetime | None: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class Talk:
    """What has been said so far: `contacts` newest first, `today` those of this day that count as disturbing; and the
    moment and place of the plan."""

    contacts: Sequence[Contacted]
    today: int
    limits: Limits
    at: datetime
    timezone: str

    @property
    def wall(self) -> datetime:
        """The moment by the shop's clock."""
        return self.at.astimezone(ZoneInfo(self.timezone))


@dataclass(frozen=True)
class Next:
    """The next contact: by which way (None: none is needed), from when on (None: now), and why."""

    channel: Channel | None
    why: Why
    begins: datetime | None = None


@dataclass(frozen=True)
class Appointment:
    """When the buyer asked to be contacted again; `channel` is how we had talked."""

    at: datetime
    channel: Channel
    is_overdue: bool


def appointment_of(talk: Talk) -> Appointment | None:
    """The newest time that was agreed on. It stands until the buyer was reached since, or we tried at that time or
    later. `appointments.py` reads the same from the database."""
    for index, one in enumerate(talk.contacts):
        if one.next_at is None:
            continue
        since = talk.contacts[:index]
        if any(later.result not in UNREACHED or later.at >= one.next_at for later in since):
            return None
        channel = Channel.CHAT if one.channel == Channel.INCOMING else Channel(one.channel)
        return Appointment(one.next_at, channel, is_overdue=one.next_at <= talk.at)
    return None


def next_contact(talk: Talk) -> Next:
    """What to do next: the day's limit and appointments go before everything, the chat before the phone."""
    appointment = appointment_of(talk)
    if appointment is not None:
        begins = None if appointment.is_overdue else appointment.at
        if talk.today >= talk.limits.contacts_a_day:
            begins = max(appointment.at, _tomorrow(talk))
        channel = _permitted(appointment.channel, begins or talk.at, talk)
        why = Why.DUE if begins is None else Why.APPOINTED if begins == appointment.at else Why.ENOUGH
        return Next(channel, why, begins)
    if talk.contacts and talk.contacts[0].result == ContactResult.AGREED:
        return Next(None, Why.SETTLED)
    found = _by_chat_or_phone(talk)
    if talk.today < talk.limits.contacts_a_day:
        return found
    tomorrow = _tomorrow(talk)
    if found.channel is Channel.PHONE:
        tomorrow = next(begin for begin, _until in _calls(talk) if begin >= tomorrow)
    return Next(found.channel, Why.ENOUGH, tomorrow)


def stage_now(talk: Talk) -> int:
    """Which of STAGES comes next, by its index; all of them lie behind at len(STAGES). A declined proposal leads back
    to proposing."""
    reached = next((one for one in talk.contacts if one.result not in UNREACHED), None)
    if reached is None:
        return 0
    if reached.result == ContactResult.AGREED:
        return len(STAGES)
    if reached.result == ContactResult.DECLINED:
        return STAGES.index(TalkStage.PROPOSE)
    return min(STAGES.index(TalkStage(reached.stage)) + 1, len(STAGES) - 1)


def calling_hours(limits: Limits) -> tuple[Window, ...]:
    """Noon and evening as far as the shop phones then; else all of its hours; none when it phones nobody."""
    allowed = Window(limits.phone_from * 60, limits.phone_until * 60)
    usual = tuple(found for window in CALLING if (found := window.within(allowed)).begin < found.until)
    return usual or ((allowed,) if allowed.begin < allowed.until else ())


def _by_chat_or_phone(talk: Talk) -> Next:
    written = next((one for one in talk.contacts if one.channel in WRITTEN), None)
    if written is None or written.result != ContactResult.NOT_REACHED:
        return Next(Channel.CHAT, Why.ONGOING if written else Why.FIRST)
    called = next((one.at for one in talk.contacts if one.channel == Channel.PHONE), None)
    for begin, until in _calls(talk):
        if called is not None and begin <= called < until:
            continue  # once in a window is enough
        return Next(Channel.PHONE, Why.NO_ANSWER) if begin <= talk.at else Next(Channel.PHONE, Why.LATER, begin)
    return Next(Channel.CHAT, Why.NO_CALLS)


def _calls(talk: Talk) -> Iterator[tuple[datetime, datetime]]:
    """The windows for calls that have not ended yet, today and on the two days after: (begin, end)."""
    for days in range(3):
        day = talk.wall + timedelta(days=days)
        for window in calling_hours(talk.limits):
            begin = window.on(day)
            until = begin + timedelta(minutes=window.until - window.begin)
            if until > talk.at:
                yield begin, until


def _tomorrow(talk: Talk) -> datetime:
    """When the shop begins to contact buyers on the next day."""
    hours = Window(min(talk.limits.phone_from, 23) * 60, 24 * 60)
    return hours.on(talk.wall + timedelta(days=1))


def _permitted(channel: Channel, at: datetime, talk: Talk) -> Channel:
    """Nobody is phoned outside the shop's hours, not even by appointment: then it is the chat."""
    allowed = Window(talk.limits.phone_from * 60, talk.limits.phone_until * 60)
    if channel is Channel.PHONE and not allowed.holds(at.astimezone(talk.wall.tzinfo)):
        return Channel.CHAT
    return channel
