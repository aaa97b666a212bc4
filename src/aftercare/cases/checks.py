"""Refuse to start with a flow table that cannot run."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from aftercare.accounts.terms import Role
from aftercare.cases.effects import EFFECTS
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.flows.spec import Vocabulary, problems
from aftercare.cases.guards import GUARDS
from aftercare.cases.inputs import INPUTS
from aftercare.cases.terms import Reason
from aftercare.shops.policies import all_definitions


def vocabulary() -> Vocabulary:
    """Every name that a flow table may use."""
    return Vocabulary(
        roles=frozenset(Role.values),
        inputs=INPUTS.keys(),
        guards=GUARDS.keys(),
        effects=EFFECTS.keys(),
        policies=frozenset(definition.key for definition in all_definitions()),
        reasons=frozenset(Reason.values),
    )


@register("cases")
def check_flows(**_kwargs: Any) -> list[CheckMessage]:
    """One error for every problem of every table."""
    words = vocabulary()
    return [Error(problem, id="cases.E001") for flow in FLOWS for problem in problems(flow, words)]
