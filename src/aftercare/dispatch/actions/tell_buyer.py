"""A buyer hears that goods are out of stock, with what they may choose (O4)."""

from datetime import datetime

from django.db import transaction

from aftercare.chat.actions.open_to_buyer import conversation_for, write_of_own_accord
from aftercare.chat.checking import noting_blocked
from aftercare.chat.writing import TEXT_MOST, Words, checked
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.actions.claim_contact import claim_contact
from aftercare.customers.terms import Channel
from aftercare.dispatch.access import TELLERS, check_role
from aftercare.dispatch.models import StockTask
from aftercare.dispatch.shortages import access_task
from aftercare.dispatch.telling import reach_of, visitor_of, words_for
from aftercare.dispatch.terms import TaskState
from aftercare.shops.access import Person

SETTLED = Refusal("stock_settled", _("A colleague has settled this already."))
NO_CHAT = Refusal("no_chat", _("This buyer has no chat with us: copy the message, then say where it was sent."))


def send_stock_message(*, task_id: int, client_id: str, text: str, person: Person) -> StockTask:
    """Write it in the buyer's conversation, which opens for it. `text` '': the proposed words. Raises NotFound,
    InvalidInput, and Refused: told already, no chat, may not be contacted, the buyer writes now, or the reply check."""
    with noting_blocked(), transaction.atomic():
        task, at = _open(task_id, person), now()
        visitor = visitor_of(task.promise.order)
        if visitor is None:
            raise Refused(NO_CHAT)
        words = checked(Words(client_id, text or words_for(task, visitor.language)))
        conversation = conversation_for(visitor=visitor, person=person)  # before the claim, as everybody locks them
        claim_contact(shop=task.shop, reach=reach_of(task, visitor, Channel.CHAT), person=person, at=at)
        write_of_own_accord(conversation=conversation, words=words, person=person)
        _told(task, Channel.CHAT, words.text, person, at)
    return task


def mark_told(*, task_id: int, channel: Channel, text: str, person: Person) -> StockTask:
    """It was said elsewhere, with the copied message or by phone. Raises NotFound, Refused."""
    with transaction.atomic():
        task, at = _open(task_id, person), now()
        visitor = visitor_of(task.promise.order)
        claim_contact(shop=task.shop, reach=reach_of(task, visitor, channel), person=person, at=at)
        _told(task, channel, clean(text)[:TEXT_MOST] or words_for(task), person, at)
    return task


def _open(task_id: int, person: Person) -> StockTask:
    task = access_task(person, task_id, lock=True)
    check_role(person, task.shop_id, TELLERS)
    if task.state != TaskState.TELL:
        raise Refused(SETTLED)
    return task


def _told(task: StockTask, channel: Channel, words: str, person: Person, at: datetime) -> None:
    task.state, task.channel, task.words = TaskState.TOLD, channel, words
    task.told_round, task.told_at, task.told_by_id = task.shortage.round, at, person.staff_id
    task.save(update_fields=["state", "channel", "words", "told_round", "told_at", "told_by"])
    record(
        kind="stock.told",
        subject=("order", task.promise.order_id),
        shop_id=task.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"code": task.shortage.code, "channel": channel, "round": task.told_round},
    )
