"""The door of the aggregators: open, and every push is looked at before anything is kept (F10)."""

from typing import Final

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from aftercare.core.errors import NotFound
from aftercare.core.text import read_number
from aftercare.parcels.actions.take_push import take_push
from aftercare.web.policy import ANONYMOUS, PageRequest, page

MOST_BYTES: Final = 512 * 1024
TOKEN_MOST: Final = 64


@page(roles=ANONYMOUS, methods=("POST",))
@csrf_exempt
def push(request: PageRequest, token: str) -> HttpResponse:
    """A form of 快递100 or 快递鸟, answered in its own form; 404 without a word on an address that is none."""
    length = read_number(request.META.get("CONTENT_LENGTH"))
    if length is None or length > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        form = request.POST.dict()
    except (BadRequest, RequestDataTooBig, TooManyFieldsSent):
        return HttpResponse(status=400)
    try:
        answer = take_push(token=token[:TOKEN_MOST], form={name: str(value) for name, value in form.items()})
    except NotFound:
        return HttpResponse(status=404)
    return JsonResponse(answer.body, status=answer.status, json_dumps_params={"ensure_ascii": False})
