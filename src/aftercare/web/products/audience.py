"""Who opens the pages of products; who keeps them is decided below."""

from aftercare.accounts.terms import Role
from aftercare.orders.catalogue.access import EDITORS

__all__ = ["EDITORS", "READERS"]
READERS = frozenset(Role) - {Role.REFUND_CLERK}
