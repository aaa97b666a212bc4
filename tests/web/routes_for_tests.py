"""The product's routes and some that fail, or declare too little: for tests of errors, policies and checks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from aftercare.accounts.terms import Role
from aftercare.config.urls import handler400, handler403, handler404, handler500
from aftercare.config.urls import urlpatterns as product
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.web.policy import ADMINISTRATOR, ANY_STAFF, PageRequest, page

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@page(roles=ANY_STAFF, methods=("POST",))
def refuse(_request: PageRequest) -> HttpResponse:
    raise Refused(Refusal("payout.done", "%(number)s was paid already.", {"number": "T1<b>"}))


@page(roles=ANY_STAFF, methods=("POST",))
def invalid(_request: PageRequest) -> HttpResponse:
    raise InvalidInput({"amount": "Enter an amount in yuan.", "reason": "Choose a reason."})


@page(roles=ANY_STAFF)
def missing(_request: PageRequest) -> HttpResponse:
    raise NotFound("TH-1")


@page(roles=ANY_STAFF)
def broken(_request: PageRequest) -> HttpResponse:
    raise RuntimeError("secret detail of the inside")


@page(roles=frozenset({Role.REFUND_CLERK}))
def for_clerks(request: PageRequest) -> HttpResponse:
    return HttpResponse(request.person.name)


@page(roles=ADMINISTRATOR)
def for_administrators(_request: PageRequest) -> HttpResponse:
    return HttpResponse("ok")


def undeclared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [
    *product,
    path("test/refuse/", refuse),
    path("test/invalid/", invalid),
    path("test/missing/", missing),
    path("test/broken/", broken),
    path("test/clerks/", for_clerks),
    path("test/administrators/", for_administrators),
]
