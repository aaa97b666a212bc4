"""Check the pages of a shop again after the list of forbidden words, or the products' titles, have changed."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from aftercare.core.errors import NotFound, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.listings.models import ListingText
from aftercare.listings.reading import note_result
from aftercare.listings.tally import Counts, add_up, counts_of
from aftercare.orders.catalogue.access import NOT_EDITOR, may_edit_products
from aftercare.orders.models import Product
from aftercare.shops.access import Person

RESULT = ["score", "tasks", "banned", "checked_with", "checked_at"]
AT_ONCE = 500


def check_again(*, person: Person, shop_id: int) -> int:
    """Every page of the shop, some hundred in a transaction; returns how many results are others now (R7).

    Raises NotFound, or Refused for whoever does not keep the shop's products.
    """
    if shop_id not in person.shop_ids:
        raise NotFound(shop_id)
    if not may_edit_products(person, shop_id):
        raise Refused(NOT_EDITOR)
    last: int | None = 0
    changed = 0
    while last is not None:
        last, others = _next(shop_id, last)
        changed += others
    with transaction.atomic():
        _tell(person, shop_id, changed)
    return changed


def _tell(person: Person, shop_id: int, changed: int) -> None:
    record(
        kind="listing.checked_again", subject=("shop", shop_id), shop_id=shop_id, actor_id=person.staff_id, at=now(),
        data={"changed": changed},
    )  # fmt: skip


@transaction.atomic
def _next(shop_id: int, last: int) -> tuple[int | None, int]:
    """The pages behind that product: the last one looked at (None: no more), and how many came out otherwise."""
    rows = Product.objects.select_for_update(of=("self",), no_key=True).filter(shop_id=shop_id, listing__isnull=False)
    products = {product.pk: product for product in rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]}
    found = list(ListingText.objects.filter(product__in=products))
    counted, at, others = _in_sale(found, products), now(), 0
    for text in found:
        before = (text.score, text.tasks, text.banned)
        note_result(text, products[text.product_id], at)
        others += before != (text.score, text.tasks, text.banned)
    ListingText.objects.bulk_update(found, RESULT)
    add_up(shop_id, _in_sale(found, products) + counted.times(-1))
    return (max(products) if len(products) == AT_ONCE else None), others


def _in_sale(pages: Iterable[ListingText], products: Mapping[int, Product]) -> Counts:
    return counts_of(page for page in pages if products[page.product_id].is_active)
