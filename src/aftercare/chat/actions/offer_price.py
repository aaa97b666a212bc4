"""A buyer asks for a lower price (S7)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.chat.access import access_to_answer, check_open, own_id
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, PriceOffer
from aftercare.chat.policies import AGENT_DISCOUNT, OFFER_HOURS, SUPERVISOR_DISCOUNT
from aftercare.chat.price_rules import Answer, Authority, answer_of, lowest
from aftercare.chat.terms import CardKind, Kind, OfferState, Side
from aftercare.chat.writing import TEXT_MOST, Words, add_message, note_event
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.money import ZERO, Money
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.models import Product
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

ASKED_ALREADY = Refusal("price_asked", _("The supervisor has been asked for this product already."))


@dataclass(frozen=True)
class Bid:
    """The price per piece that the agent would like to give, and why."""

    product_id: int
    offered: Money
    reason: str = ""


def authority_in(shop: Shop, at: datetime) -> Authority:
    """The shop's limits."""
    policies = policies_of(shop, at)
    return Authority(policies.get(AGENT_DISCOUNT), policies.get(SUPERVISOR_DISCOUNT))


def offer_price(*, conversation_id: int, bid: Bid, person: Person) -> PriceOffer:
    """Granted at once within the person's authority; above it the supervisor is asked, in the conversation. Raises
    NotFound, InvalidInput, and Refused above what anybody grants, or when the same product is asked for already."""
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        check_open(conversation)
        at, shop = now(), conversation.shop
        product, listed = _listed(shop, bid)
        authority = authority_in(shop, at)
        if person.roles_in(shop.pk) == {Role.TEMPORARY}:
            authority = replace(authority, agent=0)  # who helps for a time gives nothing away (B11)
        is_supervisor = person.has(shop.pk, Role.SUPERVISOR)
        answer = answer_of(listed, bid.offered, authority, is_supervisor=is_supervisor)
        if answer is Answer.NOBODY:
            sentence = _("Nobody may go below ¥%(lowest)s for this product.")
            raise Refused(Refusal("price_too_low", sentence, {"lowest": lowest(listed, authority.supervisor).yuan}))
        offers = PriceOffer.objects.filter(conversation=conversation, product=product)
        if offers.filter(state=OfferState.ASKED).exists():
            raise Refused(ASKED_ALREADY)
        granted = offers.filter(state=OfferState.GRANTED, offered=bid.offered, valid_until__gt=at).first()
        if granted is not None:  # pressed twice
            return granted
        alone = answer is Answer.GRANTED
        offer = PriceOffer.objects.create(
            conversation=conversation,
            shop=shop,
            product=product,
            listed=listed,
            offered=bid.offered,
            state=OfferState.GRANTED if alone else OfferState.ASKED,
            approved_alone=alone,
            reason=clean(bid.reason)[:TEXT_MOST],
            asked_by_id=own_id(person),
            asked_at=at,
            decided_by_id=person.staff_id if alone else None,
            decided_at=at if alone else None,
            valid_until=at + timedelta(hours=policies_of(shop, at).get(OFFER_HOURS)),
        )
        tell_colleagues(offer, conversation, person, at)
    return offer


def tell_colleagues(offer: PriceOffer, conversation: Conversation, person: Person, at: datetime) -> None:
    """A note in the conversation, by which the supervisor answers and the agent hears of it; buyers never see it."""
    why = offer.note if offer.decided_by_id and not offer.approved_alone else offer.reason
    card = {
        "kind": CardKind.OFFER.value,
        "offer": offer.pk,
        "state": offer.state,
        "title": offer.product.title,
        "listed": offer.listed.fen,
        "offered": offer.offered.fen,
        "reason": why,
        "until": offer.valid_until.isoformat(),
    }
    said = f"{offer.product.title} ¥{offer.listed.yuan} → ¥{offer.offered.yuan} · {OfferState(offer.state).label}"
    text = "\n".join(filter(None, (said, why)))[:TEXT_MOST]
    words = Words(f"offer-{offer.pk}-{offer.state}", text, Kind.WHISPER, card=card)
    add_message(conversation, words, Side.AGENT, at, staff_id=person.staff_id)
    hint(conversation)
    data = {"offer": offer.pk, "state": offer.state, "listed": offer.listed.fen, "offered": offer.offered.fen}
    note_event(conversation, f"price.{offer.state}", person, at, **data)


def _listed(shop: Shop, bid: Bid) -> tuple[Product, Money]:
    product = Product.objects.filter(shop=shop, pk=bid.product_id, is_active=True).first()
    if product is None:
        raise InvalidInput({"product": _("The shop does not sell this product.")})
    if product.price is None:
        raise InvalidInput({"product": _("This product has no price yet: operations enter it under Products.")})
    if not ZERO < bid.offered <= product.price:
        raise InvalidInput({"offered": _("Between ¥0.01 and the list price of ¥%(price)s.") % {"price": product.price}})
    return product, product.price
