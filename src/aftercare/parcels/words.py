"""What the words of couriers say, where an event has no number of its own. Pure."""

import re
from typing import Final

from aftercare.parcels.terms import Sign

# Words of couriers, the more telling first: used only where an event has no number of its own.
_WORDS: Final = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        ("拒收|拒签", Sign.REFUSED),
        ("退回签收|退件.{0,6}签收|寄件人.{0,4}签收|退签", Sign.RETURNED),
        ("退回|退件|返回寄件|退件中", Sign.RETURNING),
        ("拦截", Sign.INTERCEPTED),
        ("遗失|丢失|丢件", Sign.LOST),
        ("破损|损坏|压坏", Sign.DAMAGED),
        ("超区|超出派送|不在派送范围", Sign.OUT_OF_ZONE),
        ("已签收|签收人|代签|本人签收|妥投|已取件|取件成功|客户签收", Sign.SIGNED),
        ("超时未取|滞留.{0,4}(?:柜|驿站)", Sign.POINT_OVERDUE),
        ("(?:快递柜|丰巢|驿站|自提|代收点|智能柜|妈妈驿站|暂存|代理点).{0,20}(?:取件|领取|自取|已存|已到|已放)"
         "|(?:已放入|已存放|已投递|待取件|请及时取件|到站|入库)", Sign.AT_POINT),
        ("(?:联系不上|无法联系|电话.{0,4}(?:错误|无人接听)|地址.{0,4}(?:不详|错误)|疑难|问题件|派件异常|无法派送|改约)",
         Sign.TROUBLE),
        ("派件|派送|投递中|正在配送|配送中|送货中", Sign.DELIVERING),
        ("清关|海关", Sign.CUSTOMS),
        ("转投|转寄|转其他快递", Sign.FORWARDED),
        ("揽收|揽件|已收件|收寄|已收取|收件成功|已取货", Sign.COLLECTED),
        ("已下单|待揽|等待揽|运单.{0,4}(?:创建|打印)|已出单", Sign.ORDERED),
        ("到达|离开|发往|发出|运输|转运|分拨|中转|装车|卸车|扫描|航班|抵达|发车", Sign.TRANSIT),
    )
)  # fmt: skip
_FUTURE_TENSE: Final = re.compile("(?:预计|将于|即将|安排).{0,12}(?:派送|派件|配送|签收)")


def sign_of_words(text: str) -> Sign:
    """What a courier's words say; UNKNOWN for words that say nothing we know."""
    said = _FUTURE_TENSE.sub("", text)
    return next((sign for pattern, sign in _WORDS if pattern.search(said)), Sign.UNKNOWN)
