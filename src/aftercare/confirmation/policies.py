"""Policies of the check before dispatch (O2)."""

from typing import Any, Final

from aftercare.clock.rules import Span, SpanKind
from aftercare.confirmation.wording import LONGEST_TEXT
from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, register

GROUP = _("Orders before dispatch")
DUE: Final = "confirmation.due"
PROMOTION_DUE: Final = "confirmation.promotion_due"
MANY_PIECES: Final = "confirmation.many_pieces"
TEXT: Final = "confirmation.text"


def _pieces(value: Any) -> int:
    if not 2 <= parse_count(value) <= 1000:
        raise ValueError(f"not a number of pieces to look at: {value!r}")
    return int(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError(f"not a text of at most {LONGEST_TEXT} characters")
    return value.strip()


def _span(key: str, label: Any, text: Any, hours: int) -> PolicyDefinition:
    value = Span(SpanKind.WORKING_HOURS, hours).as_value()
    return PolicyDefinition(key, label, text, GROUP, PolicyKind.SPAN, value, Span.from_value)


DEFINITIONS = (
    _span(DUE, _("Confirm a paid order"), _("From payment, or from when a report brings it."), 1),
    _span(PROMOTION_DUE, _("Confirm a paid order in a promotion"), _("Takes the place of the other when longer."), 2),
    PolicyDefinition(
        MANY_PIECES,
        _("Ask from so many pieces on"),
        _("Of one product, whatever others buy."),
        GROUP,
        PolicyKind.COUNT,
        10,
        _pieces,
    ),
    PolicyDefinition(
        TEXT,
        _("Check message to the buyer"),
        _("{order} {name} {phone} {address} {goods} {questions} are filled in. Empty: the usual one."),
        GROUP,
        PolicyKind.TEXT,
        "",
        _text,
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
