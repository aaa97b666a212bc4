"""The course of events in an evidence pack: which events of a case are told to the platform, in which words (B8)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case
from aftercare.cases.pack.told import EVENTS, step_words, told_moves
from aftercare.cases.terms import Channel, ContactResult, Party
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.words import _

MOST_STEPS: Final = 2000  # printed: fifty pages


@dataclass(frozen=True)
class Step:
    """One line of what happened; `who` '' is the system."""

    at: datetime
    who: str
    label: Any
    text: str = ""


@dataclass(frozen=True)
class Happened:
    """One event that may be told, with the actor's name."""

    kind: str
    who: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Course:
    """Oldest first; `earlier`: how many older ones are left out."""

    happened: Sequence[Happened]
    earlier: int


def course_of(case: Case) -> Course:
    """All that the platform may read of the case's events, the newest MOST_STEPS of them: two queries, three when
    some are left out."""
    events = _told(case)
    found = list(events.order_by("-pk").values_list("kind", "actor_id", "at", "data")[: MOST_STEPS + 1])
    earlier = events.count() - MOST_STEPS if len(found) > MOST_STEPS else 0
    shown = found[:MOST_STEPS][::-1]
    names = dict(Staff.objects.filter(pk__in={actor for _kind, actor, *_rest in shown}).values_list("pk", "name"))
    return Course([Happened(kind, names.get(actor or 0, ""), at, data) for kind, actor, at, data in shown], earlier)


def _told(case: Case) -> QuerySet[Event]:
    told = Q(kind__in=[*EVENTS]) | Q(kind="case.moved", data__move__in=[*told_moves(case.flow)])
    return Event.objects.filter(told, subject_kind="case", subject_id=case.pk)


def steps_of(case: Case, course: Course, ticked: "Ticked") -> Iterator[Step]:
    """The lines of it. What was not ticked is not mentioned either."""
    flow = flow_of(case.flow, case.flow_version)
    for one in course.happened:
        if one.kind == "case.moved":
            label = step_words(flow, one.data["move"])
            if label is not None:
                yield Step(one.at, one.who, label, " · ".join(str(part) for part in _particulars(one.data)))
        elif one.kind == "case.opened":
            yield Step(one.at, str(Party.BUYER.label), EVENTS[one.kind])
        elif ticked.mentions(one):
            yield Step(one.at, one.who, EVENTS[one.kind])


@dataclass(frozen=True)
class Ticked:
    """Pieces of evidence and messages that go in, by id."""

    evidence: frozenset[int]
    messages: frozenset[int]

    def mentions(self, one: Happened) -> bool:
        """Whether the event is about one of them."""
        pieces = {*one.data.get("evidence", ())}
        return not self.evidence.isdisjoint(pieces) or one.data.get("message") in self.messages


def _particulars(data: Mapping[str, Any]) -> Iterator[Any]:
    """What is printed beside a step, as an allow-list of the event's fields: the parcel, the pieces that came, how the
    buyer was talked with and what came of it, what was paid."""
    if data.get("tracking_no"):
        yield f"{data.get('courier', '')} {data['tracking_no']}".strip()
    if data.get("received"):
        yield _("%(count)s received") % {"count": sum(data["received"].values())}
    if "contact_result" in data:
        yield Channel(data["channel"]).label
        yield ContactResult(data["contact_result"]).label
    if data["move"] == "paid" and data.get("amount"):
        yield f"¥{Money(data['amount']).yuan}"
