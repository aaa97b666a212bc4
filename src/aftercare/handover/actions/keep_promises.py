"""Promises by hand: make one, say that it was kept or is not needed, take one over (B9)."""

from datetime import datetime

from django.db import transaction

from aftercare.chat.access import ANSWERERS, WRONG_ROLE, access_to_answer, own_id
from aftercare.clock.actions.arm_deadline import arm_deadline
from aftercare.clock.actions.void_deadlines import void_deadlines
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.handover.models import Promise
from aftercare.handover.promise_words import LONGEST
from aftercare.handover.promises import CLOCK, SUBJECT, access_promise, counts_from, tell
from aftercare.handover.terms import PromiseState
from aftercare.handover.writing import checked_text
from aftercare.shops.access import Person

SETTLED = Refusal("promise_settled", _("This promise is settled already."))


def make_promise(*, conversation_id: int, due_at: datetime, text: str, person: Person) -> Promise:
    """The person promises the buyer of that conversation something by then. Raises NotFound, Refused, and InvalidInput
    (`due_at`, `text`)."""
    text = checked_text("text", text, 200)
    with transaction.atomic():
        talk, at = access_to_answer(person, conversation_id), now()
        if not at < due_at <= at + LONGEST:
            raise InvalidInput({"due_at": _("Choose a time within the next %(days)s days.") % {"days": LONGEST.days}})
        promise = Promise(
            shop_id=talk.shop_id,
            conversation=talk,
            seq=talk.last_seq,
            owner_id=own_id(person),
            text=text,
            due_at=due_at,
            made_at=at,
            counts_from=counts_from(at, due_at),
        )
        keep(promise, person.staff_id)
    return promise


def keep(promise: Promise, actor_id: int | None) -> None:
    """Write it with its clock and its event, in the transaction of the caller."""
    promise.save()
    arm_deadline(
        kind=CLOCK, subject=(SUBJECT, promise.pk), shop_id=promise.shop_id, due_at=promise.due_at, fires="break"
    )
    tell(promise, "promise.made", actor_id, promise.made_at, due=promise.due_at.isoformat())


def end_promise(*, promise_id: int, state: PromiseState, person: Person) -> Promise:
    """Kept, or not needed any more: whoever answers in that shop says so. Raises NotFound, Refused."""
    with transaction.atomic():
        promise = access_promise(person, promise_id)
        if not person.has(promise.shop_id, *ANSWERERS):
            raise Refused(WRONG_ROLE)
        if promise.state != PromiseState.OPEN:
            raise Refused(SETTLED)
        close(promise, state, now(), person.staff_id)
    return promise


def close(promise: Promise, state: PromiseState, at: datetime, actor_id: int | None) -> None:
    """End the locked promise at that time, and its clock."""
    promise.state, promise.ended_at, promise.ended_by_id = state, at, actor_id
    promise.save(update_fields=["state", "ended_at", "ended_by"])
    void_deadlines(subject=(SUBJECT, promise.pk))
    tell(promise, f"promise.{state.value}", actor_id, now())


def take_promise(*, promise_id: int, person: Person) -> Promise:
    """The promise is the person's to keep from now on. Raises NotFound, Refused."""
    with transaction.atomic():
        promise = access_promise(person, promise_id)
        if person.staff_id is None or not person.has(promise.shop_id, *ANSWERERS):
            raise Refused(WRONG_ROLE)
        if promise.state != PromiseState.OPEN:
            raise Refused(SETTLED)
        before, promise.owner_id = promise.owner_id, person.staff_id
        promise.save(update_fields=["owner"])
        tell(promise, "promise.taken", person.staff_id, now(), before=before)
    return promise
