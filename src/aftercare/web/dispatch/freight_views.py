"""Freight changes: asked, agreed, paid, waived (O8)."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.money import Money
from aftercare.dispatch.access import FREIGHTERS, READERS
from aftercare.dispatch.actions.ask_freight import Wish, ask_freight
from aftercare.dispatch.actions.move_freight import Bill, Step, move_freight, pass_on_bill
from aftercare.dispatch.freight import access_freight
from aftercare.dispatch.terms import FreightKind, FreightState, Pays
from aftercare.files.terms import Copy
from aftercare.web.cases.board import chosen_shops
from aftercare.web.dispatch.freight_view import FreightContext
from aftercare.web.files import answer_file, read_upload
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_version
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.shops.forms import HALF_WIDTH

SAID = {
    FreightState.AGREED: gettext_lazy("Noted as agreed."),
    FreightState.PAID: gettext_lazy("Noted as paid."),
    FreightState.WAIVED: gettext_lazy("The make-up is waived."),
    FreightState.WAIVING: gettext_lazy("The supervisor is asked."),
    FreightState.DROPPED: gettext_lazy("The change is dropped."),
}


@page(roles=READERS)
def freight(request: PageRequest) -> HttpResponse:
    """What is not settled, the oldest first."""
    context = FreightContext(request.person, chosen_shops(request), request.GET)
    return answer(request, "dispatch/freight.html", "dispatch/_freight_rows.html", {"view": context})


@page(roles=FREIGHTERS, methods=("POST",))
def new(request: PageRequest, pk: int) -> HttpResponse:
    """The buyer of that order wants another way."""
    posted = only(request.POST, "kind", "courier", "pays", "amount", "note")
    kind, pays = posted.get("kind", ""), posted.get("pays", "")
    if kind not in FreightKind.values or (pays and pays not in Pays.values):
        raise InvalidInput({"kind": _("Choose one of the list.")})
    wish = Wish(
        FreightKind(kind),
        posted.get("courier", ""),
        Pays(pays) if pays else None,
        _yuan(posted.get("amount", "")),
        posted.get("note", ""),
    )
    ask_freight(order_id=pk, wish=wish, person=request.person)
    return go_with(request, reverse("dispatch_order", args=[pk]), _("Noted; print the slip again."))


@page(roles=FREIGHTERS, methods=("POST",))
def move(request: PageRequest, pk: int) -> HttpResponse:
    """state: where it goes; reason for waiving."""
    posted = only(request.POST, "state", "version", "reason")
    state = posted.get("state", "")
    if state not in SAID:
        raise InvalidInput({"state": _("Choose what was done.")})
    version = read_version({"version": posted.get("version", "")})
    step = Step(FreightState(state), version, posted.get("reason", ""))
    row = move_freight(freight_id=pk, step=step, person=request.person)
    return go_with(request, reverse("dispatch_order", args=[row.order_id]), SAID[FreightState(row.state)])


@page(roles=FREIGHTERS, methods=("POST",))
def bill(request: PageRequest, pk: int) -> HttpResponse:
    """The freight line's bill: amount, and one photo when there is a new one."""
    posted = only(request.POST, "amount", "version")
    amount = _yuan(posted.get("amount", ""))
    if amount is None:
        raise InvalidInput({"amount": _("Enter an amount in yuan with at most two decimals.")})
    version = read_version({"version": posted.get("version", "")})
    has_photo = any(file.size for file in request.FILES.getlist("file"))
    passed = Bill(amount, version, read_upload(request) if has_photo else None)
    row = pass_on_bill(freight_id=pk, bill=passed, person=request.person)
    return go_with(request, reverse("dispatch_order", args=[row.order_id]), _("Noted: the buyer makes it up."))


@page(roles=READERS)
def photo(request: PageRequest, pk: int, copy: str) -> HttpResponseBase:
    """A copy of the bill's photo."""
    found = access_freight(request.person, pk)
    if found.invoice is None or copy not in Copy.values:
        raise NotFound(copy)
    return answer_file(found.invoice, Copy(copy))


def _yuan(text: str) -> Money | None:
    text = text.strip().translate(HALF_WIDTH).lstrip("¥￥").replace(",", "")
    if not text:
        return None
    try:
        return Money.from_yuan(text)
    except ValueError:
        raise InvalidInput({"amount": _("Enter an amount in yuan with at most two decimals.")}) from None
