"""Change a quick reply."""

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.knowledge.access import access_reply_to_change
from aftercare.knowledge.inputs import ReplyFacts, checked
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.writing import answers_changed, check_answers_alone, fill_in, keep, tell
from aftercare.shops.access import Person

CHANGED = Refusal("reply.changed", _("Somebody else has saved this reply since you opened it."))
ARCHIVED = Refusal("reply.archived", _("This reply is archived. Bring it back before you change it."))


@transaction.atomic
def change_reply(*, person: Person, reply_id: int, version: int, facts: ReplyFacts) -> QuickReply:
    """Save it as it was typed over that `version`. Nothing changed writes nothing. Row S12.

    Raises NotFound, InvalidInput by field, or Refused: not their right, archived, or somebody else was quicker (B12).
    """
    reply = access_reply_to_change(person, reply_id)
    if not reply.is_active:
        raise Refused(ARCHIVED)
    if reply.version != version:
        raise Refused(CHANGED)
    was_faq = reply.is_faq
    changed = fill_in(reply, checked(facts, is_shared=reply.is_shared))
    if not changed:
        return reply
    check_answers_alone(reply)
    at = now()
    reply.version, reply.changed_by_id, reply.changed_at = version + 1, person.staff_id, at
    keep(reply)
    answers_changed(reply, was_faq)
    tell("reply.changed", reply, person, at, changed=changed)
    return reply
