"""Who opens which page of couriers. Which rows they see, and what they may write, is decided below."""

from aftercare.accounts.terms import Role
from aftercare.cases.access import COST_READERS
from aftercare.couriers.access import CHOOSERS, PROPOSERS
from aftercare.web.delivery.audience import READERS as DELIVERY_READERS

READERS = frozenset(Role)  # whoever works in a shop may know where its couriers go
EDITORS = frozenset({Role.OPERATIONS, Role.SUPERVISOR, Role.ADMINISTRATOR})
CHOICE_READERS = DELIVERY_READERS
ORDER_CHOOSERS = frozenset(CHOOSERS)
FIGURE_READERS = frozenset(COST_READERS)
PENALTY_PROPOSERS = frozenset(PROPOSERS)
SUPERVISORS = frozenset({Role.SUPERVISOR})
EXPORTERS = frozenset(COST_READERS)
