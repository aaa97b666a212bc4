"""Who opens the pages of orders."""

from aftercare.accounts.terms import Role

READERS = frozenset(Role) - {Role.TRAINER}
