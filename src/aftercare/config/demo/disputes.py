"""Demo: what products' pages say, good ones and poor ones; dispute types that agents have put right; listed buyers."""

from typing import Final

from aftercare.cases.access import visible_cases
from aftercare.config.demo.people import DemoPeople
from aftercare.disputes.actions.correct_reading import correct_reading
from aftercare.disputes.actions.read_text import read_text
from aftercare.disputes.terms import DisputeType
from aftercare.listings.actions.save_listing import save_listing
from aftercare.orders.models import Product
from aftercare.reviewrisk.actions.appeal_entry import appeal_entry
from aftercare.reviewrisk.actions.list_reviewer import list_reviewer
from aftercare.reviewrisk.gather import Asked
from aftercare.shops.access import person_of

WHOLE: Final = {
    "material": "北美樟子松实木，水性木蜡油两遍，无拼接贴皮。",
    "specification": "单件装，净重约 680 克，含说明卡一张。",
    "size": "长 24 × 宽 9 × 高 31 厘米，手工制作，误差 ±0.5 厘米。",
    "use": "拆封后静置半天再上墙；安装步骤见第 6 张图，附 40 秒视频。",
    "effect": "摆放效果因光线不同会有色差，木纹深浅每件不同。",
    "care": "干布擦拭，避免暴晒和水泡；半年补一次木蜡油。",
    "flaw": "天然木节属正常；有磕碰的会另开微瑕链接注明。",
    "proof": "附木材检疫证明和本店防伪卡，支持验货签收。",
    "payment": "支持平台担保交易，不接受私下转账。",
    "logistics": "默认中通，付款后 48 小时内发货；江浙沪 2 天、其他地区 3–5 天到，偏远地区运费另算。",
    "discount": "满 199 减 20，与店铺券可叠加；活动价以下单页为准。",
    "contact": "旺旺 9:00–23:00 在线，售后电话在包裹卡上。",
}
SHOTS: Final = {"real": 6, "detail": 4, "effect": 2}
# Merchant code -> what differs from a whole page ('' leaves a part out), and the pictures that are missing.
PAGES: Final[dict[str, tuple[dict[str, str], tuple[str, ...]]]] = {
    "MZ-101": ({}, ()),
    "MZ-102": ({"flaw": "", "discount": ""}, ()),
    "MZ-103": ({"effect": "全网第一的治愈系台历，最好的闺蜜礼物！", "proof": ""}, ("effect",)),
    "MZ-104": ({"logistics": "默认中通快递，尽快发货。"}, ("detail",)),
    "MZ-105": ({"care": "", "flaw": "", "proof": "", "contact": ""}, ("detail", "effect")),
    "QH-201": ({"material": "国家级工匠手作高岭土，世界级品质。"}, ()),
    "QH-205": ({"effect": "香薰可改善失眠，7 天见效，无任何副作用。", "size": "", "use": ""}, ("real",)),
    "DX-301": ({"effect": "国家AA级照度，检测报告编号见第 8 张图。"}, ()),
    "DX-305": ({"proof": "专利设计，碾压同类小夜灯。", "payment": "", "discount": "", "contact": ""}, ("effect",)),
}


def write_down_pages(people: DemoPeople) -> None:
    """Operations have written down what some pages say (R7)."""
    keeper = person_of(people.staff["operations"])
    for product in Product.objects.filter(code__in=PAGES).order_by("pk"):
        changes, missing = PAGES[product.code]
        shots = {kind: 0 if kind in missing else count for kind, count in SHOTS.items()}
        save_listing(person=keeper, product_id=product.pk, version=0, parts={**WHOLE, **changes}, shots=shots)


def put_types_right(people: DemoPeople) -> None:
    """An agent has looked at two complaints and chosen another type for one (R3)."""
    agent = person_of(people.staff["agent"])
    complaints = visible_cases(agent).filter(flow="complaint").exclude(description="").order_by("-pk")[:2]
    for case, to in zip(complaints, (DisputeType.SLOW, None), strict=False):
        reading = read_text(shop_id=case.shop_id, subject=("case", case.pk), text=case.description)
        if to is not None:
            correct_reading(person=agent, reading_id=reading.pk, to=to.value, text=case.description)


def list_reviewers(people: DemoPeople) -> None:
    """Two buyers whom the review specialist took for professional bad reviewers; one has an objection (R4)."""
    specialist, agent = (person_of(people.staff[name]) for name in ("reviews", "agent"))
    cases = visible_cases(specialist).filter(flow="review", details__rating="bad").exclude(customer=None)
    seen: set[int] = set()
    looked = Asked(elsewhere=11, other_shops=7, account_days=9, insists_outside=True)
    for case in cases.order_by("-pk")[:9]:
        if case.customer_id is None or case.customer_id in seen or len(seen) == 2:
            continue
        why = "七家店都是差评，加了旺旺只说要转 QQ 谈。" if not seen else "新号，连着几家同行都收到一样的差评。"
        entry = list_reviewer(person=specialist, number=case.number, why=why, asked=looked)
        if not seen:
            appeal_entry(person=agent, entry_id=entry.pk, text="电话里听着像真买家，杯口确实有裂，照片也发了。")
        seen.add(case.customer_id)
