"""Customers: the list, the page of one, who may be the same (U1)."""

from django.http import HttpResponse
from django.shortcuts import render

from aftercare.cases.access import access_case
from aftercare.regulars.access import READERS
from aftercare.regulars.actions.note_look import note_look
from aftercare.web.cases.board import chosen_shops
from aftercare.web.customers.duplicates import DuplicatesContext
from aftercare.web.customers.listing import CustomersContext
from aftercare.web.customers.record import CustomerContext
from aftercare.web.customers.risk import risk_views
from aftercare.web.fragments import answer
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=READERS)
def customers(request: PageRequest) -> HttpResponse:
    """Who bought last, or is worth most; exact search only."""
    context = CustomersContext(request.person, chosen_shops(request), request.GET, page_time(request))
    return answer(request, "customers/list.html", "customers/_rows.html", {"customers": context})


@page(roles=READERS)
def customer(request: PageRequest, pk: int) -> HttpResponse:
    """Who it is everywhere, what they bought, said and asked for; personal data masked."""
    context = CustomerContext(request.person, pk, page_time(request))
    note_look(customer=context.customer, person=request.person)
    return render(request, "customers/customer.html", {"view": context})


@page(roles=READERS)
def duplicates(request: PageRequest) -> HttpResponse:
    """Pairs that wait for a decision."""
    context = DuplicatesContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "customers/duplicates.html", "customers/_pairs.html", {"view": context})


@page(roles=READERS)
def case_risk(request: PageRequest, number: str) -> HttpResponse:
    """Signs of serial returns and claims, beside an open case before it is decided; nothing where there are none."""
    case = access_case(request.person, number)
    knows = case.customer_id is not None and request.person.has(case.shop_id, *READERS)
    if case.customer_id is None or not knows or case.closed_at is not None:
        return HttpResponse()
    found = risk_views({case.customer_id: case.shop}, page_time(request)).get(case.customer_id)
    return render(request, "customers/_risk.html", {"risk": found}) if found else HttpResponse()
