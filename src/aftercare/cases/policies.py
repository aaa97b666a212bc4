"""Policies that cases use: both clocks of each state, limits of authority, freight (C1, C16, C17)."""

from typing import Any

from aftercare.accounts.terms import Role
from aftercare.cases import targets
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.rulebook import parse_rulebook
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, parse_money, register

PLATFORM = _("Platform limits")
OWN = _("Own targets")
AUTHORITY = _("Authority and freight")
PAYING = _("Paying")
CONTACTS = _("Contacts with buyers")


def _span(key: str, label: Any, text: Any, group: Any, length: Span) -> PolicyDefinition:
    return PolicyDefinition(key, label, text, group, PolicyKind.SPAN, length.as_value(), Span.from_value)


def _money(key: str, label: Any, text: Any, fen: int) -> PolicyDefinition:
    return PolicyDefinition(key, label, text, AUTHORITY, PolicyKind.MONEY, fen, parse_money)


def _at_least_seven(value: Any) -> int:
    if parse_count(value) < 7:
        raise ValueError("the law gives seven days")
    return int(value)


def _count(key: str, label: Any, text: Any, usual: int, most: int) -> PolicyDefinition:
    def parse(value: Any) -> int:
        if not 1 <= parse_count(value) <= most:
            raise ValueError(f"not between 1 and {most}: {value!r}")
        return int(value)

    return PolicyDefinition(key, label, text, CONTACTS, PolicyKind.COUNT, usual, parse)


def _channel(value: Any) -> str:
    if value not in ("manual", "simulator"):
        raise ValueError(f"no such channel: {value!r}")
    return str(value)


DEFINITIONS = (
    _span(
        "return.answer",
        _("Answer a return request"),
        _("After this the platform agrees for us."),
        PLATFORM,
        Span(SpanKind.DAYS, 5),
    ),
    _span(
        "return.send",
        _("Buyer sends the goods"),
        _("After this the request is closed."),
        PLATFORM,
        Span(SpanKind.DAYS, 7),
    ),
    _span(
        "return.confirm",
        _("Confirm the returned goods"),
        _("After this the buyer is refunded."),
        PLATFORM,
        Span(SpanKind.DAYS, 10),
    ),
    _span(
        "return.object",
        _("Buyer objects to a refusal"),
        _("After this the refusal stands."),
        PLATFORM,
        Span(SpanKind.DAYS, 7),
    ),
    _span(
        "return.answer_own",
        _("Answer a return request"),
        _("Our own earlier target."),
        OWN,
        Span(SpanKind.WORKING_HOURS, 12),
    ),
    _span(
        "return.refund_own",
        _("Refund after the parcel has come"),
        _("Counts from receipt."),
        OWN,
        Span(SpanKind.HOURS, 24),
    ),
    _span(
        "return.evidence",
        _("Hand in evidence"),
        _("After this the platform decides without it."),
        PLATFORM,
        Span(SpanKind.DAYS, 3),
    ),
    _span(
        "approval.own",
        _("Decide a request for approval"),
        _("After this it is escalated to the administrator."),
        OWN,
        Span(SpanKind.WORKING_HOURS, 4),
    ),
    _span("return.evidence_own", _("Hand in evidence"), _("When the platform decides."), OWN, Span(SpanKind.HOURS, 24)),
    _money("authority.agent", _("Limit of an after-sales agent"), _("Refund and freight of one case."), 20_000),
    _money("authority.agent_daily", _("Daily limit of an agent"), _("Sum of all cases of one day."), 1_000_000),
    _money("authority.supervisor", _("Limit of a supervisor"), _("Above it an administrator decides."), 500_000),
    _money("freight.ceiling", _("Highest return freight"), _("What we refund at most per case."), 2_500),
    PolicyDefinition(
        "return.no_reason_days",
        _("Days of return without a reason"),
        _("The law gives seven; a shop may give more."),
        AUTHORITY,
        PolicyKind.COUNT,
        7,
        _at_least_seven,
    ),
    _money("customer.big", _("Big customer from"), _("What a buyer has spent with us in all."), 500_000),
    PolicyDefinition(
        "remedy.rules",
        _("Remedy rules"),
        _("What is proposed to the buyer, in which order, up to how much."),
        AUTHORITY,
        PolicyKind.TABLE,
        DEFAULT_RULEBOOK.as_json(),
        parse_rulebook,
        editors=frozenset({Role.SUPERVISOR}),
    ),
    _count("contact.phone_from", _("Phone buyers from"), _("Full hour of the day, by the shop's clock."), 9, 24),
    _count("contact.phone_until", _("Phone buyers until"), _("Full hour of the day, by the shop's clock."), 21, 24),
    _count("contact.a_day", _("Contacts with one buyer a day"), _("More would be harassment."), 3, 50),
    _count("contact.enough", _("Fruitless contacts until a talk may be given up"), _("Counted over the case."), 3, 50),
    PolicyDefinition(
        "payout.channel",
        _("How refunds are paid"),
        _("Manual: finance pays on the platform and enters the voucher number."),
        PAYING,
        PolicyKind.CHOICE,
        "manual",
        _channel,
        choices=(("manual", _("Manual")), ("simulator", _("Simulator"))),
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS, *targets.DEFINITIONS)
