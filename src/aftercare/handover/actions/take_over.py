"""The next shift takes lines over, or refuses them; the giver offers a refused one again."""

from django.db import transaction

from aftercare.cases.actions.assign_case import assign_case
from aftercare.chat.access import ANSWERERS
from aftercare.chat.actions.take_conversation import take_conversation
from aftercare.chat.actions.take_follow_up import take_follow_up
from aftercare.chat.terms import FollowUpState, Stage
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.handover.access import GIVERS, WRONG_ROLE, access_handover, access_item
from aftercare.handover.actions.keep_promises import take_promise
from aftercare.handover.models import HandoverItem
from aftercare.handover.terms import HandoverState, ItemState, PromiseState
from aftercare.handover.writing import checked_text, settle, tell
from aftercare.shops.access import Person

SETTLED = Refusal("item_settled", _("A colleague has settled this line already."))
OWN = Refusal("own_handover", _("This is your own handover: a colleague takes it over."))
NOT_SENT = Refusal("handover_not_sent", _("This handover has not been sent."))
MOVED = Refusal("subject_moved", _("Somebody else looks after this by now. Send the line back and say so."))


def accept_item(*, item_id: int, person: Person) -> HandoverItem:
    """The line is the person's, and so is what it is about: the case, the conversation, the follow-up (P5). What has
    ended meanwhile is only noted. Raises NotFound, Refused; then nothing has changed."""
    with transaction.atomic():
        item = _to_settle(item_id, person)
        _take(item, person)
        _settle(item, ItemState.ACCEPTED, "", person)
    return item


def accept_all(*, handover_id: int, person: Person) -> tuple[int, list[str]]:
    """Every open line, each by itself: how many were taken, and why others were not. Raises NotFound."""
    handover = access_handover(person, handover_id)
    taken, why = 0, []
    for pk in list(handover.items.filter(state=ItemState.OPEN).order_by("pk").values_list("pk", flat=True)):
        try:
            accept_item(item_id=pk, person=person)
            taken += 1
        except Refused as refused:
            why.append(str(refused.refusal))
    return taken, why


def refuse_item(*, item_id: int, reason: str, person: Person) -> HandoverItem:
    """Not taken over, and why: it stays with the giver, and both and the supervisor see it. Raises NotFound, Refused,
    InvalidInput without a reason."""
    reason = checked_text("reason", reason)
    if not reason:
        raise InvalidInput({"reason": _("Say why you do not take it over.")})
    with transaction.atomic():
        item = _to_settle(item_id, person)
        _settle(item, ItemState.REFUSED, reason, person)
    return item


def offer_again(*, item_id: int, handling: str, person: Person) -> HandoverItem:
    """The giver answers a refusal with better words; the line waits again. Raises NotFound, Refused, InvalidInput."""
    handling = checked_text("handling", handling)
    with transaction.atomic():
        item = access_item(person, item_id)
        if item.handover.giver_id != person.staff_id:
            raise NotFound(item_id)
        if item.state != ItemState.REFUSED:
            raise Refused(SETTLED)
        item.state, item.taker, item.settled_at = ItemState.OPEN, None, None
        item.handling = handling or item.handling
        item.save(update_fields=["state", "taker", "settled_at", "handling"])
        tell(item.handover, "handover.offered_again", person, now(), item=item.pk)
    return item


def _to_settle(item_id: int, person: Person) -> HandoverItem:
    item = access_item(person, item_id)
    handover = item.handover
    if not person.has(handover.shop_id, *GIVERS):
        raise Refused(WRONG_ROLE)
    if handover.state == HandoverState.DRAFT:
        raise Refused(NOT_SENT)
    if handover.giver_id == person.staff_id:
        raise Refused(OWN)
    if item.state != ItemState.OPEN:
        raise Refused(SETTLED)
    return item


def _take(item: HandoverItem, person: Person) -> None:
    """What the line is about changes hands by the actions that always do it, with the taker's own rights."""
    giver = item.handover.giver_id
    is_of_talks = item.conversation or item.follow_up or item.promise
    if is_of_talks and not person.has(item.shop_id, *ANSWERERS):
        raise Refused(WRONG_ROLE)
    if item.case is not None and item.case.closed_at is None:
        _check_with(giver, item.case.owner_id, person)
        assign_case(number=item.case.number, owner_id=person.staff_id or 0, person=person)
    if item.conversation is not None and item.conversation.stage != Stage.CLOSED:
        _check_with(giver, item.conversation.agent_id, person)
        take_conversation(conversation_id=item.conversation.pk, agent_seen=item.conversation.agent_id, person=person)
    if item.follow_up is not None and item.follow_up.state == FollowUpState.OPEN:
        _check_with(giver, item.follow_up.owner_id, person)
        take_follow_up(follow_up_id=item.follow_up.pk, person=person)
    if item.promise is not None and item.promise.state == PromiseState.OPEN:
        _check_with(giver, item.promise.owner_id, person)
        take_promise(promise_id=item.promise.pk, person=person)


def _check_with(giver: int, owner: int | None, person: Person) -> None:
    if owner not in (giver, None, person.staff_id):
        raise Refused(MOVED)


def _settle(item: HandoverItem, state: ItemState, reason: str, person: Person) -> None:
    at = now()
    item.state, item.taker_id, item.settled_at, item.reason = state, person.staff_id, at, reason
    item.save(update_fields=["state", "taker", "settled_at", "reason"])
    tell(item.handover, f"handover.{state.value}", person, at, item=item.pk, subject=item.subject)
    settle(item.handover)
