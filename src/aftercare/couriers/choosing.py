"""Which courier an order goes by, and why each of the others comes behind (O6; source A: 物流分配的原则). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aftercare.core.money import Money
from aftercare.core.words import _
from aftercare.couriers.terms import Prefer
from aftercare.orders.delivery.companies import company
from aftercare.orders.delivery.gazetteer import Place
from aftercare.orders.delivery.rules import Blocked, DeliveryAnswer, Doubt, Option
from aftercare.orders.delivery.sentences import Phrase, Saying, days_words, yuan

USUAL = _("usual courier")
WANTED = _("the buyer asks for it")
UNWANTED = _("the buyer does not want it")
CAREFUL = _("careful with fragile goods")
NOT_CAREFUL = _("not chosen for fragile goods")
LOST = _("lost priority until %(day)s")
CHEAPEST = _("cheapest: ¥%(fee)s")
DEARER = _("¥%(more)s dearer than the cheapest")
FASTEST = _("fastest: %(days)s")
RULE = _("By the rule %(courier)s takes it: %(why)s.")
NO_RULE = _("By the rule no courier of this shop can take it.")
OTHER = _("You chose %(courier)s: %(why)s.")
HELD = _("%(courier)s does not go there: the parcel would be held on the way.")
TOO_HEAVY = _("%(courier)s takes at most %(most)s kg.")


@dataclass(frozen=True)
class ChoiceFacts:
    """What the choice goes by. `wanted`, `unwanted`: companies that the buyer named; `careful`: couriers that the shop
    gives fragile goods to (none: any); `lost`: couriers without priority, with the last day."""

    answer: DeliveryAnswer
    is_fragile: bool = False
    wanted: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()
    careful: frozenset[str] = frozenset()
    lost: Mapping[str, date] = field(default_factory=dict)
    prefer: Prefer = Prefer.USUAL


@dataclass(frozen=True)
class Ranked:
    """One courier that can take the parcel, with the reasons for its place."""

    courier: str
    option: Option
    reasons: tuple[Phrase, ...]

    @property
    def why(self) -> "Joined":
        return Joined(self.reasons)


@dataclass(frozen=True)
class Joined:
    """Reasons in one line; printing it looks them up in the language of that moment."""

    phrases: tuple[Phrase, ...]

    def __str__(self) -> str:
        texts = [str(phrase) for phrase in self.phrases]
        return ("，" if any("\u4e00" <= text[:1] <= "\u9fff" for text in texts) else ", ").join(texts)


@dataclass(frozen=True)
class Choice:
    """Couriers that can take it, the best first; those that cannot; what is not sure about the place."""

    place: Place
    ranked: tuple[Ranked, ...]
    blocked: tuple[Blocked, ...]
    doubts: tuple[Doubt, ...] = ()

    @property
    def best(self) -> Ranked | None:
        return self.ranked[0] if self.ranked else None

    def find(self, courier: str) -> Ranked | None:
        """The courier when it can take the parcel."""
        return next((one for one in self.ranked if one.courier == courier), None)

    def hindrance(self, courier: str) -> Blocked | None:
        """Why it cannot."""
        return next((one for one in self.blocked if one.courier == courier), None)


def choose_courier(facts: ChoiceFacts) -> Choice:
    """Rank the couriers that go there and take the weight: by the buyer's wish, care for fragile goods, priority, and
    then by what the shop prefers. Row O6. The order is total, so the same facts always give the same courier."""
    options = facts.answer.options
    least = min((one.fee for one in options), default=None)
    soonest = min((_speed(one) for one in options), default=None)
    ranked = sorted(options, key=lambda one: _key(one, facts))
    return Choice(
        place=facts.answer.place,
        ranked=tuple(Ranked(one.courier, one, tuple(_reasons(one, facts, least, soonest))) for one in ranked),
        blocked=facts.answer.blocked,
        doubts=facts.answer.doubts,
    )


def warning(choice: Choice, courier: str) -> Saying | None:
    """What a person is told who takes another courier than the rule; None when it is the rule's own."""
    best = choice.best
    if best is not None and best.courier == courier:
        return None
    rule = Phrase(RULE, (("courier", best.courier), ("why", best.why))) if best else Phrase(NO_RULE)
    hindrance, other = choice.hindrance(courier), choice.find(courier)
    if hindrance is not None and hindrance.kind is None:
        most = f"{(hindrance.most or 0) / 1000:g}"
        return Saying((Phrase(TOO_HEAVY, (("courier", courier), ("most", most))), rule))
    if other is None:
        return Saying((Phrase(HELD, (("courier", courier),)), rule))
    return Saying((rule, Phrase(OTHER, (("courier", courier), ("why", other.why)))))


def _key(one: Option, facts: ChoiceFacts) -> tuple[Any, ...]:
    name = company(one.courier)
    return (
        name in facts.unwanted,
        bool(facts.wanted) and name not in facts.wanted,
        facts.is_fragile and bool(facts.careful) and one.courier not in facts.careful,
        one.courier in facts.lost,
        *_preferred(one, facts.prefer),
        one.courier,
    )


def _preferred(one: Option, prefer: Prefer) -> tuple[Any, ...]:
    match prefer:
        case Prefer.PRICE:
            return one.fee, _speed(one), not one.is_default
        case Prefer.SPEED:
            return _speed(one), one.fee, not one.is_default
        case Prefer.USUAL:
            return not one.is_default, one.fee, _speed(one)


def _speed(one: Option) -> tuple[int, int]:
    return one.days[1], one.days[0]


def _reasons(one: Option, facts: ChoiceFacts, least: Money | None, soonest: tuple[int, int] | None) -> Iterator[Phrase]:
    name = company(one.courier)
    if name in facts.wanted:
        yield Phrase(WANTED)
    if name in facts.unwanted:
        yield Phrase(UNWANTED)
    if facts.is_fragile and facts.careful:
        yield Phrase(CAREFUL if one.courier in facts.careful else NOT_CAREFUL)
    if one.courier in facts.lost:
        yield Phrase(LOST, (("day", f"{facts.lost[one.courier]:%Y-%m-%d}"),))
    if one.is_default:
        yield Phrase(USUAL)
    if least is not None and one.fee == least:
        yield Phrase(CHEAPEST, (("fee", yuan(one.fee)),))
    elif least is not None:
        yield Phrase(DEARER, (("more", yuan(one.fee - least)),))
    if _speed(one) == soonest:
        yield Phrase(FASTEST, (("days", days_words(one.days)),))
