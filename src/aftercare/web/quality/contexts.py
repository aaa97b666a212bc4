"""Lists of samples: all that their templates print."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from aftercare.chat.access import ANSWERERS
from aftercare.quality.access import LEADERS, REVIEWERS
from aftercare.quality.models import Sample
from aftercare.quality.queries import PAGE, View, samples_page
from aftercare.quality.results import own_average
from aftercare.quality.rules import HUNDRED
from aftercare.quality.terms import Layer, SampleState
from aftercare.quality.weeks import WEEK, month_of
from aftercare.shifts.rules import monday_of
from aftercare.shops.access import Person
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab

KEYS: Final = frozenset({"view", "agent", "after", "shop"})
TONES: Final = {
    SampleState.OPEN: Tone.US,
    SampleState.SCORED: Tone.OTHERS,
    SampleState.ACCEPTED: Tone.DONE,
    SampleState.APPEALED: Tone.SOON,
    SampleState.DECIDED: Tone.DONE,
}
LEADERS_VIEWS: Final = (View.TO_SCORE, View.APPEALS, View.WAITING, View.ALL)


@dataclass(frozen=True)
class SampleRow:
    """One sample of the list. `total` '' while there is no score."""

    row: Sample
    address: str
    week: str
    layer: Any
    is_special: bool  # drawn for a reason, not by chance alone
    state: Any
    tone: str
    total: str


@dataclass(frozen=True)
class OwnAverage:
    """What the person has reached in a month."""

    month: str
    average: str
    count: int


def week_words(monday: date) -> str:
    """'11-16 – 11-22'."""
    return f"{monday:%m-%d} – {date.fromordinal(monday.toordinal() + 6):%m-%d}"


def views_of(person: Person) -> list[View]:
    """The lists that a person has, the first one is shown first."""
    roles = person.all_roles
    views = list(LEADERS_VIEWS) if roles & LEADERS else []
    if views and not roles & REVIEWERS:
        views = [View.APPEALS, View.TO_SCORE, View.WAITING, View.ALL]
    return [*views, View.MINE] if roles & ANSWERERS else views


class SamplesContext:
    """One list of samples, the newest first."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        self.person, self.shop_ids, self.at = person, shop_ids, at
        self.views = views_of(person)
        self.view = self._view(query)
        self.agent, self.after = read_id(query, "agent"), read_id(query, "after")

    def _view(self, query: QueryDict) -> View:
        asked = query.get("view", self.views[0].value)
        if set(query) - KEYS or asked not in self.views:
            raise BadRequest("unknown key")
        return View(asked)

    @cached_property
    def _found(self) -> list[Sample]:
        return samples_page(self.person, self.shop_ids, self.view, agent_id=self.agent, after=self.after)

    @cached_property
    def rows(self) -> list[SampleRow]:
        return [sample_row(row, is_mine=not self.leads) for row in self._found[:PAGE]]

    @property
    def more_url(self) -> str:
        return self.address(after=str(self._found[PAGE - 1].pk)) if len(self._found) > PAGE else ""

    def address(self, **changes: str) -> str:
        """The list with other values."""
        kept = {"view": self.view.value, "agent": str(self.agent or ""), **changes}
        return f"{reverse('quality')}?{urlencode({name: value for name, value in kept.items() if value})}"

    @property
    def tabs(self) -> list[Tab]:
        return [Tab(view.label, self.address(view=view.value), view is self.view) for view in self.views]

    @cached_property
    def own(self) -> OwnAverage | None:
        """On the list of one's own scores: the month of the last week that is over."""
        if self.leads or self.after is not None:
            return None
        month = month_of(monday_of(localtime(self.at).date()) - WEEK)
        average, count = own_average(self.person.staff_id or 0, sorted(self.shop_ids), month)
        words = date_format(month, "YEAR_MONTH_FORMAT")
        return OwnAverage(words, str(average), count) if average is not None else None

    @property
    def leads(self) -> bool:
        return self.view is not View.MINE

    @property
    def sees_figures(self) -> bool:
        return bool(self.person.all_roles & LEADERS)

    @property
    def several_shops(self) -> bool:
        return len(self.shop_ids) > 1

    @property
    def empty_title(self) -> str:
        return {
            View.TO_SCORE: _("Nothing is to be scored"),
            View.APPEALS: _("No appeal waits"),
            View.WAITING: _("No score waits for its agent"),
            View.MINE: _("No score of yours yet"),
        }.get(self.view, _("Nothing has been drawn yet"))


def sample_row(row: Sample, *, is_mine: bool) -> SampleRow:
    """As the list shows it; the person's own wait for them."""
    state, layer = SampleState(row.state), Layer(row.layer.layer)
    return SampleRow(
        row=row,
        address=reverse("quality_sample", args=[row.pk]),
        week=week_words(row.drawing.week),
        layer=layer.label,
        is_special=layer is not Layer.PLAIN,
        state=_("Two reviewers") if row.wanted > 1 and state is SampleState.OPEN else state.label,
        tone=(Tone.US if is_mine and state is SampleState.SCORED else TONES[state]).value,
        total=f"{row.result.total} / {HUNDRED}" if row.result else "",
    )


def read_id(query: QueryDict, name: str) -> int | None:
    """The number of that key; None without one. Raises BadRequest on what is no number."""
    text = query.get(name, "")
    found = read_number(text)
    if text and found is None:
        raise BadRequest("not a number")
    return found
