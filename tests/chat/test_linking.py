"""Whose a conversation is: linked, linked wrongly, and known anew (U1, S8, X2)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from tests.chat.scene import Desk
from tests.people import make_order, person
from tests.races import racetrack

from aftercare.chat.actions.end_follow_up import Result, end_follow_up, send_follow_up
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.link_customer import Claim, link_customer
from aftercare.chat.actions.opt_out_buyer import opt_out_buyer
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.actions.unlink_customer import may_unlink, unlink_customer
from aftercare.chat.identity import Identity
from aftercare.chat.models import Conversation, FollowUp, Visitor
from aftercare.chat.terms import FollowUpKind, FollowUpState
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.text import fold, mask_phone
from aftercare.core.time import now
from aftercare.customers.actions.set_opt_out import set_opt_out
from aftercare.customers.models import Contact, OptOut
from aftercare.customers.terms import Channel

pytestmark = pytest.mark.django_db
PHONE = "13800006789"


class Linked(Desk):
    """A visitor and a customer with an order, without quiet hours."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("contacts.quiet_from", "contacts.quiet_until"):
            self.rule(name, 0)
        self.rule("contacts.most", 9)
        self.on(self.people.owner)
        self.who = person(self.people.owner)
        self.order = make_order(self.shop, receiver_phone=PHONE, receiver_phone_mask=mask_phone(PHONE))
        self.buyer = self.visitor()
        self.talk = self.writes(self.buyer, "我的订单呢")
        self.answers(self.talk, "请稍等", self.people.owner)

    @property
    def names(self) -> tuple[str, str]:
        return f"visitor:{self.buyer.pk}", f"customer:{self.order.customer_id}"

    def link(self) -> None:
        claim = Claim(self.order.platform_no, PHONE[-4:])
        link_customer(conversation_id=self.talk.pk, claim=claim, person=self.who)
        self.buyer.refresh_from_db()

    def unlink(self) -> None:
        unlink_customer(conversation_id=self.talk.pk, customer_id=self.order.customer_id, person=self.who)
        self.buyer.refresh_from_db()

    def plan(self, kind: FollowUpKind = FollowUpKind.UNDECIDED) -> FollowUp:
        plan = Plan(kind, "还在考虑吗", said=1)
        return plan_follow_up(conversation_id=self.talk.pk, plan=plan, person=self.who)

    def contacted(self, channel: Channel) -> None:
        task = self.plan()
        if channel is Channel.CHAT:
            send_follow_up(follow_up_id=task.pk, client_id=f"f-{task.pk}", text=f"{task.pk} 在吗", person=self.who)
        else:
            end_follow_up(follow_up_id=task.pk, result=Result(FollowUpState.DONE, channel), person=self.who)

    def contacts(self) -> list[tuple[str, str]]:
        return list(Contact.objects.order_by("pk").values_list("who", "channel"))


@pytest.mark.row("U1", "S8")
def test_after_a_wrong_link_each_side_has_its_own_history_again():
    desk = Linked()
    visitor, customer = desk.names
    desk.contacted(Channel.PHONE)  # of the visitor, before anybody was linked
    desk.link()
    assert desk.buyer.linked_by_id == desk.people.owner.pk
    desk.contacted(Channel.CHAT)  # in the visitor's chat
    desk.contacted(Channel.PHONE)  # by the customer's phone
    assert [who for who, _way in desk.contacts()] == [customer] * 3
    open_one = desk.plan()
    reminder = FollowUp.objects.create(
        shop=desk.shop, kind=FollowUpKind.UNPAID, visitor=desk.buyer, customer_id=desk.order.customer_id,
        order=desk.order, due_at=now(), made_at=now(),
    )  # fmt: skip
    desk.unlink()
    assert desk.buyer.customer_id is desk.buyer.linked_by_id is None
    assert desk.contacts() == [(visitor, "phone"), (visitor, "chat"), (customer, "phone")]
    for task in (open_one, reminder):
        task.refresh_from_db()
    assert (open_one.visitor_id, open_one.customer_id) == (desk.buyer.pk, None)
    assert (reminder.visitor_id, reminder.customer_id) == (None, desk.order.customer_id)
    assert not FollowUp.objects.filter(conversation=desk.talk).exclude(customer=None).exists()
    assert Event.objects.get(kind="talk.customer_unlinked").data["customer"] == desk.order.customer_id
    desk.link()
    assert [who for who, _way in desk.contacts()] == [customer] * 3


@pytest.mark.row("U1", "S8")
def test_a_wish_for_peace_stays_with_whoever_said_it():
    desk = Linked()
    visitor, customer = desk.names

    def wishes() -> set[str]:
        return set(OptOut.objects.filter(ended_at=None).values_list("who", flat=True))

    opt_out_buyer(conversation_id=desk.talk.pk, on=True, person=desk.who)
    desk.link()
    assert wishes() == {visitor, customer}
    desk.unlink()
    assert wishes() == {visitor}
    opt_out_buyer(conversation_id=desk.talk.pk, on=False, person=desk.who)
    desk.link()
    opt_out_buyer(conversation_id=desk.talk.pk, on=True, person=desk.who)  # said in this chat while it was linked
    assert wishes() == {customer}
    desk.unlink()
    assert wishes() == {visitor}
    opt_out_buyer(conversation_id=desk.talk.pk, on=False, person=desk.who)
    set_opt_out(shop=desk.shop, who=customer, on=True, person=desk.who, at=now())  # the customer's own
    desk.link()
    desk.unlink()
    assert wishes() == {customer}


@pytest.mark.row("U1")
@pytest.mark.attack("G4")
def test_whom_the_shops_own_site_has_named_nobody_unlinks():
    desk = Linked()
    customer = desk.order.customer
    assert customer is not None
    customer.nick_hash = keyed_hash(fold(customer.nick))
    customer.save()
    told = Identity("u-1", "小鱼", customer.nick)
    visitor = greet_visitor(shop=desk.shop, identity=told).visitor
    talk = desk.writes(visitor, "在吗")
    assert visitor.customer_id == customer.pk
    assert not may_unlink(visitor)
    with pytest.raises(Refused) as error:
        unlink_customer(conversation_id=talk.pk, customer_id=customer.pk, person=desk.who)
    assert error.value.refusal.code == "linked_by_site"
    assert Visitor.objects.get(pk=visitor.pk).customer_id == customer.pk


@pytest.mark.row("S1", "X2")
def test_a_buyer_who_comes_again_or_becomes_known_has_the_language_of_now():
    desk = Desk()
    guest = greet_visitor(shop=desk.shop, language="zh-hans")
    token = guest.token or ""
    assert greet_visitor(shop=desk.shop, token=token, language="en").visitor.language == "en"
    told = Identity("u-1", "Ann")
    known = greet_visitor(shop=desk.shop, token=token, identity=told, language="zh-hans").visitor
    assert (known.pk, known.language) == (guest.visitor.pk, "zh-hans")
    elsewhere = greet_visitor(shop=desk.shop, identity=told, language="en").visitor
    assert (elsewhere.pk, elsewhere.language) == (guest.visitor.pk, "en")
    assert greet_visitor(shop=desk.shop, identity=told).visitor.language == "en"  # says nothing of it
    assert Visitor.objects.get(pk=known.pk).language == "en"


@contextmanager
def blocked_by(pk: int) -> Iterator[None]:
    """Somebody has the conversation's row."""
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=pk)
        yield


@pytest.mark.faults
@pytest.mark.row("S8")
@pytest.mark.django_db(transaction=True)
def test_sending_planning_and_linking_at_once_wait_for_one_another_and_none_is_ended_by_the_database():
    desk = Linked()
    rounds = 12
    with racetrack(3) as race:
        for number in range(rounds):
            task = desk.plan()

            def send(pk: int = task.pk, number: int = number) -> None:
                send_follow_up(follow_up_id=pk, client_id=f"r-{number}", text=f"第 {number} 次", person=desk.who)

            finishes = race(send, desk.plan, desk.link if number % 2 == 0 else desk.unlink)
            wrong = [one.error for one in finishes if one.error and not isinstance(one.error, Refused)]
            assert wrong == []


@pytest.mark.row("S8")
@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_the_conversation_holds_no_task_meanwhile():
    """One order of locks: the conversation first, so that two who need both never wait for each other."""
    desk = Linked()
    task = desk.plan()

    def send() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '400ms'")
        send_follow_up(follow_up_id=task.pk, client_id="f-1", text="在吗", person=desk.who)

    def plan_meanwhile() -> None:
        with blocked_by(desk.talk.pk):
            for _look in range(8):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.05)")
                    cursor.execute("SELECT id FROM chat_followup WHERE id = %s FOR UPDATE NOWAIT", [task.pk])

    with racetrack(2) as race:
        _sent, planned = race(send, plan_meanwhile)
    assert planned.won, planned.error
    task.refresh_from_db()
    assert task.state in (FollowUpState.OPEN, FollowUpState.DONE)
