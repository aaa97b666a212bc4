"""The page of couriers, the answer for an address, and the form of the table."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.orders.actions.set_couriers import SAVED_MEANWHILE, set_couriers
from aftercare.orders.delivery.queries import couriers_of
from aftercare.shops.access import access_shop
from aftercare.shops.models import Shop
from aftercare.web.delivery.audience import EDITORS, READERS, may_edit
from aftercare.web.delivery.contexts import AnswerContext, DeliveryContext
from aftercare.web.delivery.forms import CourierForm
from aftercare.web.fragments import answer, go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids

ASKED = ("shop", "address", "grams", "kg", "worth", "lang", "own")


@page(roles=READERS)
def delivery(request: PageRequest) -> HttpResponse:
    """Ask for an address; below, the couriers of the shop (S10)."""
    context = DeliveryContext(request.person, chosen_shop_ids(request), request.GET.get("shop"), page_time(request))
    return render(request, "delivery/page.html", {"view": context})


@page(roles=READERS, methods=("GET", "POST"))
def ask(request: PageRequest) -> HttpResponse:
    """The answer for `address` in `shop`: `grams` or `kg`, `worth` in yuan, `lang` of the buyer. A part for the side of
    a conversation; own pages POST it, so that the address stands in no history of addresses."""
    asked: QueryDict = only(request.POST, *ASKED) if request.method == "POST" else request.GET
    view = DeliveryContext(request.person, chosen_shop_ids(request), asked.get("shop"), page_time(request))
    if view.shop is None:
        raise NotFound("shop")
    view.asked = asked
    view.answer = AnswerContext(view.shop, asked, page_time(request))
    return answer(request, "delivery/page.html", "delivery/_answer.html", {"view": view, "answer": view.answer})


@page(roles=EDITORS, methods=("GET", "POST"))
def table(request: PageRequest, slug: str) -> HttpResponse:
    """The form of the table. POST act=add:… or drop:… only changes the form; without it the table is saved."""
    shop = access_shop(request.person, slug)
    if not may_edit(request.person, shop.pk):
        raise NotFound(slug)
    stored = couriers_of(shop, page_time(request))
    if request.method == "GET":
        return _form(request, shop, CourierForm.stored(stored.table, stored.row))
    form = CourierForm.posted(request.POST)
    if request.POST.get("act"):
        form.act(request.POST["act"])
        return _form(request, shop, form)
    value = form.value()
    if value is None:
        return _form(request, shop, form, status=422)
    try:
        set_couriers(shop_id=shop.pk, value=value, person=request.person, seen=form.seen)
    except Refused as error:
        if error.refusal is not SAVED_MEANWHILE:
            raise
        form.seen = stored.row
        form.refusal = str(error.refusal)
        return _form(request, shop, form, status=422)
    except InvalidInput as error:
        form.refusal = str(error.problems.get("value", ""))
        return _form(request, shop, form, status=422)
    return go_with(request, f"{reverse('delivery')}?shop={shop.pk}", _("The couriers are saved."))


def _form(request: PageRequest, shop: Shop, form: CourierForm, *, status: int = 200) -> HttpResponse:
    names = {"shop": shop, "form": form}
    return answer(request, "delivery/table.html", "delivery/_table_form.html", names, status=status)
