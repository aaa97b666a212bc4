"""The conversation turns out to be somebody else's than it was linked to (U1)."""

from typing import Final

from django.db import transaction
from django.db.models import Q

from aftercare.chat.access import access_to_answer
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, FollowUp, Visitor
from aftercare.chat.terms import FollowUpState
from aftercare.chat.writing import note_event
from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.actions.join_names import part_names
from aftercare.shops.access import Person

NOT_LINKED: Final = Refusal("not_linked", _("This conversation is linked to no buyer any more."))
CHANGED: Final = Refusal("linked_to_another", _("This conversation has been linked anew."))
BY_THEIR_SITE: Final = Refusal("linked_by_site", _("The shop's own site says who this buyer is: correct it there."))


def may_unlink(visitor: Visitor) -> bool:
    """Whether a person has linked them; what the shop's site has signed is no guess of ours."""
    return visitor.customer_id is not None and (visitor.linked_by_id is not None or not visitor.identity_hash)


def unlink_customer(*, conversation_id: int, customer_id: int | None, person: Person) -> Conversation:
    """Nobody known from now on, as before the link: contacts, wishes and tasks that came from this visitor go back to
    them, and the customer keeps their own. `customer_id` is who it was on screen. Raises NotFound, Refused. Row U1."""
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        visitor = Visitor.objects.select_for_update(no_key=True).filter(pk=conversation.visitor_id).first()
        if visitor is None or visitor.customer_id is None:
            raise Refused(NOT_LINKED)
        if visitor.customer_id != customer_id:
            raise Refused(CHANGED)
        if not may_unlink(visitor):
            raise Refused(BY_THEIR_SITE)
        at, before = now(), visitor.customer_id
        visitor.customer_id = visitor.linked_by_id = None
        visitor.save(update_fields=["customer", "linked_by"])
        _part_tasks(visitor, before)
        part_names(shop_id=visitor.shop_id, old=f"visitor:{visitor.pk}", new=f"customer:{before}", at=at)
        hint(conversation)
        note_event(conversation, "talk.customer_unlinked", person, at, customer=before)
    return conversation


def _part_tasks(visitor: Visitor, customer_id: int) -> None:
    """What was planned in this visitor's conversations is theirs; a reminder of the customer's order is not to be sent
    to them."""
    both = FollowUp.objects.filter(visitor=visitor, customer_id=customer_id)
    both.filter(~Q(conversation=None), order=None).update(customer=None)
    both.filter(state=FollowUpState.OPEN).exclude(order=None).update(visitor=None)
