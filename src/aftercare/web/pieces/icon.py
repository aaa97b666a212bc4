"""Lucide icons as inline SVG, built once."""

import re
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist, _render_icon

__all__ = ["IconDoesNotExist", "icon"]

_BETWEEN = re.compile(r">\s+<")


def icon(name: str, size: int = 16, label: Any = "") -> SafeString:
    """The icon; without `label` it is decoration and hidden from screen readers."""
    return _icon(name, size, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, size: int, label: str) -> SafeString:
    svg = _BETWEEN.sub("><", _render_icon(name, size, **{"class": "ac-icon", "focusable": "false"}))
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(svg.replace("<svg", f"<svg {said}", 1))  # noqa: S308 - drawn by lucide, label escaped
