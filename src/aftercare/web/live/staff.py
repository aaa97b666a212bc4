"""What the agents' screens may do on a socket. Every call finds out anew who it is and what they may (G1–G3)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.utils import translation

from aftercare.chat.access import access_conversation
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.queries import Seen, messages_after
from aftercare.chat.terms import Kind
from aftercare.chat.writing import Words
from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.words import _
from aftercare.shops.access import Person, person_of
from aftercare.web.account.recognition import SessionStore, memberships_of, recognise_user
from aftercare.web.live.socket import Frame

KINDS: Final = frozenset({Kind.TEXT, Kind.WHISPER})
Work = TypeVar("Work", bound=Callable[..., Any])


def in_a_thread(work: Work) -> Work:
    """A call of a thread that lives on: connections that have broken are not taken again."""

    @wraps(work)
    def run(*arguments: Any) -> Any:
        close_old_connections()
        try:
            return work(*arguments)
        finally:
            close_old_connections()

    return run  # type: ignore[return-value]


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

    @in_a_thread
    def may_enter(self) -> bool:
        return recognise(self._cookies) is not None

    @in_a_thread
    def watch(self, conversation_id: int) -> int:
        return access_conversation(self._person(), conversation_id).pk

    @in_a_thread
    def send(self, frame: Frame) -> Frame:
        with translation.override(self._language):
            kind = frame.get("kind", Kind.TEXT.value)
            seen = frame.get("seen")
            if kind not in KINDS or not isinstance(seen, int):
                raise InvalidInput({"kind": _("This cannot be read.")})
            words = Words(str(frame.get("id", "")), str(frame.get("text", "")), Kind(kind))
            talk = frame.get("talk", 0)
            message = write_as_agent(conversation_id=talk, words=words, seen_seq=seen, person=self._person())
        return {"is": "kept", "talk": talk, "seq": message.seq}

    @in_a_thread
    def missed(self, conversation_id: int, after: int) -> tuple[Frame, int, bool]:
        found = messages_after(access_conversation(self._person(), conversation_id), after)
        messages = [shown(message) for message in found.messages]
        frame = {"is": "messages", "talk": conversation_id, "last": found.last, "messages": messages}
        return frame, found.last, found.more

    def _person(self) -> Person:
        person = recognise(self._cookies)
        if person is None:
            raise NotFound("nobody")
        return person


def shown(message: Seen) -> Frame:
    """A message as a screen gets it; who wrote it is an id, times are ISO in UTC."""
    return {
        "seq": message.seq,
        "id": message.client_id,
        "side": message.side,
        "kind": message.kind,
        "staff": message.staff_id,
        "text": message.text,
        "at": message.at.isoformat(),
    }
