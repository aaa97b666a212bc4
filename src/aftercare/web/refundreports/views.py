"""Refund records of the platforms: the queues, one record with both sides, decisions (B2)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.refundreports.access import DECIDERS, READERS, access_refund
from aftercare.refundreports.actions.decide_conflict import decide_conflict
from aftercare.refundreports.terms import Decision
from aftercare.web.fragments import answer, go_with
from aftercare.web.policy import PageRequest, page
from aftercare.web.refundreports.contexts import RefundsContext
from aftercare.web.refundreports.record import RefundContext
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=frozenset(READERS))
def refund_reports(request: PageRequest) -> HttpResponse:
    """What is to be decided, what waits, what is open and ended on the platforms."""
    context = RefundsContext(request.person, chosen_shop_ids(request), request.GET.dict())
    return answer(request, "refundreports/page.html", "refundreports/_rows.html", {"refunds": context})


@page(roles=frozenset(READERS))
def refund_report(request: PageRequest, pk: int) -> HttpResponse:
    """One record: the platform's side and ours, and how it came about."""
    record = access_refund(request.person, pk)
    return render(request, "refundreports/record.html", {"refund": RefundContext(record, request.person)})


@page(roles=frozenset(DECIDERS), methods=("POST",))
def refund_conflict(request: PageRequest, pk: int) -> HttpResponse:
    """Take the platform's, or keep ours, for a reason."""
    decision = request.POST.get("decision", "")
    if decision not in Decision.values:
        raise InvalidInput({"decision": _("Choose one of the list.")})
    conflict = decide_conflict(
        conflict_id=pk, decision=Decision(decision), reason=request.POST.get("reason", ""), person=request.person
    )
    return go_with(
        request, reverse("refund_report", args=[conflict.record_id]), _("Decided. The reason is kept with it.")
    )
