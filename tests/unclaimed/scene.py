"""Parcels on the shelf: pictures of labels, and orders whose buyers' names and phones the platform told."""

from io import BytesIO

from tests.files.pictures import image
from tests.people import make_order, person

from aftercare.accounts.models import Staff
from aftercare.core.crypto import keyed_hash
from aftercare.core.text import mask_name, mask_phone
from aftercare.files.actions.store_file import Upload
from aftercare.orders.models import Order
from aftercare.shops.models import Shop
from aftercare.unclaimed.actions.register_parcel import ParcelFacts, register_parcel
from aftercare.unclaimed.models import UnclaimedParcel

PHONE, NAME = "13800002468", "测试甲"


def picture(name: str = "面单.png") -> Upload:
    content = image("PNG")
    return Upload(file=BytesIO(content), name=name, size=len(content))


def parcel_of(keeper: Staff, shop: Shop, **fields: str) -> UnclaimedParcel:
    """One more on the shelf, with one picture."""
    told = {"tracking_no": "SF9900000001", "goods": "原木摆件", **fields}
    return register_parcel(facts=ParcelFacts(shop.pk, **told), pictures=[picture()], person=person(keeper))


def order_of(shop: Shop, *, phone: str = PHONE, name: str = NAME, **fields: object) -> Order:
    """An order whose receiver is known."""
    told = {
        "receiver_phone": phone,
        "receiver_phone_hash": keyed_hash(phone),
        "receiver_phone_mask": mask_phone(phone),
        "receiver_name": name,
        "receiver_name_mask": mask_name(name),
    }
    return make_order(shop, **{**told, **fields})
