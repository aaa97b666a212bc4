"""Parcels that nobody knows and freight that buyers paid, for the pages of the small shop."""

from tests.freight.scene import approved, claim_of
from tests.people import person
from tests.unclaimed.scene import order_of, parcel_of

from aftercare.cases.models import Case
from aftercare.config.demo.people import DemoPeople
from aftercare.freight.actions.make_batch import make_batch

LONG = "原木小鹿摆件 颜色分类:原木色 特大号礼盒装【顺丰包邮】北欧风客厅玄关装饰品生日礼物送女友闺蜜乔迁新居"


def make_returns(people: DemoPeople) -> None:
    """A parcel with a proposal and one without; freight in a payment file, approved, and with all that can be odd."""
    shop, keeper = people.shops[0], people.staff["warehouse"]
    order_of(shop)
    parcel_of(keeper, shop, sender_name="测试甲", sender_phone="138****2468", goods=LONG, courier="中国邮政速递物流")
    parcel_of(keeper, shop, tracking_no="", goods="看不清")
    came = list(Case.objects.filter(shop=shop, received_at__isnull=False).order_by("pk")[:2])
    agent, boss = people.staff["agent"], people.staff["supervisor"]
    for index, case in enumerate(came):
        approved(claim_of(case, agent, tracking_no=f"SF88000005{index:02d}"), boss, reason="仓库已核实")
        if not index:
            make_batch(shop_id=shop.pk, person=person(people.staff["finance"]))
    odd = Case.objects.filter(shop=shop, received_at=None).order_by("pk")[0]
    claim_of(odd, agent, amount="88.00", tracking_no="SF8800000599", receipt_no="YD-20261129-0001", note=LONG)
