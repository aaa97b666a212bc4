"""A shop, people on duty, visitors who write: what tests of conversations begin with."""

from datetime import timedelta
from itertools import count
from typing import Any

from tests.people import make_people, person, set_week

from aftercare.accounts.models import Staff
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.models import Conversation, Duty, Message, Visitor
from aftercare.chat.terms import DutyState, Kind, Side, Topic
from aftercare.chat.writing import Words
from aftercare.core.time import now
from aftercare.shops.models import PolicyValue, Shop
from aftercare.shops.policies import settings_changed

_numbers = count(1)


class Desk:
    """The shop works round the clock, so that tests pass at any hour."""

    def __init__(self) -> None:
        self.people = make_people()
        self.shop: Shop = self.people.shop
        set_week(self.shop)

    def rule(self, key: str, value: Any) -> None:
        """The shop's value of a policy from now on."""
        PolicyValue.objects.create(shop=self.shop, key=key, value=value, valid_from=now() - timedelta(days=30))
        settings_changed(self.shop.pk)
        self.shop.refresh_from_db()

    def on(self, *staff: Staff, state: DutyState = DutyState.ON, reason: str = "", minutes: int | None = None) -> None:
        for one in staff:
            set_duty(wish=Wish(state, reason, minutes), person=person(one))

    def alive(self, staff: Staff, ago: timedelta = timedelta()) -> None:
        """The screen's last sign of life."""
        Duty.objects.filter(staff=staff).update(seen_at=now() - ago)

    def visitor(self, **fields: Any) -> Visitor:
        visitor = greet_visitor(shop=self.shop).visitor
        for name, value in fields.items():
            setattr(visitor, name, value)
        visitor.save()
        return visitor

    def writes(self, visitor: Visitor, text: str, topic: Topic = Topic.AFTERSALE) -> Conversation:
        words = Words(f"b{next(_numbers)}", text)
        return write_as_buyer(visitor=visitor, words=words, arrival=Arrival(topic)).conversation

    def answers(self, talk: Conversation, text: str, staff: Staff, kind: Kind = Kind.TEXT) -> Message:
        talk.refresh_from_db()
        words = Words(f"a{next(_numbers)}", text, kind)
        return write_as_agent(conversation_id=talk.pk, words=words, seen_seq=talk.last_seq, person=person(staff))


def autos(talk: Conversation) -> list[str]:
    """Why automatic replies were sent, in their order."""
    rows = Message.objects.filter(conversation=talk, side=Side.SYSTEM).exclude(auto="")
    return list(rows.order_by("seq").values_list("auto", flat=True))


def notices(talk: Conversation) -> list[str]:
    return [row.text for row in Message.objects.filter(conversation=talk, kind=Kind.NOTICE).order_by("seq")]
