"""What is said to the buyer in a contact (C14), and what is prepared before it: texts for agents to copy. Pure.

A 任务二 二: prepare, open by the time of day, ask whether it suits, restate, listen, confirm, then explain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.cases.contact_plan import NOON
from aftercare.cases.terms import Channel, TalkStage
from aftercare.core.text import clean
from aftercare.core.words import Choices, _

QUOTED = 60  # characters of the buyer's words in a script


class Prep(Choices):
    """What must be known before the talk."""

    REVIEW = "review", _("Text of the review")  # 中差评内容
    WORDS = "words", _("The buyer's own words")  # 买家的描述: where there is no review
    ITEM = "item", _("What was bought")  # 购买款式
    CHAT = "chat", _("Chat record")  # 聊天记录
    CAUSE = "cause", _("Cause as we found it")  # 大致原因


TO_DO = {
    Prep.REVIEW: _("Read it on the platform and add it to the case."),
    Prep.WORDS: _("The buyer has written nothing: look at the order's messages."),
    Prep.ITEM: _("Look it up in the order."),
    Prep.CHAT: _("Read it on the platform before you write."),
    Prep.CAUSE: _("Quality, service, courier? Find out first."),
}


class Greeting(Choices):
    """How the talk begins, by the time of day."""

    MORNING = "morning", _("Good morning")  # 上午好
    NOON = "noon", _("Good day")  # 中午好
    AFTERNOON = "afternoon", _("Good afternoon")  # 下午好
    EVENING = "evening", _("Good evening")  # 晚上好


BEGINS = (  # minutes since midnight from which on it is said
    (0, Greeting.EVENING),
    (5 * 60, Greeting.MORNING),
    (NOON.begin, Greeting.NOON),
    (NOON.until, Greeting.AFTERNOON),
    (18 * 60, Greeting.EVENING),
)


@dataclass(frozen=True)
class Guide:
    """One stage of the talk: what it is for, and sentences to copy; `%(name)s` stands for what the case knows."""

    aim: Any
    scripts: tuple[Any, ...]


WRITES = _("%(greeting)s, this is %(agent)s of %(shop)s. It is about your order; is now a good time for you?")
CALLS = _("%(greeting)s, this is %(agent)s of %(shop)s, where you ordered. Can you talk on the phone just now?")
QUOTES = _("You told us: “%(words)s”. I would like to go through it with you.")
RECALLS = _("I have read what you told us, and would like to go through it with you.")

GUIDES: Mapping[TalkStage, Guide] = {
    TalkStage.RECEIVE: Guide(
        _("Greet and ask whether it suits; if not, agree on a time and enter it. Then say what it is about."),
        (_("That is all right. When does it suit you? I will contact you then."),),
    ),
    TalkStage.LISTEN: Guide(
        _("Let the buyer finish. Confirm from time to time that you have understood; explain nothing yet."),
        (
            _("Please tell me from the beginning; I am listening and noting it down."),
            _("Let me check: what matters to you is … Have I got that right?"),
            _("Is there anything else that I should know?"),
        ),
    ),
    TalkStage.ACKNOWLEDGE: Guide(
        _("Accept the buyer's view first: agree, apologise, thank. Then explain what you have found."),
        (
            _("I understand that very well, I would feel the same. I am sorry for the trouble."),
            _("Thank you for telling us; that helps us to do better."),
            _("I have looked into it. This is what happened: …"),
        ),
    ),
    TalkStage.PROPOSE: Guide(
        _("Offer two ways where you can, within your authority, and name a time."),
        (
            _("We can do it in two ways: … or … Which one suits you better?"),
            _("I have to ask my supervisor about this. You will have my answer by …"),
        ),
    ),
    TalkStage.AGREE: Guide(
        _("Say once more what was agreed, and what comes next. Declined: take the wish along and propose again."),
        (
            _("Then we do it like this: … I will see to it at once and tell you when it is done."),
            _("I have noted your wish. I will look for another way and come back to you by …"),
            _("Thank you for your patience. If anything comes up, just write to me."),
        ),
    ),
}


@dataclass(frozen=True)
class Speaker:
    """Who talks, for which shop, about which words of the buyer ('' when there are none)."""

    agent: str
    shop: str
    words: str


def greeting_at(at: datetime, timezone: str) -> Greeting:
    """Good morning until half past eleven, good day until half past one, good evening from six: by the shop's clock."""
    wall = at.astimezone(ZoneInfo(timezone))
    minute = wall.hour * 60 + wall.minute
    return next(greeting for begin, greeting in reversed(BEGINS) if begin <= minute)


def scripts_of(stage: TalkStage, speaker: Speaker, channel: Channel | None, greeting: Greeting) -> tuple[str, ...]:
    """The sentences of a stage in their order, ready to copy; the first stage opens, books a time and restates."""
    texts = GUIDES[stage].scripts
    if stage is TalkStage.RECEIVE:
        opening = CALLS if channel is Channel.PHONE else WRITES
        texts = (opening, *texts, QUOTES if speaker.words else RECALLS)
    names = {
        "greeting": greeting.label,
        "agent": speaker.agent,
        "shop": speaker.shop,
        "words": shortened(speaker.words),
    }
    return tuple(str(text) % names for text in texts)


def shortened(words: str) -> str:
    """The buyer's words in one line, as long as a sentence can hold; the sentence around them brings the full stop."""
    line = " ".join(clean(words).split()).rstrip("。.")
    return line if len(line) <= QUOTED else f"{line[:QUOTED]}…"
