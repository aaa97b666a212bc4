"""The buyer's page of return freight: by the link of the case, without a login, for a phone (B5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.money import Money
from aftercare.freight.access import access_invite
from aftercare.freight.actions.correct_account import checked_account, correct_by_link
from aftercare.freight.actions.register_claim import register_by_link
from aftercare.freight.facts import shop_rules
from aftercare.freight.models import FreightClaim, FreightInvite
from aftercare.freight.queries import claims_of_invite
from aftercare.freight.terms import MOST, TEXTS, ClaimState, PayTo, RefusalCode
from aftercare.portal.limits import count_form
from aftercare.portal.strangers import TOO_MANY_REQUESTS, address_of, private, strange
from aftercare.portal.texts import tail_of
from aftercare.web.fragments import go
from aftercare.web.freight.form import FIELDS, read_claim, read_picture
from aftercare.web.policy import ANONYMOUS, PageRequest, page, page_time
from aftercare.web.posted import only

# What the buyer is told of each state, and its tone.
STATES: Final[Mapping[str, tuple[Any, str]]] = {
    ClaimState.REGISTERED: (gettext_lazy("We are looking at it"), "us"),
    ClaimState.REFUSED: (gettext_lazy("Not refunded"), "late"),
    ClaimState.APPROVED: (gettext_lazy("Agreed, it will be paid soon"), "us"),
    ClaimState.BATCHED: (gettext_lazy("On its way to you"), "us"),
    ClaimState.PAID: (gettext_lazy("Has been paid to you"), "done"),
    ClaimState.FAILED: (gettext_lazy("The payment did not work"), "late"),
}


@dataclass(frozen=True)
class ClaimView:
    """One registration as the buyer sees it: nothing of what the shop says inside the house."""

    number: str
    amount: Money
    tracking_no: str
    state: Any
    tone: str
    at: datetime
    why: str  # why it was refused
    text: str
    asks_account: bool


class BuyerFreightContext:
    """All that the page prints. `problems`: what was wrong with the form; `typed`: what stood in it."""

    texts, most = TEXTS, MOST

    def __init__(self, invite: FreightInvite, token: str, at: datetime) -> None:
        self.invite, self.token = invite, token
        self.case, self.shop = invite.case, invite.case.shop
        self.asks_account = shop_rules(self.shop, at).pay_to is PayTo.ACCOUNT
        self.typed: Mapping[str, str] = {"tracking_no": self.case.return_tracking_no, "key": str(uuid4())}
        self.problems: Mapping[str, Any] = {}

    def again(self, problems: Mapping[str, Any], typed: Mapping[str, str] | None = None) -> "BuyerFreightContext":
        """The same page with what was wrong, and with what was typed."""
        self.problems, self.typed = problems, self.typed if typed is None else typed
        return self

    @property
    def order_tail(self) -> str:
        return tail_of(self.case.order)

    @property
    def goods(self) -> str:
        return self.case.order.item_summary

    @cached_property
    def claims(self) -> list[ClaimView]:
        return [_view(one) for one in claims_of_invite(self.invite)]

    @property
    def other_problems(self) -> list[Any]:
        """What belongs to no field of the form."""
        return [text for name, text in self.problems.items() if name not in (*FIELDS, "picture")]


@page(roles=ANONYMOUS, methods=("GET", "POST"))
def freight(request: PageRequest, token: str) -> HttpResponse:
    """GET: the form, and what became of what was registered. POST: register it."""
    at = page_time(request)
    try:
        invite = access_invite(token, at)
    except NotFound:
        return _strange(request)
    context = BuyerFreightContext(invite, token, at)
    if request.method == "GET":
        return _answer(request, context)
    typed = request.POST.dict()
    try:
        count_form(invite.pk, address_of(request))
    except Refused as error:
        return _answer(request, context.again({"": str(error)}, typed), TOO_MANY_REQUESTS)
    try:
        form = read_claim(only(request.POST, *FIELDS))
        register_by_link(invite=invite, form=form, picture=read_picture(request))
    except InvalidInput as error:
        return _answer(request, context.again(error.problems, typed), 422)
    except Refused as error:
        return _answer(request, context.again({"": str(error)}, typed), 409)
    return go(request, request.path)


@page(roles=ANONYMOUS, methods=("POST",))
def account(request: PageRequest, token: str, number: str) -> HttpResponse:
    """Another account, after a payment to the first one has failed."""
    at = page_time(request)
    try:
        invite = access_invite(token, at)
    except NotFound:
        return _strange(request)
    context = BuyerFreightContext(invite, token, at)
    try:
        count_form(invite.pk, address_of(request))
        posted = only(request.POST, "payee_name", "payee_account")
        named = checked_account(posted.get("payee_name", ""), posted.get("payee_account", ""))
        correct_by_link(invite=invite, number=number, account=named)
    except InvalidInput as error:
        problems = {"": " ".join(str(text) for text in error.problems.values())}
        return _answer(request, context.again(problems), 422)
    except (Refused, NotFound) as error:
        problems = {"": str(error) if isinstance(error, Refused) else _("This registration is not here.")}
        return _answer(request, context.again(problems), 409)
    return go(request, reverse("freight_buyer", args=[token]))


def _answer(request: HttpRequest, context: BuyerFreightContext, status: int = 200) -> HttpResponse:
    return private(render(request, "portal/freight.html", {"view": context}, status=status))


def _strange(request: HttpRequest) -> HttpResponse:
    advice = _("Ask the shop's customer service for a new one: what you have registered is kept.")
    return strange(request, _("This link is no longer good"), advice)


def _view(claim: FreightClaim) -> ClaimView:
    state, tone = STATES[claim.state]
    is_refused = claim.state == ClaimState.REFUSED
    return ClaimView(
        number=claim.number,
        amount=claim.granted or claim.amount,
        tracking_no=claim.tracking_no,
        state=state,
        tone=tone,
        at=claim.settled_at or claim.registered_at,
        why=str(RefusalCode(claim.refusal).label) if is_refused else "",
        text=claim.refusal_text if is_refused else "",
        asks_account=claim.state == ClaimState.FAILED and claim.pay_to == PayTo.ACCOUNT,
    )
