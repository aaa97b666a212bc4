"""Texts as the check compares them, each character with the place it came from (S11).

Three forms. Flat: full-width to half-width, lower case, traditional to simplified, no hidden characters. Tight: without
blanks, but between two Latin words. Loose: of that only letters, digits and the ends of sentences, against "返.现".
Everything here has its twin in `replycheck.js`; what both need is `LOOKALIKES` and `HIDDEN`.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

# Code points that nobody sees: controls, soft hyphen, joiners, directions, variation selectors, tags.
HIDDEN: Final = (
    "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5"
    "\\u180b-\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u20e3\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0"
)
# Pairs: a character, and what it stands for. Traditional characters and the usual ways around a word list.
LOOKALIKES: Final = (
    "評评價价紅红現现補补償偿刪删優优禮礼電电話话圖图給给點点轉转錢钱塊块號号們们們们這这個个還还說说過过會会對对請请"
    "機机碼码證证銀银行行帳账賬账單单訂订員员師师傳传積积獎奖勵励費费減减貼贴滿满幫帮時时間间為为無无與与應应該该樣样"
    "後后麼么嗎吗聯联繫系係系寶宝貝贝質质問问題题運运貨货東东車车門门開开關关區区縣县鎮镇鄉乡樓楼棟栋層层衛卫婦妇"
    "億亿萬万兩两號号絕绝證证復复覆复撥拨數数據据認认識识難难讓让從从買买賣卖貴贵贈赠晒晒曬晒劵券坪评枰评泙评苸评"
    "囍喜⭐星🌟星★星☆星✩星✪星❤心♥心返返現现"
)
# Emoji and rare characters all count as one sign, so that a place is the same number here and in a browser.
LAST_PLAIN: Final = "\uffff"
BEYOND: Final = "\ue000"
_TABLE: Final = dict(zip(LOOKALIKES[::2], LOOKALIKES[1::2], strict=True))
_HIDDEN: Final = re.compile(f"[{HIDDEN}]")
BLANKS: Final = " \t\r\u2028\u2029"
ENDS: Final = "。!?;\n"
_BLANK: Final = frozenset(BLANKS)
_LETTER: Final = re.compile(r"[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]")
_LETTERS: Final = re.compile(_LETTER.pattern + "+")
_PLAIN: Final = re.compile(r"[ -~\n\u4e00-\u9fff，。！？：；、（）【】“”～…—]*")
_SIMPLE: Final = str.maketrans(_TABLE)
_LATIN: Final = re.compile(r"[0-9a-z]")


@dataclass(frozen=True)
class Folded:
    """A form of a text; `places[i]` is where the character at i stands in the text, in code points."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From where to where that part reaches in the text itself; `end` is behind the last character."""
        return self.places[start], self.places[end - 1] + 1


def flat(text: str) -> Folded:
    """What everything else begins with."""
    out: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in _TABLE:
            plain = _TABLE[character]
        elif character.isascii():
            plain = character.lower()
        elif "\u4e00" <= character <= "\u9fff":
            plain = character
        else:
            plain = "".join(_TABLE.get(one, one) for one in unicodedata.normalize("NFKC", character).lower())
        for one in plain:
            if not _HIDDEN.match(one):
                out.append(one if one <= LAST_PLAIN else BEYOND)
                places.append(place)
    return Folded("".join(out), tuple(places))


def tight(base: Folded) -> Folded:
    """Blanks stay (as one) between two Latin letters or digits, and nowhere else."""
    return _condensed(base, lambda one: one not in _BLANK)


def loose(base: Folded) -> Folded:
    """The same of letters, digits, plus, percent and ends of sentences alone."""
    return _condensed(base, lambda one: one in ENDS or one in "+%" or bool(_LETTER.match(one)))


def _condensed(base: Folded, is_kept: Callable[[str], bool]) -> Folded:
    keep: list[int] = []
    text = base.text
    for at, one in enumerate(text):
        if not is_kept(one):
            continue
        if at and text[at - 1] in _BLANK and keep and _LATIN.match(text[keep[-1]]) and _LATIN.match(one):
            keep.append(at - 1)
        keep.append(at)
    signs = (" " if text[at] in _BLANK else text[at] for at in keep)
    return Folded("".join(signs), tuple(base.places[at] for at in keep))


def bare(text: str) -> str:
    """Only letters and digits: for comparing whole texts and pieces of addresses."""
    if _PLAIN.fullmatch(text):  # nearly every answer: each letter stands for one, and no sign for any
        return "".join(_LETTERS.findall(text.lower().translate(_SIMPLE)))
    return "".join(_LETTERS.findall(flat(text).text))
