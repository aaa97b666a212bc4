"""The shop reviews the buyer of an order: how long it still may, what it said (R1)."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, Refused
from aftercare.orders.access import access_order
from aftercare.orders.models import Order
from aftercare.reviews.access import WRITERS
from aftercare.reviews.actions.give_review import Verdict, give_refusal, give_review
from aftercare.reviews.checking import BLOCKED
from aftercare.reviews.policies import limits_of
from aftercare.reviews.rules import MOST_REPLY
from aftercare.reviews.terms import Result
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.web.fragments import go_with
from aftercare.web.pieces.clock import Clock
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only


class GiveContext:
    """The form, or why there is none."""

    def __init__(self, order: Order, person: Person, at: datetime, typed: Verdict | None = None) -> None:
        self.order, self.at = order, at
        refusal = give_refusal(order, person, at)
        self.refusal = str(refusal) if refusal else ""
        self.typed = typed or Verdict(Result.GOOD.value, "")
        self.problems: dict[str, Any] = {}
        self.most = MOST_REPLY
        self.results = [(one.value, one.label) for one in (Result.GOOD, Result.NEUTRAL, Result.BAD)]

    @property
    def clock(self) -> Clock | None:
        """How long the shop still may."""
        done = self.order.completed_at
        if self.refusal or done is None:
            return None
        until = done + limits_of(policies_of(self.order.shop, self.at)).last
        return Clock(done, None, until, _("nobody reviews any more"))


@page(roles=frozenset(WRITERS), methods=("GET", "POST"))
def review_give(request: PageRequest, pk: int) -> HttpResponse:
    """Review the buyer of that order."""
    order, at = access_order(request.person, pk), page_time(request)
    if request.method == "GET":
        return render(request, "reviews/give.html", {"view": GiveContext(order, request.person, at)})
    posted = only(request.POST, "result", "text")
    verdict = Verdict(posted.get("result", ""), posted.get("text", ""))
    try:
        give_review(order_id=pk, verdict=verdict, person=request.person)
    except InvalidInput as error:
        return _again(request, order, verdict, error.problems, 422)
    except Refused as error:
        if error.refusal.code != BLOCKED:
            raise
        return _again(request, order, verdict, {"text": error.refusal}, 409)
    return go_with(
        request, reverse("order", args=[pk]), _("Written down. Copy it to the platform; a file confirms it.")
    )


def _again(request: PageRequest, order: Order, typed: Verdict, problems: dict[str, Any], status: int) -> HttpResponse:
    context = GiveContext(order, request.person, page_time(request), typed)
    context.problems = problems
    return render(request, "reviews/give.html", {"view": context}, status=status)
