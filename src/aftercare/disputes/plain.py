"""The form in which texts are compared, and the pieces of it that the model weighs. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

LONGEST = 2_000  # characters that are read of one text
SIZES = (1, 2, 3)  # characters of a piece
_OTHER = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Half width, lower case, one blank for whatever is no letter or digit; at most LONGEST characters are read."""
    return _OTHER.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST]).lower()).strip()


def pieces(text: str) -> Iterable[str]:
    """The different runs of one, two and three characters of a plain text, in the order in which they first appear."""
    found = dict.fromkeys(text)
    found.update(dict.fromkeys(map("".join, pairwise(text))))
    found.update(dict.fromkeys(map("".join, zip(text, text[1:], text[2:], strict=False))))
    return found.keys()
