"""What the scores of a month say: of each agent (K7 reads that), of a shop, of the reviewers (K2).

Averages are those of all conversations of the agent: each layer of each week counts by its size. Samples that are not
scored yet, and layers without a scored sample, are left out.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from aftercare.accounts.models import Staff
from aftercare.core.time import now
from aftercare.quality.models import Drawing, DrawnLayer, Sample, Scoring
from aftercare.quality.policies import MARK
from aftercare.quality.rules import (
    Agreement,
    Scores,
    agreement,
    draw,
    plain_average,
    share_below,
    weighted,
)
from aftercare.quality.terms import Criterion, Critical, Deduction, Layer, SampleState, Turn
from aftercare.quality.weeks import mondays_of_month
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of


@dataclass
class AgentResult:
    """An agent's month: `average` of 100 (weighted; None before the first score), `below` per cent of their
    conversations under the mark, `talks` they had, `drawn` and `scored` of them, `critical` scored ones with a critical
    error, `open_appeals` that may still change it."""

    staff: Staff
    talks: int = 0
    drawn: int = 0
    scored: int = 0
    critical: int = 0
    open_appeals: int = 0
    average: Decimal | None = None
    plain: Decimal | None = None
    below: Decimal | None = None


@dataclass
class MonthResult:
    """A shop's month: its agents by name, what points were taken off for, how far reviewers agree."""

    agents: list[AgentResult]
    average: Decimal | None = None
    plain: Decimal | None = None
    below: Decimal | None = None
    deductions: list[tuple[Deduction, int]] = field(default_factory=list)  # the most frequent first
    criticals: list[tuple[Critical, int]] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    pairs: int = 0  # conversations that two have scored
    same_criticals: int = 0  # of them those in which both saw the same critical errors

    @property
    def drawn(self) -> int:
        return sum(one.drawn for one in self.agents)

    @property
    def scored(self) -> int:
        return sum(one.scored for one in self.agents)


@dataclass(frozen=True)
class _Told:
    """A sample with the score that counts; `total` None: not scored yet."""

    layer_id: int
    agent_id: int
    state: str
    total: int | None
    deductions: list[str]
    criticals: list[str]


@dataclass(frozen=True)
class _Month:
    """What was drawn in a month and what became of it; two queries."""

    layers: list[DrawnLayer]
    told: list[_Told]

    @cached_property
    def scored(self) -> list[_Told]:
        return [one for one in self.told if one.total is not None]

    @cached_property
    def scores(self) -> dict[int, Scores]:
        """By layer."""
        found = {layer.pk: Scores(layer.size) for layer in self.layers}
        for one in self.scored:
            found[one.layer_id].totals.append(one.total or 0)
        return found

    def of(self, agent_id: int) -> "_Month":
        """One agent's part of it."""
        layers = [one for one in self.layers if one.agent_id == agent_id]
        return _Month(layers, [one for one in self.told if one.agent_id == agent_id])


def results_of(shop: Shop, month: date) -> list[AgentResult]:
    """The results of each agent of that shop, by name, for assessment (K7). `month` is any day of it; a week counts for
    the month in which it ends. The caller decides who may see whose. The same number of queries at any size."""
    return month_result(shop, month, policies_of(shop, now()).get(MARK)).agents


def month_result(shop: Shop, month: date, mark: int, *, with_calibration: bool = False) -> MonthResult:
    """All figures of a shop's month; `mark` is what a score must reach. Three queries, four with calibration."""
    read = _read([shop.pk], month)
    people = Staff.objects.filter(pk__in={layer.agent_id for layer in read.layers}).order_by("name", "pk")
    found = MonthResult(
        [_agent(staff, read.of(staff.pk), mark) for staff in people],
        average=weighted(read.scores.values()),
        plain=plain_average(read.scores.values()),
        below=share_below(read.scores.values(), mark),
        deductions=[(Deduction(code), count) for code, count in _counted(one.deductions for one in read.scored)],
        criticals=[(Critical(code), count) for code, count in _counted(one.criticals for one in read.scored)],
    )
    if with_calibration:
        _compare(found, shop, month)
    return found


def own_average(staff_id: int, shop_ids: Collection[int], month: date) -> tuple[Decimal | None, int]:
    """Somebody's own weighted average of a month over these shops, and of how many scores. Two queries."""
    read = _read(shop_ids, month, Q(agent_id=staff_id))
    return weighted(read.scores.values()), len(read.scored)


def _read(shop_ids: Collection[int], month: date, of: Q | None = None) -> _Month:
    first, end = mondays_of_month(month)
    weeks = Q(drawing__shop_id__in=shop_ids, drawing__week__gte=first, drawing__week__lt=end) & (of or Q())
    columns = ("layer_id", "agent_id", "state", "result__total", "result__deductions", "result__criticals")
    told = Sample.objects.filter(weeks).values_list(*columns)
    return _Month(list(DrawnLayer.objects.filter(weeks).defer("frame")), [_Told(*row) for row in told])


def _agent(staff: Staff, read: _Month, mark: int) -> AgentResult:
    scores = read.scores.values()
    return AgentResult(
        staff,
        talks=sum(layer.size for layer in read.layers),
        drawn=len(read.told),
        scored=len(read.scored),
        critical=sum(bool(one.criticals) for one in read.scored),
        open_appeals=sum(one.state == SampleState.APPEALED for one in read.told),
        average=weighted(scores),
        plain=plain_average(scores),
        below=share_below(scores, mark),
    )


def _counted(lists: Iterable[Collection[str]]) -> list[tuple[str, int]]:
    return Counter(code for codes in lists for code in codes).most_common()


def _compare(found: MonthResult, shop: Shop, month: date) -> None:
    """The two first scorings of each sample that two have scored."""
    first, end = mondays_of_month(month)
    rows = Scoring.objects.filter(sample__shop=shop, sample__drawing__week__gte=first, sample__drawing__week__lt=end)
    rows = rows.filter(sample__wanted=2, turn__in=(Turn.FIRST, Turn.SECOND)).exclude(sample__state=SampleState.OPEN)
    pairs: dict[int, list[Scoring]] = defaultdict(list)
    for row in rows.defer("note").order_by("sample_id", "pk"):
        pairs[row.sample_id].append(row)
    both = [(one, other) for one, other in pairs.values()]
    found.agreements = agreement([(points_of(one), points_of(other)) for one, other in both])
    found.pairs = len(both)
    found.same_criticals = sum(one.criticals == other.criticals for one, other in both)


def points_of(scoring: Scoring) -> dict[Criterion, int]:
    """The points of a scorecard."""
    return {criterion: getattr(scoring, criterion.value) for criterion in Criterion}


def drawn_again(drawing: Drawing, layers: Iterable[DrawnLayer]) -> dict[tuple[int, str], list[int]]:
    """What the kept seed and frames give: conversations by agent and layer (K2). The same as the samples, or somebody
    has changed them."""
    frames: dict[int, dict[Layer, list[int]]] = defaultdict(dict)
    for row in layers:
        frames[row.agent_id][Layer(row.layer)] = row.frame
    found = {}
    for agent, frame in frames.items():
        drawn = draw(drawing.seed, agent, frame, percent=drawing.percent, must_most=drawing.must_most)
        found.update({(agent, layer.value): ids for layer, ids in drawn.items()})
    return found
