"""Where entries come from: each source reads its own package and says what happened (K7).

A further source is one function and one row of `SOURCES`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from aftercare.assessment.terms import Origin, Source
from aftercare.cases.flows.registry import all_flows
from aftercare.cases.models import Case, Verdict
from aftercare.cases.terms import Party, Responsible
from aftercare.chat.models import Conversation, Wait
from aftercare.clock.actions.record_misses import TARGET_MISSED
from aftercare.core.models import Event
from aftercare.quality.models import Sample
from aftercare.quality.policies import MARK
from aftercare.quality.terms import SampleState
from aftercare.reviews.models import Review
from aftercare.reviews.terms import Direction, Result
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

MOST: Final = 20_000  # events of one source in one look
OUR_FAULT: Final = (Responsible.SHOP, Responsible.WAREHOUSE, Responsible.AGENT, Responsible.PAGE)
OWNERS_TURN: Final = frozenset({Party.AGENT, Party.RIGHTS_SPECIALIST, Party.REVIEW_SPECIALIST, Party.SUPERVISOR})
BEST: Final = 5  # stars


@dataclass(frozen=True)
class Found:
    """One event of one person: `mark` names it among those of its source; `origin` is what its link leads to."""

    staff_id: int
    at: datetime
    mark: str
    origin: Origin
    origin_id: int
    label: str = ""


Finder = Callable[[Shop, datetime, datetime], Iterable[Found]]


@dataclass(frozen=True)
class SourceRow:
    """A source: `sign` 1 for credits, -1 for penalties; how many points is the shop's rule (`policies.key_of`)."""

    code: Source
    sign: int
    find: Finder


def _verdicts(shop: Shop, since: datetime, until: datetime, flow: str) -> Iterator[Found]:
    rows = Verdict.objects.filter(shop=shop, at__gte=since, at__lt=until, case__flow=flow).exclude(person=None)
    if flow == "rights":
        rows = rows.filter(case__responsible__in=OUR_FAULT)
    told = rows.order_by("pk").values_list("pk", "person_id", "at", "case_id", "case__number")
    for pk, staff_id, at, case_id, number in told[:MOST]:
        if staff_id is not None:
            yield Found(staff_id, at, f"verdict:{pk}", Origin.CASE, case_id, number)


def lost_rights(shop: Shop, since: datetime, until: datetime) -> Iterator[Found]:
    """Rights cases that were closed with the fault on our side, of whoever was found responsible (C7)."""
    return _verdicts(shop, since, until, "rights")


def misshipments(shop: Shop, since: datetime, until: datetime) -> Iterator[Found]:
    """Wrong, mixed or missing goods, of whoever was found responsible (C8)."""
    return _verdicts(shop, since, until, "misshipment")


def late_answers(shop: Shop, since: datetime, until: datetime) -> Iterator[Found]:
    """Conversations whose answer came too late, of whoever had them then (S2)."""
    rows = Wait.objects.filter(shop=shop, breached_at__gte=since, breached_at__lt=until).exclude(agent=None)
    told = rows.order_by("breached_at", "pk").values_list("pk", "agent_id", "breached_at", "conversation_id")
    for pk, staff_id, at, talk in told[:MOST]:
        if staff_id is not None and at is not None:
            yield Found(staff_id, at, f"wait:{pk}", Origin.TALK, talk)


def late_cases(shop: Shop, since: datetime, until: datetime) -> Iterator[Found]:
    """Own targets of cases that were missed while it was the owner's turn (B1); of others' turns nobody is named."""
    events = Event.objects.filter(shop_id=shop.pk)
    # Walked back from the newest one: events have no index by time, and years of them are no matter of a month.
    before = events.filter(at__lt=since).order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = events.filter(pk__gt=before, kind=TARGET_MISSED, subject_kind="case", at__gte=since, at__lt=until)
    told = list(rows.order_by("pk").values_list("pk", "subject_id", "at", "data__target")[:MOST])
    cases = Case.objects.filter(pk__in={case for _pk, case, _at, _target in told}).only("number", "flow", "owner_id")
    known = cases.in_bulk()
    for pk, case_id, at, target in told:
        case = known.get(case_id)
        if case is not None and case.owner_id is not None and target in OWNERS_TARGETS.get(case.flow, ()):
            yield Found(case.owner_id, at, f"event:{pk}", Origin.CASE, case.pk, case.number)


def _owners_targets() -> dict[str, frozenset[str]]:
    """By kind of case the own targets that run in the owner's turn only."""
    found = {}
    for flow in all_flows():
        theirs = {state.own_target for state in flow.states if state.waits_for in OWNERS_TURN}
        others = {state.own_target for state in flow.states if state.waits_for not in OWNERS_TURN}
        found[flow.code] = frozenset(theirs - others - {""})
    return found


OWNERS_TARGETS: Final = _owners_targets()


def good_reviews(shop: Shop, since: datetime, until: datetime) -> Iterator[Found]:
    """Good reviews of orders that had a case, of whoever owned the latest one (R1). Orders without one are nobody's
    merit in after-sales."""
    latest = Case.objects.filter(order_id=OuterRef("order_id")).exclude(owner=None)
    rows = Review.objects.filter(
        shop=shop, direction=Direction.GET, result=Result.GOOD, reviewed_at__gte=since, reviewed_at__lt=until
    ).exclude(order=None)
    told = rows.annotate(owner=Subquery(latest.order_by("-pk").values("owner_id")[:1])).exclude(owner=None)
    for pk, at, owner in told.order_by("pk").values_list("pk", "reviewed_at", "owner")[:MOST]:
        yield Found(owner, at, f"review:{pk}", Origin.REVIEW, pk)


def good_talks(shop: Shop, since: datetime, until: datetime) -> Iterator[Found]:
    """Conversations to which the buyer gave five stars, of their agent (S16)."""
    rows = Conversation.objects.filter(shop=shop, rating=BEST, rated_at__gte=since, rated_at__lt=until)
    told = rows.exclude(agent=None).order_by("pk").values_list("pk", "agent_id", "rated_at")
    for pk, staff_id, at in told[:MOST]:
        if staff_id is not None and at is not None:
            yield Found(staff_id, at, f"talk:{pk}", Origin.TALK, pk)


def low_scores(shop: Shop, since: datetime, until: datetime) -> Iterator[Found]:
    """Quality scores below the shop's mark, once their agent has accepted them or the appeal is decided (K2)."""
    settled = Coalesce("appeal__decided_at", "answered_at")
    rows = Sample.objects.filter(shop=shop, state__in=(SampleState.ACCEPTED, SampleState.DECIDED))
    rows = rows.annotate(settled_at=settled).filter(settled_at__gte=since, settled_at__lt=until)
    rows = rows.filter(result__total__lt=policies_of(shop, until).get(MARK))
    told = rows.order_by("pk").values_list("pk", "agent_id", "settled_at", "conversation_id")
    for pk, staff_id, at, talk in told[:MOST]:
        yield Found(staff_id, at, f"sample:{pk}", Origin.TALK, talk)


SOURCES: Final = (
    SourceRow(Source.RIGHTS, -1, lost_rights),
    SourceRow(Source.MISSHIPMENT, -1, misshipments),
    SourceRow(Source.LATE_ANSWER, -1, late_answers),
    SourceRow(Source.LATE_CASE, -1, late_cases),
    SourceRow(Source.QUALITY, -1, low_scores),
    SourceRow(Source.GOOD_REVIEW, 1, good_reviews),
    SourceRow(Source.GOOD_TALK, 1, good_talks),
)
