"""Policies of couriers' standing and of the choice (O6, O7): kept with their history like all rules of a shop."""

from typing import Any, Final

from aftercare.accounts.terms import Role
from aftercare.core.words import _
from aftercare.couriers.judging import Thresholds
from aftercare.couriers.terms import Prefer
from aftercare.shops.policies import Policies, PolicyDefinition, PolicyKind, parse_money, register

GROUP = _("Couriers")
EDITORS: Final = frozenset({Role.OPERATIONS, Role.SUPERVISOR})
LEAST, WARN, DEDUCT, DEMOTE = "zone.least", "zone.warn", "zone.deduct", "zone.demote"
PIECE, DAYS = "zone.deduct_piece", "zone.demote_days"
PREFER, CAREFUL, FRAGILE = "couriers.prefer", "couriers.careful", "couriers.fragile_words"
ZONE_KEYS: Final = frozenset({LEAST, WARN, DEDUCT, DEMOTE, PIECE, DAYS})
MOST_WORDS: Final = 300


def _count(key: str, label: Any, text: Any, usual: int, most: int) -> PolicyDefinition:
    def parse(value: Any) -> int:
        if type(value) is not int or not 1 <= value <= most:
            raise ValueError(f"not between 1 and {most}: {value!r}")
        return value

    return PolicyDefinition(key, label, text, GROUP, PolicyKind.COUNT, usual, parse, editors=EDITORS)


def _prefer(value: Any) -> Prefer:
    return Prefer(value)


def _words(value: Any) -> frozenset[str]:
    """Words with 、 or a comma between them."""
    if not isinstance(value, str) or len(value) > MOST_WORDS:
        raise ValueError("not a text, or too long")
    parts = value.replace("、", ",").replace("，", ",").split(",")
    return frozenset(part.strip() for part in parts if part.strip())


PER_1000 = _("Parcels out of zone per 1,000 parcels sent in a month.")
DEFINITIONS = (
    _count(LEAST, _("Fewest parcels out of zone"), _("With fewer in a month nothing follows."), 3, 1000),
    _count(WARN, _("Warn a courier from"), PER_1000, 5, 1000),
    _count(DEDUCT, _("Deduct in settlement from"), PER_1000, 10, 1000),
    _count(DEMOTE, _("Take priority away from"), PER_1000, 20, 1000),
    PolicyDefinition(
        PIECE, _("Deduction for each parcel"), _("For each parcel out of zone of a month above the limit."), GROUP,
        PolicyKind.MONEY, 500, parse_money, editors=EDITORS,
    ),
    _count(DAYS, _("Days without priority"), _("Other couriers come first in the choice for so long."), 30, 365),
    PolicyDefinition(
        PREFER, _("Which courier first"), _("Among those that go there and may take the parcel."), GROUP,
        PolicyKind.CHOICE, Prefer.USUAL.value, _prefer, tuple(Prefer.choices), editors=EDITORS,
    ),
    PolicyDefinition(
        CAREFUL, _("Couriers for fragile goods"), _("Names with a comma between them; empty: any of them."), GROUP,
        PolicyKind.TEXT, "", _words, editors=EDITORS,
    ),
    PolicyDefinition(
        FRAGILE, _("Words of fragile goods"),
        _("A product with one of them in its title or tags is fragile, as is one with the packing mark “Fragile”."),
        GROUP, PolicyKind.TEXT, "易碎,玻璃,陶瓷,瓷器,花瓶,镜子,琉璃", _words, editors=EDITORS,
    ),
)  # fmt: skip


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)


def thresholds_of(policies: Policies) -> Thresholds:
    """The shop's rules for parcels out of zone."""
    return Thresholds(
        least=policies.get(LEAST), warn=policies.get(WARN), deduct=policies.get(DEDUCT), demote=policies.get(DEMOTE),
        piece=policies.get(PIECE), days=policies.get(DAYS),
    )  # fmt: skip
