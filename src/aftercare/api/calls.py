"""One call: which key it bears, what it holds, and how every error is told. `{"error": {"code", "sentence"}}`."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from aftercare.apikeys.access import key_of_secret, may
from aftercare.apikeys.actions.note_use import note_use
from aftercare.apikeys.models import ApiKey
from aftercare.apikeys.terms import Scope
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.portal.limits import TOO_MANY, count_call, count_strange_key
from aftercare.web.middleware import TOO_LARGE
from aftercare.web.policy import ANONYMOUS, PageRequest, View, page

SCHEME: Final = "bearer "
NO_KEY: Final = Refusal("api.key", _("The key is missing, unknown or no longer in use."))
NO_SCOPE: Final = Refusal("api.scope", _("This key is not good for that."))
NOT_JSON: Final = Refusal("api.json", _("The body is not the JSON that is asked for."))
LARGE: Final = Refusal("api.too_large", _("That is too much at once. Send fewer."))
NOT_THERE: Final = Refusal("api.not_found", _("There is nothing at this address."))
Call = Callable[..., JsonResponse]


def call(scope: Scope, *methods: str) -> Callable[[Call], View]:
    """A view of the API: `view(request, key)` is reached only with a key that is good for `scope`. A cookie opens
    nothing here, so none can be made use of."""

    def decorate(view: Call) -> View:
        @csrf_exempt
        @page(roles=ANONYMOUS, methods=methods)
        @wraps(view)
        def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> JsonResponse:
            try:
                answer = view(request, _key_of(request, scope), *args, **kwargs)
            except Refused as error:
                answer = _told(error.refusal)
            except InvalidInput as error:
                answer = _told(Refusal("api.invalid", str(error)), 422)
            except NotFound:
                answer = _told(NOT_THERE)
            answer["Cache-Control"] = "no-store"
            return answer

        return guarded

    return decorate


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the body; numbers as they are written, so that a long one loses no digit. Raises Refused
    `api.json` or `api.too_large`."""
    if request.META.get(TOO_LARGE):
        raise Refused(LARGE)
    try:
        told = json.loads(request.body, parse_int=str, parse_float=str, parse_constant=_no_number)
    except RequestDataTooBig:
        raise Refused(LARGE) from None
    except (ValueError, RecursionError):
        raise Refused(NOT_JSON) from None
    if not isinstance(told, dict):
        raise Refused(NOT_JSON)
    return told


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _key_of(request: HttpRequest, scope: Scope) -> ApiKey:
    given = request.headers.get("Authorization", "")
    secret = given[len(SCHEME) :].strip() if given.lower().startswith(SCHEME) else ""
    key = key_of_secret(secret)
    if key is None:
        count_strange_key(request.META.get("REMOTE_ADDR", ""))
        raise Refused(NO_KEY)
    count_call(key.pk)
    if not may(key, scope):
        raise Refused(NO_SCOPE)
    note_use(key)
    return key


_STATUSES: Final = {
    NO_KEY.code: 401,
    NO_SCOPE.code: 403,
    NOT_THERE.code: 404,
    LARGE.code: 413,
    NOT_JSON.code: 422,
    TOO_MANY.code: 429,
}


def _told(refusal: Refusal, status: int = 409) -> JsonResponse:
    status = _STATUSES.get(refusal.code, status)
    answer = JsonResponse({"error": {"code": refusal.code, "sentence": str(refusal)}}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer
