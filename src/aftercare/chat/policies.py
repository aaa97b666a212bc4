"""Policies of conversations: clocks of answers, routing, words that are sent by themselves, limits of authority."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from aftercare.chat.replycheck import policy as reply_policy
from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, parse_flag, register

CLOCKS = _("Conversations: clocks")
ROUTING = _("Conversations: routing")
WORDS = _("Conversations: automatic replies")
PRICES = _("Conversations: prices")
WIDGET = _("Chat widget")

FIRST_ANSWER: Final = "chat.first_answer_seconds"
NEXT_ANSWER: Final = "chat.next_answer_seconds"
PROMOTION_ANSWER: Final = "chat.promotion_answer_seconds"
ESCALATE: Final = "chat.escalate_seconds"
CAPACITY: Final = "chat.capacity"
GONE: Final = "chat.gone_seconds"
IDLE: Final = "chat.idle_minutes"
PEAK: Final = "chat.peak_place"
AGENT_DISCOUNT: Final = "chat.discount_agent_percent"
SUPERVISOR_DISCOUNT: Final = "chat.discount_supervisor_percent"
OFFER_HOURS: Final = "chat.offer_hours"
EXPLAINED: Final = "chat.explained_times"
UNPAID_REMINDERS: Final = "chat.unpaid_reminders"
DISPATCH_HOUR: Final = "chat.dispatch_hour"
FOLLOW_UP_HOURS: Final = "chat.follow_up_hours"
QUESTIONS: Final = "chat.answer_questions"
SITES: Final = "widget.sites"
MOST_TEXT: Final = 300
MOST_SITES: Final = 20
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.ASCII)


def _number(key: str, label: Any, text: Any, group: Any, *bounds: int) -> PolicyDefinition:
    usual, least, most = bounds

    def parse(value: Any) -> int:
        if not least <= parse_count(value) <= most:
            raise ValueError(f"not between {least} and {most}: {value!r}")
        return int(value)

    return PolicyDefinition(key, label, text, group, PolicyKind.COUNT, usual, parse)


def parse_text(value: Any) -> str:
    """Words of the shop; '' for the product's own."""
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise ValueError(f"not a text of at most {MOST_TEXT} characters")
    return value.strip()


def parse_sites(value: Any) -> str:
    """Origins of the pages that may show the widget, with blanks or lines between, as they are compared: lower case,
    without a path. '' for none but our own."""
    found = []
    for word in parse_text(value).replace(",", " ").replace("，", " ").split():
        parts = urlsplit(word.lower())
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc) or parts.path.strip("/"):
            raise ValueError(f"not an origin: {word!r}")
        found.append(f"{parts.scheme}://{parts.netloc}")
    if len(found) > MOST_SITES:
        raise ValueError(f"more than {MOST_SITES} sites")
    return " ".join(found)


def sites_of(value: str) -> tuple[str, ...]:
    """The parsed value as a list."""
    return tuple(value.split())


def _text(key: str, label: Any, text: Any) -> PolicyDefinition:
    return PolicyDefinition(f"chat.text_{key}", label, text, WORDS, PolicyKind.TEXT, "", parse_text)


DEFINITIONS = (
    _number(FIRST_ANSWER, _("First answer, seconds"), _("From the buyer's first message."), CLOCKS, 30, 5, 3600),
    _number(NEXT_ANSWER, _("Each further answer, seconds"), _("While they talk."), CLOCKS, 60, 5, 3600),
    _number(
        PROMOTION_ANSWER,
        _("Answers in a promotion period, seconds"),
        _("Takes the place of both when it is longer."),
        CLOCKS,
        *(60, 5, 3600),
    ),
    _number(
        ESCALATE,
        _("Tell the supervisor after, seconds"),
        _("Counted from when an answer was due."),
        CLOCKS,
        *(60, 0, 3600),
    ),
    _number(CAPACITY, _("Conversations at a time"), _("Of one agent; more wait in the queue."), ROUTING, 8, 1, 100),
    _number(
        GONE,
        _("Screen gone for, seconds"),
        _("After this an agent's conversations go to a colleague."),
        ROUTING,
        *(120, 30, 3600),
    ),
    _number(IDLE, _("Quiet for, minutes"), _("An answered conversation ends by itself."), ROUTING, 120, 5, 10_000),
    _number(PEAK, _("Peak from place"), _("From this place in the queue on buyers are told."), ROUTING, 3, 1, 1000),
    PolicyDefinition(
        QUESTIONS,
        _("Answer frequent questions"),
        _("From the quick replies that are marked so, once a conversation each."),
        WORDS,
        PolicyKind.FLAG,
        True,
        parse_flag,
    ),
    _text("greeting", _("Greeting"), _("{buyer} {agent} {shop} are filled in. Empty: the usual one.")),
    _text("away", _("Agent is away"), _("{agent} {reason} {minutes} are filled in.")),
    _text("off_hours", _("Outside working hours"), _("{opens} is filled in.")),
    _text("nobody", _("Nobody on duty"), _("Within working hours.")),
    _text("peak", _("Many buyers are waiting"), _("{place} is filled in.")),
    _number(
        AGENT_DISCOUNT,
        _("Discount of an agent, percent"),
        _("Above it the supervisor decides."),
        PRICES,
        *(5, 0, 90),
    ),
    _number(
        SUPERVISOR_DISCOUNT,
        _("Discount of a supervisor, percent"),
        _("Above it nobody grants a price in a conversation."),
        PRICES,
        *(20, 0, 90),
    ),
    _number(OFFER_HOURS, _("A granted price is good for, hours"), _("Said to the buyer."), PRICES, 24, 1, 720),
    _number(
        EXPLAINED,
        _("Explained again, times"),
        _("From then on a small compensation is proposed and the supervisor told."),
        CLOCKS,
        *(3, 2, 20),
    ),
    _number(
        FOLLOW_UP_HOURS,
        _("Undecided buyers, hours"),
        _("By then they are contacted again."),
        CLOCKS,
        *(24, 1, 168),
    ),
    PolicyDefinition(
        UNPAID_REMINDERS,
        _("Remind of unpaid orders"),
        _("Once each, before the day's dispatch."),
        CLOCKS,
        PolicyKind.FLAG,
        True,
        parse_flag,
    ),
    _number(DISPATCH_HOUR, _("Parcels go at, o'clock"), _("By the shop's clock."), CLOCKS, 20, 1, 24),
    PolicyDefinition(
        SITES,
        _("Sites that show the widget"),
        _("Such as https://www.example.com, one a line. No other page can open it."),
        WIDGET,
        PolicyKind.TEXT,
        "",
        parse_sites,
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS, *reply_policy.DEFINITIONS)
