"""The overview, the form of a run, one run, the form of help: all that the templates print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.inputs import NOTE_MOST
from aftercare.cases.roles import owner_roles
from aftercare.clock.models import Promotion
from aftercare.promotions.access import BULK_WORKERS
from aftercare.promotions.actions.start_bulk import CLAUSE_MOST
from aftercare.promotions.models import BulkRow, BulkRun
from aftercare.promotions.queries import PAGE, Heap, counts_of, heaps_of, help_of, promotions_now, rows_of, runs_of
from aftercare.promotions.terms import MOST_ROWS, BulkKind, RowState
from aftercare.shops.access import Person, may_administer, visible_shops
from aftercare.shops.models import Membership, Shop
from aftercare.web.caseline import address_of
from aftercare.web.pieces.marks import Tone

TONES: Final = {
    RowState.WAITING: Tone.OTHERS,
    RowState.DONE: Tone.DONE,
    RowState.REFUSED: Tone.REFUSED,
    RowState.STOPPED: Tone.SOON,
}


@dataclass(frozen=True)
class PeriodView:
    """One promotion in words."""

    row: Promotion
    label: Any
    tone: str
    span: str
    effect: str
    address: str  # where it is changed, '' for whoever does not


@dataclass(frozen=True)
class RunView:
    """One run of the list."""

    row: BulkRun
    address: str
    title: str
    total: int
    done: int
    refused: int
    waiting: int


@dataclass(frozen=True)
class HelpView:
    """Somebody who helps."""

    row: Membership
    may_end: bool


class PromotionsContext:
    """What runs and comes, the runs over many cases, who helps."""

    def __init__(self, person: Person, shop_ids: frozenset[int], at: datetime) -> None:
        self.person, self.shop_ids, self.at = person, shop_ids, at

    @cached_property
    def periods(self) -> list[PeriodView]:
        return [self._period(row) for row in promotions_now(self.person, self.shop_ids, self.at)]

    def _period(self, row: Promotion) -> PeriodView:
        runs, zone = row.starts_at <= self.at, ZoneInfo(row.shop.timezone)
        begin, end = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (row.starts_at, row.ends_at))
        own = _("own limits") if row.replacement else _("own targets %(percent)s%%") % {"percent": row.percent}
        may = self.person.has(row.shop_id, Role.SUPERVISOR, Role.ADMINISTRATOR)
        return PeriodView(
            row,
            _("Runs now") if runs else _("Planned"),
            (Tone.US if runs else Tone.OTHERS).value,
            f"{begin} – {end}",
            own,
            reverse("shop_calendar", args=[row.shop.slug]) if may else "",
        )

    @cached_property
    def runs(self) -> list[RunView]:
        return [self._run(row) for row in runs_of(self.person, self.shop_ids)]

    def _run(self, row: BulkRun) -> RunView:
        told: Any = row  # counted by the query
        return RunView(
            row, reverse("bulk_run", args=[row.pk]), title_of(row), told.total, told.done, told.refused, told.waiting
        )

    @cached_property
    def help(self) -> list[HelpView]:
        rows = help_of(self.person, self.shop_ids)
        return [HelpView(row, may_administer(self.person, row.shop_id)) for row in rows]

    @cached_property
    def shops(self) -> list[tuple[Shop, bool, bool]]:
        """Each with whether the person works on many cases there, and takes on help."""
        rows = visible_shops(self.person).filter(pk__in=self.shop_ids, is_active=True).order_by("name", "pk")
        return [(shop, self.person.has(shop.pk, *BULK_WORKERS), may_administer(self.person, shop.pk)) for shop in rows]


def title_of(run: BulkRun) -> str:
    """'Agree as asked: Return, Waiting for our answer'."""
    flow = newest_flow(run.flow)
    return f"{BulkKind(run.kind).label}: {flow.label}, {flow.state(run.state).label}"


class BeginContext:
    """The form of a run."""

    most, note_most, clause_most = MOST_ROWS, NOTE_MOST, CLAUSE_MOST

    def __init__(self, person: Person, shop: Shop) -> None:
        self.person, self.shop = person, shop

    @cached_property
    def heaps(self) -> list[tuple[str, str]]:
        """Kind and state, the largest first."""
        return [(f"{one.flow}.{one.state}", _heap_words(one)) for one in heaps_of(self.person, self.shop)]

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return list(BulkKind.choices)

    @property
    def refusals(self) -> list[tuple[str, Any]]:
        return list(RefusalReason.choices)

    @property
    def owners(self) -> list[Staff]:
        members = Membership.objects.filter(shop=self.shop, role__in=owner_roles()).values("staff_id")
        return list(Staff.objects.filter(pk__in=members, is_active=True).order_by("name", "pk"))


def _heap_words(one: Heap) -> str:
    flow = newest_flow(one.flow)
    return f"{flow.label} · {flow.state(one.state).label} · {one.count}"


@dataclass(frozen=True)
class RowView:
    """What became of one case."""

    row: BulkRow
    address: str
    state: Any
    tone: str


class RunContext:
    """One run."""

    def __init__(self, person: Person, row: BulkRun, after: int | None) -> None:
        self.row, self.after = row, after
        self.title = title_of(row)
        self.may_stop = row.ended_at is None and person.has(row.shop_id, *BULK_WORKERS)

    @cached_property
    def counts(self) -> dict[str, int]:
        return counts_of(self.row)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def finished(self) -> int:
        return self.total - self.counts.get(RowState.WAITING, 0)

    @property
    def parts(self) -> Iterator[tuple[Any, str, int]]:
        """How many rows stand how."""
        return ((state.label, TONES[state].value, self.counts[state]) for state in RowState if self.counts.get(state))

    @cached_property
    def _found(self) -> list[BulkRow]:
        return rows_of(self.row, self.after)

    @cached_property
    def rows(self) -> list[RowView]:
        return [
            RowView(row, address_of(row.case.number), RowState(row.state).label, TONES[RowState(row.state)].value)
            for row in self._found[:PAGE]
        ]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        return f"{reverse('bulk_run', args=[self.row.pk])}?after={self._found[PAGE - 1].pk}"


class HelpContext:
    """The form of help for a time; `password` is shown this once."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.password, self.name = shop, "", ""
