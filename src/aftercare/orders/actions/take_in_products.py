"""Take products in from a file: new ones by merchant code, and what the file says of those that are there (S6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from aftercare.core.errors import NotFound, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.actions.count_pairs import forget_pairs
from aftercare.orders.catalogue.access import NOT_EDITOR, may_edit_products
from aftercare.orders.catalogue.announcing import products_added
from aftercare.orders.catalogue.sheet import Told
from aftercare.orders.catalogue.words import product_words
from aftercare.orders.models import Product
from aftercare.shops.access import Person

TOLD = ("title", "price", "tags", "selling_points", "stock", "link")
TWICE = _("This merchant code stands in the file twice.")


@dataclass
class TakenIn:
    """What became of the rows."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: list[Told] = field(default_factory=list)


@transaction.atomic
def take_in_products(*, shop_id: int, rows: Sequence[Told], person: Person) -> TakenIn:
    """Keep every row without a remark; columns that the file does not have stay as they are.

    The same file twice changes nothing. Raises NotFound or Refused.
    """
    if shop_id not in person.shop_ids:
        raise NotFound(shop_id)
    if not may_edit_products(person, shop_id):
        raise Refused(NOT_EDITOR)
    codes = [row.values.get("code", "") for row in rows]
    stored = Product.objects.select_for_update().filter(shop_id=shop_id, code__in=codes).order_by("pk")
    there = {product.code: product for product in stored}
    taken, seen = TakenIn(), set()
    new: list[Product] = []
    changed: list[Product] = []
    for row in rows:
        code = row.values.get("code", "")
        if code in seen and not row.problems:
            row.problems["code"] = str(TWICE)
        if row.problems:
            taken.refused.append(row)
            continue
        seen.add(code)
        product = there.get(code)
        if product is None:
            new.append(_tell(Product(shop_id=shop_id, code=code), row.values))
        elif _differs(product, row.values):
            product.version += 1
            changed.append(_tell(product, row.values))
        else:
            taken.same += 1
    Product.objects.bulk_create(new)
    Product.objects.bulk_update(changed, [*TOLD, "words", "version"], batch_size=500)
    taken.added, taken.changed = len(new), len(changed)
    if new:
        forget_pairs(shop_id=shop_id)
        products_added(new)
    if new or changed:
        _record(shop_id, taken, person)
    return taken


def _differs(product: Product, values: dict[str, Any]) -> bool:
    return any(_stored(values[name]) != getattr(product, name) for name in TOLD if name in values)


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _tell(product: Product, values: dict[str, Any]) -> Product:
    for name in TOLD:
        if name in values:
            setattr(product, name, _stored(values[name]))
    product.words = product_words(product.code, product.title, product.selling_points, product.tags)
    return product


def _record(shop_id: int, taken: TakenIn, person: Person) -> None:
    record(
        kind="product.imported",
        subject=("shop", shop_id),
        shop_id=shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"added": taken.added, "changed": taken.changed, "refused": len(taken.refused)},
    )
