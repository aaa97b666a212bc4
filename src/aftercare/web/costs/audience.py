"""Who opens which tab. Which rows they see is decided below (`cases.access`)."""

from aftercare.accounts.terms import Role
from aftercare.cases.access import CHARGED, CLAIM_READERS, COST_READERS

CHARGE_READERS = frozenset({*COST_READERS, *CHARGED})
EXPORTERS = frozenset(COST_READERS)
PRODUCT_READERS = frozenset(COST_READERS)
CLAIMS_READERS = frozenset(CLAIM_READERS)
CORRECTORS = frozenset({Role.SUPERVISOR})
EVERYBODY = frozenset(Role)  # their own assessment
