"""Rows of a file of products' pages (R7)."""

from collections.abc import Sequence
from typing import Any

from aftercare.accounts.models import Staff
from aftercare.intake.problems import RowProblem
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.listings.models import ListingText
from aftercare.listings.reading import note_result
from aftercare.listings.tally import add_up, counts_of
from aftercare.orders.catalogue.access import may_edit_products
from aftercare.orders.models import Product
from aftercare.shops.access import person_of

KEPT = ["parts", "shots", "score", "tasks", "banned", "checked_with", "checked_at", "version"]


def take_in_listings(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Fill in what the rows say, over what stood there; parts that they leave out stay. Five statements."""
    if not _may(scope):
        return Outcome(problems=[RowProblem(row.line, "", "", "listing.role") for row in rows])
    codes = {row.facts.code for row in rows}
    stored = Product.objects.select_for_update().filter(shop_id=scope.shop_id, code__in=codes).order_by("pk")
    products = {product.code: product for product in stored}
    pages = {text.product_id: text for text in ListingText.objects.filter(product__in=products.values())}
    in_sale = {product.pk for product in products.values() if product.is_active}
    counted = counts_of(page for pk, page in pages.items() if pk in in_sale)
    outcome, new, changed = Outcome(), {}, {}
    for row in rows:
        product = products.get(row.facts.code)
        if product is None:
            outcome.problems.append(RowProblem(row.line, "", row.facts.code, "listing.no_product"))
            continue
        page = pages.get(product.pk)
        told = _told(page, row)
        if page is None:
            outcome.verdicts[row.line] = Verdict.ADDED
            page = new[product.pk] = pages[product.pk] = ListingText(product=product, shop_id=scope.shop_id, version=0)
        elif told == {"parts": page.parts, "shots": page.shots}:
            outcome.verdicts[row.line] = Verdict.UNCHANGED
            continue
        else:
            outcome.verdicts[row.line] = Verdict.UPDATED
            changed[product.pk] = page
        page.parts, page.shots, page.version = told["parts"], told["shots"], page.version + 1
        note_result(page, product, scope.at)
    if scope.writes:
        ListingText.objects.bulk_create(new.values())
        ListingText.objects.bulk_update([page for pk, page in changed.items() if pk not in new], KEPT)
        now_counted = counts_of(page for pk, page in pages.items() if pk in in_sale)
        add_up(scope.shop_id, now_counted + counted.times(-1))
    return outcome


def _told(page: ListingText | None, row: ReadRow) -> dict[str, Any]:
    before: dict[str, Any] = {"parts": page.parts, "shots": page.shots} if page else {"parts": {}, "shots": {}}
    shots = {**before["shots"], **row.facts.shots}
    return {
        "parts": {**before["parts"], **row.facts.parts},
        "shots": {name: count for name, count in shots.items() if count},
    }


def _may(scope: Scope) -> bool:
    """Whoever started the import keeps the shop's products now; an import of the system may."""
    if scope.actor_id is None:
        return True
    staff = Staff.objects.filter(pk=scope.actor_id).first()
    return staff is not None and may_edit_products(person_of(staff), scope.shop_id)
