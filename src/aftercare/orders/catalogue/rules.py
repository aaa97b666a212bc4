"""Two or three products that fit what a buyer wants, each with its reasons, never more than three (S6). Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aftercare.core.money import Money
from aftercare.core.text import fold
from aftercare.orders.catalogue.matching import Asked, ask, gift_words, is_gift_word, matching
from aftercare.orders.catalogue.terms import Fit, Wish

MOST: Final = 3
TOLERANCE_PERCENT: Final = 10  # above "about 500"; a budget without "about" is a hard limit
LONGEST_TITLE: Final = 18  # of another product's title inside a reason
_WEIGHTS: Final[Mapping[Fit, int]] = {
    Fit.PREFERENCE: 30, Fit.OCCASION: 30, Fit.DOUBT: 15, Fit.GIFT: 12, Fit.TOGETHER: 10,
    Fit.BUDGET: 5, Fit.ABOUT: 2,
}  # fmt: skip
_CLAIMS: Final = frozenset({Fit.PREFERENCE, Fit.OCCASION, Fit.DOUBT, Fit.GIFT, Fit.TOGETHER})


@dataclass(frozen=True)
class Needs:
    """What the needs form says (S5). Texts are words as the agent wrote them: '闺蜜生日', '清新风格', '能刻字吗'.

    `is_gift` None: not asked. `budget` the most that is to be spent; `is_about`: "500 左右". `seen`: ids of products
    that the buyer looks at; they are not recommended again, what is bought with them is. A preference that begins with
    不要 leaves products out.
    """

    is_gift: bool | None = None
    occasion: str = ""
    budget: Money | None = None
    is_about: bool = False
    preferences: tuple[str, ...] = ()
    doubts: str = ""
    seen: tuple[int, ...] = ()

    @property
    def limit(self) -> Money | None:
        """The highest price that may be shown."""
        if self.budget is None or not self.is_about:
            return self.budget
        return Money(self.budget.fen * (100 + TOLERANCE_PERCENT) // 100)


@dataclass(frozen=True)
class Candidate:
    """A product as far as it matters here. `stock` None: not known, which counts as there."""

    pk: int
    title: str
    price: Money | None = None
    tags: tuple[str, ...] = ()
    selling_points: str = ""
    stock: int | None = None


@dataclass(frozen=True)
class Together:
    """`other` stands in `orders` orders beside `product`; both with their titles."""

    product: int
    other: int
    orders: int
    title: str
    other_title: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a product fits; printing it looks the text up in the language of that moment."""

    fit: Fit
    values: Mapping[str, str] = field(default_factory=dict)
    is_alike: bool = False  # it says in other words what was wished

    @property
    def weight(self) -> int:
        return _WEIGHTS[self.fit] // (2 if self.is_alike else 1)

    def __str__(self) -> str:
        return str(self.fit.label) % self.values


@dataclass(frozen=True)
class Recommendation:
    """A product with its reasons, the strongest first."""

    product: Candidate
    score: int
    reasons: tuple[Reason, ...]

    @property
    def reason(self) -> str:
        """All of them in one line, for the card."""
        return " · ".join(map(str, self.reasons))


@dataclass(frozen=True)
class Advice:
    """At most three, the best first; with none, which wish stands in the way (None: nothing was asked for), and for the
    budget the lowest price of what fits otherwise."""

    found: tuple[Recommendation, ...] = ()
    relax: Wish | None = None
    lowest: Money | None = None


def recommend(needs: Needs, products: Iterable[Candidate], together: Sequence[Together] = ()) -> Advice:
    """What to show to this buyer. The budget is never exceeded beyond `Needs.limit`, a product without a price is left
    out where there is one; what is in stock comes first, what is sold out never. Row S6."""
    asked = ask(needs.occasion, needs.preferences, needs.doubts)
    offered = [one for one in products if one.pk not in needs.seen and not _is_unwanted(asked, one)]
    rated = [_rate(needs, asked, one, together) for one in offered]
    fitting = [one for one in rated if _is_asked_for(needs, asked, one)]
    found = [one for one in fitting if _affordable(needs, one.product) and one.product.stock != 0]
    if found:
        found.sort(key=lambda one: (-one.score, one.product.stock is None, _far(needs, one.product), one.product.pk))
        return Advice(tuple(found[:MOST]))
    return _advise(needs, asked, fitting)


def _advise(needs: Needs, asked: Asked, fitting: Sequence[Recommendation]) -> Advice:
    """Which wish to give up so that something is found."""
    affordable = [one for one in fitting if _affordable(needs, one.product)]
    if affordable:
        return Advice(relax=Wish.STOCK)
    prices = [one.product.price for one in fitting if one.product.price is not None and one.product.stock != 0]
    if prices and needs.budget is not None:
        return Advice(relax=Wish.BUDGET, lowest=min(prices))
    if asked.preferences:
        return Advice(relax=Wish.PREFERENCES)
    if asked.occasion or needs.is_gift:
        return Advice(relax=Wish.OCCASION)
    return Advice(relax=Wish.BUDGET if needs.budget is not None else None)


def _rate(needs: Needs, asked: Asked, product: Candidate, together: Sequence[Together]) -> Recommendation:
    reasons = sorted(_reasons(needs, asked, product, together), key=lambda one: -one.weight)
    return Recommendation(product, sum(one.weight for one in reasons), tuple(reasons))


def _reasons(needs: Needs, asked: Asked, product: Candidate, together: Sequence[Together]) -> Iterator[Reason]:
    text = fold(f"{product.title} {product.selling_points}")
    said: set[str] = set()
    for fit, wishes in ((Fit.OCCASION, asked.occasion), (Fit.PREFERENCE, asked.preferences), (Fit.DOUBT, asked.doubts)):
        for match in matching(wishes, product.tags, text):
            if match.word in said or (needs.is_gift and is_gift_word(match.word)):  # the latter has a reason of its own
                continue
            said.add(match.word)
            yield Reason(fit, {"word": match.word}, match.is_alike)
    if needs.is_gift and gift_words(product.tags, text):
        yield Reason(Fit.GIFT)
    beside = max((one for one in together if one.other == product.pk), key=lambda one: one.orders, default=None)
    if beside is not None:
        yield Reason(Fit.TOGETHER, {"title": _shortened(beside.title)})
    if needs.budget is not None and product.price is not None and _affordable(needs, product):
        values = {"most": _yuan(needs.budget), "price": _yuan(product.price)}
        yield Reason(Fit.BUDGET if product.price <= needs.budget else Fit.ABOUT, values)


def _is_asked_for(needs: Needs, asked: Asked, one: Recommendation) -> bool:
    """With wishes beyond the budget a product must meet one of them, or be bought with what was seen; with a budget
    alone the price is the reason."""
    if any(reason.fit in _CLAIMS for reason in one.reasons):
        return True
    return needs.budget is not None and not (asked.occasion or asked.preferences or needs.is_gift)


def _is_unwanted(asked: Asked, product: Candidate) -> bool:
    text = fold(" ".join((product.title, product.selling_points, *product.tags)))
    return any(word in text for word in asked.unwanted)


def _affordable(needs: Needs, product: Candidate) -> bool:
    limit = needs.limit
    return limit is None or (product.price is not None and product.price <= limit)


def _far(needs: Needs, product: Candidate) -> int:
    """How far below the budget: who wants to spend 500 is not shown the cheapest."""
    if needs.budget is None or product.price is None:
        return 0
    return abs(needs.budget.fen - product.price.fen)


def _shortened(title: str) -> str:
    words = re.split(r"\s", title)[0]
    return words if len(words) <= LONGEST_TITLE else f"{words[:LONGEST_TITLE]}…"


def _yuan(amount: Money) -> str:
    return amount.yuan.removesuffix(".00")
