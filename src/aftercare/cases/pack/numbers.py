"""Numbers of persons in free text: phones, identity cards, bank cards, accounts of messengers. Pure (J1, J10).

A number is looked for in chains of digits that single spaces, hyphens and the like divide, as people type them
("138-1234 5678"); only whole groups of a chain are put together, and what is longer than any such number stays.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Final

_BETWEEN: Final = r"[ \t\u3000.·・_*()（）\[\]、，,/／~～|｜\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff－-]{1,3}"
_CHAIN: Final = re.compile(rf"[+(（]?[0-9]+(?:{_BETWEEN}[0-9]+)*(?:[xX](?![0-9A-Za-z]))?")
_GROUP: Final = re.compile(r"[0-9]+")
_MOBILE: Final = re.compile(r"(?:(?:00)?86|0)?(1[3-9][0-9]{9})")
_LANDLINE: Final = re.compile(r"(?:(?:00)?86)?(0(?:10|2[0-9])|0[3-9][0-9]{2})([1-9][0-9]{6,7})")
# Region, date of birth, serial number, check digit. An order number has other digits where the date stands.
_IDENTITY: Final = re.compile(
    r"([1-9][0-9]{5})(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
)
_CARD: Final = re.compile(r"62[0-9]{14,17}|[3-6][0-9]{15}|95[0-9]{17}|6[0-9]{18}")
_UNION_PAY: Final = "62"  # cards of China: nothing else of that length begins so
_MOST_GROUPS: Final = 6  # of digits, unless each is spelled by itself
_LEAST_DIGITS, _MOST_DIGITS = 11, 21
# What stands behind such a word is an account or a number of somebody, whatever it looks like by itself.
_MESSENGER: Final = re.compile(
    r"(微信|威信|薇信|weixin|wechat|加我?[v微]|(?<![a-z])(?:wx|vx|qq)|扣扣|[vq]信)((?:号码|号|是|为|[:：\s])*)"
    r"((?:(?=[a-z_-]*[0-9_])|(?<=[号是为:：]))[a-z0-9][a-z0-9_-]{4,24})(?![a-z0-9_-])",
    re.IGNORECASE | re.ASCII,
)
_NUMBER_OF: Final = re.compile(
    r"(电话|座机|手机|联系方式|身份证|护照|银行卡|卡号)((?:号码|号|是|为|[:：\s])*)"
    r"([A-Z]{0,2}[0-9](?:[ -]?[0-9]){6,18})(?![0-9A-Za-z])",
    re.ASCII,
)
_SAID: Final = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_SPOKEN: Final = re.compile(rf"[一幺壹][ \t]?[三四五六七八九叁肆伍陆柒捌玖](?:[ \t]?[{_SAID}]){{9}}(?![ \t]?[{_SAID}])")
_CIRCLED: Final = re.compile(r"[①-⑨⓪]{7,}")  # fewer are the numbers of a list
_PUBLIC: Final = re.compile(r"(?:400|800)[0-9]{7}|95[0-9]{3,6}|96[0-9]{3,4}|1[012][0-9]{1,3}")


def hide_numbers(text: str, ours: Collection[str]) -> str:
    """The text without them. `ours`: digits of numbers that stay."""
    text = _CIRCLED.sub(lambda found: "".join(str(unicodedata.digit(one)) for one in found[0]), text)
    text = _CHAIN.sub(lambda found: _chain(found[0], ours), text)
    text = _SPOKEN.sub(lambda found: found[0][:3] + "****", text)
    for pattern in (_MESSENGER, _NUMBER_OF):
        text = pattern.sub(lambda found: _account(found, ours), text)
    return text


def _chain(chain: str, ours: Collection[str]) -> str:
    """Masks what is found from left to right in groups of digits, the longest number first."""
    groups = list(_GROUP.finditer(chain))
    out, place, first = [], 0, 0
    while first < len(groups):
        taken, mask = next(_found(chain, groups[first : first + _MOST_DIGITS], ours), (1, ""))
        if mask:
            out += [chain[place : groups[first].start()].removesuffix("+"), mask]
            place = groups[first + taken - 1].end()
            place += mask.endswith("*" * 8) and chain[place:] in ("x", "X")  # the check digit of an identity card
        first += taken
    return "".join([*out, chain[place:]])


def _found(chain: str, groups: Sequence[re.Match[str]], ours: Collection[str]) -> Iterator[tuple[int, str]]:
    """(groups taken, what stands in their place); '' for a number that stays."""
    is_spelled = all(len(group[0]) == 1 for group in groups[:_LEAST_DIGITS])
    for taken in range(len(groups) if is_spelled else min(len(groups), _MOST_GROUPS), 0, -1):
        digits = "".join(group[0] for group in groups[:taken])
        if digits in ours or _PUBLIC.fullmatch(digits):
            yield taken, ""
        mask = _masked(digits) or _masked(digits + chain[groups[taken - 1].end() :][:1])
        if mask:
            yield taken, mask


def _masked(digits: str) -> str:
    """The mask of a number of a person; '' for anything else."""
    if found := _MOBILE.fullmatch(digits):
        return f"{found[1][:3]}****{found[1][-4:]}"
    if len(digits) == 2 * _LEAST_DIGITS and all(map(_MOBILE.fullmatch, (digits[:11], digits[11:]))):
        return f"{_masked(digits[:11])} {_masked(digits[11:])}"  # one phone right behind the other
    if found := _IDENTITY.fullmatch(digits):
        return f"{found[1]}********"
    if found := _LANDLINE.fullmatch(digits):
        return f"{found[1]}****{found[2][-2:]}"
    if _CARD.fullmatch(digits) and (digits.startswith(_UNION_PAY) or _adds_up(digits)):
        return f"{digits[:4]}********{digits[-4:]}"
    return ""


def _adds_up(digits: str) -> bool:
    """The check digit of bank cards (Luhn)."""
    twice = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(one - 9 if one > 9 else one for one in twice)) % 10 == 0


def _account(found: re.Match[str], ours: Collection[str]) -> str:
    digits = re.sub(r"[^0-9]", "", found[3])
    if digits in ours or (found[3][:1].isdigit() and _PUBLIC.fullmatch(digits)):
        return found[0]
    return f"{found[1]}{found[2]}{found[3][:2]}****"
