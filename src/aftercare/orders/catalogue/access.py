"""Which products a person may see and change: those of the shops they work in (P1)."""

from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.orders.models import Product
from aftercare.shops.access import Person

EDITORS: Final = frozenset({Role.OPERATIONS, Role.SUPERVISOR, Role.ADMINISTRATOR})
NOT_EDITOR = Refusal(
    "product.not_editor", _("Operations, supervisors and administrators of the shop keep its products.")
)


def visible_products(person: Person) -> QuerySet[Product]:
    """Every list, page, search and export of products starts here."""
    if person.is_system:
        return Product.objects.all()
    return Product.objects.filter(shop_id__any_of=list(person.shop_ids))


def may_edit_products(person: Person, shop_id: int) -> bool:
    """Whether the person keeps the products of that shop."""
    return person.has(shop_id, *EDITORS)


def access_product(person: Person, pk: int, *, lock: bool = False) -> Product:
    """The product, with `lock` for whoever may change it and locked until the transaction ends. Raises NotFound, or
    Refused for a reader who wants to change it."""
    rows = visible_products(person)
    rows = rows.select_for_update(of=("self",)) if lock else rows.select_related("shop", "picture")
    product = rows.filter(pk=pk).first()
    if product is None:
        raise NotFound(pk)
    if lock and not may_edit_products(person, product.shop_id):
        raise Refused(NOT_EDITOR)
    return product
