"""How a product is packed and when it leaves (O4, O9)."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.dispatch.handling_rules import HandlingFacts, handling_problems
from aftercare.dispatch.models import Handling
from aftercare.orders.actions.save_product import CHANGED_MEANWHILE
from aftercare.orders.catalogue.access import access_product
from aftercare.shops.access import Person


@transaction.atomic
def set_handling(*, product_id: int, version: int, facts: HandlingFacts, person: Person) -> Handling:
    """Keep it; orders paid from now on are promised by it, older ones keep what they were promised. `version`: the one
    on screen, 0 before anything was kept. Raises NotFound, Refused for whoever does not keep products, InvalidInput."""
    product = access_product(person, product_id, lock=True)  # its lock stands for the row that may not be there yet
    facts = HandlingFacts(
        tuple(dict.fromkeys(facts.marks)), clean(facts.barcode), facts.promise_hours, facts.presale_on
    )
    if problems := handling_problems(facts):
        raise InvalidInput(problems)
    row = Handling.objects.filter(product=product).first() or Handling(
        product=product, shop_id=product.shop_id, version=0
    )
    if row.version != version:
        raise Refused(CHANGED_MEANWHILE)
    new = {**vars(facts), "marks": list(facts.marks)}
    changed = sorted(name for name, value in new.items() if getattr(row, name) != value)
    if not changed:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    record(
        kind="product.handling_changed",
        subject=("product", product.pk),
        shop_id=product.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"code": product.code, "changed": changed},
    )
    return row
