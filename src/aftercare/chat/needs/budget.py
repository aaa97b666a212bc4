"""How much a buyer wants to spend, from their words: 预算500以内, 三五百, 300-500块, 一千左右 (S5). Pure, and cautious:
a number is money only when the words say so."""

import re
from dataclasses import dataclass
from typing import Final

from aftercare.core.money import Money

_CHINESE: Final = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
_STEPS: Final = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
_N: Final = r"(?:\d{1,6}(?:\.\d{1,2})?[百千万kw]?|[一二两三四五六七八九十百千万]{1,7})"
_UNIT: Final = "(?:元|块钱?|rmb|人民币)"
_TALK: Final = "(?:预算|价位|价格|价钱|心理价|想花|花个?|打算花|控制在|大概|差不多)"
_NOT: Final = r"(?<![\d.满减省返立原第])"
_BODY: Final = re.compile(
    r"身高|体重|腰围|岁|月龄|cm|mm|kg|(?:满|减|返|省|原价|降价|涨|差价|退|运费|邮费|订单|编号|电话|优惠券)"
)
_SEVERAL: Final = re.compile(
    f"{_NOT}([一二两三四五六七八])([二三四五六七八九])([十百千万])(?!\\d|多?[天年次个件斤克米岁人条双码货]|[一二三四五六七八九])"
)
_RANGE: Final = re.compile(
    f"{_NOT}({_N}){_UNIT}?(?:-|–|—|~|到|至)({_N})(?={_UNIT}|之间|以内|左右|的?(?:预算|价位)|吧|$|[,。!?;\n ])"
)
_CEILING: Final = "(?:不(?:要)?(?:超过?|高于)|别超过?|最多|顶多|不到)"
_AT_MOST: Final = re.compile(
    f"{_CEILING}{_UNIT}?({_N})(?!{_N})|{_NOT}({_N}){_UNIT}?(?:以内|之内|以下|内(?=$|[,。!?;\\n 的])|封顶)"
)
_ABOUT: Final = re.compile(f"{_NOT}({_N}){_UNIT}?(?:左右|上下|出头)|(?:大概|差不多)({_N}){_UNIT}")
_AT_LEAST: Final = re.compile(f"(?:至少|起码|不低于){_UNIT}?({_N})|{_NOT}({_N}){_UNIT}?(?:以上|起步)")
_PLAIN: Final = re.compile(
    f"(?:预算|心理价位?|价位|想花|打算花)(?:是|在|就|大概|差不多|只有|有|:|为|加到|提到|改成)*({_N})"
)
_MONEY: Final = re.compile(f"{_TALK}|{_UNIT}|\\d[百千kw]|[一二两三四五六七八九][百千万]")
_ALONE: Final = re.compile("(?:之间|左右|的?吧|的|都行|都可以| )*")
_COUNTED: Final = re.compile(
    "^(?:天|年|月|周|日|号|点|小时|分钟|公里|米|斤|克|升|g|kg|ml|l|cm|mm|度|码|岁|个|件|次|人|平|寸|w|瓦|支|盒|包)"
)


@dataclass(frozen=True)
class Budget:
    """From `least` to `most`, where it stands in the clause."""

    least: Money | None
    most: Money | None
    start: int
    end: int


def read_budget(clause: str) -> Budget | None:
    """The budget that one folded clause names, None when it names none for sure."""
    talks = re.search(_TALK, clause)
    if _BODY.search(clause) and not re.search("预算|价位", clause):
        return None
    for pattern, read in (
        (_SEVERAL, _several),
        (_RANGE, _range),
        (_AT_MOST, _most),
        (_ABOUT, _about),
        (_AT_LEAST, _least),
    ):
        for match in pattern.finditer(clause):
            budget = read(match)
            if budget and not _COUNTED.match(clause[match.end() :]) and (talks or _is_money(clause, match)):
                return budget
    plain = _PLAIN.search(clause)
    if plain and not _COUNTED.match(clause[plain.end() :]):
        return _budget(plain, None, _number(plain.group(1)))
    return None


def _is_money(clause: str, match: re.Match[str]) -> bool:
    """Whether the words of a hit, or the unit behind it, say that it is money; a round range alone answers a question
    for the budget."""
    if _MONEY.search(clause[match.start() : match.end() + 2]):
        return True
    if match.re is _AT_MOST:
        return bool(re.match(_CEILING, match.group())) and (_number(match.group(1)) or 0) >= 100
    ends = [_number(end) or 0 for end in match.groups()] if match.re is _RANGE else []
    return (
        bool(ends)
        and bool(_ALONE.fullmatch(clause.replace(match.group(), "", 1)))
        and not any(end % 50 for end in ends)
    )


def _several(match: re.Match[str]) -> Budget | None:
    """三五百: from three to five hundred."""
    first, second = _CHINESE[match.group(1)], _CHINESE[match.group(2)]
    step = _STEPS[match.group(3)]
    return _budget(match, first * step, second * step) if first < second else None


def _range(match: re.Match[str]) -> Budget | None:
    first, second = match.group(1), match.group(2)
    least, most = _number(first), _number(second)
    if least is not None and most is not None and least < 10 <= most and second[-1] in "百千万kw":
        least *= _number("1" + second[-1]) or 1  # 3-5百
    return _budget(match, least, most) if least is not None and most is not None and least < most else None


def _most(match: re.Match[str]) -> Budget | None:
    return _budget(match, None, _number(match.group(1) or match.group(2)))


def _about(match: re.Match[str]) -> Budget | None:
    amount = _number(match.group(1) or match.group(2))
    return _budget(match, amount, amount)


def _least(match: re.Match[str]) -> Budget | None:
    return _budget(match, _number(match.group(1) or match.group(2)), None)


def _budget(match: re.Match[str], least: float | None, most: float | None) -> Budget | None:
    ends = [end for end in (least, most) if end is not None]
    if not ends or not all(1 <= end <= 1_000_000 for end in ends):
        return None
    return Budget(_money(least), _money(most), match.start(), match.end())


def _money(amount: float | None) -> Money | None:
    return None if amount is None else Money(round(amount * 100))


def _number(text: str) -> float | None:
    """'500', '1.5k', '五百', '一千二' (1,200), '十五'; None for anything that is no number."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万kw]?)", text)
    if match:
        step = {"": 1, "k": 1_000, "w": 10_000} | _STEPS
        return float(match.group(1)) * step[match.group(2)]
    total, digit, step_before = 0, 0, 0
    for one in text:
        if one in _CHINESE:
            if digit:
                return None
            digit = _CHINESE[one]
        elif one in _STEPS and (not step_before or _STEPS[one] < step_before):
            total += (digit or 1) * _STEPS[one]
            digit, step_before = 0, _STEPS[one]
        else:
            return None
    if digit:  # 一千二 is 1,200, 十五 is 15
        total += digit * (step_before // 10 if step_before > 10 else 1)
    return float(total) if step_before else None
