"""The shelf of unclaimed parcels: some that a case waits for, some that nobody knows, one to be sent back (B4)."""

from datetime import datetime, timedelta
from io import BytesIO
from random import Random
from typing import Final

from aftercare.cases.models import Case
from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.pictures import Flaw, Subject, picture
from aftercare.core.time import travel
from aftercare.files.actions.store_file import Upload
from aftercare.orders.models import Order
from aftercare.shops.access import person_of
from aftercare.shops.models import Shop
from aftercare.unclaimed.actions.ask_end import ask_end
from aftercare.unclaimed.actions.carry_out import carry_out
from aftercare.unclaimed.actions.decide_end import decide_end
from aftercare.unclaimed.actions.link_parcel import link_parcel
from aftercare.unclaimed.actions.register_parcel import ParcelFacts, register_parcel
from aftercare.unclaimed.matching import expected_cases
from aftercare.unclaimed.models import UnclaimedParcel

SEED: Final = 41
# Days on the shelf, tracking number, courier, goods as the warehouse writes them, note.
STRANGERS: Final = (
    (41, "YT7300118822034", "圆通速递", "灰色围巾 1 条，不像我们的货", "袋子已破，重新套袋"),
    (12, "", "", "白色陶瓷杯 1 个，面单被雨淋湿", "面单看不清，无纸条"),
    (9, "STO773400192811", "申通快递", "空盒子，只有泡沫", "开箱有录像"),
    (3, "JT5123300981177", "极兔速递", "台灯灯罩 1 个", ""),
)
BACK: Final = "拒收件，买家电话打不通，按寄件人地址退回"


class Keeper:
    """The warehouse at the shelf of one shop."""

    def __init__(self, people: DemoPeople, shop: Shop, at: datetime) -> None:
        self.shop, self.at = shop, at
        self.person, self.boss = person_of(people.staff["warehouse"]), person_of(people.staff["supervisor"])
        self.rng = Random(SEED)  # noqa: S311 - invented data

    def put(self, days: int, subject: Subject, **facts: str) -> UnclaimedParcel:
        """Register one so many days ago, with a picture of the parcel, and of the goods when there is no number."""
        pictures = [self._picture("面单.jpg", Subject.PARCEL)]
        if not facts.get("tracking_no"):  # by the goods people recognise it
            pictures.append(self._picture("商品.jpg", subject))
        with travel(-timedelta(days=days, hours=days % 5)):
            return register_parcel(facts=ParcelFacts(self.shop.pk, **facts), pictures=pictures, person=self.person)

    def _picture(self, name: str, subject: Subject) -> Upload:
        content = picture(subject, Flaw.NONE, self.rng)
        return Upload(BytesIO(content), name, len(content))


def fill_the_shelf(people: DemoPeople, at: datetime) -> int:
    """Parcels of the first shop; returns how many."""
    keeper = Keeper(people, people.shops[0], at)
    old, wet, empty, lamp = (
        keeper.put(days, Subject.WOOD, tracking_no=number, courier=courier, goods=goods, note=note)
        for days, number, courier, goods, note in STRANGERS
    )
    with travel(-timedelta(days=2)):
        reason = "超过 30 天无人认领，商品不属于本店"
        ask_end(number=old.number, end="dispose", reason=reason, person=keeper.person)
    with travel(-timedelta(days=1)):
        ask_end(number=empty.number, end="return", reason=BACK, person=keeper.person)
        decide_end(number=empty.number, grants=True, words="同意退回", person=keeper.boss)
    made = [old, wet, empty, lamp, *_known(keeper)]
    return len([one for one in made if one is not None])


def _known(keeper: Keeper) -> list[UnclaimedParcel]:
    """What cases and orders know: by the number that a case names, by phone and name, one that was found out."""
    expected = list(expected_cases([keeper.shop.pk]).select_related("order")[:3])
    made = [_by_phone(keeper, case, days) for days, case in zip((1, 4), expected[:2], strict=False)]
    named = Case.objects.filter(shop=keeper.shop, closed_at=None, received_at=None).exclude(return_tracking_no="")
    sent = named.select_related("order").order_by("-pk").first()
    if sent is not None:
        goods = sent.order.item_summary[:20] or "退货商品"
        told = {"tracking_no": sent.return_tracking_no, "courier": sent.return_courier, "goods": goods}
        made.append(keeper.put(0, Subject.VASE, **told))
    for case in expected[2:]:
        parcel = _by_phone(keeper, case, 6)
        link_parcel(number=parcel.number, case_number=case.number, person=keeper.person)
        made.append(parcel)
    parcel = keeper.put(15, Subject.LAMP, tracking_no="SF1530098812345", courier="顺丰速运", goods="黑色雨伞 1 把")
    with travel(-timedelta(days=7)):
        ask_end(number=parcel.number, end="return", reason=BACK, person=keeper.person)
        decide_end(number=parcel.number, grants=True, words="", person=keeper.boss)
        carry_out(number=parcel.number, words="顺丰速运 SF1530098899999", person=keeper.person)
    return [*made, parcel]


def _by_phone(keeper: Keeper, case: Case, days: int) -> UnclaimedParcel:
    order: Order = case.order
    told = {"sender_name": order.receiver_name_mask, "sender_phone": order.receiver_phone_mask}
    goods = order.item_summary[:20] or "退货商品"
    return keeper.put(days, Subject.VASE, courier="中通快递", goods=goods, **told)
