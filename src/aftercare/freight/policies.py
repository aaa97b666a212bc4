"""What a shop may set about return freight (B5); the ceiling itself is `freight.ceiling` of the cases."""

from dataclasses import dataclass
from typing import Any

from aftercare.core.money import Money
from aftercare.core.words import _
from aftercare.freight.rules import ceiling_of, parse_regions
from aftercare.freight.terms import PayTo
from aftercare.shops.policies import Policies, PolicyDefinition, PolicyKind, parse_count, parse_money, register

GROUP = _("Return freight")
CEILING = "freight.ceiling"
REGIONS, LIMIT, PAY_TO, DAYS = "freight.regions", "freight.agent_limit", "freight.pay_to", "freight.link_days"


def _pay_to(value: Any) -> PayTo:
    if value not in PayTo.values:
        raise ValueError(f"no such way: {value!r}")
    return PayTo(value)


def _days(value: Any) -> int:
    if not 1 <= parse_count(value) <= 90:
        raise ValueError(f"not between 1 and 90 days: {value!r}")
    return int(value)


DEFINITIONS = (
    PolicyDefinition(
        REGIONS,
        _("Ceilings by region"),
        _("Where sending back costs more, such as: 新疆=35, 西藏=35. Elsewhere the highest return freight counts."),
        GROUP,
        PolicyKind.TEXT,
        "",
        parse_regions,
    ),
    PolicyDefinition(
        LIMIT,
        _("Freight that an agent approves"),
        _("Above it a supervisor decides."),
        GROUP,
        PolicyKind.MONEY,
        1_500,
        parse_money,
    ),
    PolicyDefinition(
        PAY_TO,
        _("Where freight is paid to"),
        _("Only when it goes to an account is the buyer asked for one."),
        GROUP,
        PolicyKind.CHOICE,
        PayTo.ORDER.value,
        _pay_to,
        choices=tuple((one.value, one.label) for one in PayTo),
    ),
    PolicyDefinition(
        DAYS,
        _("Days that a buyer's freight link is good"),
        _("A new one can be made at any time."),
        GROUP,
        PolicyKind.COUNT,
        14,
        _days,
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)


@dataclass(frozen=True)
class FreightRules:
    """The shop's rules in force."""

    usual: Money
    regions: dict[str, Money]
    limit: Money
    pay_to: PayTo
    link_days: int

    def ceiling(self, region: str) -> Money:
        """The most that is refunded for a parcel from there."""
        return ceiling_of(self.usual, self.regions, region)


def rules_of(policies: Policies) -> FreightRules:
    """Read them once for a page or a step."""
    return FreightRules(
        policies.get(CEILING), policies.get(REGIONS), policies.get(LIMIT), policies.get(PAY_TO), policies.get(DAYS)
    )
