"""What the agents' screens may do on a socket. Every call finds out anew who it is and what they may (G1–G3)."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.utils import translation

from aftercare.chat.access import access_conversation, chat_shops
from aftercare.chat.actions.keep_draft import keep_draft
from aftercare.chat.actions.mark_read import mark_read_by_agent
from aftercare.chat.actions.set_duty import keep_alive
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.cards import order_words, product_words
from aftercare.chat.hints import READ, Sign, agent_topic, shop_topic, sign
from aftercare.chat.models import Conversation
from aftercare.chat.queries import CatchUp, just_written, messages_after
from aftercare.chat.states import staff_state
from aftercare.chat.terms import Kind
from aftercare.chat.writing import Words
from aftercare.core.errors import AftercareError, InvalidInput, NotFound
from aftercare.core.words import _
from aftercare.live.frames import Frame, Missed, Sent, is_number, problem
from aftercare.live.marks import keep_marks
from aftercare.shops.access import Person, person_of
from aftercare.web.account.recognition import SessionStore, memberships_of, recognise_user
from aftercare.web.talks.frames import shown_to_staff

WRITTEN: Final = frozenset({Kind.TEXT, Kind.WHISPER})
SIGNS: Final = frozenset({"here", "writes", "gone"})
UNREADABLE: Final = InvalidInput({"frame": _("This cannot be read.")})
DONE: Final[Frame] = {"is": "done"}


def recognise(cookies: str) -> Person | None:
    """Whose session it is, with the roles of this moment; None for nobody."""
    request = HttpRequest()
    request.COOKIES = parse_cookie(cookies)
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    user = recognise_user(request)
    if not user.is_authenticated:
        return None
    request.user = user
    return person_of(user, memberships_of(request))


class StaffDesk:
    """An agent's screen. `cookies` are those of the handshake: the session behind them may end at any moment."""

    def __init__(self, cookies: str) -> None:
        self._cookies = cookies
        language = parse_cookie(cookies).get(settings.LANGUAGE_COOKIE_NAME, "")
        self._language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        self._own_id: int | None = None

    def may_enter(self) -> bool:
        person = recognise(self._cookies)
        self._own_id = person.staff_id if person else None
        return person is not None

    def watch(self, conversation_id: int) -> int:
        return access_conversation(self._person(), conversation_id).pk

    def topics(self) -> tuple[str, ...]:
        person = self._person()
        return (*map(shop_topic, chat_shops(person)), agent_topic(person.staff_id or 0))

    def missed(self, conversation_id: int, after: int) -> Missed:
        conversation = access_conversation(self._person(), conversation_id)
        return _missed(conversation, messages_after(conversation, after))

    def send(self, frame: Frame) -> Sent:
        with translation.override(self._language):
            try:
                return _send(self._person(), frame)
            except AftercareError as error:  # said here, in the reader's language
                return Sent(problem(error))

    def read(self, marks: Mapping[int, int]) -> None:
        person = self._person()
        keep_marks(marks, lambda talk, seq: mark_read_by_agent(conversation_id=talk, seq=seq, person=person))

    def do(self, verb: str, frame: Frame) -> Frame | None:
        if verb == "send":
            return self.send(frame).frame
        work = {"read": _read, "draft": _draft, "sign": _sign, "alive": _alive}.get(verb)
        if work is None:
            return None
        with translation.override(self._language):
            try:
                return work(self._person(), frame)
            except AftercareError as error:  # said here, in the reader's language
                return problem(error)

    def show(self, sign: Sign) -> Frame | None:
        """Others only, and by their id: the page knows its colleagues' names. One's own marks count on one's other
        screens."""
        if sign.what == READ:
            return {"is": READ, "talk": sign.conversation_id, "staff": sign.staff_id, "seq": sign.seq}
        if sign.staff_id and sign.staff_id == self._own_id:
            return None
        return {"is": "sign", "talk": sign.conversation_id, "staff": sign.staff_id, "what": sign.what}

    def _person(self) -> Person:
        person = recognise(self._cookies)
        if person is None:
            raise NotFound("nobody")
        return person


def _missed(conversation: Conversation, found: CatchUp) -> Missed:
    messages = [shown_to_staff(conversation.pk, message) for message in found.messages]
    frame = {"is": "messages", "talk": conversation.pk, "last": found.last, "messages": messages}
    return Missed(frame | {"state": staff_state(conversation)}, found.last, found.more)


def _send(person: Person, frame: Frame) -> Sent:
    seen, talk, client_id = frame.get("seen"), frame.get("talk", 0), str(frame.get("id", ""))
    if not is_number(seen):
        raise UNREADABLE
    words = _words(person, frame, talk, client_id)
    message = write_as_agent(conversation_id=talk, words=words, seen_seq=seen, person=person)
    missed = _missed(message.conversation, just_written(message, person.name))
    return Sent({"is": "kept", "talk": talk, "seq": message.seq}, missed)


def _words(person: Person, frame: Frame, talk: int, client_id: str) -> Words:
    kind = frame.get("kind", Kind.TEXT.value)
    if not isinstance(kind, str):
        raise UNREADABLE
    if kind in WRITTEN:
        return Words(client_id, str(frame.get("text", "")), Kind(kind))
    if kind != Kind.CARD:
        raise UNREADABLE
    conversation = access_conversation(person, talk)
    if is_number(frame.get("product")):
        reason = str(frame.get("reason", ""))
        return product_words(client_id, conversation.shop_id, pk=frame["product"], reason=reason)
    if is_number(frame.get("order")):
        return order_words(client_id, conversation, pk=frame["order"])
    raise UNREADABLE


def _read(person: Person, frame: Frame) -> Frame:
    if not is_number(frame.get("seq")):
        raise UNREADABLE
    mark_read_by_agent(conversation_id=frame.get("talk", 0), seq=frame["seq"], person=person)
    return DONE


def _draft(person: Person, frame: Frame) -> Frame:
    keep_draft(conversation_id=frame.get("talk", 0), text=str(frame.get("text", "")), person=person)
    return {"is": "drafted", "talk": frame.get("talk", 0)}


def _sign(person: Person, frame: Frame) -> Frame:
    what = frame.get("what")
    if not isinstance(what, str) or what not in SIGNS:
        raise UNREADABLE
    conversation = access_conversation(person, frame.get("talk", 0))
    sign(Sign(conversation.pk, person.staff_id or 0, what))
    return DONE


def _alive(person: Person, _frame: Frame) -> Frame:
    keep_alive(person=person)
    return DONE
