"""Tabler's classes: all that its style sheet knows, and those that the sheet of our pages has kept."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

from aftercare.config.assets import CLASSES

VENDOR = Path(settings.SOURCE) / "web" / "static" / "vendor"
_TEXTS = re.compile(r"""/\*.*?\*/|"[^"]*"|'[^']*'|url\([^)]*\)|\{[^{}]*\}""", re.DOTALL)  # where a dot begins no class
_CLASS = re.compile(r"\.((?:[A-Za-z_-]|\\.)(?:[\w-]|\\.)*)")


@cache
def known_classes() -> frozenset[str]:
    return frozenset((VENDOR / CLASSES).read_text(encoding="utf-8").splitlines())


@cache
def kept_classes() -> frozenset[str]:
    selectors = _TEXTS.sub(" ", (VENDOR / "tabler.min.css").read_text(encoding="utf-8"))
    return frozenset(re.sub(r"\\(.)", r"\1", name) for name in _CLASS.findall(selectors))


@cache
def left_out_classes() -> frozenset[str]:
    """What an element bears in vain."""
    return known_classes() - kept_classes()
