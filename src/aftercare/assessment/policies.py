"""Points for each event: the shop's table, with values to begin with (K7)."""

from typing import Any, Final

from aftercare.accounts.terms import Role
from aftercare.assessment.terms import POINTS_MOST, Source
from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, register

GROUP = _("Assessment: points")
EDITORS: Final = frozenset({Role.SUPERVISOR})
PREFIX: Final = "assessment."


def key_of(source: str) -> str:
    """The policy that says how many points an event of that source counts."""
    return PREFIX + source


def _points(value: Any) -> int:
    if parse_count(value) > POINTS_MOST:
        raise ValueError(f"more than {POINTS_MOST}: {value!r}")
    return int(value)


def _row(source: Source, text: Any, usual: int) -> PolicyDefinition:
    return PolicyDefinition(
        key_of(source.value), source.label, text, GROUP, PolicyKind.COUNT, usual, _points, editors=EDITORS
    )


PENALTY = _("Points taken from the person; 0: none.")
CREDIT = _("Points given to the person; 0: none.")
DEFINITIONS = (
    _row(Source.RIGHTS, PENALTY, 10),
    _row(Source.MISSHIPMENT, PENALTY, 5),
    _row(Source.LATE_ANSWER, PENALTY, 1),
    _row(Source.LATE_CASE, PENALTY, 1),
    _row(Source.QUALITY, PENALTY, 5),
    _row(Source.GOOD_REVIEW, CREDIT, 2),
    _row(Source.GOOD_TALK, CREDIT, 1),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
