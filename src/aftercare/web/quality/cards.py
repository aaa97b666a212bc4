"""A scorecard as a form: what it offers, and what somebody has sent."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict

from aftercare.core.errors import InvalidInput
from aftercare.core.words import _
from aftercare.quality.models import Scoring
from aftercare.quality.results import points_of
from aftercare.quality.rules import Card
from aftercare.quality.terms import CAPS, DEDUCTIONS, MOST_POINTS, Criterion, Critical, Deduction
from aftercare.web.numbers import read_number

FIELDS: Final = (*(criterion.value for criterion in Criterion), "deduction", "critical")
NO_SUCH: Final = _("This form has no such choice.")


@dataclass(frozen=True)
class Choice:
    """A box to tick."""

    code: str
    label: Any
    is_on: bool = False
    hint: Any = ""


@dataclass(frozen=True)
class Part:
    """One criterion of the card, to fill in or filled in."""

    code: str
    label: Any
    most: int
    points: int | None
    choices: list[Choice]

    @property
    def given(self) -> list[Choice]:
        return [one for one in self.choices if one.is_on]

    @property
    def is_full(self) -> bool:
        return self.points == self.most


@dataclass(frozen=True)
class CardView:
    """The card as the page shows it; `scoring` None: nothing is filled in."""

    scoring: Scoring | None = None

    @property
    def parts(self) -> list[Part]:
        return list(self._parts())

    def _parts(self) -> Iterator[Part]:
        points = points_of(self.scoring) if self.scoring else {}
        on = self.scoring.deductions if self.scoring else ()
        for criterion in Criterion:
            choices = [Choice(one.value, one.label, one.value in on) for one in DEDUCTIONS[criterion]]
            yield Part(criterion.value, criterion.label, MOST_POINTS[criterion], points.get(criterion), choices)

    @property
    def criticals(self) -> list[Choice]:
        on = self.scoring.criticals if self.scoring else ()
        return [Choice(one.value, one.label, one.value in on, _cap(one)) for one in Critical]

    @property
    def found(self) -> list[Choice]:
        """Critical errors that were found."""
        return [one for one in self.criticals if one.is_on]


def _cap(critical: Critical) -> Any:
    most = CAPS[critical]
    return _("the score is 0") if not most else _("at most %(most)s points") % {"most": most}


def read_card(posted: QueryDict) -> Card:
    """What was sent. Raises InvalidInput on choices that no card has; missing points are the rules' own question."""
    sent = {criterion: read_number(posted.get(criterion.value)) for criterion in Criterion}
    points = {criterion: value for criterion, value in sent.items() if value is not None}
    deductions = frozenset(Deduction(code) for code in _known(posted, "deduction", Deduction.values))
    criticals = frozenset(Critical(code) for code in _known(posted, "critical", Critical.values))
    return Card(points, deductions, criticals)


def _known(posted: QueryDict, name: str, codes: Collection[str]) -> list[str]:
    sent = posted.getlist(name)
    if set(sent) - set(codes):
        raise InvalidInput({name: NO_SUCH})
    return sent
