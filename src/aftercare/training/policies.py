"""Who may be given buyers, and how long a certificate is good for (K3)."""

from typing import Any, Final

from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, parse_flag, register

GROUP = _("Training")
GATE, VALID_MONTHS = "training.gate", "training.valid_months"
MONTHS_MOST: Final = 60


def _months(value: Any) -> int:
    if parse_count(value) > MONTHS_MOST:
        raise ValueError(f"more than {MONTHS_MOST} months: {value!r}")
    return int(value)


DEFINITIONS = (
    PolicyDefinition(
        GATE,
        _("Only who has passed may be given buyers"),
        _("Agents without a certificate of this shop are given no conversations and cannot take any. Supervisors may."),
        GROUP,
        PolicyKind.FLAG,
        False,
        parse_flag,
    ),
    PolicyDefinition(
        VALID_MONTHS,
        _("A certificate is good for, months"),
        _("After this the exam is taken again; 12 is once a year. 0: without end."),
        GROUP,
        PolicyKind.COUNT,
        0,
        _months,
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
