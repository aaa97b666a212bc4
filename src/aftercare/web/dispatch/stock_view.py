"""Goods out of stock and the buyers who wait for them: all that the page prints (O4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.models import Visitor
from aftercare.chat.writing import TEXT_MOST
from aftercare.core.money import Money
from aftercare.core.text import clean
from aftercare.customers.contacts import standings
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.dispatch.access import MARKERS, TELLERS, shops_for
from aftercare.dispatch.actions.tell_buyer import NO_CHAT
from aftercare.dispatch.models import Shortage, StockTask
from aftercare.dispatch.shortages import PAGE, TO_DO, due_tasks, open_shortages
from aftercare.dispatch.telling import discount_for, names_for, words_for
from aftercare.dispatch.terms import LONGEST_CODE, TaskState
from aftercare.shops.access import Person
from aftercare.web.numbers import read_number
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab
from aftercare.web.places import read_place, write_place

KEYS = frozenset({"state", "after", "code", "shop"})
TONES = {TaskState.TELL: Tone.US, TaskState.TOLD: Tone.OTHERS, TaskState.ANSWERED: Tone.DONE, TaskState.OVER: Tone.DONE}
ELSEWHERE = (Channel.PLATFORM, Channel.SMS, Channel.PHONE)


@dataclass(frozen=True)
class TaskRow:
    """One buyer. `refusal`: why they may not be contacted now, '' when they may; `no_chat`: why not in our chat."""

    row: StockTask
    buyer: str
    clock: Clock
    tone: Tone
    words: str
    refusal: str
    no_chat: str
    discount: Money
    may_act: bool
    client_id: str

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def address(self) -> str:
        return reverse("stock_task", args=[self.pk])

    @property
    def order_address(self) -> str:
        return reverse("dispatch_order", args=[self.row.promise.order_id])

    @property
    def state(self) -> Any:
        return TaskState(self.row.state).label

    @property
    def may_tell(self) -> bool:
        return self.may_act and self.row.state == TaskState.TELL

    @property
    def may_answer(self) -> bool:
        """Whoever was told once may answer, also when a new date is to be told."""
        return self.may_act and self.row.state in TO_DO and self.row.told_round > 0

    @property
    def may_send(self) -> bool:
        return not self.refusal and not self.no_chat

    @property
    def may_refund(self) -> bool:
        """Goods that are sent again were paid with the first order: its case decides."""
        return bool(self.row.line.paid)


class StockContext:
    """Everything that the page prints; five queries for its rows, however many they are."""

    text_most, longest_code, channels = TEXT_MOST, LONGEST_CODE, ELSEWHERE

    def __init__(self, person: Person, shops: Sequence[tuple[int, str]], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS or query.get("state", "") not in ("", *(one.value for one in TO_DO)):
            raise BadRequest("unknown key")
        self.person, self.at, self._shops = person, at, dict(shops)
        self.state, self.after = query.get("state", ""), read_place(query.get("after", ""))
        self.code = clean(query.get("code", ""))[:LONGEST_CODE]
        self.chosen_shop = read_number(query.get("shop"))

    def address(self, **changes: str) -> str:
        """The page with another state, or its next part."""
        values = {"state": self.state, **changes}
        query = "&".join(f"{name}={value}" for name, value in values.items() if value)
        return f"{reverse('stock')}?{query}" if query else reverse("stock")

    @cached_property
    def _found(self) -> Sequence[StockTask]:
        return due_tasks(self.person, self._shops, state=self.state, after=self.after)

    @cached_property
    def rows(self) -> list[TaskRow]:
        return task_rows(self.person, self._found[:PAGE], self.at)

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        last = self._found[PAGE - 1]
        return self.address(after=write_place(last.due_at, last.pk))

    @cached_property
    def shortages(self) -> Sequence[Shortage]:
        return open_shortages(self.person, self._shops)

    @property
    def tabs(self) -> list[Tab]:
        labels = {"": _("All"), **{one.value: one.label for one in TO_DO}}
        return [Tab(label, self.address(state=state), state == self.state) for state, label in labels.items()]

    @cached_property
    def marked_shops(self) -> list[tuple[int, str]]:
        """Shops in which the person may mark goods."""
        held = shops_for(self.person, MARKERS)
        return [(pk, name) for pk, name in self._shops.items() if pk in held]

    @property
    def tells_shop(self) -> bool:
        return len(self._shops) > 1

    @property
    def soonest_day(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    @property
    def furthest_day(self) -> str:
        return f"{self.at + timedelta(days=365):%Y-%m-%d}"


def task_rows(person: Person, rows: Sequence[StockTask], at: datetime) -> list[TaskRow]:
    """With whether each buyer may be contacted, and has a chat: three queries for all of them."""
    found = standings([(row.shop, names_for(row)) for row in rows], at)
    customers = [pk for row in rows if (pk := row.promise.order.customer_id) is not None]
    chatting = set(Visitor.objects.filter(customer_id__in=customers).values_list("shop_id", "customer_id"))
    views = []
    for row, standing in zip(rows, found, strict=True):
        order = row.promise.order
        refusal = standing.refusal(ContactPurpose.ORDER)
        views.append(
            TaskRow(
                row,
                buyer=order.customer.nick_mask if order.customer else _("Unknown buyer"),
                clock=Clock(row.made_at, row.due_at, row.promise.due_at, _("the promise is broken")),
                tone=TONES[TaskState(row.state)],
                words=words_for(row),
                refusal=str(refusal) if refusal else "",
                no_chat="" if (row.shop_id, order.customer_id) in chatting else str(NO_CHAT),
                discount=discount_for(row),
                may_act=person.has(row.shop_id, *TELLERS),
                client_id=str(uuid4()),
            )
        )
    return views
