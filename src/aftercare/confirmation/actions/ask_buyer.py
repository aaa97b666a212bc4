"""Ask the buyer whether the order is right: address and goods repeated, within the limits of contacts (O2, S8)."""

from datetime import datetime

from django.db import transaction

from aftercare.chat.actions.open_to_buyer import conversation_for, write_of_own_accord
from aftercare.chat.checking import noting_blocked
from aftercare.chat.reach import names_of
from aftercare.chat.writing import Words, checked
from aftercare.confirmation.acting import Seen, freshen, keep, open_check
from aftercare.confirmation.composing import text_for, visitor_of
from aftercare.confirmation.lateness import end_clock
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.rules import ASK_FIRST
from aftercare.confirmation.terms import State, Way
from aftercare.core.errors import Refused
from aftercare.customers.actions.claim_contact import Reach, claim_contact
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.shops.access import Person

CHANNELS = {
    Way.CHAT: Channel.CHAT,
    Way.PLATFORM: Channel.PLATFORM,
    Way.SMS: Channel.SMS,
    Way.PHONE: Channel.PHONE,
}


def send_question(*, seen: Seen, client_id: str, person: Person) -> Confirmation:
    """Write it into the buyer's conversation. Raises NotFound, Refused: no chat, settled, changed, the buyer writes
    just now, may not be contacted, or the reply check."""
    freshen(seen, person)
    with noting_blocked(), transaction.atomic():
        row, at = open_check(seen, person)
        visitor = visitor_of(row.order)
        if visitor is None:
            raise Refused(ASK_FIRST)
        conversation = conversation_for(visitor=visitor, person=person)  # before the claim, as everybody locks them
        _claim(row, Way.CHAT, person, at)
        words = checked(Words(client_id, text_for(row, language=visitor.language)))
        message = write_of_own_accord(conversation=conversation, words=words, person=person)
        row.conversation_id, row.asked_seq = message.conversation_id, message.seq
        _asked(row, Way.CHAT, person, at)
    return row


def mark_asked(*, seen: Seen, way: Way, person: Person) -> Confirmation:
    """It was asked elsewhere, with the copied message or by phone. Raises NotFound, Refused."""
    freshen(seen, person)
    with transaction.atomic():
        row, at = open_check(seen, person)
        _claim(row, way, person, at)
        _asked(row, way, person, at)
    return row


def _claim(row: Confirmation, way: Way, person: Person, at: datetime) -> None:
    names = names_of(visitor_of(row.order), row.order.customer_id) or (f"order:{row.order_id}",)
    reach = Reach(names, CHANNELS[way], ContactPurpose.ORDER)
    claim_contact(shop=row.shop, reach=reach, person=person, at=at)


def _asked(row: Confirmation, way: Way, person: Person, at: datetime) -> None:
    end_clock(row, person, at)
    row.state, row.asked_way, row.asked_at, row.asked_by_id = State.ASKED, way, at, person.staff_id
    row.asked_times += 1
    keep(row, "confirmation.asked", person, at, way=way, times=row.asked_times)
