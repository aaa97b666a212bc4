"""The block of recommendations: at most three products that fit the needs, each with its reasons as a card (S6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercare.chat.buyers import products_by_id
from aftercare.chat.needs.rules import Needs as Told
from aftercare.chat.needs.terms import Doubt, ForWhom, Occasion, Recipient, named
from aftercare.chat.reads import products_of
from aftercare.orders.catalogue.queries import advice_for, bought_together
from aftercare.orders.catalogue.rules import Advice, Needs
from aftercare.orders.models import Product
from aftercare.web.talks.panel.side import BUYERS_LANGUAGE, Side

MOST_FOUND: Final = 6
MOST_BESIDE: Final = 3
MOST_WORDS: Final = 60


@dataclass(frozen=True)
class Offer:
    """A product that may be sent. `why` for the agent; `reason` goes with the card, in the buyer's language."""

    product: Product
    why: str
    reason: str


def catalogue_needs(told: Told, seen: Sequence[int]) -> Needs:
    """The form's answers as the catalogue asks for them: usual answers in the words of product pages."""
    with override(BUYERS_LANGUAGE):
        recipient, occasion = named(Recipient, told.recipient), named(Occasion, told.occasion)
        doubts = "，".join(named(Doubt, doubt) for doubt in told.doubts)
    return Needs(
        is_gift=None if told.for_whom is None else told.for_whom == ForWhom.GIFT,
        occasion=" ".join(filter(None, (recipient, occasion))),
        budget=told.budget_most,
        is_about=told.budget_most is not None and told.budget_least == told.budget_most,
        preferences=told.preferences,
        doubts=doubts,
        seen=tuple(seen),
    )


class RecommendContext:
    """Everything that the block prints; at most fifteen queries, whatever the shop sells."""

    def __init__(self, side: Side) -> None:
        self.side = side

    @property
    def words(self) -> str:
        return self.side.query.get("q", "")[:MOST_WORDS]

    @property
    def found(self) -> Sequence[Product]:
        """What the words find, when somebody looks for another product."""
        return products_of(self.side.shop.pk, self.words)[:MOST_FOUND] if self.words else ()

    @property
    def has_needs(self) -> bool:
        return bool(self.side.needs.known())

    @cached_property
    def _advice(self) -> Advice:
        seen = [product.pk for product in self.side.shown]
        return advice_for(self.side.shop.pk, catalogue_needs(self.side.needs, seen))

    @cached_property
    def offers(self) -> list[Offer]:
        """At most three."""
        if not self.has_needs:
            return []
        found = self._advice.found
        products = products_by_id(self.side.shop.pk, [one.product.pk for one in found])
        made = []
        for one in found:
            with override(self.side.buyers_language):
                reason = one.reason
            made.append(Offer(products[one.product.pk], one.reason, reason))
        return made

    @property
    def advice(self) -> str:
        """What to ask or to give up when nothing fits."""
        if not self.has_needs:
            return _("Fill in the needs first: then products that fit stand here, each with its reason.")
        relax, cheapest = self._advice.relax, self._advice.lowest
        if cheapest is not None:
            return _("Nothing fits the budget; what fits otherwise begins at ¥%(price)s.") % {"price": cheapest}
        if relax is None:
            return _("Nothing fits yet. Ask for a preference, an occasion or a budget.")
        return _("Nothing fits all of it. What stands in the way: %(wish)s.") % {"wish": relax.label}

    @cached_property
    def beside(self) -> list[Offer]:
        """What is bought together with the product that stood last in the conversation."""
        if not self.side.shown:
            return []
        last = self.side.shown[0]
        shown = {product.pk for product in self.side.shown} | {offer.product.pk for offer in self.offers}
        pairs = [one for one in bought_together(self.side.shop.pk, last.pk) if one.other not in shown][:MOST_BESIDE]
        products = products_by_id(self.side.shop.pk, [one.other for one in pairs])
        return [
            Offer(products[one.other], _("bought together %(count)s×") % {"count": one.orders}, "")
            for one in pairs
            if one.other in products
        ]

    @property
    def last(self) -> Any:
        """To which product the others belong."""
        return self.side.shown[0].title if self.side.shown else ""
