"""The block of prices: what somebody may grant alone, what waits for the supervisor, what was granted (S7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.chat.actions.offer_price import authority_in
from aftercare.chat.models import PriceOffer
from aftercare.chat.price_rules import lowest
from aftercare.chat.reads import products_of
from aftercare.chat.terms import OfferState, Stage
from aftercare.core.money import Money
from aftercare.orders.models import Product
from aftercare.web.pieces.marks import Tone
from aftercare.web.talks.panel.side import Side

MOST_CHOICES: Final = 6
MOST_WORDS: Final = 60
TONES: Final = {
    OfferState.ASKED: Tone.US,
    OfferState.GRANTED: Tone.DONE,
    OfferState.DENIED: Tone.REFUSED,
    OfferState.VOID: Tone.OTHERS,
}
SENTENCE: Final = _("I have got you %(title)s for ¥%(price)s instead of ¥%(listed)s. It is good until %(until)s.")
LONGEST_TITLE: Final = 24


@dataclass(frozen=True)
class Choice:
    """A product whose price may be talked about. `own`: the lowest that the person grants alone; `least`: the lowest
    that anybody grants here."""

    product: Product
    own: Money
    least: Money
    is_chosen: bool


@dataclass(frozen=True)
class OfferView:
    """A price that was asked for; `sentence` is there while it is good."""

    row: PriceOffer
    label: Any
    tone: Tone
    may_decide: bool
    may_withdraw: bool
    sentence: str
    is_over: bool

    @property
    def decide_url(self) -> str:
        return reverse("talk_offer_decide", args=[self.row.pk])

    @property
    def withdraw_url(self) -> str:
        return reverse("talk_offer_withdraw", args=[self.row.pk])

    @property
    def waits(self) -> bool:
        return self.row.state == OfferState.ASKED


class PriceContext:
    """Everything that the block prints; `typed` is what was typed when the form comes back. Four queries at most."""

    def __init__(self, side: Side, typed: Any = None, problems: Any = None) -> None:
        self.side, self.typed, self.problems = side, typed or {}, problems or {}
        person, shop = side.person, side.shop
        self.is_supervisor = person.has(shop.pk, Role.SUPERVISOR)
        self.decides = side.may_answer and person.decides(shop.pk, Role.SUPERVISOR)
        self.is_open = side.talk.stage != Stage.CLOSED

    @property
    def words(self) -> str:
        return self.side.query.get("q", "")[:MOST_WORDS]

    @cached_property
    def choices(self) -> list[Choice]:
        """What the words find; without words what was shown in the conversation, else the first ones."""
        found: Sequence[Product] = () if self.words else self.side.shown
        found = [one for one in (found or products_of(self.side.shop.pk, self.words)) if one.price is not None]
        authority = authority_in(self.side.shop, self.side.at)
        own = max(authority.agent, authority.supervisor) if self.is_supervisor else authority.agent
        chosen = self.typed.get("product", "")
        return [
            Choice(
                one,
                lowest(one.price, own),
                lowest(one.price, max(own, authority.supervisor)),
                str(one.pk) == chosen or (not chosen and not place and not self.words),
            )
            for place, one in enumerate(found[:MOST_CHOICES])
            if one.price is not None
        ]

    @property
    def problem(self) -> str:
        """What is wrong with what was typed, '' when nothing is."""
        return " ".join(str(sentence) for sentence in self.problems.values())

    @cached_property
    def offers(self) -> list[OfferView]:
        return [self._view(row) for row in self.side.offers]

    def _view(self, row: PriceOffer) -> OfferView:
        state, staff_id = OfferState(row.state), self.side.person.staff_id
        waits = state is OfferState.ASKED
        is_over = state is OfferState.GRANTED and row.valid_until <= self.side.at
        return OfferView(
            row,
            _("Over") if is_over else state.label,
            Tone.OTHERS if is_over else TONES[state],
            may_decide=waits and self.decides and row.asked_by_id != staff_id,
            may_withdraw=waits and self.side.may_answer and row.asked_by_id == staff_id,
            sentence=self._sentence(row) if state is OfferState.GRANTED and not is_over else "",
            is_over=is_over,
        )

    def _sentence(self, row: PriceOffer) -> str:
        until = row.valid_until.astimezone(ZoneInfo(self.side.shop.timezone))
        title = row.product.title
        return self.side.in_buyers_language(
            SENTENCE,
            title=title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…",
            price=row.offered.yuan,
            listed=row.listed.yuan,
            until=f"{until:%m-%d %H:%M}",
        )

    @property
    def mark(self) -> Any:
        """What waits, in the head of the block."""
        return OfferState.ASKED.label if any(row.state == OfferState.ASKED for row in self.side.offers) else ""
