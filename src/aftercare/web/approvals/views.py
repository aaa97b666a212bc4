"""The approvals page: the queue, my own requests, what was decided; and the decision itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.approvals.queries import access_approval, access_pending
from aftercare.cases.actions.move_case import move_case
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.web.approvals.contexts import ApprovalsContext, request_view
from aftercare.web.approvals.facts import matters_of
from aftercare.web.fragments import answer, go_with, is_part, toast
from aftercare.web.numbers import read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids

AUDIENCE = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AGENT, Role.RIGHTS_SPECIALIST})
DECIDERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
SAID = {"approve": _("Approved."), "deny": _("Sent back to the agent.")}


@page(roles=AUDIENCE)
def approvals(request: PageRequest) -> HttpResponse:
    """What waits for a decision, what I asked for, what was decided (C17)."""
    context = ApprovalsContext(request.person, chosen_shop_ids(request), request.GET.dict(), page_time(request))
    return answer(request, "approvals/page.html", "approvals/_rows.html", {"approvals": context})


@page(roles=DECIDERS, methods=("POST",))
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """Approve, or send back with a note; everything is checked again by the move itself (C17, B20)."""
    effect = request.POST.get("decision", "")
    if effect not in SAID:
        raise InvalidInput({"decision": _("Choose to approve or to send back.")})
    version = read_version(request.POST)
    approval = access_pending(request.person, pk)
    matter = matters_of(request.person, [approval], page_time(request)).get(approval.pk)
    move = matter.move(effect) if matter else None
    if matter is None or move is None:
        raise Refused(Refusal("no_approval", _("The case no longer waits for an approval.")))
    note = request.POST.get("note", "")
    if "note" in move.needs and not note.strip():
        raise InvalidInput({"note": _("Write a note: the agent must know what is missing.")})
    move_case(
        number=matter.case.number,
        move_code=move.code,
        person=request.person,
        inputs={"note": note} if note.strip() else {},
        expected_version=version,
    )
    if not is_part(request):
        return go_with(request, reverse("approvals"), SAID[effect])
    decided = access_approval(request.person, pk)
    settled = request_view(decided, matters_of(request.person, [decided], page_time(request)).get(pk), request.person)
    return toast(render(request, "approvals/_settled.html", {"row": settled}), SAID[effect])
