"""What static/aftercare/js/quickreply.js asks for: replies that fit what is typed, and the count of a use."""

from django.http import HttpResponse, JsonResponse

from aftercare.knowledge.access import READERS
from aftercare.knowledge.actions.count_use import count_use
from aftercare.knowledge.queries import find_replies
from aftercare.web.policy import PageRequest, page
from aftercare.web.quickreplies.forms import read_shop

LONGEST_QUERY = 60


@page(roles=READERS)
def find(request: PageRequest) -> JsonResponse:
    """?shop=<id>&q=<what was typed>: a list of {id, title, text, shortcut, group, own}, the likeliest first (S12).

    The text has its variables still in it and is plain text; whoever shows it must not take it for HTML (C9)."""
    found = find_replies(request.person, read_shop(request.GET.dict()), request.GET.get("q", "")[:LONGEST_QUERY])
    told = [
        {
            "id": one.pk,
            "title": one.title,
            "text": one.text,
            "shortcut": one.shortcut,
            "group": one.group,
            "own": one.is_own,
        }
        for one in found
    ]
    return JsonResponse(told, safe=False, json_dumps_params={"ensure_ascii": False})


@page(roles=READERS, methods=("POST",))
def used(request: PageRequest, pk: int) -> HttpResponse:
    """The reply was put into a message."""
    count_use(person=request.person, reply_id=pk)
    return HttpResponse(status=204)
