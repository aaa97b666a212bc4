"""Out-of-zone figures of a month; penalties proposed, decided and lifted (O7)."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.core.errors import InvalidInput
from aftercare.couriers.actions.decide_penalty import decide_penalty, lift_penalty
from aftercare.couriers.actions.propose_penalty import Proposal, propose_penalty
from aftercare.couriers.models import CourierPenalty
from aftercare.couriers.terms import PenaltyKind
from aftercare.web.couriers.asking import month_text, read_figures_asked, read_month
from aftercare.web.couriers.audience import FIGURE_READERS, PENALTY_PROPOSERS, SUPERVISORS
from aftercare.web.couriers.zones import ZonesContext
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only

DECISIONS = {"confirm": gettext_lazy("Confirmed: it counts from today on."), "refuse": gettext_lazy("Not confirmed.")}


@page(roles=FIGURE_READERS)
def zones(request: PageRequest) -> HttpResponse:
    """Count and rate by courier in a month, and what followed from them."""
    context = ZonesContext(read_figures_asked(request, "courier_zones"), request.GET.get("after", ""))
    return answer(request, "couriers/zones.html", "couriers/_penalties.html", {"view": context})


@page(roles=PENALTY_PROPOSERS, methods=("POST",))
def propose(request: PageRequest) -> HttpResponse:
    """Propose a warning or lost priority with the figures of the month as evidence."""
    posted = only(request.POST, "shop", "courier", "month", "kind", "note")
    shop_id = read_number(posted.get("shop"))
    if shop_id is None:
        raise BadRequest("no shop")
    kind = str(posted.get("kind", ""))
    if kind not in PenaltyKind.values:
        raise InvalidInput({"kind": _("Choose a warning or lost priority.")})
    month = read_month(posted.get("month", ""))
    proposal = Proposal(posted.get("courier", ""), month, PenaltyKind(kind), posted.get("note", ""))
    made = propose_penalty(shop_id=shop_id, proposal=proposal, person=request.person)
    return go_with(request, _address(made), _("Proposed: a supervisor decides."))


@page(roles=SUPERVISORS, methods=("POST",))
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """do=confirm or refuse; a refusal needs a reason."""
    posted = only(request.POST, "do", "reason")
    do = str(posted.get("do", ""))
    if do not in DECISIONS:
        raise InvalidInput({"do": _("Choose what was decided.")})
    made = decide_penalty(
        penalty_id=pk, confirm=do == "confirm", reason=posted.get("reason", ""), person=request.person
    )
    return go_with(request, _address(made), DECISIONS[do])


@page(roles=SUPERVISORS, methods=("POST",))
def lift(request: PageRequest, pk: int) -> HttpResponse:
    """Before its time, with a reason."""
    posted = only(request.POST, "reason")
    made = lift_penalty(penalty_id=pk, reason=posted.get("reason", ""), person=request.person)
    return go_with(request, _address(made), _("Lifted: the courier counts like the others again."))


def _address(penalty: CourierPenalty) -> str:
    return f"{reverse('courier_zones')}?month={month_text(penalty.month)}#penalties"
