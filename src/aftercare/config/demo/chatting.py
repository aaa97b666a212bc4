"""What buyers and agents do in the chat of the demo shop, each through the product's own action, at any moment."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from random import Random
from typing import Final

from aftercare.accounts.models import Staff
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.mark_read import mark_read_by_agent, mark_read_by_buyer
from aftercare.chat.actions.rate_conversation import rate_conversation
from aftercare.chat.actions.set_duty import keep_alive
from aftercare.chat.actions.tend import note_breaches, tell_supervisors
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.actions.write_picture import write_picture_as_buyer
from aftercare.chat.cards import product_words
from aftercare.chat.checking import BlockedWords, noting_blocked
from aftercare.chat.identity import Identity
from aftercare.chat.models import Conversation, Visitor
from aftercare.chat.terms import Kind, Topic
from aftercare.chat.writing import Words
from aftercare.config.demo.buyers import GIVEN, SURNAMES
from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.pictures import Flaw, Subject, picture
from aftercare.connectors.buyers.sessions import PICTURE, Turn
from aftercare.core.time import travel
from aftercare.customers.models import Customer
from aftercare.files.actions.store_file import Upload
from aftercare.orders.models import Order, Product
from aftercare.shops.access import person_of
from aftercare.shops.models import Shop

POOL: Final = 90  # buyers of a shop who may come
PAGES: Final = ("首页 https://www.example.com/", "商品详情 https://www.example.com/item?id={code}", "订单详情")


@dataclass
class Talk:
    """A conversation that is being played: with whom, and since when."""

    shop: Shop
    visitor: Visitor
    staff: Staff
    topic: Topic
    code: str = ""  # merchant code of what it is about
    pk: int = 0
    seq: int = 0


@dataclass
class Stage:
    """The company's chat. `at` is the present; everything is played at a moment of its own, never later."""

    people: DemoPeople
    rng: Random
    at: datetime
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _pools: dict[int, Iterator[Customer]] = field(default_factory=dict)

    def visitor(self, shop: Shop, customer: Customer | None, *, language: str = "") -> Visitor:
        """Somebody at the widget: a buyer whom the shop knows, or a guest."""
        if customer is None:
            return greet_visitor(shop=shop, language=language).visitor
        name = self.rng.choice(SURNAMES) + "".join(self.rng.choices(GIVEN, k=2))
        identity = Identity(str(customer.pk), name, customer.nick)
        return greet_visitor(shop=shop, identity=identity, language=language).visitor

    def buyer_says(self, talk: Talk, turn: Turn, at: datetime) -> None:
        """A line of the buyer, as text, picture or card."""
        page = self.rng.choice(PAGES).format(code=talk.code)
        arrival, own = Arrival(talk.topic, page), f"demo-b{next(self._numbers)}"
        with self._then(at):
            if turn.text == PICTURE:
                content = picture(self.rng.choice((Subject.VASE, Subject.WOOD)), Flaw.CRACK, self.rng)
                upload = _upload(content)
                message = write_picture_as_buyer(visitor=talk.visitor, upload=upload, client_id=own, arrival=arrival)
            else:
                known = Product.objects.filter(shop=talk.shop, code=turn.product).exists() if turn.product else False
                words = product_words(own, talk.shop.pk, code=turn.product) if known else Words(own, turn.text)
                message = write_as_buyer(visitor=talk.visitor, words=words, arrival=arrival)
        talk.pk = message.conversation_id

    def agent_says(self, talk: Talk, text: str, at: datetime, kind: Kind = Kind.TEXT) -> None:
        """An answer, or a note for colleagues; what was there before has been seen."""
        with self._then(at):
            seen = Conversation.objects.values_list("last_seq", flat=True).get(pk=talk.pk)
            words = Words(f"demo-a{next(self._numbers)}", text, kind)
            message = write_as_agent(conversation_id=talk.pk, words=words, seen_seq=seen, person=person_of(talk.staff))
        talk.seq = message.seq

    def agent_tries(self, talk: Talk, text: str, at: datetime) -> None:
        """What the reply check does not let through."""
        words = Words(f"demo-a{next(self._numbers)}", text)
        with self._then(at):
            try:
                with noting_blocked():
                    write_as_agent(conversation_id=talk.pk, words=words, seen_seq=10**6, person=person_of(talk.staff))
            except BlockedWords:
                return

    def breach(self, at: datetime) -> None:
        """The clock looks at that moment."""
        with self._then(at):
            note_breaches()
            tell_supervisors()

    def end(self, talk: Talk, at: datetime, stars: int, words: str) -> None:
        """The agent ends it; the buyer reads the last words and says how it was."""
        with self._then(at):
            close_conversation(conversation_id=talk.pk, person=person_of(talk.staff))
        if stars:
            with self._then(at + timedelta(seconds=self.rng.randint(20, 600))):
                rate_conversation(visitor=talk.visitor, conversation_id=talk.pk, stars=stars, text=words)

    def read(self, talk: Talk, at: datetime) -> None:
        """Both have seen everything."""
        with self._then(at):
            mark_read_by_buyer(visitor=talk.visitor, conversation_id=talk.pk, seq=talk.seq)
            mark_read_by_agent(conversation_id=talk.pk, seq=talk.seq, person=person_of(talk.staff))

    def is_there(self, staff: Staff, at: datetime) -> None:
        """Their screen gives a sign of life: conversations that begin now are theirs."""
        with self._then(at):
            keep_alive(person=person_of(staff))

    def buyer(self, shop: Shop) -> Customer | None:
        """A buyer of the shop with a recent order, each once; None when there is no further one."""
        if shop.pk not in self._pools:
            newest = Order.objects.filter(shop=shop, source_order=None).exclude(customer=None).order_by("-ordered_at")
            ids = list(dict.fromkeys(newest.values_list("customer_id", flat=True)[: POOL * 2]))[:POOL]
            found = Customer.objects.in_bulk(ids)
            self._pools[shop.pk] = iter([found[pk] for pk in self.rng.sample(ids, len(ids))])
        return next(self._pools[shop.pk], None)

    def _then(self, at: datetime) -> AbstractContextManager[None]:
        return travel(min(at, self.at) - self.at)


def _upload(content: bytes) -> Upload:
    return Upload(BytesIO(content), "微信图片.jpg", len(content))
