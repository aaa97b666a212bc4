"""An agent has told the buyer of a parcel on the platform, or need not."""

from datetime import datetime

from django.db import transaction

from aftercare.chat.access import ANSWERERS
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.actions.claim_contact import Reach, claim_contact
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.parcels.access import WRONG_ROLE, access_notice
from aftercare.parcels.models import ParcelNotice
from aftercare.parcels.terms import NoticeState
from aftercare.shops.access import Person

SETTLED = Refusal("notice_settled", _("This message is settled: it was sent already, or is no longer needed."))
DROPPED_BY_HAND = "by_hand"


def end_notice(*, notice_id: int, channel: Channel | None, person: Person) -> ParcelNotice:
    """Sent on that channel; None: not at all. Of kinds that are one message all are settled. Raises NotFound, and
    Refused without the role, when it is settled, or when the buyer may not be contacted now (S8)."""
    with transaction.atomic():
        notice, at = access_notice(person, notice_id, lock=True), now()
        if not person.has(notice.shop_id, *ANSWERERS):
            raise Refused(WRONG_ROLE)
        if notice.state != NoticeState.TO_SEND:
            raise Refused(SETTLED)
        if channel is not None:
            reach = Reach(names_of_notice(notice), channel, ContactPurpose.PARCEL)
            claim_contact(shop=notice.shop, reach=reach, person=person, at=at)
        _settle(notice, channel, person, at)
    return notice


def names_of_notice(notice: ParcelNotice) -> tuple[str, ...]:
    """By which names the buyer is known to the limits of contacts."""
    order = notice.parcel.order
    if order is not None and order.customer_id is not None:
        return (f"customer:{order.customer_id}",)
    return (f"order:{order.pk}",) if order is not None else (f"parcel:{notice.parcel_id}",)


def _settle(notice: ParcelNotice, channel: Channel | None, person: Person, at: datetime) -> None:
    together = ParcelNotice.objects.filter(parcel_id=notice.parcel_id, state=NoticeState.TO_SEND)
    first = notice.told_with_id or notice.pk
    mine = together.filter(pk=first) | together.filter(told_with_id=first)
    state = NoticeState.SENT if channel is not None else NoticeState.DROPPED
    why = "" if channel is not None else DROPPED_BY_HAND
    ids = list(mine.values_list("pk", flat=True))
    ParcelNotice.objects.filter(pk__in=ids).update(
        state=state, channel=channel or "", why=why, ended_at=at, ended_by_id=person.staff_id
    )
    record(
        kind="parcel.told" if channel is not None else "parcel.not_told",
        subject=("parcel", notice.parcel_id),
        shop_id=notice.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"notice": notice.kind, "channel": channel or ""},
    )
