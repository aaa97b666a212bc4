"""The queue of orders to confirm, one order, the shift; what is done with one of them (O2, O3, O10)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.confirmation.access import WORKERS
from aftercare.confirmation.acting import Seen
from aftercare.confirmation.actions.ask_buyer import mark_asked, send_question
from aftercare.confirmation.actions.confirm_order import confirm_order
from aftercare.confirmation.actions.disclose_text import disclose_text
from aftercare.confirmation.actions.hold_order import hold_order
from aftercare.core.errors import InvalidInput
from aftercare.web.confirmation.listing import QueueContext, read_asked
from aftercare.web.confirmation.record import ELSEWHERE, CheckContext
from aftercare.web.confirmation.shift import ShiftContext
from aftercare.web.fragments import answer, go_with, is_part, toast
from aftercare.web.numbers import read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids

SAID = {
    "confirm": _("Confirmed: the order may leave."),
    "send": _("Sent in the chat. The order waits for the buyer."),
    "asked": _("Noted. The order waits for the buyer."),
    "hold": _("On hold."),
}


@page(roles=WORKERS)
def queue(request: PageRequest) -> HttpResponse:
    """What runs out first, first."""
    context = QueueContext(request.person, chosen_shop_ids(request), read_asked(request.GET), page_time(request))
    return answer(request, "confirmation/page.html", "confirmation/_rows.html", {"view": context})


@page(roles=WORKERS)
def shift(request: PageRequest) -> HttpResponse:
    """The audit of the shift at work, or of another one."""
    context = ShiftContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return render(request, "confirmation/shift.html", {"view": context})


@page(roles=WORKERS)
def order(request: PageRequest, pk: int) -> HttpResponse:
    """Everything that is odd, and what can be done."""
    return render(request, "confirmation/order.html", {"view": CheckContext(request.person, pk, page_time(request))})


@page(roles=WORKERS, methods=("POST",))
def act(request: PageRequest, pk: int) -> HttpResponse:
    """do=confirm, send (in the chat), asked (elsewhere, `way`), hold. From the list the row goes, from the order's page
    one comes back to it."""
    posted = only(request.POST, "do", "version", "said", "reason", "way", "client_id", "from")
    do, seen, person = posted.get("do", ""), Seen(pk, read_version(posted)), request.person
    if do == "confirm":
        confirm_order(seen=seen, said=posted.get("said", ""), person=person)
    elif do == "send":
        send_question(seen=seen, client_id=posted.get("client_id", ""), person=person)
    elif do == "asked" and posted.get("way") in ELSEWHERE:
        way = next(way for way in ELSEWHERE if way == posted.get("way"))
        mark_asked(seen=seen, way=way, person=person)
    elif do == "hold":
        hold_order(seen=seen, reason=posted.get("reason", ""), person=person)
    else:
        raise InvalidInput({"do": _("Choose what was done.")})
    if is_part(request) and posted.get("from") == "list":
        return toast(HttpResponse(), SAID[do])
    address = reverse("confirmation") if do == "confirm" else reverse("confirmation_order", args=[pk])
    return go_with(request, address, SAID[do])


@page(roles=WORKERS, methods=("POST",))
def text(request: PageRequest, pk: int) -> HttpResponse:
    """The message with the whole address, to be copied; counted as a look at a masked value."""
    only(request.POST)
    page_time(request)
    return render(
        request, "confirmation/_text.html", {"text": disclose_text(confirmation_id=pk, person=request.person)}
    )
