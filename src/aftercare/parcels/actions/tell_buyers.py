"""Tell buyers of their parcels: in the conversation that is open, else as a message for an agent to copy (O5).

Within the limits of contacts; of each kind once a parcel. What has no more use is dropped.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from aftercare.chat.models import Conversation
from aftercare.chat.reach import names_of
from aftercare.chat.terms import Side, Stage
from aftercare.chat.writing import Words, add_message
from aftercare.core.errors import Refused
from aftercare.core.time import now
from aftercare.customers.actions.claim_contact import Reach, claim_contact
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.orders.queries import SEALED
from aftercare.parcels.letters import BUYERS_LANGUAGE, notice_text
from aftercare.parcels.models import Parcel, ParcelNotice
from aftercare.parcels.terms import NoticeKind, NoticeState, ParcelState
from aftercare.shops.access import Person

MOST: Final = 500  # of one run; the next one goes on
AGAIN: Final = timedelta(minutes=20)  # quiet hours and limits end by themselves
MOOT, OVER_LIMIT = "moot", "over_limit"
WAITING: Final = (NoticeState.NEW, NoticeState.TO_SEND)
# Where the parcel must still be for each kind.
_FITS: Final = {
    NoticeKind.SENT: frozenset(
        {ParcelState.WAITING, ParcelState.COLLECTED, ParcelState.MOVING, ParcelState.DELIVERING, ParcelState.AT_POINT}
    ),
    NoticeKind.ARRIVING: frozenset({ParcelState.DELIVERING}),
    NoticeKind.PACKING: frozenset({ParcelState.DELIVERING, ParcelState.AT_POINT}),
}


def tell_buyers() -> int:
    """Prepare and send what is due, and drop what has no more use; returns how many parcels were told of."""
    drop_moot()
    done = 0
    while done < MOST and _tell_next():
        done += 1
    return done


def drop_moot() -> int:
    """Notices whose time is over, or whose parcel has gone on; returns how many."""
    at = now()
    gone = Q(until__lte=at) | Q(parcel__is_over=True) | Q(parcel__is_replaced=True)
    moot = ParcelNotice.objects.filter(gone, state__in=WAITING).order_by("pk").values_list("pk", flat=True)
    changes = {"state": NoticeState.DROPPED, "why": MOOT, "ended_at": at}
    return ParcelNotice.objects.filter(pk__any_of=list(moot[:5000]), state__in=WAITING).update(**changes)


@transaction.atomic
def _tell_next() -> bool:
    at = now()
    due = ParcelNotice.objects.filter(state=NoticeState.NEW, try_at__lte=at)
    locked = due.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("try_at", "pk")
    notice = locked.first()
    if notice is None:
        return False
    # Kinds that are due together are one message: the buyer is contacted once.
    of_parcel = ParcelNotice.objects.select_for_update(of=("self",), no_key=True).filter(
        parcel_id=notice.parcel_id, state=NoticeState.NEW, try_at__lte=at
    )
    parcel = Parcel.objects.select_related("shop", "order").defer(*(f"order__{name}" for name in SEALED))
    _tell(parcel.get(pk=notice.parcel_id), sorted(of_parcel, key=lambda one: _RANK[NoticeKind(one.kind)]), at)
    return True


_RANK: Final = {kind: rank for rank, kind in enumerate((NoticeKind.SENT, NoticeKind.ARRIVING, NoticeKind.PACKING))}


def _tell(parcel: Parcel, notices: list[ParcelNotice], at: datetime) -> None:
    fitting = [one for one in notices if parcel.state in _FITS[NoticeKind(one.kind)]]
    if any(one.kind == NoticeKind.ARRIVING for one in fitting):
        fitting = [one for one in fitting if one.kind != NoticeKind.SENT]  # it is here already
    for one in notices:
        if one not in fitting:
            _end(one, NoticeState.DROPPED, at, why=MOOT)
    if not fitting:
        return
    kinds = [NoticeKind(one.kind) for one in fitting]
    talk = _open_talk(parcel)
    language = (talk.visitor.language if talk else "") or BUYERS_LANGUAGE
    text = notice_text(parcel, kinds, language)
    for one in fitting:
        one.text, one.told_with = text, None if one is fitting[0] else fitting[0]
    if talk is None:
        for one in fitting:
            one.state, one.why = NoticeState.TO_SEND, ""
            one.save(update_fields=["state", "text", "told_with", "why"])
        return
    _say(parcel, talk, fitting, at)


def _say(parcel: Parcel, talk: Conversation, fitting: list[ParcelNotice], at: datetime) -> None:
    """Write it into the conversation, when the buyer may be contacted; else try again later."""
    names = names_of(talk.visitor, parcel.order.customer_id if parcel.order else None)
    reach = Reach(names, Channel.CHAT, ContactPurpose.PARCEL)
    try:
        with transaction.atomic():
            claim_contact(shop=parcel.shop, reach=reach, person=Person.system(), at=at)
    except Refused as refused:
        for one in fitting:
            one.try_at, one.why = at + AGAIN, refused.refusal.code[:40]
            one.save(update_fields=["try_at", "why"])
        return
    kind = fitting[0].kind
    words = Words(f"parcel-{parcel.pk}-{kind}", fitting[0].text)
    add_message(talk, words, Side.SYSTEM, at, auto=f"parcel-{kind}-{parcel.pk}")
    for one in fitting:
        _end(one, NoticeState.SENT, at, channel=Channel.CHAT)


def _open_talk(parcel: Parcel) -> Conversation | None:
    """The buyer's conversation that is open now, locked; None when there is none or nobody knows the buyer."""
    customer_id = parcel.order.customer_id if parcel.order else None
    if customer_id is None:
        return None
    rows = Conversation.objects.select_for_update(of=("self",), no_key=True).select_related("shop", "visitor")
    of_buyer = rows.filter(visitor__customer_id=customer_id, shop_id=parcel.shop_id).exclude(stage=Stage.CLOSED)
    return of_buyer.order_by("-last_at").first()


def _end(notice: ParcelNotice, state: NoticeState, at: datetime, *, why: str = "", channel: str = "") -> None:
    notice.state, notice.ended_at, notice.why, notice.channel = state, at, why, channel
    notice.save(update_fields=["state", "ended_at", "why", "channel", "text", "told_with"])
