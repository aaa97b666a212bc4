"""The address of the static files carries a fingerprint of them all: browsers keep them, and never a stale one.

Module imports and CSS urls are relative and stay below the same address: nothing has to be rewritten or collected.
"""

import hashlib
from pathlib import Path

from django_htmx import __file__ as htmx


def fingerprint(folder: Path) -> str:
    """Twelve hexadecimal digits for the files below `folder`, and the htmx that is installed."""
    digest = hashlib.sha256()
    for path in (*sorted(folder.rglob("*")), *sorted(Path(htmx).parent.rglob("htmx-2.min.js"))):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
