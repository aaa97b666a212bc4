"""Steps with registered freight (B5)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.cases.access import access_case
from aftercare.freight.access import AGENTS
from aftercare.freight.actions.approve_claim import Grant, approve_claim
from aftercare.freight.actions.correct_account import checked_account, correct_account
from aftercare.freight.actions.make_link import make_link
from aftercare.freight.actions.refuse_claim import refuse_claim
from aftercare.web.fragments import go_with
from aftercare.web.freight.form import read_money
from aftercare.web.freight.record import OfCaseContext
from aftercare.web.numbers import read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only

DECIDING: frozenset[Role] = frozenset(AGENTS)


def _back(request: PageRequest, number: str, text: str) -> HttpResponse:
    return go_with(request, reverse("freight_claim", args=[number]), text)


@page(roles=DECIDING, methods=("POST",))
def link(request: PageRequest, number: str) -> HttpResponse:
    """Make a link for the buyer; it is shown this once."""
    only(request.POST)
    made = make_link(case_number=number, person=request.person)
    address = request.build_absolute_uri(reverse("freight_buyer", args=[made.token]))
    case = access_case(request.person, number)
    context = OfCaseContext(request.person, case, page_time(request), address)
    return render(request, "freight/_link.html" if request.htmx else "freight/case.html", {"view": context})


@page(roles=DECIDING, methods=("POST",))
def approve(request: PageRequest, number: str) -> HttpResponse:
    """Grant it, and instruct its payment."""
    posted = only(request.POST, "amount", "reason", "version")
    grant = Grant(read_money(posted.get("amount", "")), posted.get("reason", ""))
    approve_claim(number=number, grant=grant, person=request.person, expected_version=read_version(posted))
    return _back(request, number, _("Approved. It waits to be paid."))


@page(roles=DECIDING, methods=("POST",))
def refuse(request: PageRequest, number: str) -> HttpResponse:
    """Refuse it; the buyer is told why."""
    posted = only(request.POST, "code", "text", "version")
    refuse_claim(
        number=number,
        code=posted.get("code", ""),
        text=posted.get("text", ""),
        person=request.person,
        expected_version=read_version(posted),
    )
    return _back(request, number, _("Refused. The message to the buyer is on the case."))


@page(roles=DECIDING, methods=("POST",))
def account(request: PageRequest, number: str) -> HttpResponse:
    """Another account after a payment has failed."""
    posted = only(request.POST, "payee_name", "payee_account")
    named = checked_account(posted.get("payee_name", ""), posted.get("payee_account", ""))
    correct_account(number=number, account=named, person=request.person)
    return _back(request, number, _("The account is changed. Approve it once more."))
