"""A case in one line, for screens that are not the case's own: its state, tone, clocks and address."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import State
from aftercare.cases.models import Case
from aftercare.cases.terms import OURS, Party
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone

EFFECTS = {
    "agree_by_time": _("agreed automatically"),
    "refund_by_time": _("refunded automatically"),
    "lapse": _("closed automatically"),
    "expire": _("the refusal stands"),
}


def state_of(case: Case) -> State:
    """The row of the flow table that the case stands in."""
    return flow_of(case.flow, case.flow_version).state(case.state)


def tone_of(case: Case) -> Tone:
    """Who must act, or how it ended."""
    return state_tone(state_of(case))


def state_tone(state: State) -> Tone:
    """Who must act in a state, or how it ended."""
    if state.final:
        return Tone.DONE if state.done else Tone.REFUSED
    return Tone.US if Party(state.waits_for) in OURS else Tone.OTHERS


def clock_of(case: Case) -> Clock | None:
    """Both clocks of the present state, with what happens at zero; None when none runs."""
    if case.closed_at is not None or case.next_due_at is None:
        return None
    return Clock(case.state_since, case.own_due_at, case.platform_due_at, effect_of(case))


def effect_of(case: Case) -> Any:
    """What the platform does when its clock runs out."""
    state = state_of(case)
    move = flow_of(case.flow, case.flow_version).timeout_move(state)
    return EFFECTS.get(state.on_timeout, move.label) if move else ""


def address_of(number: str) -> str:
    """The case's page."""
    try:
        return reverse("case", args=[number])
    except NoReverseMatch:
        return f"/cases/{number}/"
