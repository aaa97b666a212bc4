"""The column beside a conversation, and each of its blocks (U1)."""

from typing import Any

from django.http import HttpResponse

from aftercare.chat.access import READERS
from aftercare.web.fragments import answer
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.talks.panel.blocks import Block, PanelContext, is_open, kind_of
from aftercare.web.talks.panel.side import Side

PAGE, COLUMN, BLOCK = "talks/panel.html", "talks/_panel.html", "talks/_panel_block.html"


@page(roles=READERS)
def panel(request: PageRequest, talk: int) -> HttpResponse:
    """The whole column; without htmx as a page of its own."""
    side = Side(request.person, talk, page_time(request), request.GET)
    return answer(request, PAGE, COLUMN, {"panel": PanelContext(side, request.COOKIES)})


@page(roles=READERS)
def block(request: PageRequest, talk: int, code: str) -> HttpResponse:
    """One block as this browser has it: folded, or with its content. ?open=1: with its content."""
    side = Side(request.person, talk, page_time(request), request.GET)
    return show(request, side, code, opened=request.GET.get("open") == "1")


def show(
    request: PageRequest, side: Side, code: str, *, filled: Any = None, opened: bool = True, status: int = 200
) -> HttpResponse:
    """The block, in the whole column when no part was asked for. `filled`: its content, with remarks at what was
    typed."""
    kind = kind_of(code)
    shown = Block(kind, side, is_open=opened or is_open(kind, request.COOKIES), filled=filled)
    column = PanelContext(side, request.COOKIES)
    column.blocks = [shown if one.kind is kind else one for one in column.blocks]
    response = answer(request, PAGE, BLOCK, {"panel": column, "block": shown, "side": side}, status=status)
    if request.method == "POST":  # whatever part of the block was pressed
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = f"#side-{code}", "outerHTML"
    return response
