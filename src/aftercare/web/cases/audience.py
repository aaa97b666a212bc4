"""Who opens the pages of cases. Which rows they see, and which steps they may take, is decided below."""

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.pack.contents import MAKERS
from aftercare.cases.roles import openers

READERS = frozenset(Role) - {Role.TRAINER}
OPENERS = frozenset(openers())
PACKERS = frozenset(MAKERS)
MOVERS = frozenset(role for role in Role if any(role.value in move.by for flow in FLOWS for move in flow.moves))
