"""The queue of buyers to contact again, and what is done with each (S8, S9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from tests.chat.scene import Desk
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_order, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.actions.plan_reminders import plan_reminders
from aftercare.chat.follow_ups import PAGE
from aftercare.chat.models import Conversation, FollowUp, Message
from aftercare.chat.terms import FollowUpKind, FollowUpState, Side, Stage
from aftercare.core.time import now
from aftercare.customers.actions.claim_contact import Reach, claim_contact
from aftercare.customers.contacts import standings
from aftercare.customers.models import Contact
from aftercare.customers.policies import QUIET_FROM, QUIET_UNTIL
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus

pytestmark = pytest.mark.django_db
URL = "/follow-ups/"


class Queue(Desk):
    """A shop without quiet hours, so that tests pass at night; one buyer who has not decided."""

    def __init__(self) -> None:
        super().__init__()
        self.rule(QUIET_FROM, 0)
        self.rule(QUIET_UNTIL, 0)
        self.qa = make_staff("", Role.QA, shop=self.shop)
        self.on(self.people.owner)
        self.buyer = self.visitor()
        self.talk = self.writes(self.buyer, "我再想想")
        self.answers(self.talk, "好的", self.people.owner)

    def plan(self, text: str = "还在考虑吗", staff: Staff | None = None, **fields: Any) -> FollowUp:
        plan = Plan(fields.pop("kind", FollowUpKind.UNDECIDED), text, fields.pop("due_at", None), said=1)
        return plan_follow_up(conversation_id=self.talk.pk, plan=plan, person=person(staff or self.people.owner))

    def unpaid(self, **fields: Any) -> Order:
        """An order that nobody has paid, with its reminder."""
        order = make_order(self.shop, status=OrderStatus.AWAITING_PAYMENT, completed_at=None, **fields)
        Order.objects.filter(pk=order.pk).update(ordered_at=now() - timedelta(hours=2), paid_at=None)
        plan_reminders()
        return order

    def page(self, staff: Staff | None = None, query: str = "") -> str:
        return browser(staff or self.people.owner).get(f"{URL}{query}").content.decode()

    def do(self, row: FollowUp, what: str, staff: Staff | None = None, **fields: str) -> HttpResponse:
        fields = {"do": what, "text": row.text, "client_id": f"f-{row.pk}", **fields}
        return browser(staff or self.people.owner).post(f"{URL}{row.pk}/", fields, headers=PART)

    def contacted(self, times: int) -> None:
        reach = Reach((f"visitor:{self.buyer.pk}",), Channel.PHONE, ContactPurpose.AGREED)
        for _time in range(times):
            claim_contact(shop=self.shop, reach=reach, person=person(self.people.owner), at=now())


def test_agents_supervisors_and_quality_work_read_it_and_nobody_else():
    queue = Queue()
    queue.plan("说说青瓷杯")
    for staff, status in (
        (queue.people.owner, 200),
        (queue.people.supervisor, 200),
        (queue.qa, 200),
        (queue.people.warehouse, 404),
    ):
        assert browser(staff).get(URL).status_code == status
    assert "说说青瓷杯" in queue.page() and "说说青瓷杯" not in queue.page(queue.people.stranger, "?view=all")
    assert 'name="do"' in queue.page() and 'name="do"' not in queue.page(queue.qa, "?view=all")
    for query in ("?view=odd", "?kind=odd", "?order_by=pk", "?after=x", "?after=2026-01-01|1", "?after=99|²"):
        assert browser(queue.people.owner).get(f"{URL}{query}").status_code == 400, query


@pytest.mark.row("S8")
def test_mine_and_all_of_the_shop_and_each_kind():
    queue = Queue()
    queue.plan("我的跟进")
    queue.plan("同事的约定", queue.people.teammate, kind=FollowUpKind.LATER, due_at=now() + timedelta(days=1))
    order = queue.unpaid(receiver_name="张三丰")
    mine, of_all = queue.page(), queue.page(query="?view=all")
    assert "我的跟进" in mine and "同事的约定" not in mine and order.platform_no in mine
    assert "我的跟进" in of_all and "同事的约定" in of_all
    assert "我的跟进" not in queue.page(query="?view=all&kind=later")
    assert order.customer.nick_mask in mine and order.customer.nick not in mine and "张三丰" not in mine
    assert f"Guest {queue.buyer.pk}" in mine and f"/talks/{queue.talk.pk}/" in mine
    assert mine.index(order.platform_no) < mine.index("我的跟进")  # the sooner first


@pytest.mark.row("S8")
def test_it_is_sent_in_the_chat_with_the_words_as_changed_and_the_row_goes():
    queue = Queue()
    row = queue.plan()
    assert queue.do(row, "send", queue.qa).status_code == 404
    assert queue.do(row, "send", queue.people.stranger).status_code == 404
    answer = queue.do(row, "send", text="您好,杯子还要吗")
    assert answer.status_code == 200 and answer.content == b""
    message = Message.objects.filter(side=Side.AGENT).order_by("-seq").first()
    assert message.text == "您好,杯子还要吗" and Contact.objects.get().channel == Channel.CHAT
    row.refresh_from_db()
    assert row.state == FollowUpState.DONE and "还在考虑吗" not in queue.page()
    assert queue.do(row, "send").status_code == 409
    assert queue.do(row, "odd").status_code == 422 and queue.do(row, "drop", odd="1").status_code == 422


@pytest.mark.row("S9")
def test_an_unpaid_order_is_reminded_of_on_the_platform_and_counts_as_a_contact():
    queue = Queue()
    queue.unpaid()
    row = FollowUp.objects.get(kind=FollowUpKind.UNPAID)
    page = queue.page()
    assert "This buyer has no chat with us" in page and 'value="platform"' in page and "data-copy-from" in page
    assert queue.do(row, "send").status_code == 409
    assert queue.do(row, "platform").status_code == 200
    assert Contact.objects.get().who == f"customer:{row.customer_id}"
    row.refresh_from_db()
    assert row.state == FollowUpState.DONE


@pytest.mark.row("S8")
def test_a_buyer_contacted_often_enough_is_greyed_with_the_very_sentence():
    queue = Queue()
    row = queue.plan()
    later = queue.plan("约好的", kind=FollowUpKind.LATER, due_at=now() + timedelta(hours=1))
    queue.contacted(2)
    page = queue.page()
    sentence = "Contacted 2 times in 7 days already"
    assert page.count('aria-disabled="true"') == 2 and sentence in page
    assert sentence in queue.do(row, "send").content.decode()
    assert sentence in queue.do(row, "phone").content.decode()
    assert queue.do(later, "phone").status_code == 200  # what the buyer has agreed to
    assert queue.do(row, "drop").status_code == 200


@pytest.mark.row("S8")
def test_standings_of_many_are_those_of_each():
    queue = Queue()
    queue.contacted(1)
    other, at = queue.visitor(), now()
    names = [("customer:1", f"visitor:{queue.buyer.pk}"), (f"visitor:{other.pk}",)]
    found = standings([(queue.shop, one) for one in names] + [(queue.people.other_shop, names[0])], at)
    assert [len(one.contacts) for one in found] == [1, 0, 0]


def test_pages_follow_each_other_without_gap_and_cost_the_same():
    queue = Queue()
    queue.plan()
    client = browser(queue.people.owner)
    few = queries_of(lambda: client.get(URL))
    at = now()
    talks = Conversation.objects.bulk_create(
        Conversation(shop=queue.shop, visitor=queue.buyer, stage=Stage.CLOSED, opened_at=at, last_at=at, closed_at=at)
        for _number in range(PAGE + 20)
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            shop=queue.shop,
            kind=FollowUpKind.UNDECIDED,
            visitor=queue.buyer,
            conversation=talk,
            owner=queue.people.owner,
            text=f"第{number}位",
            due_at=at + timedelta(hours=30),
            made_at=at,
        )
        for number, talk in enumerate(talks)
    )
    assert queries_of(lambda: client.get(URL)) == few
    seen, url = [], URL
    while url:
        part = client.get(url, headers=PART).content.decode()
        seen += part.split('<article class="ac-card')[1:]
        url = part.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&") if 'class="ac-more"' in part else ""
    assert len(seen) == PAGE + 21
    texts = [one.partition("</textarea>")[0].rpartition(">")[2] for one in seen]
    assert len(set(texts)) == PAGE + 21


@pytest.mark.row("X1")
def test_the_rail_and_the_home_page_count_what_is_mine():
    queue = Queue()
    queue.plan()
    home = browser(queue.people.owner).get("/").content.decode()
    assert "/follow-ups/" in home and "Buyers to contact again" in home
    assert "Buyers to contact again" not in browser(queue.people.teammate).get("/").content.decode()
