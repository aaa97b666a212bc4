"""Whether what a buyer wants is what a product says: containment, and a few words that shops use alike. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from aftercare.core.text import fold

# One line: words that mean the same to a shop, whichever of them buyer and page use.
_ALIKE: Final = (
    ("送礼", "礼物", "礼品", "送人", "礼盒", "gift"),
    ("女友", "女朋友", "老婆", "女生", "女孩", "女士"),
    ("闺蜜", "姐妹", "女生", "女孩", "女士"),
    ("男友", "男朋友", "老公", "男生", "男士"),
    ("兄弟", "哥们", "男生", "男士"),
    ("长辈", "妈妈", "母亲", "爸爸", "父亲", "婆婆", "奶奶", "爷爷", "外婆", "父母"),
    ("孩子", "宝宝", "儿童", "小朋友", "女儿", "儿子"),
    ("同事", "领导", "客户", "商务"),
    ("老师", "教师节"),
    ("生日", "寿"),
    ("结婚", "新婚", "婚礼", "婚房"),
    ("乔迁", "新家", "搬家", "入宅", "新房"),
    ("情人节", "七夕", "纪念日", "表白"),
    ("清新", "自然", "森系", "原木", "日系"),
    ("简约", "极简", "简单", "北欧"),
    ("复古", "怀旧", "做旧", "中古"),
    ("中式", "新中式", "古风", "国风", "禅意"),
    ("轻奢", "高档", "高级感", "奢华"),
    ("可爱", "萌", "卡通"),
    ("刻字", "定制", "刻名"),
    ("卧室", "床头"),
    ("书房", "书桌", "桌面", "办公"),
    ("暖光", "温馨", "氛围"),
)
_HEAD: Final = re.compile("^(?:适合|喜欢|想要|要|送给|送|给|最好|带|有|可以|能够?|支持|是否|能否|不能)+")
_NOT: Final = re.compile("^(?:不想要|不喜欢|不要|不爱|别要|别|拒绝|避开|除了)+(?:太|有|带|用)?")
_TAIL: Final = re.compile("(?:风格的?|风|款式?|系列?|样式|类型?|质地|材质|的|一点|用|感|些|吗|么|呢|呀|吧)+$")
_APART: Final = re.compile(r"[\s,.;:、/|+!?()和与或]+")
_GIFT: Final = _ALIKE[0]
MOST_OF_ONE: Final = 2  # words that one wish may share with a product
LEAST: Final = 2  # characters: one alone says too little


@dataclass(frozen=True)
class Asked:
    """The wishes as words for comparing."""

    occasion: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.occasion, *self.preferences, *self.doubts)))


@dataclass(frozen=True)
class Match:
    """A word that product and wish share; `is_alike`: the wish says it in other words."""

    word: str
    is_alike: bool = False


def ask(occasion: str, preferences: Iterable[str], doubts: str) -> Asked:
    """Wishes as they were typed, cut into words: '清新风格' gives 清新, and '不要红色' is unwanted."""
    liked = _APART.split(fold(" ".join(preferences)))
    return Asked(
        occasion=_cores(_APART.split(fold(occasion))),
        preferences=_cores(word for word in liked if not _NOT.match(word)),
        doubts=_cores(_APART.split(fold(doubts))),
        unwanted=_cores(_NOT.sub("", word) for word in liked if _NOT.match(word)),
    )


def _cores(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(core for word in words if len(core := _core(word)) >= LEAST))


def _core(word: str) -> str:
    core = _TAIL.sub("", _HEAD.sub("", word))
    return core if len(core) >= LEAST else word


def matching(wishes: Sequence[str], tags: Sequence[str], text: str) -> Iterator[Match]:
    """What a product and the wishes share. Tags with the very words first, at most two for a wish; else the wish itself
    in the text; else one word that means the same. `text` is folded title and selling points."""
    cores = {tag: _core(fold(tag)) for tag in tags}
    for wish in wishes:
        same = [tag for tag, core in cores.items() if len(core) >= LEAST and (core in wish or wish in core)]
        if same or wish in text:
            yield from (Match(word) for word in same[:MOST_OF_ONE] or [wish])
            continue
        words = list(_meanings(wish))
        alike = (tag for tag, core in cores.items() if any(word in core for word in words))
        found = next(chain(alike, (word for word in words if word in text)), None)
        if found is not None:
            yield Match(found, is_alike=True)


def _meanings(wish: str) -> Iterator[str]:
    """Words that mean what a part of the wish means."""
    for line in _ALIKE:
        if any(word in wish for word in line):
            yield from line


def is_gift_word(word: str) -> bool:
    """Whether the word says no more than that it is a gift."""
    return _core(fold(word)) in _GIFT


def gift_words(tags: Sequence[str], text: str) -> bool:
    """Whether the product offers itself as a gift."""
    return any(word in fold(part) for part in (*tags, text) for word in _GIFT)


def search_words(asked: Asked, *, is_gift: bool) -> list[str]:
    """What tags and texts of candidates may contain: the wishes, their parts, and the words that mean the same."""
    words = dict.fromkeys(asked.words)
    for wish in asked.words:
        words |= dict.fromkeys(_meanings(wish))
    return list(words | (dict.fromkeys(_GIFT) if is_gift else {}))
