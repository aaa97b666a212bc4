"""Products as search words: short Chinese words and the beginnings of Latin ones are found by index (B16). Pure."""

import re
from collections.abc import Iterable
from typing import Final

from aftercare.core.text import bigrams, fold

LONGEST: Final = 20
MOST: Final = 1000
_CJK: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def product_words(code: str, title: str, selling_points: str, tags: Iterable[str]) -> list[str]:
    """What a product is found by: characters and pairs of Chinese, every beginning of Latin words and numbers."""
    text = " ".join((code, *tags, title, selling_points))
    found = dict.fromkeys(_CJK.findall(fold(text)))
    for token in bigrams(text):
        found |= dict.fromkeys([token] if _CJK.match(token) else (token[:size] for size in range(1, LONGEST + 1)))
    return list(found)[:MOST]


def asked_words(text: str) -> list[str]:
    """What a search must find, all of it; none for a text without a word."""
    return [token[:LONGEST] for token in dict.fromkeys(bigrams(text))]
