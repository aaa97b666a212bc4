"""Orders: the list, the page of one, and what the search finds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.stage import PART, browser, paying, queries_of
from tests.people import make_case, make_order, make_people

from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.models import Visitor
from aftercare.chat.writing import Words
from aftercare.core.crypto import keyed_hash
from aftercare.core.money import Money
from aftercare.customers.actions.remember_buyers import remember_buyers
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.queries import PAGE
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db


def listed(staff, query: str = "") -> list[int]:
    answer = browser(staff).get(f"/orders/{query}")
    assert answer.status_code == 200
    return [int(part.split("/", 1)[0]) for part in answer.content.decode().split('data-row="/orders/')[1:]]


def many(shop: Shop, count: int) -> None:
    """Orders of the same moment."""
    at = datetime.now(tz=UTC) - timedelta(days=3)
    made = Order.objects.bulk_create(
        Order(shop=shop, platform_no=f"M{Order.objects.count()}{index:06d}", ordered_at=at, paid=Money(100))
        for index in range(count)
    )
    OrderLine.objects.bulk_create(OrderLine(order=one, title="批量") for one in made)


def test_orders_of_my_shops_are_listed_newest_first():
    people = make_people()
    old = make_order(people.shop)
    new = make_order(people.shop)
    Order.objects.filter(pk=new.pk).update(ordered_at=datetime.now(tz=UTC))
    make_order(people.other_shop)
    assert listed(people.owner) == [new.pk, old.pk]


def test_filters_are_exact_and_by_named_keys_only():
    people = make_people()
    done = make_order(people.shop, tracking_no="SF123456")
    way = make_order(people.shop, status=OrderStatus.DISPATCHED)
    day = done.ordered_at.astimezone().date()
    assert listed(people.owner, "?status=dispatched") == [way.pk]
    assert listed(people.owner, "?q=sf123456") == [done.pk]
    assert listed(people.owner, f"?q={done.platform_no}") == [done.pk]
    assert listed(people.owner, f"?q={done.lines.get().line_no}") == [done.pk]
    assert listed(people.owner, "?q=SF12345") == []
    assert set(listed(people.owner, f"?since={day - timedelta(days=1)}&until={day + timedelta(days=1)}")) == {
        done.pk,
        way.pk,
    }
    assert listed(people.owner, f"?since={day + timedelta(days=3)}") == []


def test_the_list_finds_a_buyer_by_nick_and_by_the_last_digits_of_the_phone():
    people = make_people()
    order = make_order(people.shop, receiver_phone_mask="138****5678")
    make_order(people.shop, receiver_phone_mask="138****5679")
    make_order(people.other_shop, receiver_phone_mask="139****5678")
    assert listed(people.owner, "?q=5678") == [order.pk]
    assert listed(people.owner, "?q=678") == []
    pk = remember_buyers(shop_id=people.shop.pk, nicks=["清风明月88"])["清风明月88"]
    Order.objects.filter(pk=order.pk).update(customer_id=pk)
    assert listed(people.owner, "?q=清风明月88") == [order.pk]
    assert listed(people.owner, "?q=清风明月") == []
    assert listed(people.owner, f"?buyer={pk}") == [order.pk]
    assert listed(people.stranger, f"?buyer={pk}") == []


def test_the_last_digits_of_a_phone_are_looked_up_by_an_index():
    people = make_people()
    for _count in range(3):
        many(people.shop, 1000)
    Order.objects.update(receiver_phone_mask="139****0000")
    one = make_order(people.shop, receiver_phone_mask="138****5678")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_order")
    with CaptureQueriesContext(connection) as asked:
        found = listed(people.owner, "?q=5678")
    assert found == [one.pk]
    (key,) = (query["sql"] for query in asked if "LIMIT 51" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {key}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "order_by_phone_tail" in plan


def test_the_page_shows_what_stands_around_the_order():
    people = make_people()
    pk = remember_buyers(shop_id=people.shop.pk, nicks=["清风明月88"])["清风明月88"]
    order = make_order(people.shop)
    others = [make_order(people.shop) for _count in range(7)]
    Order.objects.filter(shop=people.shop).update(customer_id=pk)
    again = make_order(people.shop, source_order=order)
    talk = write_as_buyer(visitor=greet_visitor(shop=people.shop).visitor, words=Words("w-1", "在吗")).conversation
    Visitor.objects.filter(pk=talk.visitor_id).update(customer_id=pk)
    client = browser(people.owner)
    page = client.get(f"/orders/{order.pk}/").content.decode()
    near = [one for one in others if f'href="/orders/{one.pk}/"' in page]
    assert len(near) == 5
    assert f'href="/orders/?buyer={pk}"' in page
    assert f'href="/orders/{again.pk}/"' in page
    assert f'href="/talks/{talk.pk}/"' in page
    assert f'href="/orders/{order.pk}/"' in client.get(f"/orders/{again.pk}/").content.decode()
    of_warehouse = browser(people.warehouse).get(f"/orders/{order.pk}/").content.decode()
    assert f"/talks/{talk.pk}/" not in of_warehouse


@pytest.mark.attack("F2")
@pytest.mark.parametrize(
    "query", ["?buyer=x", "?customer__nick=x", "?status=__all__", "?since=yesterday", "?after=x", "?shop=0", "?q=a&q=b"]
)
def test_unknown_keys_and_values_are_refused(query: str):
    people = make_people()
    assert browser(people.owner).get(f"/orders/{query}").status_code == 400


def test_the_list_goes_on_without_a_gap_and_costs_the_same_at_any_size():
    people = make_people()
    many(people.shop, 10)
    client = browser(people.owner)
    few = queries_of(lambda: client.get("/orders/"))
    many(people.shop, PAGE + 60)
    assert queries_of(lambda: client.get("/orders/")) == few <= 6
    page, seen = client.get("/orders/").content.decode(), []
    while True:
        seen += [part.split("/", 1)[0] for part in page.split('data-row="/orders/')[1:]]
        if "hx-get" not in page.split("<tbody>")[-1]:
            break
        more = page.split("<tbody>")[-1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
        page = client.get(more, headers=PART).content.decode()
    assert len(seen) == len(set(seen)) == PAGE + 70


@pytest.mark.row("C18")
def test_the_page_says_what_was_paid_refunded_and_can_still_be_refunded():
    people = make_people()
    case = paying(people.owner, people.warehouse, people.shop, paid="80.00")
    page = browser(people.owner).get(f"/orders/{case.order_id}/").content.decode()
    assert page.count("¥80.00") >= 3  # paid, under way, and the case itself
    assert "¥0.00" in page
    assert case.number in page


@pytest.mark.attack("J1")
def test_the_receiver_is_masked_and_nothing_of_it_is_on_the_page():
    people = make_people()
    secret = {"receiver_name": "王小明", "receiver_phone": "13812345678", "receiver_address": "某某路 99 号"}
    order = make_order(people.shop, **secret, receiver_name_mask="王**", receiver_phone_mask="138****5678")
    for address in (f"/orders/{order.pk}/", "/orders/", f"/cases/new/?order={order.pk}"):
        page = browser(people.owner).get(address).content.decode()
        assert not any(value in page for value in secret.values()), address
    assert "138****5678" in browser(people.owner).get(f"/orders/{order.pk}/").content.decode()


def test_a_case_can_be_opened_from_the_order_by_those_who_open_cases():
    people = make_people()
    order = make_order(people.shop)
    link = f"/cases/new/?order={order.pk}"
    assert link in browser(people.owner).get(f"/orders/{order.pk}/").content.decode()
    assert link not in browser(people.refund_clerk).get(f"/orders/{order.pk}/").content.decode()


@pytest.mark.attack("B1")
def test_a_foreign_order_is_not_there():
    people = make_people()
    order = make_order(people.other_shop)
    assert browser(people.owner).get(f"/orders/{order.pk}/").status_code == 404
    assert browser(people.owner).get("/orders/999999999/").status_code == 404


@pytest.mark.row("X3")
@pytest.mark.attack("B2", "F3", "J5")
def test_the_search_finds_whole_numbers_in_my_shops_and_nothing_else():
    people = make_people()
    order = make_order(people.shop, tracking_no="SF700001", receiver_phone_hash=keyed_hash("13900001111"))
    case = make_case(people.owner, order, platform_case_no="8877665544")
    foreign = make_case(people.stranger, make_order(people.other_shop))
    client = browser(people.owner)

    def found(text: str) -> str:
        return client.get("/search/", {"q": text}).content.decode().split("<main")[1]

    for text in (case.number, case.number.lower(), "8877665544", "SF700001", "13900001111", order.platform_no):
        assert f'href="/cases/{case.number}/"' in found(text), text
    assert f'href="/orders/{order.pk}/"' in found("SF700001")
    for text in (foreign.number, foreign.order.platform_no, "1390000", "%", "______", "SF7"):
        assert "Nothing found" in found(text), text
