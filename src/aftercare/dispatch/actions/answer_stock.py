"""The buyer has chosen, and it is carried out in the same transaction: exactly once (O4)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.models import Case
from aftercare.cases.room import lines_with_room
from aftercare.cases.terms import Form, Reason
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.money import ZERO
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.access import TELLERS, access_promise, check_role
from aftercare.dispatch.actions.tell_buyer import SETTLED
from aftercare.dispatch.models import LineChange, Shortage, StockTask
from aftercare.dispatch.shortages import access_task, mark_short
from aftercare.dispatch.telling import discount_for
from aftercare.dispatch.terms import LONGEST_CODE, Answer, TaskState
from aftercare.shops.access import Person

NOT_TOLD = Refusal("not_told", _("Tell the buyer first: they must know what they choose from."))


@dataclass(frozen=True)
class Choice:
    """What the buyer said; `code` and `sku` name the other variant."""

    answer: Answer
    code: str = ""
    sku: str = ""


def answer_stock(*, task_id: int, choice: Choice, person: Person) -> StockTask:
    """Wait: a compensation case over what waiting earns, within the line's cap. Another variant: slip and packing want
    that one. Refund: a refund case. Two at once have one winner.

    Raises NotFound, InvalidInput, Refused: settled already, not told yet, has left, or what opening the case refuses;
    then nothing is written.
    """
    found = access_task(person, task_id)
    check_role(person, found.shop_id, TELLERS)
    with transaction.atomic():
        promise = access_promise(person, found.promise.order_id, lock=True)  # before the task, as packing does
        task, at = access_task(person, task_id, lock=True), now()
        if task.state == TaskState.TELL and not task.told_round:
            raise Refused(NOT_TOLD)
        if task.state not in (TaskState.TELL, TaskState.TOLD):
            raise Refused(SETTLED)
        if promise.ended_at is not None:
            raise Refused(Refusal("has_left", _("This order has left already, or was closed: put the goods back.")))
        _carry_out(task, choice, person, at)
        task.state, task.answer = TaskState.ANSWERED, choice.answer
        task.answered_at, task.answered_by_id = at, person.staff_id
        task.save()
        mark_short([task.promise_id])
        _note(task, person, at)
    return task


def _carry_out(task: StockTask, choice: Choice, person: Person, at: datetime) -> None:
    if choice.answer is Answer.WAIT:
        _reward(task, person)
    elif choice.answer is Answer.OTHER:
        _change_line(task, choice, person, at)
    else:
        task.case = _refund(task, person)


def _reward(task: StockTask, person: Person) -> None:
    """Once per line, however often the date changes; never more than the line's cap leaves."""
    if task.case_id is not None:
        return
    line = next(one for one in lines_with_room(task.promise.order_id) if one.pk == task.line_id)
    discount = min(discount_for(task), line.room)
    task.discount = discount
    if discount <= ZERO:
        return
    application = Application(
        flow="compensation",
        order_id=task.promise.order_id,
        reason=Reason.LATE,
        lines={task.line_id: (line.quantity, discount)},
        description=str(_("The buyer waits for goods out of stock.")),
        key=_key(task, "wait"),
        inputs={"compensation_form": Form.MONEY.value},
    )
    task.case = open_case(application=application, person=person)


def _refund(task: StockTask, person: Person) -> Case:
    line = next(one for one in lines_with_room(task.promise.order_id) if one.pk == task.line_id)
    application = Application(
        flow="refund_only",
        order_id=task.promise.order_id,
        reason=Reason.OUT_OF_STOCK,
        lines={task.line_id: (line.left, line.room)},
        description=str(_("Out of stock; the buyer chose the refund.")),
        key=_key(task, "refund"),
    )
    return open_case(application=application, person=person)


def _change_line(task: StockTask, choice: Choice, person: Person, at: datetime) -> None:
    code, sku = clean(choice.code)[:LONGEST_CODE], clean(choice.sku)[:200]
    if not code or not sku:
        raise InvalidInput({"code": _("Name the other variant and its merchant code: the packer scans it.")})
    if Shortage.objects.filter(shop_id=task.shop_id, code=code, ended_at=None).exists():
        raise InvalidInput({"code": _("This one is out of stock as well.")})
    LineChange.objects.create(line_id=task.line_id, code=code, sku=sku, by_id=person.staff_id or 0, at=at)


def _key(task: StockTask, what: str) -> str:
    return f"stock-{what}-{task.pk}"


def _note(task: StockTask, person: Person, at: datetime) -> None:
    record(
        kind="stock.answered",
        subject=("order", task.promise.order_id),
        shop_id=task.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"code": task.shortage.code, "answer": task.answer, "case": task.case.number if task.case else ""},
    )
