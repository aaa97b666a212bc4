"""Policies of orders: the couriers of a shop (S10, O6)."""

from typing import Final

from aftercare.accounts.terms import Role
from aftercare.core.words import _
from aftercare.orders.delivery.table import EMPTY, KEY, parse_couriers
from aftercare.shops.policies import PolicyDefinition, PolicyKind, register

COURIERS: Final = KEY
DEFINITIONS = (
    PolicyDefinition(
        COURIERS,
        _("Couriers and freight"),
        _("Who takes parcels where, for how much, how fast; and where they cannot go."),
        _("Delivery"),
        PolicyKind.TABLE,
        dict(EMPTY),
        parse_couriers,
        editors=frozenset({Role.OPERATIONS, Role.SUPERVISOR}),
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
