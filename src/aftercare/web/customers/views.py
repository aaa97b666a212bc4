"""Customers: the list, the page of one, who may be the same (U1)."""

from django.http import HttpResponse
from django.shortcuts import render

from aftercare.regulars.access import READERS
from aftercare.regulars.actions.note_look import note_look
from aftercare.web.cases.board import chosen_shops
from aftercare.web.customers.duplicates import DuplicatesContext
from aftercare.web.customers.listing import CustomersContext
from aftercare.web.customers.record import CustomerContext
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
