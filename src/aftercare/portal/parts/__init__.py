"""Scripts and styles of the widget. They go to every buyer: without what is for their readers, and packed (S1).

Beside the static files of the staff's pages, so that the whole widget stays below its weight and is fetched at once.
"""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

FOLDER: Final = Path(__file__).parent
TYPES: Final = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
BUTTON: Final = "loader.js"  # told which shop's it is, and so never served by itself
FOREVER: Final = 365 * 24 * 3600
# Lines of `//`, blocks that begin a line, indentation.
FOR_READERS: Final = re.compile(r"^ *//[^\n]*\n|^ */\*.*?\*/\n|^ +", re.MULTILINE | re.DOTALL)


@cache
def text_of(name: str) -> str:
    """A part as it goes out."""
    return FOR_READERS.sub("", (FOLDER / name).read_text(encoding="utf-8"))


@cache
def names() -> tuple[str, ...]:
    """All that the frame loads."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path.suffix in TYPES and path.name != BUTTON))


@cache
def mark() -> str:
    """Twelve hexadecimal digits that change with the parts: browsers keep them, and never a stale one."""
    digest = hashlib.sha256()
    for name in names():
        digest.update(name.encode() + b"\0" + text_of(name).encode())
    return digest.hexdigest()[:12]


def packed(request: HttpRequest, text: str, media_type: str) -> HttpResponse:
    """The text, in gzip for whoever reads that; nothing secret may be in it (BREACH)."""
    body, encoding = text.encode(), ""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body, encoding = gzip.compress(body, 9, mtime=0), "gzip"
    response = HttpResponse(body, content_type=media_type)
    if encoding:
        response["Content-Encoding"] = encoding
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def part(request: HttpRequest, name: str, is_of_now: bool) -> HttpResponse:
    """One of `names()`. What an old page asks for gets what there is, and keeps it for no time."""
    response = packed(request, text_of(name), TYPES[Path(name).suffix])
    response["Cache-Control"] = f"public, max-age={FOREVER}, immutable" if is_of_now else "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
