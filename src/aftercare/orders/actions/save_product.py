"""Keep a product of the shop: a new one, or a changed one (S6)."""

from typing import Any

from django.db import IntegrityError, transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.actions.count_pairs import forget_pairs
from aftercare.orders.catalogue.access import NOT_EDITOR, access_product, may_edit_products
from aftercare.orders.catalogue.announcing import products_added, sale_changed
from aftercare.orders.catalogue.checking import ProductFacts, product_problems, tidied
from aftercare.orders.catalogue.words import product_words
from aftercare.orders.models import Product
from aftercare.shops.access import Person

CHANGED_MEANWHILE = Refusal(
    "product.changed_meanwhile",
    _("Somebody has changed this product in the meantime. Repeat your change."),
)
FACTS = tuple(ProductFacts.__dataclass_fields__)


@transaction.atomic
def add_product(*, shop_id: int, facts: ProductFacts, person: Person) -> Product:
    """A new product. Raises NotFound for a foreign shop, Refused for whoever does not keep products there, InvalidInput
    by field; a merchant code stands once in a shop."""
    if shop_id not in person.shop_ids:
        raise NotFound(shop_id)
    if not may_edit_products(person, shop_id):
        raise Refused(NOT_EDITOR)
    facts = _checked(facts)
    product = Product(shop_id=shop_id, **_columns(facts))
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError:  # it was there, or somebody adds it at the same moment
        raise InvalidInput({"code": _("The shop has a product with this merchant code.")}) from None
    forget_pairs(shop_id=shop_id)
    products_added([product])
    _record("product.added", product, person, {"code": product.code})
    return product


@transaction.atomic
def change_product(*, product_id: int, version: int, facts: ProductFacts, person: Person) -> Product:
    """Change a product; its merchant code stays, because orders name it by that. `version` is the one on screen.

    Raises NotFound, Refused (`product.not_editor`, `product.changed_meanwhile`), InvalidInput by field.
    """
    product = access_product(person, product_id, lock=True)
    if product.version != version:
        raise Refused(CHANGED_MEANWHILE)
    facts = _checked(ProductFacts(**{**vars(facts), "code": product.code}))
    columns = _columns(facts)
    changed = sorted(name for name in FACTS if getattr(product, name) != columns[name])
    if not changed:
        return product
    for name, value in columns.items():
        setattr(product, name, value)
    product.version += 1
    product.save(update_fields=[*changed, "words", "version"])
    if "is_active" in changed:
        sale_changed(product)
    _record("product.changed", product, person, {"code": product.code, "changed": changed})
    return product


def _checked(facts: ProductFacts) -> ProductFacts:
    facts = tidied(facts)
    problems = product_problems(facts)
    if problems:
        raise InvalidInput(problems)
    return facts


def _columns(facts: ProductFacts) -> dict[str, Any]:
    words = product_words(facts.code, facts.title, facts.selling_points, facts.tags)
    return {**vars(facts), "tags": list(facts.tags), "words": words}


def _record(kind: str, product: Product, person: Person, data: dict[str, Any]) -> None:
    record(
        kind=kind,
        subject=("product", product.pk),
        shop_id=product.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data=data,
    )
