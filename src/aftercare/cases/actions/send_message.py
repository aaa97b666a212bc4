"""The agent has sent a prepared message in the platform's chat."""

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.cases.models import BuyerMessage
from aftercare.cases.roles import OWNERS
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person


def send_message(*, number: str, message_id: int, person: Person) -> BuyerMessage:
    """Note that it was sent, by whom and when. Sent twice, the first time counts. Raises NotFound, Refused."""
    with transaction.atomic():
        case = access_case(person, number, lock=True)
        message = case.messages.select_related("sent_by").filter(pk=message_id).first()
        if message is None:
            raise NotFound(str(message_id))
        if not person.has(case.shop_id, *OWNERS):
            raise Refused(Refusal("wrong_role", _("This step belongs to another role.")))
        if message.sent_at is not None:
            return message
        message.sent_by_id, message.sent_at = person.staff_id, now()
        message.save(update_fields=["sent_by", "sent_at"])
        record(
            kind="case.told",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=message.sent_at,
            data={"message": message.pk, "template": message.template},
        )
    return message
