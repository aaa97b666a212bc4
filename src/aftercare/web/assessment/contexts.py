"""Points of a month, one entry, the form of a new one: all that the templates print."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import uuid4

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from aftercare.accounts.models import Staff
from aftercare.assessment.access import assessed_shops
from aftercare.assessment.models import Appeal, Entry
from aftercare.assessment.policies import key_of
from aftercare.assessment.queries import closed_of, entry_page, people_of
from aftercare.assessment.sources import SOURCES
from aftercare.assessment.sums import Total
from aftercare.assessment.terms import POINTS_MOST, REASON_MOST, AppealState, Origin, Source
from aftercare.shops.access import Person
from aftercare.shops.models import Membership, Shop
from aftercare.shops.policies import policies_of
from aftercare.web.caseline import address_of
from aftercare.web.costs.asking import Asked, PeopleTab
from aftercare.web.pieces.marks import Tone
from aftercare.web.places import read_place, write_place

KEYS: Final = ("person",)
APPEALS: Final = {
    AppealState.WAITING: Tone.US,
    AppealState.GRANTED: Tone.DONE,
    AppealState.DENIED: Tone.REFUSED,
}


def signed(points: int) -> str:
    """'+2' or '−10'."""
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"


@dataclass(frozen=True)
class PersonRow:
    """One person's month."""

    name: str
    address: str
    is_chosen: bool
    entries: int
    credits: str
    penalties: str
    total: str


@dataclass(frozen=True)
class EntryRow:
    """One entry of the list."""

    address: str
    at: str
    source: Any
    note: str
    person: str
    points: str
    is_struck: bool
    appeal: Any
    tone: str
    shop: str


@dataclass(frozen=True)
class ShopRow:
    """One shop that the person assesses: what may be done with the month there."""

    shop: Shop
    closed: str  # by whom and when, '' while it is open
    may_close: bool
    new_url: str
    close_url: str
    sheet_url: str


class PointsContext(PeopleTab):
    """Sums per person and the entries."""

    def __init__(self, asked: Asked, after: str) -> None:
        self._overseen = assessed_shops(asked.person)
        super().__init__(asked, self._overseen)
        self._shops = list(asked.period.zones)
        self.month = asked.period.first
        page = entry_page(asked.person, self._shops, self.month, self.chosen, read_place(after))
        self.rows = [self._row(entry) for entry in page.rows]
        self.more_url = asked.address(after=write_place(*page.after)) if page.after is not None else ""

    @cached_property
    def people(self) -> list[PersonRow]:
        return [self._person(one) for one in people_of(self.asked.person, self._shops, self.month)]

    @property
    def columns(self) -> int:
        return 4 + self.asked.several_shops + self.sees_all

    @cached_property
    def shops(self) -> list[ShopRow]:
        """Those in which the person assesses."""
        closed = closed_of(self.asked.person, self._shops, self.month)
        found = []
        for shop in self.asked.shops:
            if shop.pk not in self._overseen or shop.pk not in self.asked.period.zones:
                continue
            row = closed.get(shop.pk)
            args = [shop.slug, f"{self.month:%Y-%m}"]
            by = _("Closed by %(person)s, %(time)s")
            found.append(
                ShopRow(
                    shop,
                    closed=by % {"person": row.closed_by.name, "time": f"{localtime(row.closed_at):%Y-%m-%d %H:%M}"}
                    if row
                    else "",
                    may_close=row is None and self.month < self.asked.latest,
                    new_url=reverse("points_new", args=[shop.slug]),
                    close_url=reverse("points_close", args=args),
                    sheet_url=reverse("points_sheet", args=args),
                )
            )
        return found

    @property
    def rules(self) -> list[tuple[Any, str]]:
        """What each event counts in the first of the shops."""
        if not self.asked.shops:
            return []
        policies = policies_of(self.asked.shops[0], self.asked.at)
        return [(one.code.label, signed(policies.get(key_of(one.code)) * one.sign)) for one in SOURCES]

    def _person(self, one: Total) -> PersonRow:
        figures = (signed(one.credits), signed(one.penalties), signed(one.total))
        return PersonRow(one.name, self.person_url(one.staff_id), one.staff_id == self.chosen, one.entries, *figures)

    def _row(self, entry: Entry) -> EntryRow:
        appeal = appeal_of(entry)
        state = AppealState(appeal.state) if appeal else None
        return EntryRow(
            address=reverse("points_entry", args=[entry.pk]),
            at=f"{localtime(entry.at):%m-%d %H:%M}",
            source=Source(entry.source).label,
            note=entry.origin_label or entry.reason,
            person=entry.person.name,
            points=signed(entry.points),
            is_struck=entry.struck_at is not None,
            appeal=state.label if state else "",
            tone=APPEALS[state].value if state else "",
            shop=self.shop_of(entry.shop_id),
        )


def appeal_of(entry: Entry) -> Appeal | None:
    """Read together with the entry."""
    return getattr(entry, "appeal", None)


def origin_address(entry: Entry) -> str:
    """What the entry is about, '' for one by hand."""
    match entry.origin:
        case Origin.CASE:
            return address_of(entry.origin_label)
        case Origin.TALK:
            return reverse("talk", args=[entry.origin_id])
        case Origin.REVIEW:
            return reverse("review", args=[entry.origin_id])
        case Origin.ENTRY:
            return reverse("points_entry", args=[entry.origin_id])
    return ""


class EntryContext:
    """One entry with its appeal, and what the person may do."""

    reason_most = REASON_MOST

    def __init__(self, person: Person, row: Entry) -> None:
        self.row, self.appeal = row, appeal_of(row)
        self.source, self.points = Source(row.source).label, signed(row.points)
        self.origin = Origin(row.origin).label if row.origin else ""
        self.address = origin_address(row)
        self.by = row.entered_by.name if row.entered_by else _("The system")
        is_mine = row.person_id == person.staff_id
        countable = row.struck_at is None and row.source != Source.CORRECTION
        self.may_appeal = is_mine and self.appeal is None and countable
        self.may_decide = (
            self.appeal is not None
            and self.appeal.state == AppealState.WAITING
            and row.shop_id in assessed_shops(person)
            and person.staff_id not in (row.person_id, row.entered_by_id)
        )

    @property
    def state(self) -> Any:
        return AppealState(self.appeal.state).label if self.appeal else ""

    @property
    def tone(self) -> str:
        return APPEALS[AppealState(self.appeal.state)].value if self.appeal else ""

    @property
    def month(self) -> str:
        return f"{self.row.month:%Y-%m}"


class NewContext:
    """The form of points by hand."""

    reason_most, points_most = REASON_MOST, POINTS_MOST

    def __init__(self, person: Person, shop: Shop) -> None:
        self.shop, self._me = shop, person.staff_id or 0
        self.key = uuid4().hex

    @property
    def people(self) -> list[Staff]:
        """Everybody else who works there."""
        members = Membership.objects.filter(shop=self.shop).values("staff_id")
        return list(Staff.objects.filter(pk__in=members, is_active=True).exclude(pk=self._me).order_by("name", "pk"))
