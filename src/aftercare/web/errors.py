"""Error answers in our words: what happened, that nothing was lost, what to do. As a page, or a box inside one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import Refusal


@dataclass(frozen=True)
class Problem:
    """What an error page or box prints."""

    status: int
    title: Any
    sentence: Any
    advice: Any
    code: str = ""
    lines: tuple[str, ...] = ()


_NOT_FOUND = Problem(
    404,
    _("This page is not here"),
    _("It does not exist, or it belongs to a shop that you do not work in."),
    _("Check the number, or search for it. If it should be yours, ask your administrator for the shop."),
)
_FORBIDDEN = Problem(
    403,
    _("The form is no longer valid"),
    _("It was opened in another session or too long ago, so it was not accepted. Nothing was changed."),
    _("Go back, load the page again and send it once more. Your text is kept."),
)
_BAD_REQUEST = Problem(
    400,
    _("The request could not be read"),
    _("Something in it has a form that we do not accept. Nothing was changed."),
    _("Go back and try again. If it happens twice, tell your administrator what you did."),
)
_NOT_ALLOWED = Problem(
    405,
    _("This address cannot be opened by itself"),
    _("It belongs to a button on another page. Nothing was changed."),
    _("Go back and use the button there."),
)
_TOO_LARGE = Problem(
    413,
    _("That is too large"),
    _("The file or form is larger than we accept. Nothing was changed."),
    _("Send a smaller file, or fewer at once."),
)
_BROKEN = Problem(
    500,
    _("Something broke on our side"),
    _("The page could not be built. What you had saved before is safe; this last step was not carried out."),
    _("Try again in a minute. If it stays so, tell your administrator the time and the address of the page."),
)

UNSAVED_FORM = Problem(
    401,
    _("You were logged out meanwhile"),
    _("What you have just sent was not saved."),
    _("Log in: you come back to the page, and send it once more."),
)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """409 with the very sentence of the refusal."""
    advice = _("Nothing was changed. Load the page again to see how things stand now.")
    return answer(request, Problem(409, _("This cannot be done now"), str(refusal), advice, code=refusal.code))


def invalid(request: HttpRequest, problems: Mapping[str, Any]) -> HttpResponse:
    """422 with one line per field."""
    lines = tuple(str(sentence) for sentence in problems.values())
    sentence = _("Nothing was saved. Please correct the following.")
    return answer(request, Problem(422, _("Not everything can be used"), sentence, "", lines=lines))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: missing and not yours look the same."""
    return answer(request, _NOT_FOUND)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: mostly a form without a valid token."""
    return answer(request, _FORBIDDEN)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when the body was larger than allowed."""
    too_large = type(exception).__name__ in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
    return answer(request, _TOO_LARGE if too_large else _BAD_REQUEST)


def not_allowed(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    """405 with the verbs that the address knows."""
    response = answer(request, _NOT_ALLOWED)
    response["Allow"] = ", ".join(sorted(methods))
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500: the stack goes to the log, never to the person."""
    return answer(request, _BROKEN)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as a page, or as a box that the page puts beside what was pressed."""
    template = "pieces/error_box.html" if getattr(request, "htmx", False) else "errors/page.html"
    response = render(request, template, {"problem": problem}, status=problem.status)
    response["Cache-Control"] = "no-store"
    response["AC-Problem"] = problem.code or str(problem.status)  # errors.js puts the box beside what was pressed
    return response
