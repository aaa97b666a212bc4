"""Which roles stand behind which party of a flow, and who may own cases. Pure."""

from typing import Final

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import all_flows
from aftercare.cases.terms import Party

# Whoever is waited for, by the role that takes that turn.
PARTIES_OF_ROLE: Final = {
    Role.AGENT: (Party.AGENT,),
    Role.SUPERVISOR: (Party.SUPERVISOR,),
    Role.WAREHOUSE: (Party.WAREHOUSE,),
    Role.REFUND_CLERK: (Party.REFUND_CLERK,),
    Role.RIGHTS_SPECIALIST: (Party.RIGHTS_SPECIALIST, Party.PLATFORM),  # evidence must be handed in meanwhile
    Role.REVIEW_SPECIALIST: (Party.REVIEW_SPECIALIST,),
}

OWNERS: Final = (Role.AGENT, Role.SUPERVISOR, Role.PRESALE_AGENT, Role.RIGHTS_SPECIALIST, Role.REVIEW_SPECIALIST)


def owner_roles() -> list[str]:
    """The roles as they are stored."""
    return [role.value for role in OWNERS]


def openers() -> tuple[Role, ...]:
    """The roles that open a case of some kind."""
    return tuple(role for role in Role if any(role.value in flow.openers for flow in all_flows()))
