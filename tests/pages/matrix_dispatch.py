"""Things of dispatch for the authorization matrix: arguments of every route that takes some."""

from io import BytesIO

from PIL import Image
from tests.people import People, make_order, person

from aftercare.core.time import now
from aftercare.dispatch.actions.add_packing_photo import add_packing_photo
from aftercare.dispatch.actions.follow_orders import follow_orders
from aftercare.dispatch.models import Packing
from aftercare.files.actions.store_file import Upload
from aftercare.orders.models import Product
from aftercare.orders.terms import OrderStatus

OF_ORDER = ("dispatch_order", "dispatch_release")
# Not there although the page is theirs: nothing lies on the table of whoever has not begun to pack.
MAY_BE_ABSENT = ("packing_finish", "packing_aside", "packing_scan")


def dispatch_things(people: People) -> dict[str, dict[str, object]]:
    """An order that must leave, packed once, with a photo."""
    shop, keeper = people.shop, person(people.warehouse)
    order = make_order(shop, status=OrderStatus.AWAITING_DISPATCH, completed_at=None)
    follow_orders(shop=shop)
    at = now()
    packing = Packing.objects.create(
        order=order, shop=shop, packer=people.warehouse, started_at=at, touched_at=at, ended_at=at, state="done"
    )
    file = BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(file, "PNG")
    photo = add_packing_photo(packing_id=packing.pk, upload=Upload(file, "开箱.png", file.tell()), person=keeper)
    product = Product.objects.create(shop=shop, code="FH-1", title="原木摆件")
    return {
        **dict.fromkeys(OF_ORDER, {"pk": order.pk}),
        "dispatch_product": {"pk": product.pk},
        "packing_photos": {"pk": packing.pk},
        "packing_photo": {"pk": packing.pk, "token": photo.file.token, "copy": "thumb"},
    }
