"""All flows, by code and version. An old version stays here until its last case is closed."""

from aftercare.cases.flows.claim import CLAIM
from aftercare.cases.flows.compensation import COMPENSATION
from aftercare.cases.flows.complaint import COMPLAINT
from aftercare.cases.flows.damaged import DAMAGED
from aftercare.cases.flows.exchange import EXCHANGE
from aftercare.cases.flows.minor_flaw import MINOR_FLAW
from aftercare.cases.flows.misshipment import MISSHIPMENT
from aftercare.cases.flows.out_of_zone import OUT_OF_ZONE
from aftercare.cases.flows.refund_only import REFUND_ONLY
from aftercare.cases.flows.repair import REPAIR
from aftercare.cases.flows.reship import RESHIP
from aftercare.cases.flows.returns import RETURN
from aftercare.cases.flows.review import REVIEW
from aftercare.cases.flows.rights import RIGHTS_CASE
from aftercare.cases.flows.spec import Flow

FLOWS: tuple[Flow, ...] = (
    RETURN,
    EXCHANGE,
    REFUND_ONLY,
    REPAIR,
    MISSHIPMENT,
    DAMAGED,
    MINOR_FLAW,
    OUT_OF_ZONE,
    COMPLAINT,
    REVIEW,
    RIGHTS_CASE,
    COMPENSATION,
    RESHIP,
    CLAIM,
)

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
