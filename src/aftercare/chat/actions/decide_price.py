"""The supervisor answers in the conversation (S7)."""

from datetime import datetime, timedelta

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.chat.access import access_to_answer
from aftercare.chat.actions.offer_price import authority_in, tell_colleagues
from aftercare.chat.models import PriceOffer
from aftercare.chat.policies import OFFER_HOURS
from aftercare.chat.price_rules import Answer, answer_of
from aftercare.chat.terms import OfferState
from aftercare.chat.writing import TEXT_MOST
from aftercare.core.errors import Refusal, Refused, settled_by
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

GONE = Refusal("price_settled", _("This price has been decided already."))
CHANGED = Refusal("price_changed", _("The list price or the limits have changed since: deny it, then ask anew."))
NOT_YOURS = Refusal("not_yours_to_decide", _("The supervisor decides this, and nobody their own request."))


def decide_price(*, offer_id: int, grant: bool, note: str, person: Person) -> PriceOffer:
    """The answer of the supervisor, or of whoever stands in for them; nobody answers their own request. Raises NotFound
    and Refused."""
    with transaction.atomic():
        found = PriceOffer.objects.filter(pk=offer_id).values_list("conversation_id", flat=True).first()
        conversation = access_to_answer(person, found or 0)
        offer = PriceOffer.objects.select_for_update(no_key=True).get(pk=offer_id)
        if not person.decides(offer.shop_id, Role.SUPERVISOR) or offer.asked_by_id == person.staff_id:
            raise Refused(NOT_YOURS)
        if offer.state != OfferState.ASKED:
            who = offer.decided_by
            raise Refused(settled_by(GONE.code, who.name, OfferState(offer.state).label) if who else GONE)
        at = now()
        if grant and not _still_allowed(offer, conversation.shop, at):
            raise Refused(CHANGED)
        offer.state = OfferState.GRANTED if grant else OfferState.DENIED
        offer.decided_by_id, offer.decided_at, offer.note = person.staff_id, at, clean(note)[:TEXT_MOST]
        hours = policies_of(conversation.shop, at).get(OFFER_HOURS)
        offer.valid_until = at + timedelta(hours=hours)
        offer.save()
        tell_colleagues(offer, conversation, person, at)
    return offer


def _still_allowed(offer: PriceOffer, shop: Shop, at: datetime) -> bool:
    """By the list price and the limits of this moment: they may have changed since it was asked for."""
    product = offer.product
    if not product.is_active or product.price is None or offer.offered > product.price:
        return False
    return answer_of(product.price, offer.offered, authority_in(shop, at), is_supervisor=True) is Answer.GRANTED
