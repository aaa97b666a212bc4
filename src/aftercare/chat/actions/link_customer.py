"""A buyer whom nobody knows names an order of theirs: from then on the conversation knows whose it is (U1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from aftercare.chat.access import access_to_answer
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, FollowUp, Visitor
from aftercare.chat.terms import FollowUpState
from aftercare.chat.writing import note_event
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.models import Event
from aftercare.core.text import clean, fold
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.actions.join_names import join_names
from aftercare.customers.models import Customer
from aftercare.orders.models import Order
from aftercare.shops.access import Person

TAIL: Final = 4  # digits of the receiver's phone that the buyer says
MOST_WRONG: Final = 5  # in an hour and in one conversation, so that nobody finds the digits by trying
SPAN: Final = timedelta(hours=1)
NO_MATCH: Final = Refusal(
    "no_such_order",
    _(
        "No order of this shop fits this number and these digits. Ask the buyer for both again; an order without a"
        " phone number or a buyer in its report cannot be linked."
    ),
)
TOO_OFTEN: Final = Refusal("link_tried_enough", _("Five wrong tries within an hour: link this buyer later."))
ANOTHER: Final = Refusal(
    "linked_to_another", _("This conversation already belongs to another buyer. One conversation is one buyer's.")
)


@dataclass(frozen=True)
class Claim:
    """What the buyer says: the whole order number, and the last four digits of the receiver's phone."""

    number: str
    digits: str


def link_customer(*, conversation_id: int, claim: Claim, person: Person) -> Customer:
    """Set whose conversation it is; the same again changes nothing. Row U1.

    Nothing of the order is told before both fit, and an order of somebody else looks like none. Raises NotFound,
    InvalidInput, and Refused: they do not fit, tried too often, or the visitor is somebody else already.
    """
    number, digits = clean(claim.number), fold(claim.digits)
    if not number:
        raise InvalidInput({"number": _("Enter the whole order number.")})
    if not (len(digits) == TAIL and digits.isascii() and digits.isdigit()):
        raise InvalidInput({"digits": _("Enter the last four digits of the receiver's phone, as the buyer says them.")})
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        at = now()
        if _wrong_tries(conversation, person, at) >= MOST_WRONG:
            raise Refused(TOO_OFTEN)
        customer = _customer_of(conversation.shop_id, number, digits)
        if customer is not None:
            _link(conversation, customer, person, at)
        else:
            note_event(conversation, "talk.link_refused", person, at)  # kept: the transaction is not undone
    if customer is None:
        raise Refused(NO_MATCH)
    return customer


def _wrong_tries(conversation: Conversation, person: Person, at: datetime) -> int:
    """Of anybody in this conversation, or of this person in any: nobody guesses by going from one to the next."""
    wrong = Event.objects.filter(kind="talk.link_refused", at__gt=at - SPAN)
    here = Q(subject_kind="conversation", subject_id=conversation.pk)
    return wrong.filter(here | Q(actor_id=person.staff_id, shop_id=conversation.shop_id))[:MOST_WRONG].count()


def _customer_of(shop_id: int, number: str, digits: str) -> Customer | None:
    """Whose order it is; None also for one without a phone: then nothing confirms it."""
    order = Order.objects.select_related("customer").filter(shop_id=shop_id, platform_no=number).first()
    if order is None or order.customer is None:
        return None
    return order.customer if _tail(order) == digits else None


def _tail(order: Order) -> str:
    """The last four digits; of a number with an extension ("13812345678-1234", "转1234") those before it."""
    phone = fold(order.receiver_phone or order.receiver_phone_mask)
    plain = phone.replace("转", "-").replace(",", "-").replace(" ", "").removeprefix("+86").lstrip("-")
    parts = [part for part in plain.split("-") if part]
    # "0571-88888888" begins with a short area code, "13812345678-1234" with the number itself
    number = parts[0] if parts and len(parts[0]) >= 7 else "".join(parts[:2])
    tail = number[-TAIL:]
    return tail if len(tail) == TAIL and tail.isascii() and tail.isdigit() else ""


def _link(conversation: Conversation, customer: Customer, person: Person, at: datetime) -> None:
    visitor = Visitor.objects.select_for_update(no_key=True).get(pk=conversation.visitor_id)
    if visitor.customer_id == customer.pk:
        return
    if visitor.customer_id is not None:
        raise Refused(ANOTHER)
    visitor.customer_id, visitor.linked_by_id = customer.pk, person.staff_id
    visitor.save(update_fields=["customer", "linked_by"])
    # What is planned for them ends by itself once they have ordered, and counts with their other contacts.
    open_ones = FollowUp.objects.filter(visitor=visitor, customer=None, state=FollowUpState.OPEN)
    open_ones.update(customer_id=customer.pk)
    join_names(shop_id=visitor.shop_id, old=f"visitor:{visitor.pk}", new=f"customer:{customer.pk}", at=at)
    hint(conversation)
    note_event(conversation, "talk.customer_linked", person, at, customer=customer.pk)
