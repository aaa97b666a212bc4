"""What a red-team reading found: each of these went wrong once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.chat.scene import Desk, notices
from tests.chat.test_selling import Reached, Shop
from tests.chat.test_visitors import Signed
from tests.people import make_order, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.decide_price import decide_price
from aftercare.chat.actions.end_follow_up import Result, end_follow_up
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.link_customer import Claim, link_customer
from aftercare.chat.actions.plan_reminders import plan_reminders
from aftercare.chat.actions.tend import end_quiet, note_breaches, tend
from aftercare.chat.actions.transfer_conversation import Handing, transfer_conversation
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.models import Conversation, FollowUp, Message, Visitor, Wait
from aftercare.chat.routing import is_staffed, place_of
from aftercare.chat.terms import DutyState, FollowUpState, Stage, Topic
from aftercare.chat.writing import Words
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import Refused
from aftercare.core.money import Money
from aftercare.core.text import fold
from aftercare.core.time import now, travel
from aftercare.customers.actions.claim_contact import Reach, claim_contact
from aftercare.customers.actions.set_opt_out import set_opt_out
from aftercare.customers.models import Contact, Customer
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.live.hub import Hub
from aftercare.live.socket import BROKEN, Socket
from aftercare.live.threads import Threads
from aftercare.orders.models import Order, Product
from aftercare.orders.terms import OrderStatus

pytestmark = pytest.mark.django_db


@pytest.mark.row("S1")
@pytest.mark.attack("G6")
def test_a_message_whose_acknowledgement_was_lost_begins_no_second_conversation():
    desk = Desk()
    desk.on(desk.people.owner)
    buyer = desk.visitor()
    first = write_as_buyer(visitor=buyer, words=Words("m-1", "在吗"))
    desk.answers(first.conversation, "在的", desk.people.owner)
    close_conversation(conversation_id=first.conversation_id, person=person(desk.people.owner))
    assert write_as_buyer(visitor=buyer, words=Words("m-1", "在吗")) == first
    assert Conversation.objects.count() == 1
    assert write_as_buyer(visitor=buyer, words=Words("m-2", "又是我")).conversation_id != first.conversation_id


@pytest.mark.row("S2")
def test_a_late_answer_between_two_looks_of_the_clock_is_a_breach():
    desk = Desk()
    desk.on(desk.people.owner)
    talk, in_time = (desk.writes(desk.visitor(), "在吗") for _number in range(2))
    desk.answers(in_time, "在的", desk.people.owner)
    with travel(timedelta(seconds=33)):
        desk.answers(talk, "久等了", desk.people.owner)
        assert note_breaches() == 0
    wait = Wait.objects.get(conversation=talk)
    assert (wait.breached_at, wait.agent) == (wait.due_at, desk.people.owner)
    assert Wait.objects.get(conversation=in_time).breached_at is None


@pytest.mark.row("S2", "S13")
def test_one_conversation_that_cannot_be_read_stops_no_clock():
    desk = Desk()
    broken, late = (desk.writes(desk.visitor(), "在吗") for _number in range(2))
    desk.on(desk.people.owner)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE chat_visitor SET name = 'v99:broken' WHERE id = %s", [broken.visitor_id])
    with travel(timedelta(minutes=1)):
        desk.alive(desk.people.owner)
        assert tend()["note_breaches"] == 2
    late.refresh_from_db()
    assert late.agent_id == desk.people.owner.pk


@pytest.mark.row("S13", "S16")
def test_answered_conversations_of_a_shift_that_ended_end_and_stand_before_nobody():
    desk = Desk()
    desk.on(desk.people.owner)
    talk = desk.writes(desk.visitor(), "在吗")
    desk.answers(talk, "在的", desk.people.owner)
    desk.on(desk.people.owner, state=DutyState.OFF)
    new = desk.writes(desk.visitor(), "晚上好")
    assert place_of(new) == 1
    with travel(timedelta(minutes=121)):
        assert end_quiet() == 1
    talk.refresh_from_db()
    assert talk.stage == Stage.CLOSED


@pytest.mark.row("S13")
def test_who_hands_a_buyer_on_does_not_get_them_back_and_the_buyer_keeps_their_place():
    desk = Desk()
    both = make_staff("", Role.PRESALE_AGENT, Role.AGENT, shop=desk.shop)
    desk.on(both)
    talk = desk.writes(desk.visitor(), "我要退货", Topic.PRESALE)
    handing = Handing("t-1", "售后处理", topic=Topic.AFTERSALE)
    transfer_conversation(conversation_id=talk.pk, handing=handing, person=person(both))
    talk.refresh_from_db()
    assert (talk.agent_id, talk.stage, talk.queued_at) == (None, Stage.QUEUED, talk.waiting_since)
    assert notices(talk)[-1] == "requeued"


@pytest.mark.row("S4")
def test_a_shop_is_staffed_by_those_who_are_given_conversations():
    desk = Desk()
    desk.on(desk.people.supervisor)
    assert not is_staffed(desk.shop, now())
    desk.writes(desk.visitor(), "在吗")
    assert Message.objects.filter(auto="nobody").count() == 1


@pytest.mark.row("S7")
def test_a_price_is_granted_by_the_list_and_the_limits_of_that_moment():
    shop = Shop()
    offer, chief = shop.bid("80"), person(shop.people.supervisor)
    Product.objects.filter(pk=shop.product.pk).update(price=Money(20000))
    with pytest.raises(Refused) as error:
        decide_price(offer_id=offer.pk, grant=True, note="", person=chief)
    assert error.value.refusal.code == "price_changed"
    decide_price(offer_id=offer.pk, grant=False, note="请重新申请", person=chief)


@pytest.mark.row("S8", "U1")
def test_the_wish_for_peace_and_the_contacts_go_with_the_buyer_who_becomes_known():
    shop = Reached()
    order = make_order(shop.shop, receiver_phone="13800001234")
    who, name = person(shop.people.owner), f"visitor:{shop.buyer.pk}"
    set_opt_out(shop=shop.shop, who=name, on=True, person=who, at=now() - timedelta(minutes=1))
    reach = Reach((name,), Channel.SMS, ContactPurpose.AGREED, agreed_at=now())
    claim_contact(shop=shop.shop, reach=reach, person=who, at=now())
    link_customer(conversation_id=shop.talk.pk, claim=Claim(order.platform_no, "1234"), person=who)
    known = f"customer:{order.customer_id}"
    assert list(Contact.objects.values_list("who", flat=True)) == [known]
    with pytest.raises(Refused) as error:
        wish = Reach((known,), Channel.SMS, ContactPurpose.FOLLOW_UP)
        claim_contact(shop=shop.shop, reach=wish, person=who, at=now())
    assert error.value.refusal.code == "opted_out"


@pytest.mark.row("S9")
def test_a_reminder_of_an_order_whose_buyer_nobody_knows_can_be_settled():
    shop = Reached()
    order = make_order(shop.shop, status=OrderStatus.AWAITING_PAYMENT)
    Order.objects.filter(pk=order.pk).update(ordered_at=now() - timedelta(hours=1), customer=None)
    plan_reminders()
    task = FollowUp.objects.get(order=order)
    result = Result(FollowUpState.DONE, Channel.PLATFORM)
    assert end_follow_up(follow_up_id=task.pk, result=result, person=person(shop.people.owner)).state == "done"


@pytest.mark.row("S11")
@pytest.mark.attack("G4")
def test_a_buyer_who_logs_in_where_somebody_else_was_linked_is_not_them():
    desk = Signed()
    first = Customer.objects.create(shop=desk.shop, nick="甲", nick_hash=keyed_hash(fold("甲")))
    second = Customer.objects.create(shop=desk.shop, nick="乙", nick_hash=keyed_hash(fold("乙")))
    guest = greet_visitor(shop=desk.shop)
    Visitor.objects.filter(pk=guest.visitor.pk).update(customer=first)
    came = desk.comes("1008", token=guest.token or "", nick="乙")
    assert (came.visitor.pk != guest.visitor.pk, came.visitor.customer) == (True, second)


@pytest.mark.row("B17")
def test_a_socket_that_cannot_be_told_anything_is_cut_instead_of_staying_deaf():
    class Unlucky:
        """A desk whose database is away for a moment."""

        def watch(self, conversation_id: int) -> int:
            return conversation_id

        def missed(self, conversation_id: int, after: int) -> Any:
            raise OSError("the database is away")

    async def story() -> list[dict[str, Any]]:
        frames: asyncio.Queue[Any] = asyncio.Queue()
        told: asyncio.Queue[Any] = asyncio.Queue()
        hub = Hub(lambda: None)  # type: ignore[arg-type,return-value]
        hub._hearing = asyncio.get_running_loop().create_task(asyncio.sleep(0))
        threads = Threads(1, "test")
        socket = Socket(Unlucky(), hub, threads, (frames.get, told.put))  # type: ignore[arg-type]
        running = asyncio.get_running_loop().create_task(socket.run())
        frames.put_nowait({"type": "websocket.receive", "text": '{"do":"watch","talk":1,"after":0}'})
        sent = [await asyncio.wait_for(told.get(), 10) for _frame in range(2)]
        frames.put_nowait({"type": "websocket.disconnect", "code": BROKEN})
        await asyncio.wait_for(running, 10)
        await threads.close()
        return sent

    assert asyncio.run(story())[-1]["code"] == BROKEN
