"""What is done in a conversation, and whether one takes any: each view calls one writer."""

import json
import secrets
from typing import Any

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aftercare.chat.access import ANSWERERS, READERS, access_conversation, access_to_answer
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.flag_conversation import flag_conversation
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.actions.take_conversation import take_conversation
from aftercare.chat.actions.transfer_conversation import Handing, transfer_conversation
from aftercare.chat.actions.watch_conversation import watch_conversation
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.actions.write_picture import write_picture_as_agent
from aftercare.chat.checking import noting_blocked
from aftercare.chat.terms import DutyState, Topic
from aftercare.chat.writing import Words
from aftercare.core.errors import AftercareError, InvalidInput
from aftercare.live.frames import is_number, problem
from aftercare.live.socket import FRAME_BYTES
from aftercare.web.files import read_upload
from aftercare.web.fragments import toast, trigger
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.talks.contexts import DutyContext
from aftercare.web.talks.desk import StaffDesk
from aftercare.web.talks.handing import HandingContext

CHANGED = "talk:changed"


@page(roles=READERS, methods=("POST",))
def frames(request: PageRequest) -> JsonResponse:
    """A frame of the socket by a form: what a screen sends while it has no socket. The answer is a frame (B17)."""
    try:
        frame = json.loads(request.body) if len(request.body) <= FRAME_BYTES else None
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict) or not is_number(frame.get("talk", 0)) or not isinstance(frame.get("do"), str):
        raise BadRequest("no frame")
    return _answered(frame.get("id"), lambda: StaffDesk(request.headers.get("cookie", "")).do(frame["do"], frame))


@page(roles=ANSWERERS, methods=("POST",))
def pictures(request: PageRequest, talk: int) -> JsonResponse:
    """One picture as a form; the answer is the frame that a message gets."""
    access_conversation(request.person, talk)
    client_id, seen = request.POST.get("id", ""), read_number(request.POST.get("seen"))

    def write() -> dict[str, Any]:
        if seen is None:
            raise InvalidInput({"seen": _("Load the page again and repeat this step.")})
        upload = read_upload(request)
        message = write_picture_as_agent(
            conversation_id=talk, upload=upload, client_id=client_id, seen_seq=seen, person=request.person
        )
        return {"is": "kept", "talk": talk, "seq": message.seq}

    return _answered(client_id, write)


def _answered(client_id: Any, work: Any) -> JsonResponse:
    try:
        told = work()
    except AftercareError as error:
        told = problem(error)
    if told is None:
        raise BadRequest("unknown verb")
    mark = {"id": client_id} if isinstance(client_id, str) else {}
    return JsonResponse({**told, **mark}, json_dumps_params={"ensure_ascii": False})


@page(roles=ANSWERERS, methods=("POST",))
def take(request: PageRequest, talk: int) -> HttpResponse:
    """From now on it is mine (S13)."""
    only(request.POST, "agent_seen")
    seen = read_number(request.POST.get("agent_seen"))
    take_conversation(conversation_id=talk, agent_seen=seen, person=request.person)
    return _done(_("The conversation is yours."))


@page(roles=ANSWERERS, methods=("GET", "POST"))
def transfer(request: PageRequest, talk: int) -> HttpResponse:
    """To a colleague with the load of each, or to the queue of a topic; a note says why (S13)."""
    if request.method == "GET":
        context = HandingContext(request.person, talk, page_time(request))
        return render(request, "talks/_transfer.html", {"handing": context})
    posted = only(request.POST, "to", "note", "client_id")
    kind, _dash, value = posted.get("to", "").partition("-")
    handing = Handing(
        client_id=posted.get("client_id") or secrets.token_hex(16),
        note=posted.get("note", ""),
        to=read_number(value) if kind == "staff" else None,
        topic=Topic(value) if kind == "queue" and value in Topic.values else None,
    )
    transfer_conversation(conversation_id=talk, handing=handing, person=request.person)
    return _done(_("Handed over, with your note."))


@page(roles=ANSWERERS, methods=("POST",))
def close(request: PageRequest, talk: int) -> HttpResponse:
    """End it, after a farewell if one is written (S16). While the buyer waits nothing is sent and it stays open."""
    posted = only(request.POST, "farewell", "client_id", "seen")
    farewell, seen = posted.get("farewell", "").strip(), read_number(posted.get("seen"))
    with noting_blocked(), transaction.atomic():
        conversation = access_to_answer(request.person, talk)
        if farewell and conversation.waiting_since is None:
            words = Words(posted.get("client_id") or secrets.token_hex(16), farewell)
            write_as_agent(conversation_id=talk, words=words, seen_seq=seen or 0, person=request.person)
        close_conversation(conversation_id=talk, person=request.person)
    return _done(_("The conversation has ended."))


@page(roles=READERS, methods=("POST",))
def watch(request: PageRequest, talk: int) -> HttpResponse:
    """Keep an eye on it, or stop."""
    is_on = only(request.POST, "on").get("on") == "1"
    watch_conversation(conversation_id=talk, on=is_on, person=request.person)
    return trigger(HttpResponse(status=204), "talk:watched", {"talk": talk, "on": is_on})


@page(roles=ANSWERERS, methods=("POST",))
def flag(request: PageRequest, talk: int) -> HttpResponse:
    """An abusive buyer: flagged, or not any more (S14)."""
    is_on = only(request.POST, "on").get("on") == "1"
    flag_conversation(conversation_id=talk, on=is_on, person=request.person)
    return _done(_("Flagged: the supervisor sees it.") if is_on else _("The flag is gone."))


@page(roles=ANSWERERS, methods=("POST",))
def duty(request: PageRequest) -> HttpResponse:
    """Come on duty, be away for a while, go off duty (S4)."""
    posted = only(request.POST, "state", "reason", "minutes")
    state = posted.get("state", "")
    if state not in DutyState.values:
        raise BadRequest("unknown state")
    minutes = read_number(posted.get("minutes"))
    set_duty(wish=Wish(DutyState(state), posted.get("reason", ""), minutes), person=request.person)
    response = render(request, "talks/_duty.html", {"duty": DutyContext(request.person, page_time(request))})
    return trigger(response, "duty:changed", {"state": state})


def _done(text: str) -> HttpResponse:
    return toast(trigger(HttpResponse(status=204), CHANGED), text)
