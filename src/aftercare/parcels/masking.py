"""What of a courier's words is shown: the courier's own phone is, a buyer's name and phone are masked (U4). Pure."""

import re
from typing import Final

from aftercare.core.text import mask_name, mask_phone

_PHONE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_OF_COURIER: Final = re.compile(
    "(?:快递员|派件员|派送员|业务员|配送员|收件员|小件员|揽件员|揽收员|骑士|网点|服务点|驿站|客服)[^,，。;；]{0,24}$"
)
# A name stands behind a sign or in front of a phone: "收件人拒收" names nobody.
_WHO: Final = "(?:签收人|收件人|收货人|取件人)"
_CALLED: Final = "([\u4e00-\u9fff]{2,4}|[A-Za-z]{2,20})"
_NAME: Final = re.compile(f"({_WHO}(?:(?:是|为)?[:：]|是|为|[ 【])[ 【]{{0,2}}){_CALLED}")
_NAME_AND_PHONE: Final = re.compile(f"({_WHO})([\u4e00-\u9fff]{{2,4}})(?=[ (（,，]{{0,2}}1[3-9]\\d)")
# Who signs for it without being a person.
_NOBODY: Final = ("本人", "家人", "同事", "门卫", "前台", "物业", "驿站", "丰巢", "菜鸟", "快递柜", "代收", "自提")


def shown_text(text: str) -> str:
    """The words with buyers' names and phones masked."""
    named = _NAME.sub(_name, _NAME_AND_PHONE.sub(_name, text))
    return _PHONE.sub(lambda found: _phone(named, found), named)


def _phone(text: str, found: re.Match[str]) -> str:
    before = text[max(found.start() - 30, 0) : found.start()]
    return found[0] if _OF_COURIER.search(before) else mask_phone(found[0])


def _name(found: re.Match[str]) -> str:
    who = found[2]
    return found[0] if who.startswith(_NOBODY) else f"{found[1]}{mask_name(who)}"
