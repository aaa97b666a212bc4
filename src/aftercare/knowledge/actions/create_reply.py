"""A new quick reply."""

from django.db import transaction

from aftercare.core.time import now
from aftercare.knowledge.access import check_may_add
from aftercare.knowledge.inputs import ReplyFacts, checked
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.writing import answers_changed, check_answers_alone, fill_in, keep, room_for, tell
from aftercare.shops.access import Person


@transaction.atomic
def create_reply(*, person: Person, shop_id: int, facts: ReplyFacts, is_shared: bool) -> QuickReply:
    """A reply of the shop, or of the person alone. Row S12.

    Raises NotFound, Refused (not their right, no room), or InvalidInput by field.
    """
    check_may_add(person, shop_id, is_shared=is_shared)
    kept, at = checked(facts, is_shared=is_shared), now()
    owner_id = None if is_shared else person.staff_id
    room_for(shop_id, owner_id)
    reply = QuickReply(shop_id=shop_id, owner_id=owner_id, changed_by_id=person.staff_id, changed_at=at)
    fill_in(reply, kept)
    check_answers_alone(reply)
    keep(reply)
    answers_changed(reply, was_faq=False)
    tell("reply.created", reply, person, at)
    return reply
