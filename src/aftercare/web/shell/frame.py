"""The frame's HTML. It is the same for many pages, so it is rendered once for each set of facts and kept.

What is kept is found by everything that is printed in it, so it cannot be shown to anybody for whom it would differ.
"""

import secrets
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from aftercare.web.pieces.marks import HUES
from aftercare.web.shell.choices import Choices
from aftercare.web.shell.counts import LIMIT
from aftercare.web.shell.notices import SOURCES
from aftercare.web.shell.sections import SECTIONS, Group, Section

ON_PHONE = 4  # and "more" as the fifth
# Stand in the kept text for what differs from request to request. Random, so that no name can contain them.
_TOKEN = f"token-{secrets.token_hex(16)}"
_SEARCH = f"search-{secrets.token_hex(16)}"
_BY_CODE = {section.code: section for section in SECTIONS}


@dataclass(frozen=True)
class Facts:
    """Everything that the frame prints, apart from the token of the forms and the text searched for."""

    language: str
    choices: Choices
    staff_id: int
    name: str
    shops: tuple[tuple[int, str], ...]
    counts: tuple[tuple[str, int], ...]  # section code, how many wait; in order
    here: str


@dataclass(frozen=True)
class SectionRow:
    """A section as printed."""

    section: Section
    address: str
    count: int
    is_here: bool

    @property
    def count_text(self) -> str:
        return count_text(self.count)


def count_text(count: int) -> str:
    """As it stands beside a section: '' for none, '99+' for many."""
    return f"{LIMIT}+" if count > LIMIT else str(count or "")


@dataclass(frozen=True)
class Frame:
    """The parts of the frame as safe HTML."""

    rail: SafeString
    top: SafeString
    bottom: SafeString
    dialogs: SafeString


class FrameView:
    """What the templates in templates/shell/ ask for."""

    def __init__(self, facts: Facts) -> None:
        self.language = facts.language
        self.choices = facts.choices
        self.shops = facts.shops
        self.name = facts.name
        self.hue = facts.staff_id % HUES
        self.csrf_token = _TOKEN
        self.search_text = _SEARCH
        self.has_bell = bool(SOURCES)
        self.rows = [
            SectionRow(_BY_CODE[code], address_of(_BY_CODE[code]), count, code == facts.here)
            for code, count in facts.counts
        ]

    @property
    def languages(self) -> list[tuple[str, str]]:
        return languages()

    @property
    def shop_name(self) -> str:
        """Name of the chosen shop, '' for all."""
        return dict(self.shops).get(self.choices.shop_id or 0, "")

    @cached_property
    def groups(self) -> list[tuple[Group, list[SectionRow]]]:
        """Rows by block of the rail."""
        blocks = [(group, [row for row in self.rows if row.section.group is group]) for group in Group]
        return [(group, rows) for group, rows in blocks if rows]

    @property
    def phone_rows(self) -> list[SectionRow]:
        return self.rows[:ON_PHONE]

    @property
    def approvals(self) -> SectionRow | None:
        """The approvals row, for the top bar."""
        return next((row for row in self.rows if row.section.code == "approvals"), None)


def frame(facts: Facts, csrf_token: str, search_text: str) -> Frame:
    """The frame of one page."""
    rail, top, bottom, dialogs = (
        mark_safe(part.replace(_TOKEN, escape(csrf_token)).replace(_SEARCH, escape(search_text)))  # noqa: S308
        for part in _rendered(facts)
    )
    return Frame(rail, top, bottom, dialogs)


@lru_cache(maxsize=256)
def _rendered(facts: Facts) -> tuple[str, ...]:
    context: dict[str, Any] = {"shell": FrameView(facts)}
    context["csrf_token"] = _TOKEN
    return tuple(render_to_string(f"shell/{part}.html", context) for part in ("rail", "top", "bottom", "dialogs"))


@lru_cache(maxsize=64)
def address_of(section: Section) -> str:
    """Where a section leads."""
    return reverse(section.url_name)


@lru_cache(maxsize=1)
def languages() -> list[tuple[str, str]]:
    """Codes with their own names: a person must find their language in it."""
    return [(code, str(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]
