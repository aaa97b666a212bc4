"""Look for promises in what agents have written, and for answers that keep them: behind the messages, never in their
way (B9).

Messages are read from where the last look ended. Ids are given before the commit, so a look begins a little earlier:
what was written then and committed late is found by the next one, and no message makes two promises.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery

from aftercare.chat.models import Message
from aftercare.chat.terms import INNER, Kind, Side
from aftercare.clock.models import Deadline
from aftercare.core.errors import Refused
from aftercare.core.time import now
from aftercare.handover.actions.keep_promises import SETTLED, close, keep
from aftercare.handover.models import Promise, PromiseMark
from aftercare.handover.promise_words import read_promise
from aftercare.handover.promises import counts_from
from aftercare.handover.terms import PromiseState

BATCH: Final = 2000
AGAIN: Final = 500  # ids before the mark that are looked at again
TEXT_KEPT: Final = 200


def hear_promises() -> dict[str, int]:
    """New promises, and those that an answer has kept; how many of each."""
    return {"made": find_new(), "kept": find_kept()}


def find_new() -> int:
    """Of the messages since the last look; the first look begins with the newest message."""
    with transaction.atomic():
        mark = PromiseMark.objects.select_for_update().first()
        newest = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0
        if mark is None:
            PromiseMark.objects.create(message_id=newest)
            return 0
        rows = list(_said(mark.message_id - AGAIN)[:BATCH])
        made = sum(_note(row) for row in _without_known(rows))
        mark.message_id = rows[-1].pk if len(rows) == BATCH else max(newest, mark.message_id)
        mark.save(update_fields=["message_id"])
    return made


def _said(after: int) -> QuerySet[Message]:
    rows = Message.objects.filter(pk__gt=after, side=Side.AGENT, kind=Kind.TEXT, auto="").exclude(staff=None)
    rows = rows.filter(conversation__is_simulated=False)
    return rows.select_related("conversation__shop").defer("card").order_by("pk")


def _without_known(rows: Sequence[Message]) -> list[Message]:
    known = set(Promise.objects.filter(message__in=rows).values_list("message_id", flat=True))
    return [row for row in rows if row.pk not in known]


def _note(message: Message) -> bool:
    talk = message.conversation
    due_at = read_promise(message.text, message.at, ZoneInfo(talk.shop.timezone))
    if due_at is None or due_at <= now() or message.staff_id is None:
        return False
    promise = Promise(
        shop_id=talk.shop_id,
        conversation=talk,
        message=message,
        seq=message.seq,
        owner_id=message.staff_id,
        text=message.text[:TEXT_KEPT],
        due_at=due_at,
        made_at=message.at,
        counts_from=counts_from(message.at, due_at),
    )
    keep(promise, message.staff_id)
    return True


def find_kept() -> int:
    """Open ones in whose conversation somebody of the shop has answered since, in time."""
    kept = 0
    for pk in list(_answered(Promise.objects.filter(state=PromiseState.OPEN)).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            locked = Promise.objects.select_for_update(of=("self",)).filter(pk=pk, state=PromiseState.OPEN)
            promise = _answered(locked).first()
            if promise is not None:
                close(promise, PromiseState.KEPT, promise.answer, None)  # type: ignore[attr-defined]
                kept += 1
    return kept


def _answered(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    """Those that an answer has kept, with when it was given as `answer`."""
    said = Message.objects.filter(conversation=OuterRef("conversation"), seq__gt=OuterRef("seq"), side=Side.AGENT)
    said = said.filter(auto="", at__gte=OuterRef("counts_from"), at__lte=OuterRef("due_at")).exclude(kind__in=INNER)
    return rows.annotate(answer=Subquery(said.order_by("seq").values("at")[:1])).exclude(answer=None)


def lock_promise(deadline: Deadline) -> None:
    """As everybody does who ends it."""
    Promise.objects.select_for_update(of=("self",)).filter(pk=deadline.subject_id).first()


def promise_due(deadline: Deadline, at: datetime) -> None:
    """Its time has come: kept when somebody has answered since, else broken. Raises Refused when it is settled."""
    rows = Promise.objects.filter(pk=deadline.subject_id, state=PromiseState.OPEN)
    promise = rows.first()
    if promise is None:
        raise Refused(SETTLED)
    answered = _answered(rows).first()
    if answered is not None:
        close(promise, PromiseState.KEPT, answered.answer, None)  # type: ignore[attr-defined]
    else:
        close(promise, PromiseState.BROKEN, at, None)
