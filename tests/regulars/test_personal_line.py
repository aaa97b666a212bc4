"""A personal line says what is known and nothing else (U2)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.pages.stage import browser
from tests.people import make_case_of
from tests.regulars.scene import buys, make_town

from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.models import Visitor
from aftercare.chat.writing import Words
from aftercare.core.time import now
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.orders.terms import OrderStatus
from aftercare.regulars.personal_line import Bought, personal_lines


def bought(number: int, days: int = 30, title: str = "素烧花瓶", tags: tuple[str, ...] = ()) -> Bought:
    return Bought(number, f"N{number}", title, days, tags)


def test_no_facts_no_line():
    assert personal_lines([], 0) == []
    assert personal_lines([bought(1, days=1)], 1) == []  # hardly there
    assert personal_lines([bought(1, days=900)], 1) == []
    assert personal_lines([bought(1, title="")], 1) == []


def test_each_line_names_the_orders_it_is_known_from():
    rows = [bought(1, 10, tags=("日式", "送礼")), bought(2, 40, "原木托盘", ("日式",)), bought(3, 80, "台灯")]
    last, taste, times = personal_lines(rows, 3)
    assert (last.code, [one.order_id for one in last.known_from]) == ("last_product", [1])
    assert last.params == {"product": "素烧花瓶"}
    assert (taste.params, [one.order_id for one in taste.known_from]) == ({"tag": "日式"}, [1, 2])
    assert (times.params, [one.order_id for one in times.known_from]) == ({"times": 3}, [1])


def test_two_tastes_are_none():
    rows = [bought(1, tags=("日式", "送礼")), bought(2, tags=("日式", "送礼"))]
    assert [line.code for line in personal_lines(rows, 2)] == ["last_product"]


def test_a_long_title_is_said_short():
    (line,) = personal_lines([bought(1, title="素烧花瓶【限时特价】包邮")], 1)
    assert line.params == {"product": "素烧花瓶"}
    (line,) = personal_lines([bought(1, title="长" * 80)], 1)
    assert len(line.params["product"]) == 25


@pytest.mark.django_db
@pytest.mark.row("U2")
def test_the_line_stands_beside_the_chat_ready_to_be_put_into_the_reply():
    town = make_town()
    order = buys(town.shop, "清风明月88")
    OrderLine.objects.filter(order=order).update(title="素烧花瓶")
    Order.objects.filter(pk=order.pk).update(completed_at=now() - timedelta(days=20))
    visitor = greet_visitor(shop=town.shop).visitor
    talk = write_as_buyer(visitor=visitor, words=Words("w-1", "在吗")).conversation
    address = reverse("talk_panel_block", args=[talk.pk, "buyer"])

    def block() -> str:
        return browser(town.people.owner).get(address).content.decode()

    assert "personal-lines" not in block()  # nobody knows who it is
    Visitor.objects.filter(pk=visitor.pk).update(customer_id=order.customer_id)
    html = block()
    assert 'data-insert-reply="' in html
    assert "素烧花瓶" in html.split("personal-lines")[1]
    assert f'href="/orders/{order.pk}/"' in html.split("personal-lines")[1]
    assert browser(town.people.stranger).get(address).status_code == 404
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.CLOSED)
    assert "personal-lines" not in block()  # it came to nothing
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.COMPLETED)
    make_case_of("refund_only", town.people.owner, order)
    assert "personal-lines" not in block()  # it went wrong


@pytest.mark.django_db
@pytest.mark.row("U2")
def test_taste_is_read_from_the_tags_of_what_was_bought():
    town = make_town()
    product = Product.objects.create(shop=town.shop, code="X1", title="素烧花瓶", tags=["日式"])
    orders = [buys(town.shop, "清风明月88") for _count in range(2)]
    OrderLine.objects.filter(order__in=orders).update(product=product)
    visitor = greet_visitor(shop=town.shop).visitor
    Visitor.objects.filter(pk=visitor.pk).update(customer_id=orders[0].customer_id)
    talk = write_as_buyer(visitor=visitor, words=Words("w-1", "在吗")).conversation
    html = browser(town.people.owner).get(reverse("talk_panel_block", args=[talk.pk, "buyer"])).content.decode()
    assert "日式" in html.split("personal-lines")[1]
