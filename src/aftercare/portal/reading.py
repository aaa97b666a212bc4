"""What buyers' browsers post, read strictly; and answers in frames, as on a socket."""

import json
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse

from aftercare.core.errors import AftercareError, InvalidInput, NotFound
from aftercare.live.frames import problem

BODY_MOST: Final = 64 * 1024  # bytes of a list of frames
BEARER: Final = "Bearer "


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The object that was posted by a page of ours. Raises BadRequest on anything else."""
    check_origin(request)
    try:
        told = json.loads(request.body) if len(request.body) <= BODY_MOST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise BadRequest("not an object of JSON")
    return told


def check_origin(request: HttpRequest) -> None:
    """Browsers say which page posts; only ours does (C12). No cookie counts here, so there is no token of a form."""
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        raise NotFound("origin")


def bearer(request: HttpRequest) -> str:
    """The token beside a posted form; '' for none."""
    told = request.headers.get("Authorization", "")
    return told.removeprefix(BEARER) if told.startswith(BEARER) else ""


def refusal(error: AftercareError) -> JsonResponse:
    """An error as a frame."""
    status = 404 if isinstance(error, NotFound) else 422 if isinstance(error, InvalidInput) else 409
    return JsonResponse(problem(error), status=status)
