"""The buyer of a conversation wants to be left in peace, or takes it back (S8)."""

from django.db import transaction

from aftercare.chat.access import access_to_answer
from aftercare.chat.hints import hint
from aftercare.chat.reach import names_of
from aftercare.core.time import now
from aftercare.customers.actions.set_opt_out import set_opt_out
from aftercare.customers.models import OptOut
from aftercare.shops.access import Person


def opt_out_buyer(*, conversation_id: int, on: bool, person: Person) -> None:
    """Under every name by which they are known: what was noted before we knew who they are ends as well. Raises
    NotFound and Refused."""
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        shop, at = conversation.shop, now()
        names = names_of(conversation.visitor, conversation.visitor.customer_id)
        noted = OptOut.objects.filter(shop=shop, who__in=names, ended_at=None).values_list("who", flat=True)
        if on and not noted:
            set_opt_out(shop=shop, who=names[0], on=True, person=person, at=at, through=names[-1])
        for name in () if on else list(noted):
            set_opt_out(shop=shop, who=name, on=False, person=person, at=at)
        hint(conversation)
