"""A colleague takes a follow-up over."""

from django.db import transaction

from aftercare.chat.access import ANSWERERS, WRONG_ROLE
from aftercare.chat.actions.end_follow_up import SETTLED
from aftercare.chat.follow_ups import access_follow_up
from aftercare.chat.models import FollowUp
from aftercare.chat.terms import FollowUpState
from aftercare.core.errors import Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person


def take_follow_up(*, follow_up_id: int, person: Person) -> FollowUp:
    """The task is the person's from now on. Raises NotFound, and Refused without the role or when it is settled."""
    with transaction.atomic():
        row = access_follow_up(person, follow_up_id, lock=True)
        if not person.has(row.shop_id, *ANSWERERS):
            raise Refused(WRONG_ROLE)
        if row.state != FollowUpState.OPEN:
            raise Refused(SETTLED)
        if row.owner_id == person.staff_id:
            return row
        before, row.owner_id = row.owner_id, person.staff_id
        row.save(update_fields=["owner"])
        record(
            kind="follow_up.taken",
            subject=("follow_up", row.pk),
            shop_id=row.shop_id,
            actor_id=person.staff_id,
            at=now(),
            data={"before": before},
        )
    return row
