"""What the scores of a month say: of each agent (K7 reads that), of a shop, of the reviewers (K2).

Averages are those of all conversations of the agent: each layer of each week counts by its size. Samples that are not
scored yet, and layers without a scored sample, are left out.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from aftercare.accounts.models import Staff
from aftercare.quality.models import Drawing, DrawnLayer, Sample, Scoring
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


def results_of(shop: Shop, month: date, mark: int = 80) -> list[AgentResult]:
    """The results of each agent of that shop, by name, for assessment (K7). `month` is any day of it; a week counts for
    the month in which it ends. The caller decides who may see whose. Three queries at any size."""
    return month_result(shop, month, mark).agents


def month_result(shop: Shop, month: date, mark: int, *, with_calibration: bool = False) -> MonthResult:
    """All figures of a shop's month; `mark` is what a score must reach. Three queries, four with calibration."""
    layers = _layers(shop, month)
    told = _samples(shop, month)
    totals = {layer.pk: Scores(layer.size) for layer in layers}
    scored = [one for one in told if one.total is not None]
    for one in scored:
        totals[one.layer_id].totals.append(one.total or 0)
    layers_by, told_by = defaultdict(list), defaultdict(list)
    for layer in layers:
        layers_by[layer.agent_id].append(layer)
    for one in told:
        told_by[one.agent_id].append(one)
    people = Staff.objects.filter(pk__in=layers_by).order_by("name", "pk")
    agents = [_agent(staff, layers_by[staff.pk], totals, told_by[staff.pk]) for staff in people]
    for agent in agents:
        agent.below = share_below([totals[layer.pk] for layer in layers_by[agent.staff.pk]], mark)
    found = MonthResult(
        agents,
        average=weighted(totals.values()),
        plain=plain_average(totals.values()),
        below=share_below(totals.values(), mark),
        deductions=[(Deduction(code), n) for code, n in _counted(one.deductions for one in scored)],
        criticals=[(Critical(code), n) for code, n in _counted(one.criticals for one in scored)],
    )
    if with_calibration:
        _compare(found, shop, month)
    return found


def _layers(shop: Shop, month: date) -> list[DrawnLayer]:
    first, end = mondays_of_month(month)
    rows = DrawnLayer.objects.filter(drawing__shop=shop, drawing__week__gte=first, drawing__week__lt=end)
    return list(rows.defer("frame"))


@dataclass(frozen=True)
class _Told:
    """A sample with the score that counts; `total` None: not scored yet."""

    layer_id: int
    agent_id: int
    state: str
    total: int | None
    deductions: list[str]
    criticals: list[str]


def _samples(shop: Shop, month: date) -> list[_Told]:
    first, end = mondays_of_month(month)
    rows = Sample.objects.filter(shop=shop, drawing__week__gte=first, drawing__week__lt=end)
    columns = ("layer_id", "agent_id", "state", "result__total", "result__deductions", "result__criticals")
    return [_Told(*row) for row in rows.values_list(*columns)]


def _agent(staff: Staff, layers: list[DrawnLayer], totals: Mapping[int, Scores], told: list[_Told]) -> AgentResult:
    mine = [totals[layer.pk] for layer in layers]
    return AgentResult(
        staff,
        talks=sum(layer.size for layer in layers),
        drawn=len(told),
        scored=sum(len(one.totals) for one in mine),
        critical=sum(bool(one.total is not None and one.criticals) for one in told),
        open_appeals=sum(one.state == SampleState.APPEALED for one in told),
        average=weighted(mine),
        plain=plain_average(mine),
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
