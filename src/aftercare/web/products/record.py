"""The page of a product: all that its template prints."""

from functools import cached_property
from typing import Any

from django.urls import reverse

from aftercare.orders.catalogue.access import may_edit_products
from aftercare.orders.catalogue.queries import Together, bought_together
from aftercare.orders.models import Product
from aftercare.orders.terms import ReturnClass
from aftercare.shops.access import Person
from aftercare.web.dispatch.product_form import HandlingCard
from aftercare.web.products.forms import KeptProductForm, initial_of
from aftercare.web.products.listing import picture_url, state_pill, stock_words

MOST_TOGETHER = 6


class ProductContext:
    """Everything that the page prints. `form` carries what was typed when it was refused."""

    def __init__(
        self,
        person: Person,
        product: Product,
        form: KeptProductForm | None = None,
        handling: HandlingCard | None = None,
    ) -> None:
        self.person, self.product = person, product
        self.may_edit = may_edit_products(person, product.shop_id)
        self.form = form or KeptProductForm(initial=initial_of(product))
        self.handling = handling or HandlingCard(product)
        self.refusal = ""

    @property
    def state(self) -> Any:
        return state_pill(self.product)

    @property
    def stock(self) -> str:
        return stock_words(self.product.stock)

    @property
    def return_class(self) -> Any:
        return ReturnClass(self.product.return_class).label

    @property
    def picture(self) -> str:
        return picture_url(self.product, "shown")

    @property
    def picture_url(self) -> str:
        """Where a new picture is sent."""
        return reverse("product_picture", args=[self.product.pk])

    @cached_property
    def together(self) -> list[tuple[Together, str]]:
        """What is bought with it, and where that stands."""
        found = bought_together(self.product.shop_id, self.product.pk, MOST_TOGETHER)
        return [(one, reverse("product", args=[one.other])) for one in found]
