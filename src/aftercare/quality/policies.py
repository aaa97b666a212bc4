"""How much is drawn, what counts as bad, how long a score can be appealed against (K2)."""

from collections.abc import Callable
from typing import Any, Final

from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, count_between, register

GROUP = _("Quality sampling")
SHARE: Final = "quality.share_percent"
MUST_MOST: Final = "quality.must_most"
LOW_STARS: Final = "quality.low_stars"
MARK: Final = "quality.mark"
APPEAL_DAYS: Final = "quality.appeal_days"


def _count(key: str, label: Any, text: Any, usual: int, parse: Callable[[Any], int]) -> PolicyDefinition:
    return PolicyDefinition(key, label, text, GROUP, PolicyKind.COUNT, usual, parse)


DEFINITIONS = (
    _count(
        SHARE,
        _("Conversations drawn each week, per cent"),
        _("Of each agent's conversations, rounded up. At least 10."),
        10,
        count_between(10, 100),
    ),
    _count(
        MUST_MOST,
        _("Conversations that must be seen, at most"),
        _("Per agent and week, on top of the share: a stopped answer, a flagged buyer."),
        5,
        count_between(0, 50),
    ),
    _count(
        LOW_STARS,
        _("A bad rating has at most so many stars"),
        _("At least one such conversation of each agent is drawn."),
        2,
        count_between(1, 4),
    ),
    _count(MARK, _("Passing mark"), _("Scores below it are counted as not passed."), 80, count_between(1, 100)),
    _count(
        APPEAL_DAYS,
        _("Days to appeal against a score"),
        _("From when the agent sees it; after this it stands."),
        7,
        count_between(1, 60),
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
