"""Take a quick reply out of use, or bring it back. Nothing is deleted: counts and what was written with it stay."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.knowledge.access import access_reply_to_change
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.writing import answers_changed, check_answers_alone, keep, room_for, tell
from aftercare.shops.access import Person

IN_THE_WAY = Refusal("reply.in_the_way", _("It cannot come back as it is: %(why)s"))


@transaction.atomic
def set_reply_in_use(*, person: Person, reply_id: int, in_use: bool) -> QuickReply:
    """Archive the reply, or with `in_use` restore it. As it stands already is no error. Row S12.

    Raises NotFound, or Refused: not their right, no room, or its shortcut or question is another reply's by now.
    """
    reply = access_reply_to_change(person, reply_id)
    if reply.is_active == in_use:
        return reply
    at = now()
    reply.is_active, reply.version = in_use, reply.version + 1
    reply.changed_by_id, reply.changed_at = person.staff_id, at
    if in_use:
        room_for(reply.shop_id, reply.owner_id)
    try:
        if in_use:
            check_answers_alone(reply)
        keep(reply)
    except InvalidInput as error:
        why = " ".join(str(sentence) for sentence in error.problems.values())
        raise Refused(Refusal(IN_THE_WAY.code, IN_THE_WAY.sentence, {"why": why})) from None
    answers_changed(reply, was_faq=False)
    tell("reply.restored" if in_use else "reply.archived", reply, person, at)
    return reply
