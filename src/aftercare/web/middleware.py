"""Language of the person's choice, and errors in words a person can use."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import DataError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.web import errors

TOO_LARGE = "aftercare.too_large"  # the web server's word for a request whose body it did not keep
Answer = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("aftercare.web")


class LanguageMiddleware:
    """Chinese unless the person chose otherwise (X2): the browser's list says little on a Chinese shop's machine."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):  # the thread goes on to somebody else
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


class ErrorMiddleware:
    """Turns the three errors of `core.errors` into answers: 409, 422, 404; and what no page of ours asks into 400.

    The only place that knows these codes. Django logs one line about each; a stack is for our own mistakes.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.get(TOO_LARGE):
            return errors.bad_request(request, RequestDataTooBig())
        if "\0" in request.path_info:
            return errors.not_found(request, NotFound(request.path_info))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, Refused):
            logger.info("refused %s at %s", exception.refusal.code, request.path)
            return errors.refused(request, exception.refusal)
        if isinstance(exception, InvalidInput):
            return errors.invalid(request, exception.problems)
        if isinstance(exception, NotFound):
            return errors.not_found(request, exception)
        # PostgreSQL keeps no NUL, and no person types one (F11).
        has_nul = isinstance(exception, DataError) and "NUL" in str(exception)
        if isinstance(exception, BadRequest) or has_nul:
            return errors.bad_request(request, exception)
        return None
