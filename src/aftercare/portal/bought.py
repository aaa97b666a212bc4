"""What the pages print on which buyers of an own site review what they bought (R1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.files.terms import Copy
from aftercare.orders.models import OrderLine
from aftercare.portal.texts import FRAME, tail_of
from aftercare.reviews.access import Buyer
from aftercare.reviews.bought import Bought, bought_lines, with_reviews
from aftercare.reviews.rules import MOST_PICTURES, MOST_SAID

FIVE: Final = 5
DSR: Final = {
    "description": gettext_lazy("As it was described"),
    "service": gettext_lazy("Service"),
    "logistics": gettext_lazy("Delivery"),
}


@dataclass(frozen=True)
class LineView:
    """One line in the list."""

    title: str
    sku: str
    address: str
    stars: int | None
    drawn: str
    mark: str
    tone: str


@dataclass(frozen=True)
class OrderView:
    """One order in the list."""

    tail: str
    day: date
    lines: Sequence[LineView]


@dataclass(frozen=True)
class Choice:
    """One star of five."""

    stars: int
    label: Any
    is_chosen: bool


@dataclass(frozen=True)
class StarRow:
    """Five stars to choose from."""

    name: str
    label: Any
    choices: Sequence[Choice]
    is_needed: bool
    problem: Any


@dataclass(frozen=True)
class Picture:
    """Where a picture of the review is."""

    small: str
    whole: str


class BoughtContext:
    """The newest orders of the buyer, each line as it stands; three queries at any number."""

    def __init__(self, buyer: Buyer, at: datetime) -> None:
        self.shop, self._zone = buyer.shop, ZoneInfo(buyer.shop.timezone)
        found = groupby(bought_lines(buyer, at), lambda one: one.line.order)
        self.orders = [self._order(order, list(lines)) for order, lines in found]

    def _order(self, order: Any, lines: Sequence[Bought]) -> OrderView:
        day = order.ordered_at.astimezone(self._zone).date()
        return OrderView(tail_of(order), day, [self._line(one) for one in lines])

    def _line(self, one: Bought) -> LineView:
        mark, tone = _mark(one, self._zone)
        stars = one.review.stars if one.review else None
        address = reverse("buyer_review", args=[self.shop.slug, one.line.pk])
        return LineView(one.line.title or _("The whole order"), one.line.sku, address, stars, _drawn(stars), mark, tone)


def _mark(one: Bought, zone: ZoneInfo) -> tuple[str, str]:
    """What the buyer can do, in few words, and its tone."""
    if one.review is not None:
        return (_("The shop has replied") if one.review.reply_text else _("Reviewed")), "done"
    if one.refusal is None:
        return _("Write a review"), "us"
    if one.refusal.code == "reviews.early":
        return _("From %(day)s on") % {"day": _opens(one, zone)}, "rest"
    return (_("The time for reviews is over") if one.refusal.code == "reviews.over" else _("Not finished yet")), "rest"


def _opens(one: Bought, zone: ZoneInfo) -> date | None:
    done = one.line.order.completed_at
    return None if done is None else (done + one.limits.first).astimezone(zone).date()


def _drawn(stars: int | None) -> str:
    return "★" * stars + "☆" * (FIVE - stars) if stars else ""


class ReviewContext:
    """One bought line: its review with the shop's reply, or the form. `problems`: what was wrong with what was sent;
    `typed`: what stood in it."""

    most, most_pictures = MOST_SAID, MOST_PICTURES

    def __init__(self, buyer: Buyer, line: OrderLine, at: datetime) -> None:
        self.shop, self.line = buyer.shop, line
        self._zone = ZoneInfo(buyer.shop.timezone)
        self._bought = with_reviews(buyer.shop, [line], at)[0]
        self.review, self.refusal = self._bought.review, self._bought.refusal
        self.may_write = self.refusal is None
        self.back = reverse("buyer_orders", args=[self.shop.slug])
        self.address = reverse("buyer_review", args=[self.shop.slug, line.pk])
        self.add_address = reverse("buyer_addition", args=[self.shop.slug, line.pk])
        self.problems: Mapping[str, Any] = {}
        self.typed: Mapping[str, str] = {}

    def again(self, problems: Mapping[str, Any], typed: Mapping[str, str]) -> "ReviewContext":
        """The same page with what was wrong, and with what was typed."""
        self.problems, self.typed = problems, typed
        return self

    @property
    def order_tail(self) -> str:
        return tail_of(self.line.order)

    @property
    def drawn(self) -> str:
        return _drawn(self.review.stars if self.review else None)

    @property
    def details(self) -> str:
        """What was said of the parts, in one line."""
        given = [(label, getattr(self.review, f"dsr_{part}", None)) for part, label in DSR.items()]
        told = [_("%(part)s: %(stars)s of 5") % {"part": label, "stars": stars} for label, stars in given if stars]
        return " · ".join(told)

    @property
    def rows(self) -> list[StarRow]:
        parts = [self._row(f"dsr_{part}", label) for part, label in DSR.items()]
        return [self._row("stars", _("How satisfied are you?"), is_needed=True), *parts]

    def _row(self, name: str, label: Any, *, is_needed: bool = False) -> StarRow:
        chosen = self.typed.get(name, "")
        choices = [Choice(n, f"{n} · {FRAME[f'stars{n}']}", chosen == str(n)) for n in range(1, FIVE + 1)]
        return StarRow(name, label, choices, is_needed, self.problems.get(name, ""))

    @property
    def picture_problem(self) -> Any:
        return self.problems.get("pictures") or self.problems.get("file", "")

    @property
    def other_problems(self) -> list[Any]:
        """What belongs to no field of the form; all of it when there is no form."""
        fields = {"stars", "text", "pictures", "file"} if self.may_write else set()
        return [text for name, text in self.problems.items() if name not in fields]

    @cached_property
    def pictures(self) -> list[Picture]:
        if self.review is None:
            return []
        tokens = self.review.pictures.order_by("pk").values_list("file__token", flat=True)
        return [Picture(self._picture(token, Copy.THUMB), self._picture(token, Copy.SHOWN)) for token in tokens]

    def _picture(self, token: str, copy: Copy) -> str:
        return reverse("buyer_review_picture", args=[self.shop.slug, token, copy.value])

    @property
    def opens(self) -> date | None:
        """From when on it can be reviewed, while that is to come."""
        is_early = self.refusal is not None and self.refusal.code == "reviews.early"
        return _opens(self._bought, self._zone) if is_early else None

    @property
    def until(self) -> date | None:
        """Until when it can be reviewed, or added to."""
        done, limits = self.line.order.completed_at, self._bought.limits
        return self._day(done and done + (limits.addition if self.review else limits.last))

    @property
    def reviewed_on(self) -> date | None:
        return self._day(self.review.reviewed_at if self.review else None)

    @property
    def added_on(self) -> date | None:
        return self._day(self.review.appended_at if self.review else None)

    @property
    def replied_on(self) -> date | None:
        return self._day(self.review.replied_at if self.review else None)

    def _day(self, at: datetime | None) -> date | None:
        return at.astimezone(self._zone).date() if at else None
