"""How a title sounds, and what somebody who types on a Latin keyboard means by it (S12)."""

import re
from typing import Final

from pypinyin import lazy_pinyin

from aftercare.core.text import fold

MOST_TOKENS: Final = 4
LONGEST_TOKEN: Final = 20
# Readings that the library misses in the words of shops: 重发 is chóngfā, 没收到 begins with méi.
_ALSO: Final = {
    "重": ("chong", "zhong"),
    "还": ("huan", "hai"),
    "没": ("mei",),
    "长": ("chang", "zhang"),
    "调": ("tiao", "diao"),
    "行": ("xing", "hang"),
    "色": ("se",),
    "落": ("luo",),
    "得": ("de", "dei"),
    "差": ("cha", "chai"),
    "便": ("bian", "pian"),
    "折": ("zhe",),
    "称": ("cheng", "chen"),
    "薄": ("bao", "bo"),
    "量": ("liang",),
    "率": ("lv",),
    "都": ("dou",),
    "觉": ("jue",),
    "着": ("zhe", "zhao"),
    "了": ("le", "liao"),
}
_RUN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+")
_LATIN: Final = re.compile("[a-z0-9]+")


def reading_of(title: str) -> str:
    """'发货时间' becomes 'fa huo shi jian', '重发' 'chong|zhong fa', 'EMS 快递' 'ems kuai di'.

    One syllable or Latin word after another; other readings of a character stand behind a stroke.
    """
    syllables: list[str] = []
    for run in _RUN.findall(fold(title)):
        if run.isascii():
            syllables.append(run)
            continue
        sounds = lazy_pinyin(run, errors=list)  # type: ignore[arg-type]  # a letter without a reading stays one
        for letter, sound in zip(run, sounds, strict=True):
            readings = dict.fromkeys((*_ALSO.get(letter, ()), _plain(sound)))
            syllables.append("|".join(one for one in readings if one))
    return " ".join(one for one in syllables if one)


def _plain(sound: str) -> str:
    return "".join(_LATIN.findall(fold(sound).replace("ü", "v")))


def sound_pattern(token: str) -> str | None:
    """A regular expression for PostgreSQL and Python that finds a reading by the token; None when it is not Latin.

    The token begins where a syllable begins; each further letter goes on in it, or begins the next one. So 'fhsj',
    'fahuo', 'huoshi' and 'fahsj' all find 'fa huo shi jian', and 'ahuo' does not.
    """
    if not _LATIN.fullmatch(token):
        return None
    return "(?:^|[ |])" + "(?:[^ ]* (?:[^ ]*[|])?)?".join(token)


def tokens_of(query: str) -> list[str]:
    """What was typed in the search box, as folded words; bounded."""
    return [token[:LONGEST_TOKEN] for token in fold(query).replace("ü", "v").split()[:MOST_TOKENS]]
