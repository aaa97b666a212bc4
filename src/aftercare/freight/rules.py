"""Decisions about return freight: the named checks, and who may approve how much. Pure (B5, C16)."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aftercare.cases.terms import Responsible
from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.core.words import _
from aftercare.freight.terms import DECIDABLE, MOST, Check, ClaimState, PayTo, Weight

_REGION: Final = re.compile(r"^\s*([\u4e00-\u9fff]{2,12})\s*[=:：]\s*(\d{1,4}(?:\.\d{1,2})?)\s*$")
_BETWEEN: Final = re.compile(r"[,，;；、\n]+|\s{1,}(?=[\u4e00-\u9fff])")


def parse_regions(text: Any) -> dict[str, Money]:
    """Ceilings by region, as the shop writes them: '新疆=35, 西藏=35'. Raises ValueError on anything else."""
    if not isinstance(text, str) or len(text) > 1000:
        raise ValueError("not a list of regions")
    found: dict[str, Money] = {}
    for part in filter(str.strip, _BETWEEN.split(text)):
        match = _REGION.match(part)
        if match is None:
            raise ValueError(f"not a region with its amount: {part!r}")
        found[match[1]] = Money.from_yuan(match[2])
    return found


def ceiling_of(usual: Money, regions: Mapping[str, Money], region: str) -> Money:
    """The ceiling for a parcel from that region: of the regions that it names, the longest name counts."""
    fitting = [name for name in regions if name in region]
    return regions[max(fitting, key=len)] if fitting else usual


@dataclass(frozen=True)
class Others:
    """Other registrations with the same number or picture: their numbers as far as the person may know them, and how
    many there are in other shops."""

    numbers: tuple[str, ...] = ()
    elsewhere: int = 0

    def __bool__(self) -> bool:
        return bool(self.numbers) or self.elsewhere > 0


@dataclass(frozen=True)
class ClaimFacts:
    """What the checks look at. `given`: freight of this case that is paid or under way; `asked_in_case`: what the case
    itself asks for and has not been granted."""

    amount: Money
    ceiling: Money
    given: Money = ZERO
    asked_in_case: Money = ZERO
    is_received: bool = False
    responsible: Responsible = Responsible.UNDECIDED
    tracking_no: str = ""
    case_tracking_no: str = ""
    same_tracking: Others = field(default_factory=Others)
    same_receipt: Others = field(default_factory=Others)
    same_picture: Others = field(default_factory=Others)

    @property
    def left(self) -> Money:
        """The most that may still be granted."""
        return max(self.ceiling - self.given, ZERO)

    @property
    def usual_grant(self) -> Money:
        """What is proposed: as much as was paid, up to what is left."""
        return min(self.amount, self.left)


@dataclass(frozen=True)
class Finding:
    """One check that has something to say."""

    check: Check
    weight: Weight
    sentence: Any
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.sentence) % self.params if self.params else str(self.sentence)


def findings_of(facts: ClaimFacts) -> list[Finding]:
    """All that speaks against paying it as it was registered."""
    found = [_ceiling(facts), _received(facts), _bearer(facts), _parcel(facts), _in_case(facts)]
    found += [
        _twice(Check.TRACKING_TWICE, _("The tracking number was registered before: %(numbers)s."), facts.same_tracking),
        _twice(Check.RECEIPT_TWICE, _("The receipt number was registered before: %(numbers)s."), facts.same_receipt),
        _twice(Check.PICTURE_TWICE, _("The same picture was sent before: %(numbers)s."), facts.same_picture),
    ]
    return [one for one in found if one is not None]


def _ceiling(facts: ClaimFacts) -> Finding | None:
    if facts.amount <= facts.left:
        return None
    sentence = _("¥%(amount)s was paid; the ceiling is ¥%(ceiling)s, ¥%(given)s is given: at most ¥%(left)s.")
    params = {name: getattr(facts, name).yuan for name in ("amount", "ceiling", "given", "left")}
    return Finding(Check.CEILING, Weight.NOTE, sentence, params)


def _received(facts: ClaimFacts) -> Finding | None:
    if facts.is_received:
        return None
    return Finding(Check.NOT_RECEIVED, Weight.SUPERVISOR, _("The warehouse has not received the parcel."))


def _bearer(facts: ClaimFacts) -> Finding | None:
    if facts.responsible == Responsible.BUYER:
        sentence = _("By the case the buyer is responsible: the freight is theirs.")
        return Finding(Check.BUYER_BEARS, Weight.SUPERVISOR, sentence)
    if facts.responsible == Responsible.UNDECIDED:
        return Finding(Check.BEARER_OPEN, Weight.SUPERVISOR, _("The case does not say yet who is responsible."))
    return None


def _parcel(facts: ClaimFacts) -> Finding | None:
    if not facts.case_tracking_no or facts.tracking_no == facts.case_tracking_no:
        return None
    sentence = _("The case names another parcel: %(number)s.")
    return Finding(Check.OTHER_PARCEL, Weight.SUPERVISOR, sentence, {"number": facts.case_tracking_no})


def _in_case(facts: ClaimFacts) -> Finding | None:
    if not facts.asked_in_case:
        return None
    sentence = _("The case itself asks for ¥%(amount)s of freight: do not grant it there as well.")
    return Finding(Check.IN_CASE, Weight.SUPERVISOR, sentence, {"amount": facts.asked_in_case.yuan})


def _twice(check: Check, sentence: Any, others: Others) -> Finding | None:
    if not others:
        return None
    numbers = [*others.numbers, *([str(_("in another shop"))] if others.elsewhere else [])]
    return Finding(check, Weight.SUPERVISOR, sentence, {"numbers": ", ".join(numbers)})


@dataclass(frozen=True)
class Decider:
    """Who decides: `limit` is what an agent may approve by themselves."""

    staff_id: int | None
    is_agent: bool
    is_supervisor: bool
    limit: Money


def decision_refusal(state: str, registered_by: int | None, decider: Decider) -> Refusal | None:
    """Why the person can neither approve nor refuse it; None when they can."""
    if state not in DECIDABLE:
        sentence = _("This is settled already: %(state)s. Nothing was changed.")
        return Refusal("wrong_state", sentence, {"state": ClaimState(state).label})
    if not (decider.is_agent or decider.is_supervisor):
        return Refusal("wrong_role", _("This step belongs to another role."))
    if registered_by is not None and registered_by == decider.staff_id:
        return Refusal("own_request", _("You registered it for the buyer. Somebody else has to decide."))
    return None


def grant_refusal(facts: ClaimFacts, findings: Sequence[Finding], grant: Money, decider: Decider) -> Refusal | None:
    """Why this amount may not be granted by this person; None when it may. Nobody grants more than was paid, nor more
    than the ceiling leaves."""
    if grant > facts.amount:
        sentence = _("The buyer paid ¥%(amount)s; more than that cannot be granted.")
        return Refusal("above_amount", sentence, {"amount": facts.amount.yuan})
    if grant > facts.left:
        sentence = _("At most ¥%(left)s can be granted: the ceiling is ¥%(ceiling)s, ¥%(given)s is given.")
        params = {name: getattr(facts, name).yuan for name in ("left", "ceiling", "given")}
        return Refusal("over_ceiling", sentence, params)
    return None if decider.is_supervisor else _needs_supervisor(findings, grant, decider)


def _needs_supervisor(findings: Sequence[Finding], grant: Money, decider: Decider) -> Refusal | None:
    heavy = [one for one in findings if one.weight is Weight.SUPERVISOR]
    if heavy:
        sentence = _("A supervisor decides this: %(why)s")
        return Refusal("needs_supervisor", sentence, {"why": str(heavy[0])})
    if grant > decider.limit:
        sentence = _("An agent approves up to ¥%(limit)s. A supervisor decides this.")
        return Refusal("above_authority", sentence, {"limit": decider.limit.yuan})
    return None


def needs_reason(findings: Sequence[Finding]) -> bool:
    """Whether whoever approves all the same has to say why."""
    return any(one.weight is Weight.SUPERVISOR for one in findings)


def amount_problem(amount: Money | None, again: Money | None) -> Any:
    """Why the amount that was typed cannot be taken, as a sentence; None when it can. It is typed twice, for a point in
    the wrong place is a hundred times the money."""
    if amount is None or not ZERO < amount <= MOST:
        return _("Enter what you paid in yuan, such as 12.50; at most ¥%(most)s.") % {"most": MOST.yuan}
    if again != amount:
        return _("The two amounts differ. Look at the receipt and type both again.")
    return None


def binding_of(number: str, amount: Money, pay_to: PayTo | str, account: str) -> str:
    """SHA-256 of what is approved to be paid: which registration, how much, where to (attack B20)."""
    text = json.dumps([number, amount.fen, str(pay_to), account])
    return hashlib.sha256(text.encode()).hexdigest()
