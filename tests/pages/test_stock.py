"""Goods out of stock: buyers are told before the promise breaks, and what they choose is carried out once (O4)."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from tests.dispatch.scene import Dock, changed, lines_of
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_order
from tests.races import race

from aftercare.accounts.models import Staff
from aftercare.cases.models import Case, CaseLine
from aftercare.chat.models import Message, Visitor
from aftercare.chat.terms import Side
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.customers.models import Contact
from aftercare.customers.policies import CONTACTS_MOST
from aftercare.dispatch.actions.answer_stock import Choice, answer_stock
from aftercare.dispatch.models import LineChange, Shortage, StockTask
from aftercare.dispatch.policies import WAIT_PERCENT
from aftercare.dispatch.terms import Answer, TaskState
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import person_of

pytestmark = pytest.mark.django_db


class Shelf(Dock):
    """One code is out of stock."""

    def day(self, ahead: int) -> str:
        return f"{now().astimezone(ZoneInfo(self.shop.timezone)) + timedelta(days=ahead):%Y-%m-%d}"

    def short(
        self, staff: Staff | None = None, code: str = "YM-001", ahead: int | None = 3, **fields: Any
    ) -> HttpResponse:
        day = "" if ahead is None else self.day(ahead)
        fields = {"shop": self.shop.pk, "code": code, "expected_on": day, "note": "", **fields}
        return self.post(staff or self.packer, "stock/new/", **fields)

    def do(self, task: StockTask, what: str, staff: Staff | None = None, **fields: Any) -> HttpResponse:
        return self.post(staff or self.agent, f"stock/tasks/{task.pk}/", do=what, **fields)

    def told(self) -> StockTask:
        """An order whose buyer has heard of it by phone."""
        self.order()
        assert self.short().status_code == 204
        task = StockTask.objects.get()
        assert self.do(task, "phone").status_code == 200
        task.refresh_from_db()
        return task


@pytest.mark.row("O4")
def test_each_waiting_order_gets_one_task_and_so_do_orders_that_come_later():
    shelf = Shelf()
    first = shelf.order(hours=5)
    assert shelf.short().status_code == 204
    second = shelf.order(hours=1)
    shelf.follow()
    assert list(StockTask.objects.order_by("pk").values_list("promise__order", flat=True)) == [first.pk, second.pk]
    task = StockTask.objects.first()
    assert task.due_at == shelf.promise(first).own_due_at < shelf.promise(first).due_at
    assert shelf.promise(first).is_short and shelf.promise(second).is_short
    page = shelf.get(shelf.agent, "stock/").content.decode()
    assert page.index(first.platform_no) < page.index(second.platform_no) and "2 buyers wait" in page
    assert first.customer.nick_mask in page and first.customer.nick not in page
    assert "Out of stock" in shelf.get(shelf.packer, "?view=short").content.decode()
    assert first.platform_no not in shelf.get(shelf.packer, "?view=print").content.decode()
    assert shelf.short().status_code == 409 and shelf.short(code="NO-SUCH").status_code == 422
    assert shelf.short(code="YM-002", ahead=-2).status_code == 422 and Shortage.objects.count() == 1
    foreign = make_order(shelf.people.other_shop)
    assert shelf.short(shop=foreign.shop_id).status_code == 404
    assert shelf.short(staff=shelf.people.stranger).status_code == 404
    assert shelf.short(staff=shelf.people.refund_clerk).status_code == 404


@pytest.mark.row("O4")
def test_the_buyer_is_told_in_the_chat_with_all_three_choices():
    shelf = Shelf()
    order = shelf.order(paid="200.00")
    shelf.on(shelf.agent)
    visitor = shelf.visitor()
    Visitor.objects.filter(pk=visitor.pk).update(customer=order.customer, language="en")
    shelf.short()
    task = StockTask.objects.get()
    page = shelf.get(shelf.agent, "stock/").content.decode()
    assert 'value="send"' in page
    assert shelf.do(task, "send", shelf.packer, client_id="s-1").status_code == 404
    assert shelf.do(task, "send", shelf.people.stranger, client_id="s-1").status_code == 404
    assert shelf.do(task, "wait").status_code == 409  # nobody answers what they were not told
    answer = shelf.do(task, "send", client_id="s-1", text="")
    assert answer.status_code == 200 and answer.content == b""
    text = Message.objects.filter(side=Side.AGENT).latest("pk").text
    for word in ("out of stock", shelf.day(3), "10% back (¥20.00)", "another variant", "refund"):
        assert word in text, word
    assert shelf.do(task, "send", client_id="s-2").status_code == 409
    assert Contact.objects.count() == 1 and Event.objects.filter(kind="stock.told").count() == 1


def test_the_limits_of_contacts_count_here_as_well():
    shelf = Shelf()
    shelf.rule(CONTACTS_MOST, 0)
    shelf.order()
    shelf.short()
    task = StockTask.objects.get()
    assert shelf.do(task, "phone").status_code == 409 and shelf.do(task, "odd").status_code == 422
    task.refresh_from_db()
    assert task.state == TaskState.TELL and not Contact.objects.exists()
    assert "that is the shop" in shelf.get(shelf.agent, "stock/").content.decode()


@pytest.mark.row("O4", "C3")
def test_waiting_opens_a_compensation_of_ten_percent_within_the_cap():
    shelf = Shelf()
    task = shelf.told()
    assert shelf.do(task, "wait").status_code == 200
    task.refresh_from_db()
    case = Case.objects.get()
    assert (task.answer, task.case, task.discount) == (Answer.WAIT, case, Money(1000))
    assert case.flow == "compensation" and case.asked == Money(1000)
    assert shelf.do(task, "refund").status_code == 409 and Case.objects.count() == 1
    assert shelf.promise(task.promise.order).is_short
    shortage = Shortage.objects.get()
    assert shelf.post(shelf.packer, f"stock/{shortage.pk}/", do="back", version=shortage.version).status_code == 204
    assert not shelf.promise(task.promise.order).is_short
    assert StockTask.objects.get().state == TaskState.OVER


def test_nothing_is_promised_where_the_shop_gives_nothing():
    shelf = Shelf()
    shelf.rule(WAIT_PERCENT, 0)
    task = shelf.told()
    assert shelf.do(task, "wait").status_code == 200 and not Case.objects.exists()


@pytest.mark.row("O4", "C9")
def test_a_refund_opens_its_case_over_the_whole_line():
    shelf = Shelf()
    task = shelf.told()
    assert shelf.do(task, "refund").status_code == 200
    case = Case.objects.get()
    assert (case.flow, case.reason, case.asked) == ("refund_only", "out_of_stock", Money(10000))
    assert CaseLine.objects.get().asked == 1 and not shelf.promise(task.promise.order).is_short
    shelf.printed(task.promise.order)
    assert "A refund or exchange" in shelf.scan(task.promise.order.platform_no)


@pytest.mark.row("O4", "O3")
def test_another_variant_is_what_slip_and_packing_want():
    shelf = Shelf()
    task = shelf.told()
    order = task.promise.order
    assert shelf.do(task, "other", code="", sku="").status_code == 422 and not LineChange.objects.exists()
    assert shelf.do(task, "other", code="YM-001", sku="同款").status_code == 422  # out of stock itself
    assert shelf.do(task, "other", code="YM-RED", sku="颜色分类:红").status_code == 200
    assert not shelf.promise(order).is_short
    shelf.printed(order)
    shelf.scan(order.platform_no)
    assert "Wrong item" in shelf.scan("YM-001") and "1 / 1" in shelf.scan("YM-RED")


@pytest.mark.row("O4")
def test_a_new_day_is_told_once_more_and_waiting_earns_nothing_twice():
    shelf = Shelf()
    task = shelf.told()
    shelf.do(task, "wait")
    shortage = Shortage.objects.get()
    path = f"stock/{shortage.pk}/"
    assert shelf.post(shelf.packer, path, do="date", expected_on=shelf.day(3), version=1).status_code == 204
    task.refresh_from_db()
    assert task.state == TaskState.ANSWERED  # the same day is no news
    assert shelf.post(shelf.packer, path, do="date", expected_on=shelf.day(9), version=1).status_code == 204
    assert shelf.post(shelf.packer, path, do="date", expected_on=shelf.day(10), version=1).status_code == 409
    task.refresh_from_db()
    assert task.state == TaskState.TELL and shelf.promise(task.promise.order).is_short
    page = shelf.get(shelf.agent, "stock/").content.decode()
    assert shelf.day(9) in page
    assert shelf.do(task, "phone").status_code == 200 and shelf.do(task, "phone").status_code == 409
    assert shelf.do(task, "wait").status_code == 200 and Case.objects.count() == 1
    assert shelf.post(shelf.people.stranger, path, do="back", version=2).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_have_one_winner():
    shelf = Shelf()
    task = shelf.told()

    def choose(staff: Staff, answer: Answer) -> Any:
        return lambda: answer_stock(task_id=task.pk, choice=Choice(answer), person=person_of(staff))

    found = race(choose(shelf.agent, Answer.WAIT), choose(shelf.people.teammate, Answer.REFUND))
    assert sorted(finish.won for finish in found) == [False, True]
    assert Case.objects.count() == 1 and Event.objects.filter(kind="stock.answered").count() == 1


def test_an_order_that_leaves_takes_its_task_with_it():
    shelf = Shelf()
    order = shelf.order()
    shelf.short()
    changed(order, status=OrderStatus.CLOSED)
    shelf.follow()
    task = StockTask.objects.get()
    assert task.state == TaskState.OVER
    assert (
        shelf.do(task, "phone").status_code == 409
        and "No buyer is to be told" in shelf.get(shelf.agent, "stock/").content.decode()
    )


def test_the_page_costs_the_same_with_many_buyers_and_refuses_odd_keys():
    shelf = Shelf()
    for _nth in range(3):
        shelf.order(follow=False)
    shelf.follow()
    shelf.short()
    client = browser(shelf.agent)
    few = queries_of(lambda: client.get("/dispatch/stock/"))
    for _nth in range(12):
        shelf.order(follow=False)
    shelf.follow()
    assert StockTask.objects.count() == 15
    assert queries_of(lambda: client.get("/dispatch/stock/", headers=PART)) <= few
    assert queries_of(lambda: client.get("/dispatch/stock/")) == few
    for query in ("?state=odd", "?after=x", "?after=2026-01-01|1", "?odd=1"):
        assert client.get(f"/dispatch/stock/{query}").status_code == 400, query
    order = Order.objects.first()
    page = shelf.get(shelf.packer, f"orders/{order.pk}/").content.decode()
    assert "stock/?code=YM-001" in page and lines_of(order)[0].merchant_code in page
