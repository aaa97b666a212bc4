"""Give a product its picture, or take it away (S6)."""

from django.db import transaction

from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.files.queries import is_shown
from aftercare.orders.catalogue.access import access_product
from aftercare.orders.models import Product
from aftercare.shops.access import Person


@transaction.atomic
def set_product_picture(*, product_id: int, upload: Upload | None, person: Person) -> Product:
    """`upload` None takes the picture away; the file itself stays, since cards in conversations show it.

    Raises NotFound, Refused (`product.not_editor`), InvalidInput (`file`), and what `store_file` raises.
    """
    product = access_product(person, product_id, lock=True)
    at = now()
    file = store_file(upload=upload, shop_id=product.shop_id, person=person, at=at) if upload else None
    if file is not None and not is_shown(file):
        raise InvalidInput({"file": _("Choose a picture that a browser shows: JPG, PNG or WebP.")})
    product.picture = file
    product.version += 1
    product.save(update_fields=["picture", "version"])
    data = {"code": product.code, "changed": ["picture"], **({"sha256": file.sha256} if file else {})}
    record(
        kind="product.changed",
        subject=("product", product.pk),
        shop_id=product.shop_id,
        actor_id=person.staff_id,
        at=at,
        data=data,
    )
    return product
