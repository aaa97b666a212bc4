"""One step for many cases (B11): which steps are offered, what each case would do, and doing it row by row."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.utils.translation import gettext as _

from aftercare.cases.access import access_case, visible_cases
from aftercare.cases.actions.move_case import check_move, move_case
from aftercare.cases.facts import Attempt
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import Flow, Move
from aftercare.cases.queries import Standing, standing_of, was_made
from aftercare.cases.usual import raw_inputs, usual_inputs
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.money import ZERO, Money
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of, tone_of
from aftercare.web.cases.confirming import Confirmation
from aftercare.web.cases.movebar import is_grave
from aftercare.web.cases.sentences import MOVES
from aftercare.web.pieces.marks import Tone

MOST = 50  # cases at once
AT_A_TIME = 10  # of them in one request: the page shows how far it is
logger = logging.getLogger("aftercare.web")


def is_for_many(move: Move) -> bool:
    """Whether the step can be taken without looking at each case: it needs no input, or only a note. What costs money
    is looked at one by one, but agreeing to what was asked: its amounts are listed first."""
    bare = set(move.needs) <= {"note"} and "something_entered" not in move.guards
    return bare and (not move.costs or move.code == "agree")


@dataclass(frozen=True)
class Offer:
    """A step that at least one of the cases offers."""

    code: str
    labels: tuple[Any, ...]  # one per kind of case, in the words of its table
    count: int
    is_grave: bool


@dataclass(frozen=True)
class Sealed:
    """What one row was shown to do: sent back as it was confirmed, so that nothing else is done."""

    number: str
    version: int
    note: str  # "needs", "takes" or ""
    inputs: Mapping[str, Any]  # raw, as the form of the step proposes them

    def write(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadRequest. The inputs are checked by the move itself."""
        try:
            found = cls(**json.loads(text))
            json.dumps(asdict(found), ensure_ascii=False).encode()  # half of a character cannot be kept
        except (ValueError, TypeError, RecursionError):
            raise BadRequest("not a row") from None
        is_whole = isinstance(found.version, int) and not isinstance(found.version, bool)
        if not (isinstance(found.number, str) and is_whole and isinstance(found.inputs, dict)):
            raise BadRequest("not a row")
        return found


@dataclass(frozen=True)
class Row:
    """One case of the confirmation: what will happen to it, or why it cannot."""

    number: str
    address: str
    goods: str
    buyer: str
    state: Any
    tone: Tone
    refusal: str
    label: Any = ""
    target: Any = ""
    amount: Money | None = None
    effects: Sequence[str] = ()
    is_grave: bool = False
    sealed: Sealed | None = None


@dataclass(frozen=True)
class Result:
    """How one row went: `refusal` is '' when it was done."""

    number: str
    address: str
    sentence: Any
    refusal: str = ""


class Selection:
    """The selected cases as they stand for one person at one moment; one query each, and a few for all."""

    def __init__(self, person: Person, numbers: Sequence[str], at: datetime) -> None:
        self.person, self.numbers, self.at = person, list(dict.fromkeys(numbers)), at

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """By number; a case that is not theirs is not there."""
        cases = visible_cases(self.person).filter(number__in=self.numbers)
        found = {case.number: case for case in cases.select_related("shop", "order__customer", "customer")}
        return {number: standing_of(self.person, found[number], self.at) for number in self.numbers if number in found}

    @cached_property
    def offers(self) -> list[Offer]:
        """The steps that are possible for some of the cases, those of most cases first."""
        possible: dict[str, list[tuple[Standing, Move]]] = defaultdict(list)
        for standing in self.standings.values():
            for move, refusal in standing.moves:
                if refusal is None and is_for_many(move):
                    possible[move.code].append((standing, move))
        offers = [_offer(code, pairs) for code, pairs in possible.items()]
        return sorted(offers, key=lambda offer: (offer.is_grave, -offer.count))

    def rows(self, code: str) -> list[Row]:
        """What each case would do, in the order of the selection."""
        granted: dict[int, Money] = defaultdict(lambda: ZERO)  # by shop: what the rows above would already give
        return [self._row(number, code, granted) for number in self.numbers]

    def _row(self, number: str, code: str, granted: dict[int, Money]) -> Row:
        standing = self.standings.get(number)
        if standing is None:
            return Row(number, "", "", "", "", Tone.OTHERS, not_there())
        case, flow = standing.case, standing.flow
        row = Row(
            number=number,
            address=address_of(number),
            goods=case.order.item_summary,
            buyer=case.customer.nick_mask if case.customer else "",
            state=flow.state(case.state).label,
            tone=tone_of(case),
            refusal=str(_no_such_step()),
        )
        move = flow.move(code)
        if move is None or not is_for_many(move):
            return row
        attempt = _attempt(standing, move, granted[case.shop_id])
        refusal = check_move(flow, code, attempt)
        if refusal is not None:
            return replace(row, refusal=str(refusal))
        if "grant" in move.effects:
            granted[case.shop_id] += attempt.meant.total
        return replace(row, refusal="", **_effects(standing, move, attempt))


def _offer(code: str, pairs: Sequence[tuple[Standing, Move]]) -> Offer:
    labels = {str(move.label): move.label for _standing, move in pairs}
    return Offer(code, tuple(labels.values()), len(pairs), any(is_grave(*pair) for pair in pairs))


def _attempt(standing: Standing, move: Move, granted: Money) -> Attempt:
    """The step with what its form proposes, by somebody who has granted so much more today."""
    attempt = standing.attempt
    actor = replace(attempt.actor, granted_today=attempt.actor.granted_today + granted)
    return replace(attempt, actor=actor, inputs=usual_inputs(move, attempt.facts))


def _effects(standing: Standing, move: Move, attempt: Attempt) -> dict[str, Any]:
    confirmation = Confirmation(standing, move, attempt, {})
    grant, case = confirmation.grant, standing.case
    gives_nothing = grant is not None and not grant.total
    note = "needs" if "note" in move.needs else "takes" if "note" in move.takes else ""
    return {
        "label": move.label,
        "target": standing.flow.state(move.target).label if move.target else "",
        "amount": grant.total if grant is not None and grant.total else None,
        "effects": [] if gives_nothing else confirmation.sentences,
        "is_grave": is_grave(standing, move),
        "sealed": Sealed(case.number, case.version, note, raw_inputs(attempt.inputs)),
    }


def make_moves(person: Person, code: str, rows: Sequence[Sealed], note: str) -> Iterator[Result]:
    """Take the step for each row, each in a transaction of its own; what fails is named and the others go on."""
    visible = visible_cases(person).filter(number__in=[row.number for row in rows])
    kinds = visible.values_list("number", "flow", "flow_version")
    flows = {number: flow_of(kind, version) for number, kind, version in kinds}
    for row in rows:
        flow = flows.get(row.number)
        yield Result(row.number, "", "", not_there()) if flow is None else _make(person, code, row, note, flow)


def _make(person: Person, code: str, row: Sealed, note: str, flow: Flow) -> Result:
    move = flow.move(code)
    refused = Result(row.number, address_of(row.number), "")
    if move is None or not is_for_many(move):
        return replace(refused, refusal=str(_no_such_step()))
    inputs = {**row.inputs, "note": note} if note and "note" in (*move.needs, *move.takes) else row.inputs
    done = replace(refused, sentence=MOVES[code][0] if code in MOVES else move.label)
    try:
        move_case(number=row.number, move_code=code, person=person, inputs=inputs, expected_version=row.version)
    except InvalidInput as error:
        return replace(refused, refusal=" ".join(str(sentence) for sentence in error.problems.values()))
    except Refused as error:
        return done if _was_made(person, code, row, inputs, error.refusal) else replace(refused, refusal=str(error))
    except NotFound:
        return Result(row.number, "", "", not_there())
    except DatabaseError:
        logger.exception("bulk step %s of %s", code, row.number)
        return replace(refused, refusal=_("Something broke on our side; nothing was changed. Try this one again."))
    return done


def _was_made(person: Person, code: str, row: Sealed, inputs: Mapping[str, Any], refusal: Refusal) -> bool:
    """Whether this very form was sent twice (H1)."""
    if refusal.code not in ("version_changed", "wrong_state"):
        return False
    return was_made(person, access_case(person, row.number), code, row.version, inputs)


def not_there() -> str:
    """The same for a case that does not exist and for one of another shop."""
    return _("It does not exist, or it belongs to a shop that you do not work in.")


def _no_such_step() -> str:
    return _("This kind of case has no such step, or it is taken one by one.")
