"""Saving one of the two forms on the page of a product: its facts, and how it is packed."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, Refused
from aftercare.orders.actions.save_product import CHANGED_MEANWHILE
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest
from aftercare.web.posted import attach
from aftercare.web.products.record import ProductContext


def save_on_page(
    request: PageRequest, view: ProductContext, form: forms.Form, save: Callable[[], object]
) -> HttpResponse:
    """Save the form, which `view` shows, when it is valid; else, or when somebody saved meanwhile, the page once more
    with its remarks. Raises Refused on any other refusal."""
    if form.is_valid():
        try:
            save()
        except InvalidInput as error:
            attach(form, error.problems)
        except Refused as error:
            if error.refusal is not CHANGED_MEANWHILE:
                raise
            view.refusal = str(error.refusal)
        else:
            return go_with(request, reverse("product", args=[view.product.pk]), _("Saved."))
    return render(request, "products/product.html", {"view": view}, status=409 if view.refusal else 422)
