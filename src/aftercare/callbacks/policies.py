"""When buyers are called back, how often it is tried, and what is said (K5)."""

from typing import Any, Final

from aftercare.accounts.terms import Role
from aftercare.callbacks.terms import SCRIPT_MOST
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, register

GROUP = _("Callbacks")
WITHIN, TRIES, AGAIN = "callbacks.within", "callbacks.tries", "callbacks.again_hours"
COMPLAINT_WITHIN: Final = "complaint.callback_own"  # the case's own clock: there is no second one
SCRIPT: Final = "callbacks.script_"  # with the kind behind it
EDITORS: Final = frozenset({Role.SUPERVISOR})


def _number(key: str, label: Any, text: Any, usual: int, most: int) -> PolicyDefinition:
    def parse(value: Any) -> int:
        if not 1 <= parse_count(value) <= most:
            raise ValueError(f"not between 1 and {most}: {value!r}")
        return int(value)

    return PolicyDefinition(key, label, text, GROUP, PolicyKind.COUNT, usual, parse)


def _script(kind: str, label: Any) -> PolicyDefinition:
    text = _("What the caller reads. Empty: the words that come with the product.")
    return PolicyDefinition(SCRIPT + kind, label, text, GROUP, PolicyKind.TEXT, "", parse_script, editors=EDITORS)


def parse_script(value: Any) -> str:
    """Words of the shop; '' for the product's own."""
    if not isinstance(value, str) or len(value) > SCRIPT_MOST:
        raise ValueError(f"not a text of at most {SCRIPT_MOST} characters")
    return value.strip()


DEFINITIONS = (
    PolicyDefinition(
        WITHIN,
        _("Call back after a return or an exchange"),
        _("Counts from its end. Complaints have a clock of their own."),
        GROUP,
        PolicyKind.SPAN,
        Span(SpanKind.DAYS, 3).as_value(),
        Span.from_value,
    ),
    _number(TRIES, _("Call at most, times"), _("Then the buyer counts as not reached."), 3, 10),
    _number(AGAIN, _("Try again after, hours"), _("When nobody answered."), 4, 72),
    _script("return", _("Script: after a return")),
    _script("exchange", _("Script: after an exchange")),
    _script("complaint", _("Script: after a complaint")),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
