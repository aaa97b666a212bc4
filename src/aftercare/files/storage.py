"""Where the bytes lie: FILES_ROOT/<aa>/<token>, 0600, under no name of anybody's choosing (D10, D11)."""

import errno
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from aftercare.files.terms import Copy

_TOKEN = re.compile(r"^[0-9a-f]{32}$", re.ASCII)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_ENDINGS = {Copy.ORIGINAL: "", Copy.SHOWN: ".shown", Copy.THUMB: ".thumb"}


def path_of(token: str, copy: Copy) -> Path:
    """The place of one copy. Raises ValueError on anything that is not a token of ours."""
    if not _TOKEN.match(token):
        raise ValueError("not a token")
    return Path(settings.FILES_ROOT) / token[:2] / f"{token}{_ENDINGS[copy]}"


def free_bytes() -> int:
    """What is left on the disk of the files."""
    root = Path(settings.FILES_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(root).free


def says_full(error: BaseException) -> bool:
    """Whether a write failed because there is no room left, though there was some when it began."""
    return isinstance(error, OSError) and error.errno in _FULL


def write(token: str, copy: Copy, chunks: Iterable[bytes]) -> None:
    """Write a new file and have it on the disk before returning. The kernel refuses a name that exists already."""
    path = path_of(token, copy)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def remove(token: str) -> None:
    """Take away what was written for a row that never came to be."""
    for copy in Copy:
        path_of(token, copy).unlink(missing_ok=True)
