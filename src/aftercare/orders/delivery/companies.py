"""Courier companies by the many names that platforms, shops and buyers write ("圆通速递", "圆通", "YTO"). Pure.

One company under two names makes two rates and two settlement sheets, so figures always ask here first.
"""

import re
from collections.abc import Iterable
from typing import Final

from aftercare.core.text import fold

# The name that we show, then how its other names begin. The more special one stands above the one that begins alike.
COMPANIES: Final = (
    ("中通快运", ("中通快运",)),
    ("韵达快运", ("韵达快运",)),
    ("百世快运", ("百世快运",)),
    ("中通快递", ("中通", "zto")),
    ("圆通速递", ("圆通", "yto")),
    ("韵达快递", ("韵达", "yunda")),
    ("申通快递", ("申通", "sto")),
    ("顺丰速运", ("顺丰", "sf")),
    ("极兔速递", ("极兔", "j&t", "jt")),
    ("京东快递", ("京东", "jd")),
    ("德邦快递", ("德邦", "dbl")),
    ("EMS", ("ems", "中国邮政速递")),
    ("邮政快递包裹", ("邮政", "中国邮政")),
    ("百世快递", ("百世", "汇通")),
    ("天天快递", ("天天快递", "天天")),
    ("宅急送", ("宅急送",)),
    ("优速快递", ("优速",)),
    ("安能物流", ("安能",)),
    ("丹鸟快递", ("丹鸟", "菜鸟")),
    ("跨越速运", ("跨越速运", "跨越")),
)
NAME_MOST: Final = 60  # of an order's courier
_HEADS: Final = tuple((fold(head), name) for name, heads in COMPANIES for head in heads)
_KNOWN: Final = frozenset(name for name, _heads in COMPANIES)
_ENDING: Final = re.compile("(?:快递|速递|速运|快运|物流|express)$")
_NOT: Final = re.compile("(?:不要|不用|别用|不发|别发|不走|别走|不能发|拒绝|拒收|勿发|不寄|别寄|除了)(?:发|走|用|寄)?$")
# Two letters alone stand in too many words of a message.
_SPOKEN: Final = tuple((head, name) for head, name in _HEADS if not head.isascii() or len(head) > 2)


def company(name: str) -> str:
    """The one name of a company. A company that we do not know keeps its own name, without spaces."""
    plain = "".join(fold(name).split())
    found = next((known for head, known in _HEADS if plain.startswith(head)), None)
    return found or "".join(name.split())[:NAME_MOST]


def is_company(name: str, other: str) -> bool:
    """Whether two names mean the same company: '中通' and '中通快递', '某某' and '某某快递'."""
    one, two = company(name), company(other)
    if one == two or {one, two} & _KNOWN:
        return one == two
    return _ENDING.sub("", fold(one)) == _ENDING.sub("", fold(two)) != ""


def among(name: str, couriers: Iterable[str]) -> str | None:
    """The courier of the shop's table that this name means; None when it has none such."""
    return next((courier for courier in couriers if is_company(name, courier)), None)


def companies_in(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """(wanted, unwanted) companies that a buyer names: "麻烦发顺丰,不要圆通" is ({顺丰速运}, {圆通速递})."""
    plain = "".join(fold(text).split())
    wanted: set[str] = set()
    unwanted: set[str] = set()
    for head, name in _SPOKEN:
        for hit in re.finditer(re.escape(head), plain):
            before = plain[max(hit.start() - 6, 0) : hit.start()]
            (unwanted if _NOT.search(before) else wanted).add(name)
    return frozenset(wanted - unwanted), frozenset(unwanted)
