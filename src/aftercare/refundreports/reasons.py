"""The buyer's reason in the platform's words, and which of our reasons it is. Pure."""

import unicodedata
from collections.abc import Collection
from typing import Final

from aftercare.cases.terms import Reason

# The first row of which a part stands in the words decides, so the narrow ones come first.
_PARTS: Final = (
    (Reason.NO_REASON, ("七天无理由", "7天无理由", "无理由", "7天退换", "七天退换")),
    (Reason.COUNTERFEIT, ("假货", "假冒", "盗版", "非正品")),
    (Reason.FALSE_DISPATCH, ("虚假发货", "空包", "空包裹")),
    (Reason.WRONG_ITEM, ("发错货", "错发", "发错", "收到商品不对")),
    (Reason.MISSING, ("少件", "漏发", "缺件", "少发", "少/漏", "缺少", "配件")),
    (Reason.DAMAGED, ("破损", "损坏", "污渍", "包装坏", "压坏", "碎了")),
    (Reason.OUT_OF_STOCK, ("缺货", "无货", "没货", "库存不足")),
    (Reason.PRICE_DIFFERENCE, ("差价", "价保", "降价", "买贵", "价格")),
    (Reason.LATE, ("未按约定时间", "未按时", "发货慢", "发货太慢", "一直未发", "不发货", "超时发货", "延迟发货")),
    (Reason.NOT_RECEIVED, ("未收到货", "没收到", "未收到", "没有收到", "物流一直未", "快递无记录", "一直未送到")),
    (Reason.LOST, ("丢件", "丢失", "快递丢")),
    (Reason.SIZE, ("尺码", "大小", "尺寸", "款式", "颜色不", "版型", "码数")),
    (Reason.NOT_AS_DESCRIBED, ("描述不符", "不符", "与描述", "色差", "效果不", "图片")),
    (Reason.QUALITY, ("质量", "做工", "瑕疵", "故障", "变质", "过期", "开线", "材质", "有异味", "不能用", "性能")),
    (Reason.NOT_WANTED, ("不想要", "多拍", "拍错", "不喜欢", "拍多", "错拍", "填错", "重拍", "个人原因")),
    (Reason.COURIER, ("快递", "物流")),
)  # fmt: skip


def reason_of(words: str | None, allowed: Collection[str]) -> Reason:
    """Our reason for the platform's words, one that the flow knows; OTHER for what we do not recognise."""
    plain = unicodedata.normalize("NFKC", words or "").replace(" ", "")
    found = (reason for reason, parts in _PARTS if any(part in plain for part in parts))
    return next((reason for reason in found if reason.value in allowed), Reason.OTHER)
