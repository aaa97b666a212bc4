"""The slim chart of a flow: what lies behind, where the case stands, what lies ahead."""

from collections.abc import Set

from aftercare.cases.flows.spec import Flow
from aftercare.cases.models import Case
from aftercare.web.pieces.parts import Step


def steps_of(flow: Flow, case: Case, stood_in: Set[str]) -> list[Step]:
    """Milestones that were passed, the present state, and the milestones after it in the table's order. `stood_in`: the
    states that its steps have touched; the first one goes without saying."""
    visited = {flow.initial, *stood_in}
    here = flow.state(case.state)
    milestones = [state for state in flow.states if state.milestone]
    order = {state.code: index for index, state in enumerate(flow.states)}
    # A state off the main road stands where its last milestone stands.
    passed = [order[state.code] for state in milestones if state.code in visited and state.code != here.code]
    place = order[here.code] if here.milestone else max(passed, default=0)
    behind = [
        Step(s.label, "past") for s in milestones if s.code in visited and s is not here and order[s.code] <= place
    ]
    ahead = [] if here.final else [Step(s.label, "ahead") for s in milestones if order[s.code] > place]
    return [*behind, Step(here.label, "here", "" if here.final else here.waits_for.label), *ahead]
