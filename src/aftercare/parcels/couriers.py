"""Courier companies: their names as platforms write them, and their codes at the two aggregators. Pure.

A courier that stands in no row keeps its own name, folded, as its code: parcels of it are listed and followed by file.
"""

from dataclasses import dataclass
from typing import Final

from aftercare.core.text import fold


@dataclass(frozen=True)
class Courier:
    """One company. `code` is ours and 快递100's; `kdniao` is 快递鸟's; `heads` begin its names on platforms."""

    code: str
    name: str
    kdniao: str
    heads: tuple[str, ...]
    needs_phone: bool = False  # the aggregators answer only with the last four digits of a phone


# The more special name stands above the one that begins alike.
COURIERS: Final = (
    Courier("zhongtongkuaiyun", "中通快运", "ZTOKY", ("中通快运",)),
    Courier("yundakuaiyun", "韵达快运", "YDKY", ("韵达快运",)),
    Courier("baishiwuliu", "百世快运", "BTWL", ("百世快运",)),
    Courier("youzhengbk", "邮政标准快递", "YZBK", ("邮政标准", "邮政电商标快")),
    Courier("zhongtong", "中通快递", "ZTO", ("中通", "zto"), needs_phone=True),
    Courier("yuantong", "圆通速递", "YTO", ("圆通", "yto")),
    Courier("yunda", "韵达快递", "YD", ("韵达", "yunda")),
    Courier("shentong", "申通快递", "STO", ("申通", "sto")),
    Courier("shunfeng", "顺丰速运", "SF", ("顺丰", "sf"), needs_phone=True),
    Courier("jtexpress", "极兔速递", "JTSD", ("极兔", "j&t", "jt")),
    Courier("jd", "京东快递", "JD", ("京东", "jd")),
    Courier("debangkuaidi", "德邦快递", "DBL", ("德邦", "dbkd")),
    Courier("ems", "EMS", "EMS", ("ems", "中国邮政速递")),
    Courier("youzhengguonei", "邮政快递包裹", "YZPY", ("邮政", "中国邮政", "postb")),
    Courier("huitongkuaidi", "百世快递", "HTKY", ("百世", "汇通", "htky")),
    Courier("tiantian", "天天快递", "HHTT", ("天天", "ttkdex")),
    Courier("zhaijisong", "宅急送", "ZJS", ("宅急送", "zjs")),
    Courier("youshuwuliu", "优速快递", "UC", ("优速",)),
    Courier("annengwuliu", "安能物流", "ANE", ("安能",)),
    Courier("danniao", "丹鸟快递", "DNWL", ("丹鸟", "菜鸟速递", "菜鸟直送")),
    Courier("kuayue", "跨越速运", "KYSY", ("跨越",)),
    Courier("suer", "速尔快递", "SURE", ("速尔",)),
    Courier("yimidida", "壹米滴答", "YMDD", ("壹米滴答",)),
    Courier("shunxinjieda", "顺心捷达", "SXJD", ("顺心捷达",)),
)
CODE_MOST: Final = 30
_BY_CODE: Final = {one.code: one for one in COURIERS}
_BY_KDNIAO: Final = {one.kdniao: one for one in COURIERS}
_HEADS: Final = tuple((fold(head), one) for one in COURIERS for head in one.heads)
# What platforms write when the seller chose no company.
_NOBODY: Final = frozenset({"", "其他", "其它", "other", "others", "自动", "快递", "无"})


def courier_named(name: str) -> Courier | None:
    """The company of a name as a platform or a person writes it ("圆通速递", "SF"); None for one we do not know."""
    plain = "".join(fold(name).split())
    return next((one for head, one in _HEADS if plain.startswith(head)), None)


def code_of_name(name: str) -> str:
    """Our code of a company by its name; its own name when we do not know it, '' when none was chosen."""
    plain = "".join(fold(name).split())
    if plain in _NOBODY:
        return ""
    found = courier_named(name)
    return found.code if found else plain[:CODE_MOST]


def code_of_kuaidi100(code: str) -> str:
    """Our code of a company by 快递100's."""
    return fold(code)[:CODE_MOST]


def code_of_kdniao(code: str) -> str:
    """Our code of a company by 快递鸟's; its own, in small letters, when we do not know it."""
    found = _BY_KDNIAO.get(fold(code).upper())
    return found.code if found else fold(code)[:CODE_MOST]


def courier_of(code: str) -> Courier | None:
    """The company of our code; None for one we do not know."""
    return _BY_CODE.get(code)


def name_of(code: str) -> str:
    """The name to show for our code."""
    found = _BY_CODE.get(code)
    return found.name if found else code
