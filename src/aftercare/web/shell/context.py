"""What the frame prints, built only when a template asks for it: at most two queries, none when nothing changed lately."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.pieces.marks import HUES
from aftercare.web.pieces.words import templates
from aftercare.web.shell import counts
from aftercare.web.shell.choices import Choices, choices, chosen_shop_ids
from aftercare.web.shell.notices import SOURCES
from aftercare.web.shell.sections import SECTIONS, Group, Section

ON_PHONE = 4  # and "more" as the fifth


@dataclass(frozen=True)
class SectionRow:
    """A section as printed."""

    section: Section
    address: str
    count: int
    is_here: bool

    @property
    def count_text(self) -> str:
        return f"{counts.LIMIT}+" if self.count > counts.LIMIT else str(self.count or "")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": Shell(request)}


class Shell:
    """The frame of one page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def person(self) -> Person | None:
        return getattr(self.request, "person", None)

    @cached_property
    def choices(self) -> Choices:
        return choices(self.request)

    @cached_property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Codes with their own names: a person must find their language in it."""
        return [(code, _own_name(code)) for code, _name in settings.LANGUAGES]

    @property
    def hue(self) -> int:
        """Colour of the person's initial."""
        return (self.person.staff_id or 0) % HUES if self.person else 0

    @property
    def words(self) -> dict[str, str]:
        """Sentence templates for the browser's clocks."""
        return templates()

    @property
    def epoch(self) -> int | None:
        """The page's own time, when the page asked for it: clocks in the browser run by it."""
        at = getattr(self.request, "_page_time", None)
        return int(at.timestamp()) if at else None

    @property
    def has_bell(self) -> bool:
        """Whether any screen has something for the bell."""
        return bool(SOURCES)

    @cached_property
    def shops(self) -> list[tuple[int, str]]:
        """(id, name) of the shops the person works in."""
        if self.person is None or not self.person.shop_ids:
            return []
        rows = Shop.objects.filter(pk__in=self.person.shop_ids).order_by("name", "pk")
        return list(rows.values_list("pk", "name"))

    @property
    def shop_name(self) -> str:
        """Name of the chosen shop, '' for all."""
        return dict(self.shops).get(self.choices.shop_id or 0, "")

    @cached_property
    def rows(self) -> list[SectionRow]:
        """The sections of this person, in order, with their counts."""
        if self.person is None:
            return []
        shown = sections_of(self.person)
        sources = {section.code: section.count for section in shown if section.count}
        found = counts.waiting(self.person, chosen_shop_ids(self.request), sources)
        here = getattr(self.request, "section", "") or self._by_address(shown)
        return [
            SectionRow(section, _address(section.url_name), found.get(section.code, 0), section.code == here)
            for section in shown
        ]

    @property
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

    def _by_address(self, shown: list[Section]) -> str:
        path = self.request.path
        fitting = [section for section in shown if path.startswith(_address(section.url_name))]
        return max(fitting, key=lambda section: len(_address(section.url_name))).code if fitting else ""


def sections_of(person: Person) -> list[Section]:
    """The sections a person sees, in order."""
    return sorted((section for section in SECTIONS if section.shown_to(person)), key=lambda section: section.order)


@lru_cache(maxsize=64)
def _address(url_name: str) -> str:
    return reverse(url_name)


@lru_cache(maxsize=8)
def _own_name(code: str) -> str:
    return str(get_language_info(code)["name_local"])
