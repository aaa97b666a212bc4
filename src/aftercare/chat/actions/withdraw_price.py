"""A price is needed no more (S7)."""

from django.db import transaction

from aftercare.chat.access import access_to_answer
from aftercare.chat.actions.decide_price import GONE
from aftercare.chat.actions.offer_price import tell_colleagues
from aftercare.chat.models import PriceOffer
from aftercare.chat.terms import OfferState
from aftercare.core.errors import Refused
from aftercare.core.time import now
from aftercare.shops.access import Person


def withdraw_price(*, offer_id: int, person: Person) -> PriceOffer:
    """Whoever asked needs it no more. Raises NotFound and Refused."""
    with transaction.atomic():
        found = PriceOffer.objects.filter(pk=offer_id, asked_by_id=person.staff_id)
        conversation = access_to_answer(person, found.values_list("conversation_id", flat=True).first() or 0)
        offer = PriceOffer.objects.select_for_update(no_key=True).get(pk=offer_id)
        if offer.state != OfferState.ASKED:
            raise Refused(GONE)
        at = now()
        offer.state, offer.decided_at = OfferState.VOID, at
        offer.save(update_fields=["state", "decided_at"])
        tell_colleagues(offer, conversation, person, at)
    return offer
