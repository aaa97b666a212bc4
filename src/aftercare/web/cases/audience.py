"""Who opens the pages of cases. Which rows they see, and which steps they may take, is decided below."""

from aftercare.accounts.terms import Role
from aftercare.cases.actions.open_case import OPENERS as _OPENERS

READERS = frozenset(Role) - {Role.TRAINER}
OPENERS = frozenset(_OPENERS)
