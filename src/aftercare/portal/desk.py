"""What a buyer's browser may do on a socket, or by posted frames. Every call finds out anew whose it is (G3, G4)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.utils import translation

from aftercare.chat.access import access_own_conversation
from aftercare.chat.actions.greet_visitor import speaking
from aftercare.chat.actions.mark_read import mark_read_by_buyer
from aftercare.chat.actions.rate_conversation import rate_conversation
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.cards import contact_words, order_words, product_words
from aftercare.chat.hints import READ, Sign, sign, staffing_topic, visitor_topic
from aftercare.chat.models import Conversation, Visitor
from aftercare.chat.queries import CatchUp, just_written, messages_after, messages_before
from aftercare.chat.routing import is_staffed
from aftercare.chat.states import buyer_state, own_conversations
from aftercare.chat.terms import Kind, Stage, Topic
from aftercare.chat.writing import TEXT_MOST, Words
from aftercare.core.errors import AftercareError, InvalidInput, NotFound, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.live.frames import Frame, Missed, Sent, is_number, problem
from aftercare.live.marks import keep_marks
from aftercare.live.places import Seat
from aftercare.portal.access import access_open_shop, access_talk, access_visitor, text_in
from aftercare.portal.entering import language_in
from aftercare.portal.frames import NOBODY, previous_of, shown_to_buyer, standing
from aftercare.portal.limits import check_pace

SIGNS: Final = frozenset({"here", "writes", "gone"})
TOLD_SIGNS: Final = frozenset({"writes", "gone"})  # that somebody looks is the shop's own business
UNREADABLE: Final = InvalidInput({"frame": _("This cannot be read.")})
NOT_THEIRS: Final = Refusal(
    "anothers_order", _("This order is not among yours here. Log in at the shop, or write its number.")
)
TOO_MANY_TABS: Final = Refusal("too_many_tabs", _("This chat is open in very many tabs. Close some of them."))
DONE: Final[Frame] = {"is": "done"}
PAGE_MOST: Final = 300
SHORT: Final = 80


class BuyerDesk:
    """One browser of a visitor. Until it has entered with a token, nothing of anybody's is there for it."""

    def __init__(self, seat: Seat | None = None) -> None:
        """`seat`: the place of its socket; whoever posts frames needs none."""
        self._seat = seat
        self._slug = self._token = ""
        self._is_guest = False  # who has written nothing yet: they hear whether somebody is there, and nothing else
        self._language = settings.LANGUAGE_CODE

    @property
    def has_entered(self) -> bool:
        return bool(self._token) or self._is_guest

    def watch(self, conversation_id: int) -> int:
        return access_own_conversation(self._visitor(), conversation_id).pk

    def topics(self) -> tuple[str, ...]:
        try:
            visitor = self._visitor()
        except NotFound:
            return (staffing_topic(access_open_shop(self._slug).pk),) if self._is_guest else ()
        return visitor_topic(visitor.pk), staffing_topic(visitor.shop_id)

    def missed(self, conversation_id: int, after: int) -> Missed:
        conversation = access_talk(self._slug, self._token, conversation_id)
        found = messages_after(conversation, after, for_buyer=True)
        with translation.override(self._language):
            return _missed(conversation, found)

    def send(self, frame: Frame) -> Sent:
        with translation.override(self._language):
            try:
                return _send(self._visitor(), frame)
            except AftercareError as error:  # said here, in the buyer's language
                return Sent(problem(error))

    def read(self, marks: Mapping[int, int]) -> None:
        visitor = self._visitor()
        keep_marks(marks, lambda talk, seq: mark_read_by_buyer(visitor=visitor, conversation_id=talk, seq=seq))

    def do(self, verb: str, frame: Frame) -> Frame | None:
        if verb == "send":
            return self.send(frame).frame
        work = WORK.get(verb)
        if work is None and verb != "enter":
            return None
        if verb == "enter":
            self._language = language_in(frame)
        with translation.override(self._language):
            try:
                return work(self._visitor(), frame) if work else self._enter(frame)
            except AftercareError as error:  # said here, in the buyer's language
                return problem(error)

    def show(self, sign: Sign) -> Frame | None:
        """That somebody of the shop writes, and how far they have read; who it is says the conversation."""
        if sign.what == READ and sign.staff_id:
            return {"is": READ, "talk": sign.conversation_id, "seq": sign.seq}
        if not sign.staff_id or sign.what not in TOLD_SIGNS:
            return None
        return {"is": "sign", "talk": sign.conversation_id, "what": sign.what}

    def _enter(self, frame: Frame) -> Frame:
        slug, token = text_in(frame, "shop", SHORT), text_in(frame, "token", SHORT)
        self._slug = self._token = ""
        self._is_guest = False
        if not token:
            shop = access_open_shop(slug)
            self._slug, self._is_guest = slug, True
            return {"is": "entered", **NOBODY, "staffed": is_staffed(shop, now())}
        visitor = access_visitor(slug, token)
        if self._seat is not None and not self._seat.take(f"visitor:{visitor.pk}"):
            raise Refused(TOO_MANY_TABS)
        self._slug, self._token = slug, token
        speaking(visitor, language_in(frame) if frame.get("language") else "")
        return {"is": "entered", **standing(visitor), "staffed": is_staffed(visitor.shop, now())}

    def _visitor(self) -> Visitor:
        if not self._token:
            raise NotFound("nobody")
        return access_visitor(self._slug, self._token)


def arrival_of(told: Any) -> Arrival:
    """How a conversation begins, as the browser tells it."""
    topic = text_in(told, "topic", SHORT)
    page = text_in(told, "page", PAGE_MOST)
    return Arrival(Topic(topic) if topic in Topic.values else Topic.PRESALE, page)


def _missed(conversation: Conversation, found: CatchUp) -> Missed:
    visitor, slug = conversation.visitor, conversation.shop.slug
    messages = [shown_to_buyer(visitor, slug, message) for message in found.messages]
    state = buyer_state(conversation, now() if conversation.closed_at else conversation.last_at)
    frame = {"is": "messages", "talk": conversation.pk, "last": found.last, "messages": messages, "state": state}
    return Missed(frame, found.last, found.more)


def _send(visitor: Visitor, frame: Frame) -> Sent:
    check_pace(visitor)
    message = write_as_buyer(visitor=visitor, words=_words(visitor, frame), arrival=arrival_of(frame))
    kept = {"is": "kept", "talk": message.conversation_id, "seq": message.seq}
    return Sent(kept, _missed(message.conversation, just_written(message, "")))


def _words(visitor: Visitor, frame: Frame) -> Words:
    client_id = text_in(frame, "id", SHORT)
    match frame.get("kind", Kind.TEXT.value):
        case Kind.TEXT.value:
            return Words(client_id, text_in(frame, "text", TEXT_MOST + 1))
        case "contact":
            return contact_words(client_id, *(text_in(frame, name, TEXT_MOST) for name in ("name", "phone", "note")))
        case Kind.CARD.value if product := text_in(frame, "product", SHORT):
            return product_words(client_id, visitor.shop_id, code=product)
        case Kind.CARD.value if order := text_in(frame, "order", SHORT):
            return _order_words(visitor, client_id, order)
    raise UNREADABLE


def _order_words(visitor: Visitor, client_id: str, number: str) -> Words:
    try:
        return order_words(client_id, _present(visitor), platform_no=number)
    except Refused:  # said to the buyer, not to an agent
        raise Refused(NOT_THEIRS) from None


def _present(visitor: Visitor) -> Conversation:
    """The conversation that goes on, or the one that is about to begin."""
    newest = next(iter(own_conversations(visitor, limit=1)), None)
    goes_on = newest is not None and newest.stage != Stage.CLOSED
    return newest if newest and goes_on else Conversation(shop=visitor.shop, visitor=visitor)


def _read(visitor: Visitor, frame: Frame) -> Frame:
    if not is_number(frame.get("seq")):
        raise UNREADABLE
    mark_read_by_buyer(visitor=visitor, conversation_id=frame.get("talk", 0), seq=frame["seq"])
    return DONE


def _sign(visitor: Visitor, frame: Frame) -> Frame:
    what = frame.get("what")
    if not isinstance(what, str) or what not in SIGNS:
        raise UNREADABLE
    sign(Sign(access_own_conversation(visitor, frame.get("talk", 0)).pk, 0, what))
    return DONE


def _before(visitor: Visitor, frame: Frame) -> Frame:
    """A page of history; when the conversation has no more, which one was before it."""
    seq = frame.get("seq") or None
    if not (seq is None or is_number(seq)):
        raise UNREADABLE
    conversation = access_own_conversation(visitor, frame.get("talk", 0))
    found = messages_before(conversation, seq, for_buyer=True)
    return {
        "is": "history",
        "talk": conversation.pk,
        "messages": [shown_to_buyer(visitor, visitor.shop.slug, message) for message in found.messages],
        "first": found.last,
        "more": found.more,
        "previous": 0 if found.more else previous_of(visitor, conversation),
        "state": buyer_state(conversation, now()),
    }


def _rate(visitor: Visitor, frame: Frame) -> Frame:
    stars = frame.get("stars")
    if not is_number(stars):
        raise UNREADABLE
    talk = frame.get("talk", 0)
    # One character more than is kept, so that too many are refused and not cut.
    rate_conversation(visitor=visitor, conversation_id=talk, stars=stars, text=text_in(frame, "text", 501))
    return {"is": "rated", "talk": talk}


WORK: Final[Mapping[str, Callable[[Visitor, Frame], Frame]]] = {
    "read": _read,
    "sign": _sign,
    "before": _before,
    "rate": _rate,
}
