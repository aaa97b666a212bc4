"""Pages on which buyers of an own site review what they bought (R1): let in by a form that the site has signed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.text import read_number
from aftercare.files.terms import Copy
from aftercare.orders.models import OrderLine
from aftercare.portal.bought import DSR, BoughtContext, ReviewContext
from aftercare.portal.buyers import access_buyer, access_own_site, keep_signed, read_signed
from aftercare.portal.entering import language_in
from aftercare.portal.limits import count_review
from aftercare.portal.strangers import TOO_MANY_REQUESTS, address_of, private, strange
from aftercare.reviews.access import Buyer, access_line, access_own_picture
from aftercare.reviews.actions.review_as_buyer import Said, add_as_buyer, review_as_buyer
from aftercare.web.files import answer_file, read_uploads
from aftercare.web.fragments import go
from aftercare.web.policy import ANONYMOUS, PageRequest, page, page_time
from aftercare.web.posted import only

CLOSED: Final = _("This page has closed")
COME_AGAIN: Final = _("Log in at the shop and open the page from there once more. Reviews that were sent are kept.")
View = Callable[..., HttpResponseBase]


def _for_buyer(view: View) -> View:
    """The view gets the buyer. Whoever is none, and whatever is not theirs, gets the one page of what is not there;
    whose time has run out while they wrote gets their words back."""

    @wraps(view)
    def let_in(request: PageRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            buyer, language = access_buyer(request, slug)
        except NotFound:
            return strange(request, CLOSED, COME_AGAIN, request.POST.get("text", ""))
        try:
            with translation.override(language or translation.get_language()):
                return private(cast(HttpResponse, view(request, buyer, *args, **kwargs)))
        except NotFound:
            return strange(request, CLOSED, COME_AGAIN)

    return let_in


@page(roles=ANONYMOUS, methods=("GET", "POST"))
@csrf_exempt
def bought(request: PageRequest, slug: str) -> HttpResponseBase:
    """What the buyer has bought. POST: they come from the shop's site, whose signature lets them in."""
    return _enter(request, slug) if request.method == "POST" else _bought(request, slug)


def _enter(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        shop = access_own_site(slug)
        told = read_signed(shop, request.POST)
    except NotFound:
        return strange(request, CLOSED, COME_AGAIN)
    response = go(request, reverse("buyer_orders", args=[slug]))
    keep_signed(response, request, shop, told, language_in(request.POST.dict()) if "language" in request.POST else "")
    return private(response)


@_for_buyer
def _bought(request: PageRequest, buyer: Buyer) -> HttpResponse:
    return render(request, "portal/bought.html", {"view": BoughtContext(buyer, page_time(request))})


@page(roles=ANONYMOUS, methods=("GET", "POST"))
@_for_buyer
def review(request: PageRequest, buyer: Buyer, line: int) -> HttpResponse:
    """GET: the review with the shop's reply, or the form. POST: review it."""
    found = access_line(buyer, line)
    if request.method == "GET":
        return render(request, "portal/review.html", {"view": ReviewContext(buyer, found, page_time(request))})
    return _send(request, buyer, found, lambda: review_as_buyer(buyer=buyer, line_id=line, said=_said(request)))


@page(roles=ANONYMOUS, methods=("POST",))
@_for_buyer
def addition(request: PageRequest, buyer: Buyer, line: int) -> HttpResponse:
    """Add to the review."""
    found = access_line(buyer, line)
    return _send(request, buyer, found, lambda: add_as_buyer(buyer=buyer, line_id=line, text=_text(request)))


@page(roles=ANONYMOUS)
@_for_buyer
def picture(request: PageRequest, buyer: Buyer, token: str, copy: str) -> HttpResponseBase:
    """A picture of one of their own reviews."""
    if copy not in (Copy.THUMB, Copy.SHOWN):
        raise NotFound(copy)
    return answer_file(access_own_picture(buyer, token), Copy(copy))


def _send(request: PageRequest, buyer: Buyer, line: OrderLine, act: Callable[[], object]) -> HttpResponse:
    """Do what was sent and show the page anew; or say beside what was typed why not."""
    problems: dict[str, Any]
    try:
        count_review(buyer.customer_id or 0, address_of(request))
    except Refused as error:
        problems, status = {"": str(error)}, TOO_MANY_REQUESTS
    else:
        try:
            act()
            return go(request, reverse("buyer_review", args=[buyer.shop.slug, line.pk]))
        except InvalidInput as error:
            problems, status = dict(error.problems), 422
        except Refused as error:
            problems, status = {"": str(error)}, 409
    context = ReviewContext(buyer, line, page_time(request)).again(problems, request.POST.dict())
    return render(request, "portal/review.html", {"view": context}, status=status)


def _said(request: PageRequest) -> Said:
    parts = [f"dsr_{part}" for part in DSR]
    posted = only(request.POST, "stars", "text", *parts)
    given = {part: stars for part in DSR if (stars := _stars(posted.get(f"dsr_{part}", ""))) is not None}
    return Said(_stars(posted.get("stars", "")), posted.get("text", ""), given, read_uploads(request, "pictures"))


def _text(request: PageRequest) -> str:
    return only(request.POST, "text").get("text", "")


def _stars(told: str) -> int | None:
    """The number that was sent, which need not be one to five; None for none."""
    return None if not told else read_number(told) or 0
