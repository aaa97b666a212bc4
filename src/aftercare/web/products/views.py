"""The list of products, a new one, the page of one, its picture."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, NotFound
from aftercare.files.terms import Copy
from aftercare.orders.actions.save_product import add_product, change_product
from aftercare.orders.actions.set_product_picture import set_product_picture
from aftercare.orders.catalogue.access import access_product, may_edit_products
from aftercare.orders.models import Product
from aftercare.web.cases.board import chosen_shops
from aftercare.web.files import answer_file, read_upload
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import attach, only
from aftercare.web.products.audience import EDITORS, READERS
from aftercare.web.products.forms import KeptProductForm, ProductForm
from aftercare.web.products.listing import ProductsContext
from aftercare.web.products.record import ProductContext
from aftercare.web.products.saving import save_on_page

BOTH = ("GET", "POST")
NEW = tuple(ProductForm.base_fields)
KEPT = tuple(KeptProductForm.base_fields)


@page(roles=READERS)
def products(request: PageRequest) -> HttpResponse:
    """Newest first; by tag, state and shop; found by words of code, title, tags and selling points."""
    context = ProductsContext(request.person, chosen_shops(request), request.GET)
    return answer(request, "products/list.html", "products/_rows.html", {"products": context})


@page(roles=EDITORS, methods=BOTH)
def new(request: PageRequest) -> HttpResponse:
    """A new product of the shop named by POST shop."""
    shops = [(shop_id, name) for shop_id, name in chosen_shops(request) if may_edit_products(request.person, shop_id)]
    if not shops:
        raise NotFound("shop")
    form = ProductForm(only(request.POST, *NEW, "shop") or None, initial={"is_active": True})
    chosen = read_number(request.POST.get("shop")) or read_number(request.GET.get("shop")) or shops[0][0]
    if form.is_valid():
        try:
            made = add_product(shop_id=chosen, facts=form.facts(), person=request.person)
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            return go_with(request, reverse("product", args=[made.pk]), _("The product is there. Now its picture."))
    names = {"form": form, "shops": shops, "chosen": chosen}
    return render(request, "products/new.html", names, status=422 if form.errors else 200)


@page(roles=READERS)
def product(request: PageRequest, pk: int) -> HttpResponse:
    """Everything the shop says of it, and what is bought with it; a form for those who keep it."""
    return render(request, "products/product.html", {"view": ProductContext(request.person, _found(request, pk))})


@page(roles=EDITORS, methods=("POST",))
def change(request: PageRequest, pk: int) -> HttpResponse:
    """Save what was changed."""
    found = _found(request, pk)
    form = KeptProductForm(only(request.POST, *KEPT))
    view = ProductContext(request.person, found, form)

    def save() -> None:
        version = form.cleaned_data["version"]
        change_product(product_id=pk, version=version, facts=form.facts(), person=request.person)

    return save_on_page(request, view, form, save)


@page(roles=EDITORS, methods=("POST",))
def picture(request: PageRequest, pk: int) -> HttpResponse:
    """A new picture (one file), or none (POST remove=yes)."""
    upload = None if request.POST.get("remove") == "yes" else read_upload(request)
    set_product_picture(product_id=pk, upload=upload, person=request.person)
    text = _("The picture is saved.") if upload else _("The picture is taken away.")
    return go_with(request, reverse("product", args=[pk]), text)


@page(roles=READERS)
def picture_file(request: PageRequest, pk: int, copy: str) -> HttpResponseBase:
    """A copy of the picture, through the product's own access."""
    found = _found(request, pk)
    if found.picture is None or copy not in (Copy.THUMB.value, Copy.SHOWN.value):
        raise NotFound(copy)
    return answer_file(found.picture, Copy(copy))


def _found(request: PageRequest, pk: int) -> Product:
    return access_product(request.person, pk)
