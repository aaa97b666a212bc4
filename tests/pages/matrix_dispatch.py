"""Things of dispatch for the authorization matrix: arguments of every route that takes some."""

from io import BytesIO

from PIL import Image
from tests.people import People, make_order, person

from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.dispatch.actions.add_packing_photo import add_packing_photo
from aftercare.dispatch.actions.ask_freight import Wish, ask_freight
from aftercare.dispatch.actions.follow_orders import follow_orders
from aftercare.dispatch.actions.mark_shortage import Lack, mark_shortage
from aftercare.dispatch.actions.move_freight import Bill, pass_on_bill
from aftercare.dispatch.models import Packing
from aftercare.dispatch.terms import FreightKind, Pays
from aftercare.files.actions.store_file import Upload
from aftercare.orders.models import Product
from aftercare.orders.terms import OrderStatus

OF_ORDER = ("dispatch_order", "dispatch_release", "dispatch_freight_new")
# Not there although the page is theirs: nothing lies on the table of whoever has not begun to pack; no shop is named.
MAY_BE_ABSENT = ("packing_finish", "packing_aside", "packing_scan", "stock_new")


def photo_of() -> Upload:
    file = BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(file, "PNG")
    return Upload(file, "照片.png", file.tell())


def dispatch_things(people: People) -> dict[str, dict[str, object]]:
    """An order that must leave, packed once, with a photo."""
    shop, keeper = people.shop, person(people.warehouse)
    order = make_order(shop, status=OrderStatus.AWAITING_DISPATCH, completed_at=None)
    follow_orders(shop=shop)
    at = now()
    packing = Packing.objects.create(
        order=order, shop=shop, packer=people.warehouse, started_at=at, touched_at=at, ended_at=at, state="done"
    )
    photo = add_packing_photo(packing_id=packing.pk, upload=photo_of(), person=keeper)
    line = order.lines.get()
    short = mark_shortage(shop_id=shop.pk, lack=Lack(line.merchant_code), person=keeper)
    wish = Wish(FreightKind.LINE, "德邦快递", Pays.COLLECT)
    change = ask_freight(order_id=order.pk, wish=wish, person=person(people.owner))
    change = pass_on_bill(
        freight_id=change.pk, bill=Bill(Money(8000), change.version, photo_of()), person=person(people.owner)
    )
    product = Product.objects.create(shop=shop, code="FH-1", title="原木摆件")
    return {
        **{name: {"pk": order.pk} for name in OF_ORDER},
        **{name: {"pk": change.pk} for name in ("dispatch_freight_move", "dispatch_freight_bill")},
        "dispatch_freight_photo": {"pk": change.pk, "copy": "thumb"},
        "stock_shortage": {"pk": short.pk},
        "stock_task": {"pk": short.tasks.get(line=line).pk},
        "product_handling": {"pk": product.pk},
        "packing_photos": {"pk": packing.pk},
        "packing_photo": {"pk": packing.pk, "token": photo.file.token, "copy": "thumb"},
    }
