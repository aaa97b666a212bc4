"""What buyers write beside an order, as a table: how it is recognised, for whom the note is, how urgent (O2, O3).

Earlier rows take their words first: 不要放丰巢 is no 放丰巢.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from aftercare.confirmation.terms import Level, Reader
from aftercare.core.words import _

WAREHOUSE, COURIER = Reader.WAREHOUSE, Reader.COURIER
_NO: Final = "(?:不要|不用|不需要|请勿|勿|别|不)[^，,。;；!！]{0,4}?"
_CABINET: Final = "(?:丰巢|快递柜|柜子|自提柜|速递易|蜂巢)"
_STATION: Final = "(?:驿站|代收点|菜鸟|妈妈驿站|门店代收)"
_WEEKEND: Final = "(?:周末|双休日?|(?:周|星期|礼拜)[六日天]日?)"
_NAMES: Final = "顺丰|中通|圆通|韵达|申通|极兔|京东|邮政|ems|德邦|天天|百世|安能"


@dataclass(frozen=True)
class Wish:
    """One kind of wish. `reader` None: no note, somebody must act. `level` above CLEAN: it is a finding as well."""

    code: str
    pattern: re.Pattern[str]
    label: Any
    reader: Reader | None
    level: Level = Level.CLEAN


def _wish(code: str, pattern: str, label: Any, reader: Reader | None, level: Level = Level.CLEAN) -> Wish:
    return Wish(code, re.compile(pattern, re.I), label, reader, level)


WISHES: Final[tuple[Wish, ...]] = (
    _wish(
        "address",
        "(?:改|换|修改|更改|变更)(?:一下|下|个)?(?:收货|收件|送货)?地址|地址(?:改|换|错|写错|填错|不对|变)|新地址|寄到|发到|送到[^门楼家]",
        _("The buyer wants another address"),
        None,
        Level.STOP,
    ),
    _wish(
        "phone",
        "(?:改|换)(?:一下|下|个)?(?:电话|手机|号码)|(?:电话|手机|号码)(?:改|换|错|写错|填错)|(?:电话|手机)[^，,。]{0,4}1[3-9]\\d{9}",
        _("The buyer gives another phone"),
        None,
        Level.STOP,
    ),
    _wish(
        "receiver",
        "(?:收件人|收货人|姓名|名字)(?:改|换|写成?|填|是|错)",
        _("The buyer gives another receiver"),
        None,
        Level.STOP,
    ),
    _wish(
        "later",
        "(?:先|暂时|暂|请)?(?:别|不要|不用|勿)急?着?(?:发货|发出|寄出|发)(?=$|[，,。;；!！\\s])|晚(?:点|几天|一点|些)再?(?:发|寄)|缓发|暂缓|延迟发货|"
        "等(?:我)?通知|\\d{1,2}(?:号|日)(?:以后|之后|后)?再?(?:发|寄)|(?:周|星期)[一二三四五六日天](?:以后|之后|后)?再?(?:发|寄)|过[^，,。]{1,4}再(?:发|寄)",
        _("Not to be sent yet"),
        WAREHOUSE,
        Level.STOP,
    ),
    _wish("no_locker", f"{_NO}{_CABINET}", _("Not into a parcel locker"), COURIER),
    _wish("locker", f"{_CABINET}", _("Into the parcel locker"), COURIER),
    _wish("no_station", f"{_NO}{_STATION}", _("Not to a parcel station"), COURIER),
    _wish("station", f"{_STATION}", _("To the parcel station"), COURIER),
    _wish(
        "no_weekend",
        f"{_WEEKEND}[^，,。]{{0,3}}(?:不|没|勿|别)[^，,。]{{0,3}}(?:送|派|在|收|家)",
        _("Not at the weekend"),
        COURIER,
    ),
    _wish("weekend", f"{_WEEKEND}[^，,。]{{0,6}}(?:送|派|配|收|在家|签)", _("Deliver at the weekend"), COURIER),
    _wish("workday", "工作日|周一(?:到|至|-)周?五|上班时间", _("Mind working days"), COURIER),
    _wish("no_call", "(?:不要|别|勿|不用|请勿)[^，,。]{0,3}(?:打电话|电话|来电)", _("Do not call"), COURIER),
    _wish("call", "电话(?!确认过|已)|打给|联系(?:我|再|后|好)|致电", _("Call before delivery"), COURIER),
    _wish("to_door", "送货?上(?:门|楼)|送到(?:门|楼|家)|上门|送上楼", _("To the door"), COURIER),
    _wish("at_door", "放(?:在)?(?:家)?(?:门口|门卫|前台|传达室|保安|物业|鞋柜|消防)", _("Leave it there"), COURIER),
    _wish("not_courier", f"{_NO}(?:{_NAMES})", _("Not by this courier"), WAREHOUSE, Level.LOOK),
    _wish("courier", f"(?:{_NAMES})", _("By this courier"), WAREHOUSE, Level.LOOK),
    _wish(
        "urgent",
        "优先发|(?:尽快|尽早|马上|赶快|赶紧|快点|快些|早点|早些|立即|立刻|今天|今日|当天)[^，,。]{0,3}(?:发|寄|出|安排)|加急|(?:急|要|等着?)用|急需|着急|很急|"
        "等着用|(?:今天|当天)出",
        _("Send it first"),
        WAREHOUSE,
    ),
    _wish(
        "no_price",
        f"{_NO}(?:价格|价签|价钱|小票|清单|发货单|吊牌|购物单|明细|金额)",
        _("No prices in the parcel"),
        WAREHOUSE,
    ),
    _wish("invoice", "发票|开票|专票|普票|抬头|税号", _("Invoice wanted"), WAREHOUSE, Level.LOOK),
    _wish(
        "gift_bag",
        "礼品袋|手提袋|礼袋|礼盒|礼品盒|包装成礼|礼物包装|礼品包装|精美包装",
        _("With a gift bag or box"),
        WAREHOUSE,
    ),
    _wish("card", "贺卡|卡片|(?:写|附|放)[^，,。]{0,3}卡|留言卡|祝福语", _("With a card"), WAREHOUSE, Level.LOOK),
    _wish("engrave", "刻字|刻上|刻个|刻一|印字|印上|定制", _("To be engraved or made to order"), WAREHOUSE, Level.LOOK),
    _wish(
        "inspect",
        "检查|瑕疵|挑(?:个|一个|选|好|完)|完好|无划痕|没有?划痕|品相|仔细看",
        _("Check the goods for flaws"),
        WAREHOUSE,
    ),
    _wish(
        "pack",
        "包装|多(?:裹|包|缠|套|垫)|气泡膜|泡沫|防震|防摔|防撞|加固|易碎|包(?:好|严|结实|紧|厚)",
        _("Pack it with care"),
        WAREHOUSE,
    ),
    _wish(
        "merge",
        "(?:一起|一块|合并|合在一起|拼)(?:发|寄|打包)|合并(?:订单|发货)|同一个包裹",
        _("To be sent together"),
        WAREHOUSE,
        Level.LOOK,
    ),
    _wish(
        "present",
        "(?:送|给|加)[^，,。]{0,3}(?:赠品|小礼物|小礼品|小玩意)|赠品|多送",
        _("Asks for a present"),
        WAREHOUSE,
        Level.LOOK,
    ),
    _wish(
        "gift",
        "送(?:人|礼|朋友|长辈|女友|女朋友|男友|男朋友|老师|领导|闺蜜|妈妈|爸爸|老婆|老公|客户|孩子|给)|礼物|生日|纪念日|乔迁|新婚|结婚",
        _("It is a gift"),
        WAREHOUSE,
    ),
)
BY_CODE: Final = {wish.code: wish for wish in WISHES}
COURIER_NAMES: Final = re.compile(_NAMES, re.I)
# What says nothing to act upon.
POLITE: Final = re.compile(
    "麻烦(?:了|您|你)?|谢谢(?:您|你|啦|了|老板|亲|卖家)?|感谢|多谢|辛苦(?:了|您|你)?|亲+|老板|卖家|店家|掌柜|客服|您好|你好|请|拜托|"
    "帮忙|帮(?:我|忙)?|一下|可以(?:吗)?|好的?|嗯+|哦+|呀|啊|哈+|吧|呢|啦|一点|一些|的话|无|没有|谢|thanks?|ok|[\\s\\W_]+",
    re.I,
)
