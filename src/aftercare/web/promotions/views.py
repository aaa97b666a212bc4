"""Promotion mode: the overview, one run with its rows (B11)."""

from django.http import HttpResponse
from django.shortcuts import render

from aftercare.promotions.access import READERS, access_run
from aftercare.web.fragments import answer
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.promotions.contexts import PromotionsContext, RunContext
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=READERS)
def promotions(request: PageRequest) -> HttpResponse:
    """What runs and comes, the runs over many cases, who helps."""
    context = PromotionsContext(request.person, chosen_shop_ids(request), page_time(request))
    return render(request, "promotions/page.html", {"view": context})


@page(roles=READERS)
def run(request: PageRequest, pk: int) -> HttpResponse:
    """One run: how far it is, and what became of each case."""
    after = read_number(request.GET.get("after"))
    context = RunContext(request.person, access_run(request.person, pk), after)
    return answer(request, "promotions/run.html", "promotions/_rows.html", {"one": context})


@page(roles=READERS)
def progress(request: PageRequest, pk: int) -> HttpResponse:
    """The card that asks for itself until the run has ended."""
    context = RunContext(request.person, access_run(request.person, pk), None)
    return render(request, "promotions/_progress.html", {"one": context})
