"""The queue of buyers to contact again, and what is done with one of them (S8, S9)."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from aftercare.chat.access import ANSWERERS, READERS
from aftercare.chat.actions.end_follow_up import Result, end_follow_up, send_follow_up
from aftercare.chat.terms import FollowUpState
from aftercare.core.errors import InvalidInput
from aftercare.customers.terms import Channel
from aftercare.web.followups.contexts import ELSEWHERE, FollowUpsContext, read_asked
from aftercare.web.fragments import answer, toast
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids

SEND, DROP = "send", "drop"
SAID = {SEND: _("Sent in the chat."), DROP: _("Dropped.")}


@page(roles=READERS)
def follow_ups(request: PageRequest) -> HttpResponse:
    """What is to do, the most urgent first."""
    asked = read_asked(request.GET)
    context = FollowUpsContext(request.person, chosen_shop_ids(request), asked, page_time(request))
    return answer(request, "followups/page.html", "followups/_rows.html", {"view": context})


@page(roles=ANSWERERS, methods=("POST",))
def follow_up(request: PageRequest, pk: int) -> HttpResponse:
    """do=send: write it in the chat; a channel: it was done there; drop: it is needed no more. Limits are asked again
    below."""
    posted = only(request.POST, "do", "text", "client_id")
    do = posted.get("do", "")
    if do == SEND:
        words = {"client_id": posted.get("client_id", ""), "text": posted.get("text", "")}
        send_follow_up(follow_up_id=pk, person=request.person, **words)
    elif do == DROP:
        end_follow_up(follow_up_id=pk, result=Result(FollowUpState.DROPPED), person=request.person)
    elif do in ELSEWHERE:
        result = Result(FollowUpState.DONE, Channel(do), posted.get("text", ""))
        end_follow_up(follow_up_id=pk, result=result, person=request.person)
    else:
        raise InvalidInput({"do": _("Choose what was done.")})
    return toast(HttpResponse(), SAID.get(do, _("Noted as done.")))
