"""The approvals page: the queue, my own requests, what was decided, substitutes; and the decision itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import DECIDING, Role
from aftercare.approvals.queries import access_approval, access_pending
from aftercare.cases.actions.move_case import move_case
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.shops.actions.end_substitution import end_substitution
from aftercare.shops.actions.name_substitute import name_substitute
from aftercare.web.approvals.contexts import ApprovalsContext, request_view
from aftercare.web.approvals.facts import matters_of
from aftercare.web.approvals.substitutes import SubstitutesContext
from aftercare.web.fragments import answer, go_with, is_part, toast
from aftercare.web.numbers import read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import attach, only
from aftercare.web.shell.choices import chosen_shop_ids

DECIDERS = frozenset(DECIDING)
AUDIENCE = DECIDERS | {Role.AGENT, Role.RIGHTS_SPECIALIST}
SAID = {
    "approve": _("Approved."),
    "endorse": _("Endorsed; the administrator decides now."),
    "deny": _("Sent back to the agent."),
}


@page(roles=AUDIENCE, substitutes=True)
def approvals(request: PageRequest) -> HttpResponse:
    """What waits for a decision, what I asked for, what was decided (C17)."""
    context = ApprovalsContext(request.person, chosen_shop_ids(request), request.GET.dict(), page_time(request))
    return answer(request, "approvals/page.html", "approvals/_rows.html", {"approvals": context})


@page(roles=DECIDERS, methods=("POST",), substitutes=True)
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """Approve, endorse and pass on, or send back with a note; the move itself checks everything again (C17, B20)."""
    effect = request.POST.get("decision", "")
    if effect not in SAID:
        raise InvalidInput({"decision": _("Choose to approve, to pass on or to send back.")})
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


@page(roles=DECIDERS, methods=("GET", "POST"), substitutes=True)
def substitutes(request: PageRequest) -> HttpResponse:
    """Who decides for whom; and naming a substitute for oneself, or as administrator for others (C17)."""
    context = SubstitutesContext(request.person, chosen_shop_ids(request), page_time(request))
    if request.method == "POST":
        form = context.form = context.form_of(only(request.POST, "absent", "substitute", "starts", "ends"))
        if form.is_valid():
            try:
                name_substitute(absence=form.absence(), person=request.person)
            except InvalidInput as error:
                attach(form, error.problems)
            else:
                return go_with(request, reverse("substitutes"), _("The substitute is named."))
    status = 422 if context.form is not None and context.form.errors else 200
    return render(request, "approvals/substitutes.html", {"shown": context}, status=status)


@page(roles=DECIDERS, methods=("POST",), substitutes=True)
def end(request: PageRequest, pk: int) -> HttpResponse:
    """End a substitution before its time."""
    only(request.POST)
    end_substitution(substitution_id=pk, person=request.person)
    return go_with(request, reverse("substitutes"), _("Ended. It counts from the next page on."))
