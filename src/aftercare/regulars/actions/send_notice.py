"""Write to the buyers of a notice, each at most once, within the limits (U3, S8).

A buyer is settled in one transaction: the claim of the contact, the message and the row stand or fall together. A
worker that dies loses the one it was at, and the next one takes that up again.
"""

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from aftercare.chat.actions.open_to_buyer import conversation_for, write_of_own_accord
from aftercare.chat.checking import noting_blocked
from aftercare.chat.models import Visitor
from aftercare.chat.writing import Words, checked
from aftercare.core.errors import Refused
from aftercare.core.time import now
from aftercare.customers.actions.claim_contact import Reach, claim_contact
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.regulars.grouping import SENDERS
from aftercare.regulars.models import Joined, Notice, NoticeRow
from aftercare.regulars.terms import NoticeState, RowState
from aftercare.shops.access import Person, person_of

PIECE: Final = 500  # of one run of the job
QUIET: Final = "quiet_hours"
SAME_PERSON: Final = "same_person"
NO_NAME: Final = "erased"


def send_notice(*, notice_id: int) -> str:
    """Settle the next buyers; returns the notice's state. In quiet hours nothing is sent, and the sweep goes on in the
    morning. Whoever began it must still hold the role."""
    rows = NoticeRow.objects.filter(notice_id=notice_id, state=RowState.WAITING)
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:PIECE]):
        if not _settle(pk):
            break
    return _end(notice_id)


def send_all_notices() -> int:
    """Notices that are under way; call it every few minutes. Returns how many."""
    running = Notice.objects.filter(state=NoticeState.RUNNING).order_by("pk").values_list("pk", flat=True)
    return len([send_notice(notice_id=pk) for pk in list(running)])


@transaction.atomic
def _end(notice_id: int) -> str:
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    waits = NoticeRow.objects.filter(notice=notice, state=RowState.WAITING).exists()
    if notice.state == NoticeState.RUNNING and not waits:
        notice.state, notice.ended_at = NoticeState.DONE, now()
        notice.save(update_fields=["state", "ended_at"])
    return notice.state


def _settle(pk: int) -> bool:
    """Whether to go on: False when the notice was stopped, or nobody may be contacted at this hour."""
    try:
        return _write(pk)
    except Refused as refused:
        if refused.refusal.code == QUIET:
            return False
        NoticeRow.objects.filter(pk=pk, state=RowState.WAITING).update(
            state=RowState.SKIPPED, why=refused.refusal.code[:40], at=now()
        )
        return True


def _write(pk: int) -> bool:
    with noting_blocked(), transaction.atomic():
        # The notice first: stopping it waits for the one buyer who is being written to, and then nobody follows.
        row = NoticeRow.objects.select_related("customer").filter(pk=pk).first()
        if row is None:
            return True
        notice = Notice.objects.select_for_update(of=("self",)).select_related("shop", "by").get(pk=row.notice_id)
        locked = NoticeRow.objects.select_for_update(of=("self",)).get(pk=pk)
        if notice.state != NoticeState.RUNNING:
            return False
        if locked.state != RowState.WAITING:
            return True
        person = person_of(notice.by)
        if not person.has(notice.shop_id, *SENDERS):
            Notice.objects.filter(pk=notice.pk).update(state=NoticeState.STOPPED, ended_at=now())
            return False
        locked.state, locked.why = _reach(notice, row, person)
        locked.at = now()
        locked.save(update_fields=["state", "why", "at"])
    return True


def _reach(notice: Notice, row: NoticeRow, person: Person) -> tuple[RowState, str]:
    if not row.customer.nick_hash:
        return RowState.SKIPPED, NO_NAME  # erased since
    same = _same_person(row.customer_id)
    settled = NoticeRow.objects.filter(notice=notice, customer_id__in=same).exclude(pk=row.pk)
    if settled.filter(state__in=(RowState.SENT, RowState.LISTED)).exists():
        return RowState.SKIPPED, SAME_PERSON
    visitor = Visitor.objects.filter(shop_id=notice.shop_id, customer_id__in=same).order_by("-seen_at", "-pk").first()
    names = tuple(f"customer:{pk}" for pk in (row.customer_id, *(one for one in same if one != row.customer_id)))
    if visitor is None:
        _claim(notice, Reach(names, Channel.PLATFORM, ContactPurpose.NEWS), person)
        return RowState.LISTED, ""
    conversation = conversation_for(visitor=visitor, person=person)  # before the contact, as everybody locks them
    _claim(notice, Reach((*names, f"visitor:{visitor.pk}"), Channel.CHAT, ContactPurpose.NEWS), person)
    words = checked(Words(f"notice-{notice.pk}-{row.customer_id}", notice.text))
    write_of_own_accord(conversation=conversation, words=words, person=person)
    return RowState.SENT, ""


def _claim(notice: Notice, reach: Reach, person: Person) -> None:
    claim_contact(shop=notice.shop, reach=reach, person=person, at=now())


def _same_person(customer_id: int) -> Sequence[int]:
    buyer = Joined.objects.filter(customer_id=customer_id).values("buyer_id")
    return list(Joined.objects.filter(buyer_id__in=buyer).values_list("customer_id", flat=True)) or [customer_id]
