"""What must leave, slips, one order's dispatch, how a product is handled."""

import tempfile

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.dispatch.access import OVERRIDERS, PRINTERS, READERS
from aftercare.dispatch.actions.print_slips import print_slips
from aftercare.dispatch.actions.release_packing import pack_again, release_packing
from aftercare.dispatch.actions.set_handling import set_handling
from aftercare.orders.catalogue.access import EDITORS, access_product
from aftercare.web.cases.board import chosen_shops
from aftercare.web.dispatch.listing import DispatchContext
from aftercare.web.dispatch.order_view import DispatchOrderContext, read_ids
from aftercare.web.dispatch.product_form import HandlingCard, HandlingForm
from aftercare.web.downloads import download
from aftercare.web.fragments import answer, go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.products.record import ProductContext
from aftercare.web.products.saving import save_on_page


@page(roles=READERS)
def dispatch(request: PageRequest) -> HttpResponse:
    """Orders that have not left, the oldest promise first."""
    context = DispatchContext(request.person, chosen_shops(request), request.GET, page_time(request))
    return answer(request, "dispatch/list.html", "dispatch/_rows.html", {"view": context})


@page(roles=PRINTERS, methods=("POST",))
def slips(request: PageRequest) -> HttpResponseBase:
    """The slips of POST row… as one PDF, made on disk and sent from there."""
    ids = read_ids(only(request.POST, "row", "action").getlist("row"))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    count = print_slips(order_ids=ids, person=request.person, out=file)
    file.seek(0)
    name = f"slips-{page_time(request):%m%d-%H%M}-{count}.pdf"
    return download(name, file, "application/pdf")


@page(roles=READERS)
def order(request: PageRequest, pk: int) -> HttpResponse:
    """Promise, slips, packing of one order."""
    context = DispatchOrderContext(request.person, pk, page_time(request))
    return render(request, "dispatch/order.html", {"view": context})


@page(roles=OVERRIDERS, methods=("POST",))
def release(request: PageRequest, pk: int) -> HttpResponse:
    """Let it be packed in spite of what holds it; do=again: have it packed anew."""
    posted = only(request.POST, "codes", "reason", "do")
    if posted.get("do") == "again":
        pack_again(order_id=pk, reason=posted.get("reason", ""), person=request.person)
        said = _("It can be packed again.")
    else:
        release_packing(
            order_id=pk, codes=posted.getlist("codes"), reason=posted.get("reason", ""), person=request.person
        )
        said = _("It can be packed now.")
    return go_with(request, reverse("dispatch_order", args=[pk]), said)


@page(roles=EDITORS, methods=("POST",))
def product(request: PageRequest, pk: int) -> HttpResponse:
    """Save how a product is packed and when it leaves."""
    found = access_product(request.person, pk)
    form = HandlingForm(only(request.POST, *HandlingForm.base_fields))
    view = ProductContext(request.person, found, handling=HandlingCard(found, form))

    def save() -> None:
        version = form.cleaned_data["version"]
        set_handling(product_id=pk, version=version, facts=form.facts(), person=request.person)

    return save_on_page(request, view, form, save)
