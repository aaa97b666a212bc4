"""Write down what a product's page says."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.listings.checking import listing_problems, tidied_parts, tidied_shots
from aftercare.listings.models import ListingText
from aftercare.listings.reading import note_result
from aftercare.listings.tally import add_up, counts_of
from aftercare.orders.catalogue.access import access_product
from aftercare.shops.access import Person

CHANGED = Refusal("listing.changed", _("Somebody else has saved this page since you opened it."))


@transaction.atomic
def save_listing(
    *, person: Person, product_id: int, version: int, parts: Mapping[str, str], shots: Mapping[str, int]
) -> ListingText:
    """Keep texts by part and numbers of pictures by kind, and check them (R7). The same again writes nothing.

    `version` is the one that was seen, 0 before there was any. Raises NotFound, InvalidInput, or Refused: not theirs to
    change, or somebody else was quicker.
    """
    product = access_product(person, product_id, lock=True)
    told: dict[str, Any] = {"parts": tidied_parts(parts), "shots": tidied_shots(shots)}
    if problems := listing_problems(told["parts"], dict(shots)):
        raise InvalidInput(problems)
    text = ListingText.objects.filter(product_id=product.pk).first()
    if (text.version if text else 0) != version:
        raise Refused(CHANGED)
    if text and (text.parts, text.shots) == (told["parts"], told["shots"]):
        return text
    before, counted = (text.parts if text else {}), counts_of([text] if text else [])
    changed = [code for code in sorted({*before, *told["parts"]}) if before.get(code) != told["parts"].get(code)]
    text = text or ListingText(product=product, shop_id=product.shop_id, version=0)
    text.parts, text.shots, text.version = told["parts"], told["shots"], version + 1
    at = now()
    report = note_result(text, product, at)
    text.save()
    if product.is_active:
        add_up(product.shop_id, counts_of([text]) + counted.times(-1))
    record(
        kind="listing.saved", subject=("product", product.pk), shop_id=product.shop_id, actor_id=person.staff_id, at=at,
        data={"parts": changed, "score": report.score},
    )  # fmt: skip
    return text
