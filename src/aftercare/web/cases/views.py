"""The board and the page of a case."""

from django.http import HttpResponse

from aftercare.web.cases.audience import READERS
from aftercare.web.cases.board import BoardContext
from aftercare.web.fragments import answer
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=READERS)
def board(request: PageRequest) -> HttpResponse:
    """What runs out first, by view and filter; htmx asks for the next rows only (B1)."""
    context = BoardContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "cases/board.html", "cases/_rows.html", {"board": context})
