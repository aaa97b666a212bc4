"""Customers on screen: the list, the page of one, joining (U1, S8)."""

from itertools import pairwise

import pytest
from django.urls import reverse
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_case_of
from tests.regulars.scene import PHONE, PLACE, buys, followed, make_town

from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.models import Visitor
from aftercare.chat.writing import Words
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.customers.models import Customer, OptOut
from aftercare.erasure.models import DataRequest
from aftercare.regulars.models import Joined, Joining, Likeness, Regular, RegularNote
from aftercare.regulars.queries import PAGE
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db


def listed(staff, query: str = "") -> list[int]:
    answer = browser(staff).get(f"/customers/{query}")
    assert answer.status_code == 200
    return [int(part.split("/", 1)[0]) for part in answer.content.decode().split('data-row="/customers/')[1:]]


def page(staff, pk: int) -> str:
    answer = browser(staff).get(f"/customers/{pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def many(shop: Shop, count: int) -> None:
    at, start = now(), Customer.objects.count()
    made = Customer.objects.bulk_create(
        Customer(shop=shop, nick_hash=f"m{start + index:031d}", nick_mask="买***家") for index in range(count)
    )
    Regular.objects.bulk_create(
        Regular(customer=one, shop=shop, orders=1, paid=Money(100), kept=Money(100), last_at=at) for one in made
    )


@pytest.mark.row("U1")
@pytest.mark.attack("J5", "B1")
def test_customers_of_my_shops_are_found_by_whole_values_only():
    town = make_town()
    one = buys(town.shop, "清风明月88", phone=PHONE, paid="10.00")
    two = buys(town.shop, "山有木兮", phone="13800009999", paid="90.00")
    far = buys(town.other, "清风明月88", phone=PHONE)
    followed()
    own, other = one.customer_id, two.customer_id
    assert set(listed(town.people.owner)) == {own, other}
    assert listed(town.people.owner, "?sort=value") == [other, own]
    assert listed(town.people.stranger) == [far.customer_id]
    for text in ("清风明月88", PHONE, "1234", one.platform_no):
        assert listed(town.people.owner, f"?q={text}") == [own]
    for text in ("清风", PHONE[:8], PHONE[1:], "234"):
        assert listed(town.people.owner, f"?q={text}") == []
    assert browser(town.people.owner).get("/customers/?nick=x").status_code == 400
    assert browser(town.people.warehouse).get("/customers/").status_code == 404
    hits = browser(town.people.owner).get("/search/?q=清风明月88").content.decode()
    assert f"/customers/{own}/" in hits
    assert f"/customers/{far.customer_id}/" not in hits


@pytest.mark.row("U1")
def test_pages_of_the_list_follow_each_other_without_gaps():
    town = make_town()
    many(town.shop, PAGE + 20)
    Regular.objects.filter(pk__in=list(Regular.objects.values_list("pk", flat=True)[:5])).update(last_at=None)
    for query in ("", "?sort=value"):
        seen: list[int] = []
        address, client = f"/customers/{query}", browser(town.people.owner)
        while address:
            html = client.get(address, headers=PART).content.decode()
            seen += [int(part.split("/", 1)[0]) for part in html.split('data-row="/customers/')[1:]]
            address = html.split('hx-get="', 1)[1].split('"', 1)[0].replace("&amp;", "&") if "ac-more" in html else ""
        assert len(seen) == len(set(seen)) == PAGE + 20


@pytest.mark.row("U1")
def test_the_list_costs_the_same_for_a_thousand():
    town = make_town()
    many(town.shop, 10)
    client = browser(town.people.owner)
    client.get("/customers/")
    few = queries_of(lambda: client.get("/customers/"))
    many(town.shop, 1000)
    assert queries_of(lambda: client.get("/customers/")) == few
    assert queries_of(lambda: client.get("/customers/?sort=value")) == few


@pytest.mark.row("U1")
@pytest.mark.attack("J1")
def test_the_page_shows_the_person_in_all_of_the_readers_shops():
    town = make_town()
    one = buys(town.shop, "清风明月88", phone=PHONE, place=PLACE, paid="300.00")
    far = buys(town.other, "远山如黛", phone=PHONE, paid="200.00")
    followed()
    visitor = greet_visitor(shop=town.shop).visitor
    talk = write_as_buyer(visitor=visitor, words=Words("w-1", "在吗")).conversation
    Visitor.objects.filter(pk=visitor.pk).update(customer_id=one.customer_id, buyer_type="amiable")
    case = make_case_of("return", town.people.owner, one)
    client = browser(town.both)
    html = page(town.both, one.customer_id)
    assert "Same phone" in html
    joined = client.post(f"/customers/{one.customer_id}/join/", {"other": far.customer_id})
    assert joined.status_code == 303
    html = page(town.both, one.customer_id)
    assert "¥500.00" in html
    for part in (one.platform_no, far.platform_no, case.number, f"/talks/{talk.pk}/", "Amiable", "远***黛"):
        assert part in html
    for secret in (PHONE, "清风明月88", "王小明", "文三路"):
        assert secret not in html
    alone = page(town.people.owner, one.customer_id)
    assert "¥300.00" in alone
    for foreign in (far.platform_no, "远***黛", town.other.name, "Take back"):
        assert foreign not in alone
    assert browser(town.people.stranger).get(f"/customers/{one.customer_id}/").status_code == 404
    assert browser(town.people.owner).get(f"/customers/{far.customer_id}/").status_code == 404


@pytest.mark.row("U1")
def test_the_page_costs_the_same_for_a_buyer_of_many_orders():
    town = make_town()
    pk = buys(town.shop, "清风明月88", phone=PHONE).customer_id
    client = browser(town.both)
    client.get(f"/customers/{pk}/")
    few = queries_of(lambda: client.get(f"/customers/{pk}/"))
    for _count in range(40):
        buys(town.shop, "清风明月88", phone=PHONE)
    for index in range(12):
        RegularNote.objects.create(customer_id=pk, text=f"记 {index}", by=town.both, at=now())
    assert queries_of(lambda: client.get(f"/customers/{pk}/")) == few
    assert few <= 30


@pytest.mark.row("U1")
def test_joining_and_taking_back_on_the_page():
    town = make_town()
    one, other = (buys(town.shop, nick, phone=PHONE).customer_id for nick in ("清风明月88", "清风徐来"))
    followed()
    pair = Likeness.objects.get()
    pairs = browser(town.people.owner).get("/customers/duplicates/").content.decode()
    assert "Same phone" in pairs
    assert "Same phone" not in browser(town.people.stranger).get("/customers/duplicates/").content.decode()
    address = reverse("customer_join", args=[one])
    assert browser(town.people.stranger).post(address, {"other": other}).status_code == 404
    assert browser(town.people.administrator).post(address, {"other": other}).status_code == 404
    assert not Joined.objects.exists()
    assert browser(town.people.owner).post(address, {"other": other}).status_code == 303
    assert browser(town.people.teammate).post(address, {"other": other}).status_code == 409
    undo = reverse("customer_apart", args=[Joining.objects.get().pk])
    assert browser(town.people.stranger).post(undo).status_code == 404
    assert Joined.objects.count() == 2
    assert browser(town.people.teammate).post(undo).status_code == 303
    assert not Joined.objects.exists()
    keep = reverse("customer_different", args=[pair.pk])
    assert browser(town.people.stranger).post(keep).status_code == 404
    assert browser(town.people.owner).post(keep).status_code == 303
    assert "Same phone" not in browser(town.people.owner).get("/customers/duplicates/").content.decode()


@pytest.mark.row("U1", "S8")
def test_tags_likes_notes_and_the_wish_to_be_left_in_peace():
    town = make_town()
    pk = buys(town.shop, "清风明月88").customer_id
    owner, stranger = browser(town.people.owner), browser(town.people.stranger)
    form = {"tags": "花艺师，大客户", "likes": "喜欢原木，电话 13900001234", "version": 1}
    assert stranger.post(f"/customers/{pk}/profile/", form).status_code == 404
    assert not Regular.objects.exists()
    assert owner.post(f"/customers/{pk}/profile/", form).status_code == 303
    row = Regular.objects.get(pk=pk)
    assert (row.tags, row.likes, row.version) == (["花艺师", "大客户"], form["likes"], 2)
    assert owner.post(f"/customers/{pk}/profile/", form).status_code == 409  # somebody else was first
    assert owner.post(f"/customers/{pk}/profile/", {**form, "tags": "13900001234", "version": 2}).status_code == 422
    followed()
    assert Regular.objects.get(pk=pk).tags == ["花艺师", "大客户"]  # facts do not touch what people noted
    assert listed(town.people.owner, "?tag=大客户") == [pk]
    assert stranger.post(f"/customers/{pk}/notes/", {"text": "好"}).status_code == 404
    assert owner.post(f"/customers/{pk}/notes/", {"text": " "}).status_code == 422
    assert not RegularNote.objects.exists()
    assert owner.post(f"/customers/{pk}/notes/", {"text": "要发顺丰"}).status_code == 303
    assert "要发顺丰" in page(town.people.teammate, pk)
    assert stranger.post(f"/customers/{pk}/contacts/", {"on": "1"}).status_code == 404
    assert not OptOut.objects.exists()
    assert owner.post(f"/customers/{pk}/contacts/", {"on": "1"}).status_code == 303
    assert OptOut.objects.get(ended_at=None).who == f"customer:{pk}"
    assert "No contact wanted" in page(town.people.teammate, pk)
    owner.post(f"/customers/{pk}/contacts/", {"on": "0"})
    assert not OptOut.objects.filter(ended_at=None).exists()


@pytest.mark.row("U1")
def test_the_page_is_linked_from_orders_cases_and_chats():
    town = make_town()
    order = buys(town.shop, "清风明月88")
    case = make_case_of("return", town.people.owner, order)
    visitor = greet_visitor(shop=town.shop).visitor
    talk = write_as_buyer(visitor=visitor, words=Words("w-1", "在吗")).conversation
    Visitor.objects.filter(pk=visitor.pk).update(customer_id=order.customer_id)
    link = f'href="/customers/{order.customer_id}/"'
    for address in (f"/orders/{order.pk}/", f"/cases/{case.number}/", f"/talks/{talk.pk}/panel/buyer/"):
        assert link in browser(town.people.owner).get(address).content.decode(), address
    assert link not in browser(town.people.warehouse).get(f"/orders/{order.pk}/").content.decode()


@pytest.mark.row("U1")
def test_duplicates_and_requests_cost_the_same_for_a_thousand():
    town = make_town()
    client = browser(town.people.supervisor)

    def more(count: int) -> None:
        many(town.shop, count + 1)
        ids = sorted(Customer.objects.filter(shop=town.shop).values_list("pk", flat=True))[-count - 1 :]
        shops = {"low_shop": town.shop, "high_shop": town.shop}
        Likeness.objects.bulk_create(
            Likeness(low_id=low, high_id=high, reasons=["phone"], found_at=now(), **shops)
            for low, high in pairwise(ids)
        )
        values = {"shops": [town.shop.pk], "reason": "来电", "asked_by": town.people.supervisor, "due_at": now()}
        DataRequest.objects.bulk_create(
            DataRequest(kind="copy", state="done", customers=[pk], asked_at=now(), done_at=now(), **values)
            for pk in ids
        )

    pages = ("/customers/duplicates/", "/customers/requests/")
    more(10)
    few = [queries_of(lambda address=address: client.get(address)) for address in pages]
    more(1000)
    assert [queries_of(lambda address=address: client.get(address)) for address in pages] == few
    html = client.get("/customers/duplicates/").content.decode()
    assert html.count("cu-match") == PAGE
    after = html.split("?after=", 1)[1].split('"', 1)[0]
    assert client.get(f"/customers/duplicates/?after={after}", headers=PART).content.decode().count("cu-match") == PAGE
