"""What base.html and shell.html ask for, built only when asked: at most two queries, none when asked a moment ago."""

from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from aftercare.accounts.terms import Role
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.pieces.words import templates
from aftercare.web.promotions.shell import Running, running
from aftercare.web.shell import counts
from aftercare.web.shell.choices import Choices, choices, chosen_shop_ids
from aftercare.web.shell.frame import Facts, Frame, address_of, frame, languages
from aftercare.web.shell.kept import Kept
from aftercare.web.shell.sections import SECTIONS, Section

LONGEST_SEARCH = 100
_shops: Kept[tuple[tuple[int, str], ...]] = Kept(seconds=30)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": Shell(request)}


class Shell:
    """The frame of one page, and what every page knows of the person's choices."""

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
        return languages()

    @property
    def words(self) -> SafeString:
        """Sentence templates for the browser's clocks, as a block of data."""
        return _words(self.language)

    @property
    def epoch(self) -> int | None:
        """The page's own time, when the page asked for it: clocks in the browser run by it."""
        at = getattr(self.request, "_page_time", None)
        return int(at.timestamp()) if at else None

    @cached_property
    def shops(self) -> tuple[tuple[int, str], ...]:
        """(id, name) of the shops the person works in."""
        person = self.person
        if person is None or person.staff_id is None or not person.shop_ids:
            return ()
        return _shops.get(person.staff_id, person.shop_ids, lambda: _names(person.shop_ids))

    @property
    def shop_name(self) -> str:
        """Name of the chosen shop, '' for all."""
        return dict(self.shops).get(self.choices.shop_id or 0, "")

    @property
    def promotions(self) -> list[Running]:
        """Those that run now in the chosen shops, on pages that know what time it is."""
        person, at = self.person, getattr(self.request, "_page_time", None)
        if person is None or person.staff_id is None or at is None or not person.shop_ids:
            return []
        return running(person, chosen_shop_ids(self.request), at)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows wait in each section of the person, in order; a few seconds old at most."""
        person = self.person
        shown = sections_of(person) if person else ()
        sources = {section.code: section.count for section in shown if section.count}
        found = counts.waiting(person, chosen_shop_ids(self.request), sources) if person else {}
        return {section.code: found.get(section.code, 0) for section in shown}

    @cached_property
    def frame(self) -> Frame:
        """Rail, top bar, bottom bar and dialogs."""
        person = self.person
        if person is None or person.staff_id is None:
            raise ValueError("the frame is for people who are logged in")
        shown = sections_of(person)
        facts = Facts(
            language=self.language,
            choices=self.choices,
            staff_id=person.staff_id,
            name=person.name,
            shops=self.shops,
            counts=tuple(self.counts.items()),
            here=self._here(shown),
        )
        return frame(facts, get_token(self.request), self._searched())

    def _here(self, shown: tuple[Section, ...]) -> str:
        path = self.request.path
        fitting = [section for section in shown if path.startswith(address_of(section))]
        best = max(fitting, key=lambda section: len(address_of(section)), default=None)
        # The home page is where every address begins.
        return "" if best is None or (address_of(best) == "/" and path != "/") else best.code

    def _searched(self) -> str:
        match = self.request.resolver_match
        is_search = match is not None and match.url_name == "search"
        return self.request.GET.get("q", "")[:LONGEST_SEARCH] if is_search else ""


def sections_of(person: Person) -> tuple[Section, ...]:
    """The sections a person sees, in order."""
    return _sections(person.all_roles, person.lent_roles, person.is_administrator)


@lru_cache(maxsize=256)
def _sections(roles: frozenset[Role], lent: frozenset[Role], is_administrator: bool) -> tuple[Section, ...]:
    shown = (section for section in SECTIONS if section.shown_to(roles, lent, is_administrator))
    return tuple(sorted(shown, key=lambda section: section.order))


def _names(shop_ids: frozenset[int]) -> tuple[tuple[int, str], ...]:
    return tuple(Shop.objects.filter(pk__in=shop_ids).order_by("name", "pk").values_list("pk", "name"))


@lru_cache(maxsize=8)
def _words(_language: str) -> SafeString:
    return json_script(templates(), "ac-words")
