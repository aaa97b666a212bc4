"""What the list of reviews prints, and which of it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.core.text import clean
from aftercare.disputes.terms import DisputeType
from aftercare.reviews.access import WRITERS, shops_where
from aftercare.reviews.models import Review
from aftercare.reviews.policies import limits_of
from aftercare.reviews.queries import (
    COUNT_UP_TO,
    ReviewKey,
    ReviewPage,
    ReviewWish,
    dispute_types,
    open_since,
    review_page,
    sizes,
)
from aftercare.reviews.records import matter_of
from aftercare.reviews.rules import reply_until
from aftercare.reviews.terms import Answer, Direction, Result
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.web.caseline import address_of
from aftercare.web.numbers import read_day
from aftercare.web.pieces.clock import Clock, clock_chip
from aftercare.web.pieces.marks import moment, pill
from aftercare.web.pieces.parts import FilterMenu, Tab, filter_menu
from aftercare.web.places import read_place, write_place
from aftercare.web.reviews.alerts import alerts
from aftercare.web.reviews.words import ANSWER_TONES, RESULT_TONES

ADDED, OPEN = "added", "open"
CHOICES: Mapping[str, Sequence[str]] = {
    "result": Result.values,
    "answer": Answer.values,
    "direction": Direction.values,
    "view": (ADDED, OPEN),
}
KEYS = frozenset({"shop", "product", "dispute", "since", "until", "q", "after", *CHOICES})


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What one row prints."""

    pk: int
    address: str
    text: str
    line: str
    result: SafeString
    stars: str
    added: str
    answer: SafeString
    clock: str
    case_no: str
    case_address: str
    reviewed: SafeString
    on_own_page: bool  # a reply is shown at once


def row_of(review: Review, at: datetime) -> ReviewRow:
    """The row; shop and case come along."""
    result, answer, matter = Result(review.result), Answer(review.answer), matter_of(review)
    until = reply_until(matter, limits_of(policies_of(review.shop, at))) if answer is Answer.NONE else None
    clock: str = ""
    if until is not None and until > at:
        started = Clock(review.reviewed_at, None, until, _("no more replies"))
        clock = clock_chip(started, at, ZoneInfo(review.shop.timezone))
    label = review.raw_result if result is Result.UNKNOWN and review.raw_result else result.label
    return ReviewRow(
        pk=review.pk,
        address=reverse("review", args=[review.pk]),
        text=review.content or _("No words"),
        line=" · ".join(filter(None, (review.title, review.order_no or review.review_no, review.shop.name))),
        result=pill(label, RESULT_TONES[result]),
        stars=_("%(stars)s of 5") % {"stars": review.stars} if review.stars else "",
        added=review.append_text,
        answer=pill(answer.label, ANSWER_TONES[answer]),
        clock=clock,
        case_no=review.case.number if review.case else "",
        case_address=address_of(review.case.number) if review.case else "",
        reviewed=moment(review.reviewed_at, at),
        on_own_page=review.on_own_page,
    )


class ReviewsContext:
    """All that the list prints."""

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or any(len(values) > 1 for values in dict(query.lists()).values()):
            raise BadRequest("unknown key")
        self.person, self.at, self._shops = person, at, dict(shops)
        self.chosen = {name: value for name in KEYS - {"after"} if (value := clean(query.get(name, ""))[:80])}
        place = read_place(query.get("after", ""))
        self._after = ReviewKey(*place) if place else None
        self.since, self.until = read_day(self.chosen.get("since")), read_day(self.chosen.get("until"))
        if any(self.chosen.get(name, "") not in ("", *values) for name, values in CHOICES.items()):
            raise BadRequest("unknown value")
        if self.chosen.get("shop", "") not in ("", *(str(pk) for pk in self._shops)):
            raise BadRequest("unknown shop")

    def address(self, **changes: str) -> str:
        """The list's address with other values; '' takes one away."""
        given = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return f"{reverse('reviews')}?{urlencode(given)}" if given else reverse("reviews")

    @property
    def shop_ids(self) -> frozenset[int]:
        shop = self.chosen.get("shop")
        return frozenset({int(shop)}) if shop else frozenset(self._shops)

    @cached_property
    def _since(self) -> dict[int, datetime]:
        return open_since(self.shop_ids, self.at)

    @cached_property
    def _page(self) -> ReviewPage:
        wish = ReviewWish(
            shop_ids=self.shop_ids,
            direction=self.chosen.get("direction", Direction.GET.value),
            result=self.chosen.get("result", ""),
            answer=self.chosen.get("answer", ""),
            product=self.chosen.get("product", ""),
            dispute=self.chosen.get("dispute", ""),
            since=self.since,
            until=self.until,
            number=self.chosen.get("q", ""),
            unjudged=self.chosen.get("view") == ADDED,
            open_since=self._since if self.chosen.get("view") == OPEN else None,
        )
        return review_page(self.person, wish, after=self._after)

    @cached_property
    def rows(self) -> list[ReviewRow]:
        return [row_of(review, self.at) for review in self._page.rows]

    @property
    def more_url(self) -> str:
        after = self._page.after
        return self.address(after=write_place(after.reviewed_at, after.pk)) if after else ""

    @property
    def alerts(self) -> list[tuple[str, str]]:
        """Shops near what promotions ask, or below it."""
        return alerts(self.person, self.shop_ids, self.at)

    @property
    def may_write(self) -> bool:
        return bool(shops_where(self.person, *WRITERS) & self.shop_ids)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen)

    @property
    def clear_url(self) -> str:
        return reverse("reviews") if self.is_filtered else ""

    @property
    def search(self) -> str:
        return self.chosen.get("q", "")

    @property
    def product(self) -> str:
        return self.chosen.get("product", "")

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search form keeps of the other filters."""
        return [(k, v) for k, v in sorted(self.chosen.items()) if k not in ("q", "since", "until", "product")]

    @cached_property
    def tabs(self) -> list[Tab]:
        counts = sizes(self.person, self._since)
        waits = {"answer": Answer.NONE.value, "view": OPEN}
        views: tuple[tuple[str, str, dict[str, str]], ...] = (
            ("all", _("All"), {}),
            ("bad", _("Bad, not answered"), {"result": "bad"} | waits),
            ("neutral", _("Neutral, not answered"), {"result": "neutral"} | waits),
            ("good", _("Good, to thank for"), {"result": "good"} | waits),
            ("copy", _("To copy"), {"answer": Answer.WRITTEN.value}),
            (ADDED, _("Additions to judge"), {"view": ADDED}),
            ("given", _("About buyers"), {"direction": Direction.GIVE.value}),
        )
        here = {k: v for k, v in self.chosen.items() if k in CHOICES}
        shop = {"shop": self.chosen["shop"]} if "shop" in self.chosen else {}
        base = reverse("reviews")
        return [
            Tab(label, _with(base, wish | shop), wish == here, _size(counts.get(code))) for code, label, wish in views
        ]

    @cached_property
    def menus(self) -> list[FilterMenu]:
        menus = [
            filter_menu(_("Result"), "result", self.chosen.get("result", ""), dict(Result.choices), self.address),
            filter_menu(_("Reply"), "answer", self.chosen.get("answer", ""), dict(Answer.choices), self.address),
        ]
        if len(self._shops) > 1:
            shops = {str(pk): name for pk, name in self._shops.items()}
            menus.append(filter_menu(_("Shop"), "shop", self.chosen.get("shop", ""), shops, self.address))
        types = {one: DisputeType(one).label for one in dispute_types(self.person, self.shop_ids)}
        if types:
            menus.append(filter_menu(_("Dispute"), "dispute", self.chosen.get("dispute", ""), types, self.address))
        return menus


def _with(base: str, wish: Mapping[str, str]) -> str:
    return f"{base}?{urlencode(wish)}" if wish else base


def _size(count: int | None) -> str:
    if not count:
        return ""
    return f"{COUNT_UP_TO - 1}+" if count >= COUNT_UP_TO else str(count)
