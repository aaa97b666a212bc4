"""All that the server knows about htmx: a whole page or a part from one view, toasts, moves to another page."""

import json
from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

Tone = Literal["done", "soon", "late", "us"]


def is_part(request: HttpRequest) -> bool:
    """Whether only a part of the page was asked for. Going back in the browser's history asks for the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def answer(request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render `part` when htmx asked for it and `page` otherwise; `page` includes the same `part`."""
    response = render(request, part if is_part(request) else page, context, status=status)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def toast(response: HttpResponse, text: Any, tone: Tone = "done") -> HttpResponse:
    """Show a toast when this part arrives. For a redirect use `go_with`."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    events["ac:toast"] = {"text": str(text), "tone": tone}
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def trigger(response: HttpResponse, event: str, detail: dict[str, Any] | None = None) -> HttpResponse:
    """Tell other parts of the page that something changed; they listen with hx-trigger="<event> from:body"."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    events[event] = detail or {}
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Move to another page, from a form or from htmx."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return _see_other(address)


def go_with(request: HttpRequest, address: str, text: Any) -> HttpResponse:
    """Move to another page and show a toast there."""
    messages.success(request, str(text))
    return go(request, address)


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303  # after a POST the browser must ask with GET
    return response
