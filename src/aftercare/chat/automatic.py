"""Replies that are sent by themselves, each at most once in a conversation (S3, S4). None counts as an answer."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import translation

from aftercare.chat.models import Conversation, Duty, Message
from aftercare.chat.policies import PEAK
from aftercare.chat.routing import is_staffed, place_of
from aftercare.chat.terms import Auto, DutyState, Side, Stage
from aftercare.chat.writing import Words, add_message
from aftercare.clock.queries import calendar_of
from aftercare.clock.rules import NeverOpen
from aftercare.core.sql import Compiled
from aftercare.core.words import _
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

USUAL: Final = {
    Auto.GREETING: _("Hello {buyer}, this is {agent} of {shop}. How can I help you?"),
    Auto.AWAY: _(
        "{agent} is away for a moment ({reason}) and back in about {minutes} min. Please leave your question."
    ),
    Auto.OFF_HOURS: _("We are off duty now and back at {opens}. Please leave your question; you will get an answer."),
    Auto.NOBODY: _("Everybody is busy elsewhere just now. Please leave your question; you will get an answer."),
    Auto.PEAK: _("Many buyers are writing just now. You are number {place} in the queue; thank you for waiting."),
}
FOR_GUESTS: Final = _("Hello, this is {agent} of {shop}. How can I help you?")  # whose name nobody knows
_AWAY = Compiled(
    lambda staff: Duty.objects.select_related("staff").filter(staff_id=staff, state=DutyState.AWAY), staff=0
)
_HOLE: Final = re.compile(r" +([,，!！~、。.])")  # before a sign, where a name is missing
_GAP: Final = re.compile(r"\{([a-z]+)\}")


def words_of(shop: Shop, auto: Auto, at: datetime, values: Mapping[str, Any], language: str = "") -> str:
    """The shop's own words, or the usual ones in the buyer's language, with their gaps filled in: plain replacement,
    nothing of it is a template (C9, C14)."""
    own: str = policies_of(shop, at).get(f"chat.text_{auto.value}")
    with translation.override(language or translation.get_language()):
        text = own or str(USUAL[auto] if values.get("buyer", "?") else FOR_GUESTS)
    filled = _GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), text)  # in one go: a name is not filled in again
    return _HOLE.sub(r"\1", " ".join(filled.split()))


def send_once(conversation: Conversation, auto: str, text: str, at: datetime, staff_id: int | None = None) -> None:
    """Write it unless this conversation has it already; its row is locked by the caller."""
    if Message.objects.filter(conversation=conversation, auto=auto).exists():
        return
    words = Words(f"auto-{conversation.last_seq + 1}", text)
    add_message(conversation, words, Side.SYSTEM, at, staff_id=staff_id, auto=auto)


def greet(conversation: Conversation, at: datetime) -> None:
    """The first words of whoever has just been given the conversation, with both names (S3)."""
    agent = conversation.agent
    if agent is None or conversation.answered_seq:
        return
    values = {"buyer": conversation.visitor.name, "agent": agent.name, "shop": conversation.shop.name}
    text = words_of(conversation.shop, Auto.GREETING, at, values, conversation.visitor.language)
    send_once(conversation, Auto.GREETING, text, at, agent.pk)


def say_why_nobody_answers(conversation: Conversation, at: datetime) -> None:
    """After the buyer has written: the agent is away, nobody is on duty, or many wait (S4)."""
    shop, language = conversation.shop, conversation.visitor.language
    if conversation.stage == Stage.OPEN and conversation.agent_id is not None:
        duty = _AWAY.first(staff=conversation.agent_id)
        if duty is not None:
            values = {"agent": duty.staff.name, "reason": duty.reason, "minutes": _minutes(duty, at)}
            send_once(conversation, Auto.AWAY, words_of(shop, Auto.AWAY, at, values, language), at, duty.staff_id)
        return
    if not _is_open(shop, at):
        values = {"opens": _opening(shop, at)}
        send_once(conversation, Auto.OFF_HOURS, words_of(shop, Auto.OFF_HOURS, at, values, language), at)
    elif not is_staffed(shop, at):
        send_once(conversation, Auto.NOBODY, words_of(shop, Auto.NOBODY, at, {}, language), at)
    elif (place := place_of(conversation)) >= policies_of(shop, at).get(PEAK):
        send_once(conversation, Auto.PEAK, words_of(shop, Auto.PEAK, at, {"place": place}, language), at)


def _minutes(duty: Duty, at: datetime) -> int:
    left = (duty.back_at or at) - at
    return max(round(left.total_seconds() / 60), 1)


def _is_open(shop: Shop, at: datetime) -> bool:
    try:
        return calendar_of(shop).is_open(at)
    except NeverOpen:
        return False


def _opening(shop: Shop, at: datetime) -> str:
    """When the shop opens next, by its own clock: "08:30", or with the day when that is not today or tomorrow."""
    zone = ZoneInfo(shop.timezone)
    try:
        opens = calendar_of(shop).add_working(at, timedelta()).astimezone(zone)
    except NeverOpen:
        return ""
    here = at.astimezone(zone)
    is_next = opens - here < timedelta(hours=24) and (opens.date() == here.date() or here.time() > opens.time())
    return opens.strftime("%H:%M") if is_next else opens.strftime("%Y-%m-%d %H:%M")
