"""What all blocks of the column begin with: the conversation, whose it is, what the person may do; read once."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import override

from aftercare.chat.access import ANSWERERS, access_conversation
from aftercare.chat.buyers import (
    BuyersOrders,
    Past,
    customer_of,
    needs_row,
    offers_in,
    open_follow_ups_of,
    orders_of_buyer,
    past_of,
    products_shown,
    said_by_buyer,
)
from aftercare.chat.lines import lines_of
from aftercare.chat.models import FollowUp, Message, PriceOffer
from aftercare.chat.models import Needs as NeedsRow
from aftercare.chat.needs.keeping import from_json
from aftercare.chat.needs.rules import Needs
from aftercare.chat.reach import names_of
from aftercare.chat.signs.lines import Line
from aftercare.customers.contacts import Standing, standings
from aftercare.customers.models import Customer
from aftercare.orders.models import Product
from aftercare.shops.access import Person
from aftercare.web.talks.words import guest_name

BUYERS_LANGUAGE = "zh-hans"


class Side:
    """One conversation for one person at one moment. `query`: what a block was asked, such as a search."""

    def __init__(self, person: Person, pk: int, at: datetime, query: QueryDict | None = None) -> None:
        self.person, self.at = person, at
        self.query = query if query is not None else QueryDict()
        self.talk = access_conversation(person, pk)
        self.visitor, self.shop = self.talk.visitor, self.talk.shop
        self.may_answer = person.has(self.shop.pk, *ANSWERERS)

    @property
    def pk(self) -> int:
        return self.talk.pk

    @property
    def name(self) -> str:
        return guest_name(self.visitor.name, self.visitor.pk)

    @property
    def is_known(self) -> bool:
        """Whether we know which customer it is."""
        return self.visitor.customer_id is not None

    @cached_property
    def customer(self) -> Customer | None:
        return customer_of(self.talk)

    @cached_property
    def past(self) -> Past:
        """The buyer's conversations before this one."""
        return past_of(self.talk)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """What was said here, for the signs in it."""
        return lines_of(self.talk)

    @cached_property
    def orders(self) -> BuyersOrders:
        return orders_of_buyer(self.person, self.talk)

    @cached_property
    def standing(self) -> Standing:
        """How often the buyer was contacted, and whether they want to be."""
        (found,) = standings([(self.shop, names_of(self.visitor, self.visitor.customer_id))], self.at)
        return found

    @cached_property
    def offers(self) -> Sequence[PriceOffer]:
        return offers_in(self.talk)

    @cached_property
    def follow_ups(self) -> Sequence[FollowUp]:
        return open_follow_ups_of(self.talk)

    @cached_property
    def said(self) -> Sequence[Message]:
        """The buyer's newest words, the newest first."""
        return said_by_buyer(self.talk)

    @cached_property
    def needs_row(self) -> NeedsRow | None:
        return needs_row(self.talk)

    @cached_property
    def needs(self) -> Needs:
        """What is kept of what the buyer looks for."""
        return from_json(self.needs_row.answers) if self.needs_row else Needs()

    @cached_property
    def shown(self) -> Sequence[Product]:
        """Products of which a card stands in the conversation, the newest first."""
        return products_shown(self.talk)

    @property
    def buyers_language(self) -> str:
        return "en" if self.visitor.language == "en" else BUYERS_LANGUAGE

    def in_buyers_language(self, sentence: Any, **values: str) -> str:
        """What is said to the buyer, in the language of their widget. `sentence` is lazy."""
        with override(self.buyers_language):
            return str(sentence) % values if values else str(sentence)
