"""All flows, by code and version. An old version stays here until its last case is closed."""

from aftercare.cases.flows.returns import RETURN
from aftercare.cases.flows.spec import Flow

FLOWS: tuple[Flow, ...] = (RETURN,)

_by_version = {(flow.code, flow.version): flow for flow in FLOWS}
_newest = {flow.code: flow for flow in sorted(FLOWS, key=lambda flow: flow.version)}


def flow_of(code: str, version: int) -> Flow:
    """The table that a case runs by. Raises KeyError: `checks` refuse to start while an open case needs a lost one."""
    return _by_version[(code, version)]


def newest_flow(code: str) -> Flow:
    """The table for new cases of that kind. Raises KeyError on an unknown kind."""
    return _newest[code]


def all_flows() -> list[Flow]:
    """The newest version of every flow, for pages and docs."""
    return list(_newest.values())
