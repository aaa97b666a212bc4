"""The workbench, its lists, and the messages of a conversation."""

from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import render

from aftercare.chat.access import READERS, access_conversation
from aftercare.chat.queries import messages_after, messages_before
from aftercare.chat.reads import orders_of, picture_in, products_of
from aftercare.chat.states import staff_state
from aftercare.files.terms import Copy
from aftercare.web.files import answer_file
from aftercare.web.fragments import answer
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.talks.asking import read_asked
from aftercare.web.talks.contexts import TalkContext, WorkbenchContext
from aftercare.web.talks.frames import shown_to_staff
from aftercare.web.talks.rows import ListContext


def _list_of(request: PageRequest) -> ListContext:
    asked = read_asked(request.GET, request.person)
    return ListContext(request.person, chosen_shop_ids(request), asked, page_time(request))


def _workbench(request: PageRequest) -> WorkbenchContext:
    asked = read_asked(request.GET, request.person)
    return WorkbenchContext(request.person, chosen_shop_ids(request), asked, page_time(request))


@page(roles=READERS)
def workbench(request: PageRequest) -> HttpResponse:
    """The lists, and no conversation opened yet (S13)."""
    return render(request, "talks/page.html", {"bench": _workbench(request)})


@page(roles=READERS)
def talk(request: PageRequest, talk: int) -> HttpResponse:
    """The same page with a conversation; htmx asks for the conversation only (S1)."""
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "talks/_talk.html", {"talk": TalkContext(request.person, talk, page_time(request))})
    bench = _workbench(request).opened(talk)
    return render(request, "talks/page.html", {"bench": bench, "talk": bench.talk})


@page(roles=READERS)
def rows(request: PageRequest) -> HttpResponse:
    """A list from its beginning, or from where a page of it ended."""
    shown = _list_of(request)
    return render(request, "talks/_rows.html" if shown.asked.after else "talks/_list.html", {"list": shown})


@page(roles=READERS)
def rows_again(request: PageRequest) -> HttpResponse:
    """?ids=1,2: these rows as they are now, and the counts of all lists: after a hint."""
    shown = _list_of(request)
    again = {"list": shown, "rows": shown.rows_again(request.GET.get("ids", ""))}
    return render(request, "talks/_again.html", again)


@page(roles=READERS)
def messages(request: PageRequest, talk: int) -> JsonResponse:
    """?after=n: what came after it, as the socket tells it; ?before=n: the page of history before it."""
    conversation = access_conversation(request.person, talk)
    after, before = (read_number(request.GET.get(name)) for name in ("after", "before"))
    if (after is None) == (before is None):
        raise BadRequest("after or before")
    found = messages_before(conversation, before) if after is None else messages_after(conversation, after)
    told = {
        "is": "messages",
        "talk": conversation.pk,
        "last": found.last,
        "more": found.more,
        "messages": [shown_to_staff(conversation.pk, message) for message in found.messages],
        "state": staff_state(conversation),
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@page(roles=READERS)
def picture(request: PageRequest, talk: int, token: str) -> FileResponse:
    """A picture of the conversation, or of a product of its shop; ?size=thumb: small, =original: as a download."""
    file = picture_in(access_conversation(request.person, talk), token)
    copies = {"thumb": Copy.THUMB, "original": Copy.ORIGINAL}
    return answer_file(file, copies.get(request.GET.get("size", ""), Copy.SHOWN))


@page(roles=READERS)
def products(request: PageRequest, talk: int) -> HttpResponse:
    """Products that may become a card (S1)."""
    conversation = access_conversation(request.person, talk)
    words = request.GET.get("q", "")[:60]
    shown = {"talk_id": conversation.pk, "products": products_of(conversation.shop_id, words), "words": words}
    return answer(request, "talks/products.html", "talks/_products.html", shown)


@page(roles=READERS)
def orders(request: PageRequest, talk: int) -> HttpResponse:
    """The buyer's own orders, which may become a card (S1, S11)."""
    conversation = access_conversation(request.person, talk)
    shown = {"orders": orders_of(conversation), "is_known": conversation.visitor.customer_id is not None}
    return answer(request, "talks/products.html", "talks/_orders.html", shown)
