"""The part of a review case and the list of entries: all that their templates print."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.models import Case
from aftercare.core.text import read_number
from aftercare.reviewrisk.access import ANSWERERS, APPEALERS, LISTERS, entry_in_force, visible_entries
from aftercare.reviewrisk.gather import Asked, Exposure, exposure_of, facts_of
from aftercare.reviewrisk.rules import Assessment, Weighed, assess
from aftercare.reviewrisk.terms import Found, Level, Sign
from aftercare.reviews.figures import good_rate
from aftercare.shops.access import Person
from aftercare.watchlists.models import Appeal, ListEntry
from aftercare.watchlists.queries import waiting_appeal, with_appeals
from aftercare.watchlists.terms import Standing
from aftercare.web.caseline import address_of
from aftercare.web.customers.risk import ENTRY_TONES
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab
from aftercare.web.reviewrisk.asking import CHOICES, NUMBERS

PAGE = 50
TONES = {Level.LITTLE: Tone.DONE, Level.SOME: Tone.SOON, Level.MUCH: Tone.LATE}
ICONS = {Found.YES: "circle-alert", Found.NO: "circle-check", Found.UNKNOWN: "circle-dashed"}


@dataclass(frozen=True)
class Answer:
    """One thing that is asked of the person: a number, or with `is_choice` yes, no, not known."""

    name: str
    label: Any
    value: str
    is_choice: bool


class ReviewerContext:
    """What speaks for and against it, and the entry that holds. Looking writes nothing."""

    def __init__(self, person: Person, case: Case, asked: Asked, given: Mapping[str, str], at: datetime) -> None:
        self.case, self._person, self._given = case, person, given
        self._asked = asked
        self._at = at
        self.entry = entry_in_force(person, case.customer_id, at) if case.customer_id else None
        self.may_list = self.entry is None and case.customer_id is not None and person.has(case.shop_id, *LISTERS)

    @cached_property
    def found(self) -> Assessment:
        return assess(facts_of(self._person, self.case, self._asked))

    @cached_property
    def exposure(self) -> Exposure:
        """Whether the shop is a typical target: by what the person has entered, else by the reviews that we have."""
        asked = self._asked
        if asked.good_percent is None and self.our_rate is not None:
            asked = replace(asked, good_percent=int(self.our_rate))
        return exposure_of(self.case, asked, self._at)

    @cached_property
    def our_rate(self) -> Decimal | None:
        """The good-review rate of the reviews that were imported, percent."""
        return good_rate(self.case.shop, self._at)

    @property
    def tone(self) -> Tone:
        return TONES[self.found.level]

    @property
    def signs(self) -> Iterator[tuple[Weighed, str]]:
        """Each sign with its mark."""
        return ((one, ICONS[one.found]) for one in self.found.signs)

    @property
    def answers(self) -> list[Answer]:
        numbers = [Answer(name, label, self._given.get(name, ""), False) for name, label in NUMBERS.items()]
        return numbers + [Answer(name, label, self._given.get(name, ""), True) for name, label in CHOICES.items()]

    @property
    def is_enough(self) -> bool:
        """Whether somebody may be listed on this."""
        return self.found.level is not Level.LITTLE

    @property
    def pack_url(self) -> str:
        """The evidence for the platform: chat, contacts, order and review of the case."""
        return reverse("case_pack", args=[self.case.number])


@dataclass(frozen=True)
class EntryRow:
    """One entry of the list, with what this person may do."""

    entry: ListEntry
    buyer: str
    case_url: str
    signs: list[Any]
    appeals: list[Appeal]
    may_appeal: bool
    may_answer: bool
    state: Any
    tone: Tone


class EntriesContext:
    """The newest first; `state=waiting`: those with an objection that nobody has answered."""

    def __init__(self, person: Person, query: QueryDict, at: datetime) -> None:
        after = read_number(query.get("after"))
        is_unknown = set(query) - {"state", "after"} or query.get("state", "") not in ("", "waiting")
        if is_unknown or (query.get("after") and after is None):
            raise BadRequest("unknown key")
        self._person, self._at = person, at
        self.is_waiting = query.get("state") == "waiting"
        rows = visible_entries(person)
        if self.is_waiting:
            rows = rows.filter(pk__in=Appeal.objects.filter(lifted=None).values("entry"))
        if after is not None:
            rows = rows.filter(pk__lt=after)
        self._found = list(with_appeals(rows).select_related("customer", "case").order_by("-pk")[: PAGE + 1])

    @property
    def tabs(self) -> list[Tab]:
        here = reverse("reviewers")
        return [
            Tab(_("All"), here, not self.is_waiting),
            Tab(_("Objections to answer"), f"{here}?state=waiting", self.is_waiting),
        ]

    @property
    def rows(self) -> list[EntryRow]:
        return [self._row(entry) for entry in self._found[:PAGE]]

    def _row(self, entry: ListEntry) -> EntryRow:
        standing, waits, may = entry.standing(self._at), waiting_appeal(entry) is not None, self._person.has
        is_own = entry.by_id == self._person.staff_id
        return EntryRow(
            entry=entry,
            buyer=entry.customer.nick_mask,
            case_url=address_of(entry.case.number) if entry.case else "",
            signs=[Sign(code).label for code in entry.signs],
            appeals=list(entry.appeals.all()),
            may_appeal=standing is Standing.IN_FORCE and not waits and may(entry.shop_id, *APPEALERS),
            may_answer=waits and not is_own and may(entry.shop_id, *ANSWERERS),
            state=standing.label,
            tone=ENTRY_TONES[standing],
        )

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        state = "state=waiting&" if self.is_waiting else ""
        return f"{reverse('reviewers')}?{state}after={self._found[PAGE - 1].pk}"
