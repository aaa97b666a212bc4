"""The list of orders and the page of one."""

from django.http import HttpResponse
from django.shortcuts import render

from aftercare.web.cases.board import chosen_shops
from aftercare.web.fragments import answer
from aftercare.web.orders.audience import READERS
from aftercare.web.orders.listing import OrdersContext
from aftercare.web.orders.record import OrderContext
from aftercare.web.policy import PageRequest, page, page_time


@page(roles=READERS)
def orders(request: PageRequest) -> HttpResponse:
    """Newest first; filters by named keys, exact search only."""
    context = OrdersContext(request.person, chosen_shops(request), request.GET, page_time(request))
    return answer(request, "orders/list.html", "orders/_rows.html", {"orders": context})


@page(roles=READERS)
def order(request: PageRequest, pk: int) -> HttpResponse:
    """Lines, money, receiver masked, cases of it."""
    return render(request, "orders/order.html", {"view": OrderContext(request.person, pk, page_time(request))})
