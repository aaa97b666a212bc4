"""Goods against the buyer's words and against habit (O2; source A: 错发、漏发). Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from aftercare.confirmation.facts import CheckFacts, Finding, LineFacts
from aftercare.confirmation.terms import Level

LEAST_KNOWN: Final = 20  # earlier lines of a product from which on it has a habit
RARE: Final = 0.02  # share of them that had so many pieces
LEAST_ODD: Final = 3  # pieces: one or two are never odd
TIMES_USUAL: Final = 3  # more than the buyer's most
LEAST_ORDERS: Final = 2  # earlier orders from which on a buyer has a habit
_FAMILIES: Final = {
    "红": "红", "粉": "粉", "橙": "橙", "橘": "橙", "黄": "黄", "绿": "绿", "青": "青", "蓝": "蓝", "紫": "紫",
    "黑": "黑", "白": "白", "灰": "灰", "棕": "棕", "咖": "棕", "褐": "棕", "银": "银", "米": "米", "杏": "杏",
}  # fmt: skip
_COLOUR: Final = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:[深浅淡亮暗大玫酒藏天宝墨军奶雾哑]{{0,2}})([{''.join(_FAMILIES)}])(?:色|款)|"
    rf"(?:要|换成?|改成?|发|拍|选|是)(?:[深浅淡亮暗大玫酒藏天宝墨军奶雾哑]{{0,2}})([{''.join(_FAMILIES)}])(?:色|的|款)"
)
_SKU_COLOUR: Final = re.compile(rf"([{''.join(_FAMILIES)}])")
_LETTERS: Final = re.compile(r"(?<![A-Za-z0-9])(XXXL|XXL|XL|XS|[2345]XL|[SML])(?![A-Za-z0-9])", re.I)
_MEASURE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(码|寸|厘米|cm|米|m|毫升|ml|升|支|头)(?![a-z])", re.I)
_SAID: Final = re.compile("([大中小加]{1,2})号")
_UNITS: Final = {"cm": "厘米", "m": "米", "ml": "毫升"}
_NOT: Final = re.compile("(?:不要|别发|不是|别|勿|不)[^,，。;；!！]{0,4}$")
_WANTED: Final = re.compile(
    "(?:要|买|拍了?|发|寄|一共|总共|共)\\s*(\\d{1,3}|[两二三四五六七八九十])\\s*(?:个|件|只|套|盒|份|瓶|双|条)"
)
Reads = Callable[[str], tuple[set[str], set[str]]]  # what is wanted, what is not
_NUMERALS: Final = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


def check_quantity(facts: CheckFacts) -> Iterator[Finding]:
    """More pieces of one product than anybody buys, or than this buyer ever bought."""
    for line in facts.lines:
        if line.quantity >= facts.many_pieces:
            yield Finding("quantity.many", Level.LOOK, {"pieces": line.quantity, "goods": line.title[:40]})
        elif _is_rare(line):
            params = {"pieces": line.quantity, "goods": line.title[:40], "usual": _usual(line.usual)}
            yield Finding("quantity.product", Level.LOOK, params)
    pieces = sum(line.quantity for line in facts.lines)
    buyer = facts.buyer
    if buyer.orders >= LEAST_ORDERS and pieces >= LEAST_ODD and pieces > TIMES_USUAL * max(buyer.most_pieces, 1):
        yield Finding("quantity.buyer", Level.LOOK, {"pieces": pieces, "most": buyer.most_pieces})
    if len({(line.title, line.sku) for line in facts.lines}) < len(facts.lines):
        yield Finding("quantity.twice", Level.LOOK)


def _is_rare(line: LineFacts) -> bool:
    known = sum(line.usual)
    if known < LEAST_KNOWN or line.quantity < LEAST_ODD:
        return False
    return sum(line.usual[line.quantity - 1 :]) <= max(1, RARE * known)  # this order may be counted already


def _usual(usual: Sequence[int]) -> int:
    """So many pieces most buy."""
    return max(range(len(usual)), key=lambda index: usual[index]) + 1


def check_goods_known(facts: CheckFacts) -> Iterator[Finding]:
    """A report of orders without its report of items."""
    if not facts.lines:
        yield Finding("goods.unknown", Level.BLIND)


def check_variant(facts: CheckFacts) -> Iterator[Finding]:
    """Colour and size that the buyer writes of, and none of the goods has."""
    if not facts.message or not facts.lines:
        return
    said = unicodedata.normalize("NFKC", facts.message)
    bought = [unicodedata.normalize("NFKC", f"{line.sku} {line.title}") for line in facts.lines]
    skus = [unicodedata.normalize("NFKC", line.sku) for line in facts.lines]
    for what, code in ((_colours, "variant.colour"), (_sizes, "variant.size")):
        wanted, unwanted = what(said)
        having = {name for text in skus for name in _named(what, text)}
        if unwanted & having:
            yield Finding(code, Level.LOOK, {"said": _list(unwanted & having, "不要"), "bought": _list(having)})
            continue
        kinds = {_kind(name) for name in having}
        asked = {name for name in wanted if _kind(name) in kinds}
        if asked and not asked & {name for text in bought for name in _named(what, text)}:
            yield Finding(code, Level.LOOK, {"said": _list(asked), "bought": _list(having)})


def check_pieces_said(facts: CheckFacts) -> Iterator[Finding]:
    """ "要3个", and one was bought."""
    pieces = sum(line.quantity for line in facts.lines)
    found = _WANTED.search(unicodedata.normalize("NFKC", facts.message)) if pieces else None
    if found:
        said = _NUMERALS.get(found[1]) or int(found[1])
        if said != pieces:
            yield Finding("quantity.said", Level.LOOK, {"said": said, "pieces": pieces})


def without_goods(text: str) -> str:
    """The text without colours, sizes and counts, which are compared with the goods."""
    for pattern in (_COLOUR, _WANTED, _LETTERS, _MEASURE, _SAID):
        text = pattern.sub("", text)
    return re.sub("^[我要换成发拍选的色码款]+|[我要换成发拍选的色码款]+$", "", text)


def _named(what: Reads, text: str) -> set[str]:
    """What a SKU names: a colour there needs no 色 behind it."""
    if what is _colours:
        return {_FAMILIES[name] for name in _SKU_COLOUR.findall(text.partition("颜色")[2] or text)}
    return _sizes(text)[0]


def _colours(text: str) -> tuple[set[str], set[str]]:
    """Families of colours that are wanted, and that are not."""
    wanted: set[str] = set()
    unwanted: set[str] = set()
    for found in _COLOUR.finditer(text):
        name = _FAMILIES[found[1] or found[2]]
        (unwanted if _NOT.search(text[: found.start()]) else wanted).add(name)
    return wanted - unwanted, unwanted


def _sizes(text: str) -> tuple[set[str], set[str]]:
    wanted: set[str] = set()
    unwanted: set[str] = set()
    for pattern in (_LETTERS, _MEASURE, _SAID):
        for found in pattern.finditer(text):
            (unwanted if _NOT.search(text[: found.start()]) else wanted).add(_size(found))
    return wanted - unwanted, unwanted


def _size(found: re.Match[str]) -> str:
    if found.re is _MEASURE:
        unit = found[2].lower()
        return f"{float(found[1]):g}{_UNITS.get(unit, unit)}"
    return found[0].upper()


def _kind(name: str) -> str:
    """Sizes are compared with those of their own unit: 165厘米 says nothing against M."""
    if name in _FAMILIES.values():
        return "colour"
    return "letters" if name.isascii() else name.lstrip("0123456789.")[-1:]


def _list(names: set[str], before: str = "") -> str:
    return before + "、".join(sorted(names))
