"""Assessment entries per person and month; whoever oversees nobody reads their own (K7)."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Department
from aftercare.cases.access import ASSESSORS, shops_where
from aftercare.cases.assessments import Assessed, assessed_people, verdict_page
from aftercare.cases.models import Verdict
from aftercare.core.money import ZERO
from aftercare.web.caseline import address_of
from aftercare.web.cases.audience import READERS
from aftercare.web.costs.asking import Asked, PeopleTab
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import money

KEYS = ("person",)


@dataclass(frozen=True)
class PersonRow:
    """What one person's entries add up to; `address` '' for entries that name nobody."""

    name: str
    address: str
    is_chosen: bool
    entries: int
    penalty: SafeString


@dataclass(frozen=True)
class EntryRow:
    """One entry. `address` '' for whoever does not open cases."""

    at: str
    number: str
    address: str
    department: Any
    person: str
    result: str
    penalty: SafeString
    by: str
    shop: str


class AssessmentContext(PeopleTab):
    """Sums per person and the entries: two queries."""

    def __init__(self, asked: Asked, after: str) -> None:
        super().__init__(asked, shops_where(asked.person, *ASSESSORS))
        page = verdict_page(asked.person, asked.period, self.chosen, after=read_number(after))
        self._opens_cases = shops_where(asked.person, *READERS)
        self.rows = [self._row(verdict) for verdict in page.rows]
        self.more_url = asked.address(after=str(page.after)) if page.after is not None else ""
        self._sums = assessed_people(asked.person, asked.period)

    @property
    def people(self) -> list[PersonRow]:
        return [self._person(one) for one in self._sums]

    @property
    def penalty(self) -> SafeString:
        """Of all people together."""
        return money(sum((one.penalty for one in self._sums), ZERO))

    @property
    def entries(self) -> int:
        return sum(one.entries for one in self._sums)

    @property
    def columns(self) -> int:
        return 5 + self.asked.several_shops + self.sees_all

    def _person(self, one: Assessed) -> PersonRow:
        address = self.person_url(one.staff_id) if one.staff_id is not None else ""
        name = one.name or _("Nobody by name")
        return PersonRow(
            name, address, one.staff_id is not None and one.staff_id == self.chosen, one.entries, money(one.penalty)
        )

    def _row(self, verdict: Verdict) -> EntryRow:
        number = verdict.case.number
        return EntryRow(
            at=f"{localtime(verdict.at):%m-%d %H:%M}",
            number=number,
            address=address_of(number) if verdict.shop_id in self._opens_cases else "",
            department=Department(verdict.department).label,
            person=verdict.person.name if verdict.person else _("Nobody by name"),
            result=verdict.result,
            penalty=money(verdict.penalty),
            by=verdict.by.name if verdict.by else _("The system"),
            shop=self.shop_of(verdict.shop_id),
        )
