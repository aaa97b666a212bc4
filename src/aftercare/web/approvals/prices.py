"""Prices that buyers ask for, beside the requests of cases: what waits, and the answer (S7, C17)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.chat.access import ANSWERERS
from aftercare.chat.actions.decide_price import NOT_YOURS, decide_price
from aftercare.chat.alerts import asked_prices
from aftercare.chat.models import PriceOffer
from aftercare.chat.terms import OfferState
from aftercare.core.errors import InvalidInput
from aftercare.shops.access import Person
from aftercare.web.fragments import go_with, is_part, toast
from aftercare.web.pieces.marks import Tone, Who
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only

MOST = 50  # of the oldest; a conversation does not wait for long
SAID = {"yes": _("The price is granted."), "no": _("The price is denied.")}


@dataclass(frozen=True)
class PriceView:
    """One price per piece that somebody asks for. `refusal`: why this person does not decide it, '' when they do."""

    row: PriceOffer
    who: Who
    percent: str
    refusal: str

    @property
    def address(self) -> str:
        return reverse("approvals_price", args=[self.row.pk])

    @property
    def talk_address(self) -> str:
        return reverse("talk", args=[self.row.conversation_id])

    @property
    def state(self) -> Any:
        return OfferState(self.row.state).label

    @property
    def tone(self) -> Tone:
        return {OfferState.GRANTED: Tone.DONE, OfferState.DENIED: Tone.REFUSED}.get(OfferState(self.row.state), Tone.US)


def waiting_prices(person: Person, shop_ids: Collection[int]) -> list[PriceView]:
    """Those of shops in which the person decides as supervisor and speaks with buyers, the oldest first. One query."""
    mine = [pk for pk in shop_ids if person.decides(pk, Role.SUPERVISOR) and person.has(pk, *ANSWERERS)]
    return [price_view(row, person) for row in asked_prices(mine, MOST, oldest=True)] if mine else []


def price_view(row: PriceOffer, person: Person) -> PriceView:
    """As it is printed."""
    off = 1000 * (row.listed.fen - row.offered.fen) // max(row.listed.fen, 1)
    is_own = row.asked_by_id == person.staff_id
    percent = f"{off // 10}.{off % 10}".removesuffix(".0")
    return PriceView(row, Who(row.asked_by_id, row.asked_by.name), percent, str(NOT_YOURS) if is_own else "")


@page(roles=frozenset({Role.SUPERVISOR}), methods=("POST",), substitutes=True)
def price(request: PageRequest, offer: int) -> HttpResponse:
    """grant=yes or no, and a note to the agent, who reads it in the conversation."""
    posted = only(request.POST, "grant", "note")
    grant = posted.get("grant", "")
    if grant not in SAID:
        raise InvalidInput({"grant": _("Say yes or no.")})
    row = decide_price(offer_id=offer, grant=grant == "yes", note=posted.get("note", ""), person=request.person)
    if not is_part(request):
        return go_with(request, reverse("approvals"), SAID[grant])
    return toast(render(request, "approvals/_price.html", {"one": price_view(row, request.person)}), SAID[grant])
