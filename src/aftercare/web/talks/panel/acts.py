"""What is done from the column: each view calls one writer and answers with the block as it is then."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from aftercare.chat.access import ANSWERERS, access_conversation
from aftercare.chat.actions.decide_price import decide_price
from aftercare.chat.actions.end_follow_up import Result, end_follow_up
from aftercare.chat.actions.flag_conversation import set_buyer_type
from aftercare.chat.actions.link_customer import Claim, link_customer
from aftercare.chat.actions.offer_price import Bid, offer_price
from aftercare.chat.actions.opt_out_buyer import opt_out_buyer
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.actions.save_needs import SAVED_MEANWHILE, save_needs
from aftercare.chat.actions.tell_repeated import tell_repeated
from aftercare.chat.actions.unlink_customer import unlink_customer
from aftercare.chat.actions.withdraw_price import withdraw_price
from aftercare.chat.needs.reading import filled
from aftercare.chat.needs.typed import as_typed, typed_needs
from aftercare.chat.terms import FollowUpKind, FollowUpState, OfferState
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.money import Money
from aftercare.web.cases.fields import read_local
from aftercare.web.fragments import toast, trigger
from aftercare.web.numbers import read_number, read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shops.forms import HALF_WIDTH
from aftercare.web.talks.panel.followup import PLANNED, FollowUpContext
from aftercare.web.talks.panel.needs import FIELDS as NEEDS_FIELDS
from aftercare.web.talks.panel.needs import NeedsContext
from aftercare.web.talks.panel.price import PriceContext
from aftercare.web.talks.panel.side import Side
from aftercare.web.talks.panel.views import show
from aftercare.web.talks.panels import NeedsForm

Context = Callable[[Side, Any, Any], Any]


def _after(request: PageRequest, talk: int, code: str, said: str, *others: str) -> HttpResponse:
    """The block as it is now, a toast, and the other blocks that look different by it."""
    side = Side(request.person, talk, page_time(request))
    response = toast(show(request, side, code), said)
    for other in others:
        trigger(response, f"side:{other}")
    return response


def _again(request: PageRequest, talk: int, code: str, make: Context, problems: dict[str, Any]) -> HttpResponse:
    """The block with what was typed and what is wrong with it."""
    side = Side(request.person, talk, page_time(request))
    filled = make(side, request.POST.dict(), problems)
    return show(request, side, code, filled=filled, status=422)


@page(roles=ANSWERERS, methods=("POST",))
def opt_out(request: PageRequest, talk: int) -> HttpResponse:
    """The buyer wants no contact, or wants it again (S8)."""
    on = only(request.POST, "on").get("on") == "1"
    opt_out_buyer(conversation_id=talk, on=on, person=request.person)
    said = _("Noted: nobody contacts this buyer.") if on else _("Noted: this buyer may be contacted again.")
    return _after(request, talk, "buyer", said, "follow_up")


@page(roles=ANSWERERS, methods=("POST",))
def customer(request: PageRequest, talk: int) -> HttpResponse:
    """Whose conversation it is, by an order that the buyer names (U1)."""
    posted = only(request.POST, "number", "digits")
    claim = Claim(posted.get("number", ""), posted.get("digits", ""))
    link_customer(conversation_id=talk, claim=claim, person=request.person)
    return _after(request, talk, "orders", _("The buyer is linked."), "buyer", "cases", "delivery")


@page(roles=ANSWERERS, methods=("POST",))
def unlink(request: PageRequest, talk: int) -> HttpResponse:
    """It was somebody else: `customer` is who it was on screen (U1)."""
    customer_id = read_number(only(request.POST, "customer").get("customer"))
    unlink_customer(conversation_id=talk, customer_id=customer_id, person=request.person)
    return _after(request, talk, "buyer", _("The buyer is unlinked."), "orders", "cases", "delivery", "follow_up")


@page(roles=ANSWERERS, methods=("POST",))
def offers(request: PageRequest, talk: int) -> HttpResponse:
    """A price within the own authority, or a question to the supervisor (S7)."""
    posted = only(request.POST, "q", "product", "offered", "reason")
    try:
        bid = Bid(_product(posted.get("product")), _price(posted.get("offered", "")), posted.get("reason", ""))
        offer = offer_price(conversation_id=talk, bid=bid, person=request.person)
    except InvalidInput as error:
        return _again(request, talk, "price", PriceContext, error.problems)
    granted = offer.state == OfferState.GRANTED
    return _after(request, talk, "price", _("Granted.") if granted else _("The supervisor is asked."))


def _product(text: str | None) -> int:
    number = read_number(text)
    if number is None:
        raise InvalidInput({"product": _("Choose a product.")})
    return number


def _price(text: str) -> Money:
    try:
        return Money.from_yuan(text.translate(HALF_WIDTH).strip().lstrip("¥￥"))
    except ValueError:
        raise InvalidInput({"offered": _("Enter the price in yuan, such as 89.90.")}) from None


@page(roles=ANSWERERS, methods=("POST",))
def decide(request: PageRequest, offer: int) -> HttpResponse:
    """The supervisor's answer, from the column or from the note in the talk: grant=yes or no, and a note (S7)."""
    posted = only(request.POST, "grant", "note")
    if posted.get("grant") not in ("yes", "no"):
        raise InvalidInput({"grant": _("Say yes or no.")})
    grant = posted["grant"] == "yes"
    row = decide_price(offer_id=offer, grant=grant, note=posted.get("note", ""), person=request.person)
    said = _("The price is granted.") if grant else _("The price is denied.")
    return _after(request, row.conversation_id, "price", said)


@page(roles=ANSWERERS, methods=("POST",))
def withdraw(request: PageRequest, offer: int) -> HttpResponse:
    """Whoever asked needs the price no more (S7)."""
    only(request.POST)
    row = withdraw_price(offer_id=offer, person=request.person)
    return _after(request, row.conversation_id, "price", _("Withdrawn."))


@page(roles=ANSWERERS, methods=("POST",))
def follow_up(request: PageRequest, talk: int) -> HttpResponse:
    """Plan that the buyer is contacted again (S8)."""
    posted = only(request.POST, "kind", "due_at", "said", "text")
    zone = access_conversation(request.person, talk).shop.timezone
    try:
        plan = _plan(posted, zone)
        plan_follow_up(conversation_id=talk, plan=plan, person=request.person)
    except InvalidInput as error:
        return _again(request, talk, "follow_up", FollowUpContext, error.problems)
    return _after(request, talk, "follow_up", _("Planned: it stands among your follow-ups."))


def _plan(posted: Mapping[str, str], zone: str) -> Plan:
    kind, text = posted.get("kind", ""), posted.get("text", "")
    if kind not in PLANNED:
        raise InvalidInput({"kind": _("Choose why the buyer is contacted again.")})
    if FollowUpKind(kind) is not FollowUpKind.LATER:
        return Plan(FollowUpKind(kind), text)
    try:
        due = read_local(posted.get("due_at", ""), zone)
        return Plan(FollowUpKind.LATER, text, due, read_number(posted.get("said")))
    except ValueError as error:
        raise InvalidInput({"due_at": error.args[0]}) from None


@page(roles=ANSWERERS, methods=("POST",))
def drop_follow_up(request: PageRequest, pk: int) -> HttpResponse:
    """It is needed no more; `talk` is the conversation beside which it stands."""
    talk = read_number(only(request.POST, "talk").get("talk")) or 0
    access_conversation(request.person, talk)
    end_follow_up(follow_up_id=pk, result=Result(FollowUpState.DROPPED), person=request.person)
    return _after(request, talk, "follow_up", _("Dropped."))


@page(roles=ANSWERERS, methods=("POST",))
def needs(request: PageRequest, talk: int) -> HttpResponse:
    """Keep the needs form; do=fill takes over what the buyer's own words say where nothing stands yet (S5)."""
    posted = only(request.POST, "version", "do", *NEEDS_FIELDS)
    side = Side(request.person, talk, page_time(request))
    typed = {name: posted.get(name, "") for name in NEEDS_FIELDS}
    try:
        wanted = typed_needs(typed)
        if posted.get("do") == "fill":
            wanted = filled(wanted, NeedsContext(side).reading.needs)
            typed = as_typed(wanted)
        save_needs(conversation_id=talk, needs=wanted, version=read_version(posted), person=request.person)
    except InvalidInput as error:
        if set(error.problems) - {*NEEDS_FIELDS, "budget"}:
            raise
        shown = NeedsContext(side, NeedsForm(typed, error.problems))
        return show(request, side, "needs", filled=shown, status=422)
    except Refused as error:
        if error.refusal.code != SAVED_MEANWHILE:
            raise
        shown = NeedsContext(side, NeedsForm(typed), str(error.refusal))
        return show(request, side, "needs", filled=shown, status=422)
    return _after(request, talk, "needs", _("Kept."), "recommend")


@page(roles=ANSWERERS, methods=("POST",))
def buyer_type(request: PageRequest, talk: int) -> HttpResponse:
    """What type of buyer it is, as the agent sees it (S15)."""
    chosen = only(request.POST, "buyer_type").get("buyer_type", "")
    set_buyer_type(conversation_id=talk, buyer_type=chosen, person=request.person)
    return _after(request, talk, "manner", _("Noted: it stays with the buyer."))


@page(roles=ANSWERERS, methods=("POST",))
def repeated(request: PageRequest, talk: int) -> HttpResponse:
    """Tell the supervisor that the same matter was explained again and again (S14)."""
    times = read_number(only(request.POST, "times").get("times"), 3)
    if not times:
        raise InvalidInput({"times": _("Load the page again and repeat this step.")})
    tell_repeated(conversation_id=talk, times=times, person=request.person)
    return _after(request, talk, "manner", _("The supervisor is told."))
