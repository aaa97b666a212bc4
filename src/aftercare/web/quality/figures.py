"""The figures of a month: agents, deductions, agreement of reviewers (K2)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.quality.access import LEADERS
from aftercare.quality.policies import MARK
from aftercare.quality.queries import View
from aftercare.quality.results import AgentResult, MonthResult, month_result
from aftercare.quality.terms import DEDUCTIONS, Criterion, Deduction
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of
from aftercare.web.costs.asking import Asked, Head, read_asked
from aftercare.web.pieces.chart import Chart, Series
from aftercare.web.pieces.marks import Tone
from aftercare.web.policy import PageRequest, page

CRITERION_OF: Final = {one: criterion for criterion, several in DEDUCTIONS.items() for one in several}
TONES: Final = {Criterion.SCRIPT: Tone.US, Criterion.SOLVING: Tone.SOON, Criterion.EMOTION: Tone.REFUSED}
TOPICS: Final = 3
MOST_SHOPS: Final = 20


@dataclass(frozen=True)
class AgentRow:
    """One agent's month."""

    told: AgentResult
    address: str
    average: str
    plain: str
    below: str
    is_below: bool


class ShopFigures:
    """One shop's month."""

    def __init__(self, shop: Shop, asked: Asked) -> None:
        self.shop = shop
        self.mark: int = policies_of(shop, asked.at).get(MARK)
        self.month: MonthResult = month_result(shop, asked.period.first, self.mark, with_calibration=True)

    @property
    def average(self) -> str:
        return number(self.month.average)

    @property
    def plain(self) -> str:
        return number(self.month.plain)

    @property
    def below(self) -> str:
        return number(self.month.below, "%")

    @property
    def agents(self) -> list[AgentRow]:
        return [self._row(told) for told in self.month.agents]

    def _row(self, told: AgentResult) -> AgentRow:
        query = urlencode({"view": View.ALL.value, "agent": str(told.staff.pk)})
        is_below = told.average is not None and told.average < self.mark
        average, plain, below = number(told.average), number(told.plain), number(told.below, "%")
        return AgentRow(told, f"{reverse('quality')}?{query}", average, plain, below, is_below)

    @property
    def topics(self) -> list[Any]:
        """What training should take up: the most frequent deductions."""
        return [one.label for one, _count in self.month.deductions[:TOPICS]]

    @property
    def criticals(self) -> list[tuple[Any, int]]:
        return [(one.label, count) for one, count in self.month.criticals]

    @property
    def chart(self) -> Chart | None:
        """Deductions by how often they were made, coloured by what they belong to."""
        told: list[tuple[Deduction, int]] = self.month.deductions[:10]
        if not told:
            return None
        return Chart(
            kind="bars",
            title=_("What were points taken off for?"),
            head=_("Points off for"),
            labels=[str(one.label) for one, _count in told],
            series=[
                Series(criterion.label, tone, [count if CRITERION_OF[one] is criterion else 0 for one, count in told])
                for criterion, tone in TONES.items()
                if any(CRITERION_OF[one] is criterion for one, _count in told)
            ],
        )


def number(value: Decimal | None, unit: str = "") -> str:
    """'86.5', or a dash when nothing is known."""
    return "–" if value is None else f"{value}{unit}"


@page(roles=LEADERS)
def figures(request: PageRequest) -> HttpResponse:
    """Each shop's month."""
    asked = read_asked(request, "quality_figures", LEADERS)
    shops = [ShopFigures(shop, asked) for shop in asked.shops if shop.pk in asked.period.zones]
    return render(request, "quality/figures.html", {"head": Head(asked), "shops": shops[:MOST_SHOPS]})
