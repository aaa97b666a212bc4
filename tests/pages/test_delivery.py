"""Couriers and freight: the answer for an address, the shop's table, and who keeps it."""

import html
from typing import Any

import pytest
from tests.pages.stage import PART, browser, queries_of
from tests.people import People, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.orders.actions.set_couriers import set_couriers
from aftercare.orders.delivery.queries import couriers_of
from aftercare.orders.delivery.table import EMPTY
from aftercare.shops.models import PolicyValue, Shop

pytestmark = pytest.mark.django_db
ROW = {
    "courier": "中通快递",
    "places": [],
    "first": 1000,
    "next": 600,
    "days": [2, 4],
    "payment": "prepaid",
    "most": None,
}
NEAR = {**ROW, "places": ["浙江省", "江苏省"], "first": 600, "next": 200, "days": [1, 2]}
FAST = {**ROW, "courier": "顺丰速运", "first": 2200, "next": 1000, "days": [1, 1]}
GAP = {"courier": "中通快递", "places": ["四川省 甘孜藏族自治州 石渠县"], "kind": "out_of_zone", "until": None}
TABLE = {**EMPTY, "default": "中通快递", "free_from": 9900, "tariffs": [NEAR, ROW, FAST], "gaps": [GAP]}
FORM = {
    "seen": "", "default": "", "free_from": "99", "bulky_from": "20",
    "t0-courier": "中通快递", "t0-areas": "江浙沪", "t0-first": "6", "t0-next": "2", "t0-from": "1", "t0-to": "2",
    "t0-payment": "prepaid", "t0-most": "",
    "t1-courier": "中通快递", "t1-areas": "其他地区", "t1-first": "１０", "t1-next": "6.00",
    "t1-from": "2", "t1-to": "4", "t1-payment": "collect_bulky", "t1-most": "30",
    "g0-courier": "中通快递", "g0-areas": "四川甘孜州石渠县", "g0-kind": "suspended", "g0-until": "2026-12-01",
}  # fmt: skip


def keep(people: People, **more: Any) -> None:
    set_couriers(shop_id=people.shop.pk, value={**TABLE, **more}, person=person(people.supervisor), seen=None)


def ask(staff: Staff, shop: Shop, address: str, *, status: int = 200, **more: str) -> str:
    told = {"shop": str(shop.pk), "address": address, "grams": "1500", "lang": "en", **more}
    answer = browser(staff).get("/delivery/answer/", told, headers=PART)
    assert answer.status_code == status
    return answer.content.decode()


def table(shop: Shop) -> Any:
    shop.refresh_from_db()
    return couriers_of(shop, now()).table


@pytest.mark.row("S10")
def test_an_agent_gets_courier_fee_and_time_with_a_sentence_for_the_reply():
    people = make_people()
    keep(people)
    page = ask(people.owner, people.shop, "浙江杭州余杭仓前街道 1 号")
    sentence = (
        "To 浙江杭州余杭 we send with 中通快递: freight ¥8 for 2 kg, usually there in 1–2 days. "
        "If you are in a hurry: 顺丰速运 takes it the next day, ¥24 more."
    )
    assert f'data-insert-reply="{html.escape(sentence)}"' in page
    assert f'data-copy="{html.escape(sentence)}"' in page
    assert page.index("中通快递") < page.index("顺丰速运")
    assert "¥24 more than usual" in page


@pytest.mark.row("S10", "O6")
def test_out_of_zone_is_said_before_the_parcel_is_sent():
    people = make_people()
    keep(people)
    page = ask(people.owner, people.shop, "四川甘孜州石渠县洛须镇")
    assert "Out of zone" in page
    assert "does not deliver to the door in 四川甘孜石渠县" in page
    assert "四川甘孜石渠县. Ask for the county" in ask(people.owner, people.shop, "四川甘孜州")
    assert "Ask the buyer for them" in ask(people.owner, people.shop, "多少钱")


@pytest.mark.row("S10")
def test_the_question_of_the_page_is_posted_and_answered_in_place():
    people = make_people()
    keep(people)
    client = browser(people.owner)
    page = client.get("/delivery/").content.decode()
    assert 'hx-post="/delivery/answer/"' in page and "中通快递" in page
    told = {"shop": str(people.shop.pk), "address": "江苏南京", "kg": "2.3", "worth": "100", "own": "yes", "lang": "en"}
    part = client.post("/delivery/answer/", told, headers=PART).content.decode()
    assert "freight free" in part and "data-insert-reply" not in part and "<main" not in part
    whole = client.post("/delivery/answer/", told).content.decode()
    assert "<main" in whole and "freight free" in whole and ">江苏南京</textarea>" in whole
    assert client.post("/delivery/answer/", {**told, "price": "0"}).status_code == 422


def test_a_new_shop_says_so_and_leads_to_the_form():
    people = make_people()
    link = f"/delivery/couriers/{people.shop.slug}/"
    assert link in browser(people.supervisor).get("/delivery/").content.decode()
    page = browser(people.owner).get("/delivery/").content.decode()
    assert "No couriers yet" in page and link not in page
    assert "no couriers yet" in ask(people.owner, people.shop, "浙江杭州")
    assert "data-insert-reply" not in ask(people.owner, people.shop, "浙江杭州")


@pytest.mark.row("S10")
def test_operations_and_supervisors_keep_the_table_and_others_do_not_see_the_form():
    people = make_people()
    address = f"/delivery/couriers/{people.shop.slug}/"
    keeper = make_staff("", Role.OPERATIONS, shop=people.shop)
    saved = browser(keeper).post(address, FORM)
    assert saved.status_code == 303, saved.content.decode()
    kept = table(people.shop)
    assert (kept.default, kept.free_from.fen, kept.bulky_from) == ("中通快递", 9900, 20_000)
    near, rest = kept.tariffs
    assert [place.key for place in near.places] == ["江苏省", "浙江省", "上海市"]
    assert (near.first.fen, near.next.fen, near.days, near.most) == (600, 200, (1, 2), None)
    assert (rest.places, rest.first.fen, rest.payment.value, rest.most) == ((), 1000, "collect_bulky", 30_000)
    assert (kept.gaps[0].places[0].key, kept.gaps[0].kind.value) == ("四川省 甘孜藏族自治州 石渠县", "suspended")
    assert Event.objects.filter(kind="policy.set", actor_id=keeper.pk, shop_id=people.shop.pk).count() == 1
    for outsider in (people.owner, people.warehouse, people.stranger, people.refund_clerk):
        client = browser(outsider)
        assert client.get(address).status_code == 404
        assert client.post(address, FORM).status_code == 404
    assert PolicyValue.objects.filter(key="delivery.couriers").count() == 1
    assert browser(people.administrator).get(address).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "where", "remark"),
    [
        ({"t0-areas": "江浙沪 火星"}, "t0-areas", "“火星” is no province or city."),
        ({"t0-areas": "浙江杭州西湖区"}, "t0-areas", "is no province or city."),
        ({"t1-areas": "浙江"}, "t1-areas", "Another row of this courier names 浙江省."),
        ({"t0-first": "六块"}, "t0-first", "Enter yuan"),
        ({"t0-from": "3", "t0-to": "1"}, "t0-days", "Enter days from and to"),
        ({"t0-courier": ""}, "t0-courier", "Name the courier"),
        ({"t1-most": "-3"}, "t1-most", "Enter a weight in kg"),
        ({"t0-payment": "barter"}, "t0-payment", "Choose one of the list."),
        ({"g0-areas": ""}, "g0-areas", "Name the places"),
        ({"g0-courier": "圆通速递"}, "g0-courier", "This courier has no row"),
        ({"g0-until": "soon"}, "g0-until", "Enter a day"),
        ({"default": "顺丰速运"}, "default", "Choose one of the couriers"),
        ({"bulky_from": "0.5"}, "bulky_from", "Enter a weight in kg"),
    ],
)
def test_a_wrong_row_is_remarked_where_it_stands_and_nothing_is_saved(wrong: dict, where: str, remark: str):
    people = make_people()
    client = browser(people.supervisor)
    answer = client.post(f"/delivery/couriers/{people.shop.slug}/", {**FORM, **wrong}, headers=PART)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert remark in page.split(f'id="{where}-error"')[1].split("</div>")[0]
    assert "Nothing was saved yet" in page
    assert not PolicyValue.objects.filter(key="delivery.couriers").exists()


def test_rows_are_added_and_taken_out_without_saving():
    people = make_people()
    client, address = browser(people.supervisor), f"/delivery/couriers/{people.shop.slug}/"
    more = client.post(address, {**FORM, "act": "add:t"}, headers=PART).content.decode()
    assert 'name="t2-courier" value="中通快递"' in more and 'id="t2-areas"' in more
    less = client.post(address, {**FORM, "act": "drop:t0"}, headers=PART).content.decode()
    assert 'name="t0-areas" value="其他地区"' in less and "t1-courier" not in less
    assert client.post(address, {**FORM, "act": "drop:everything"}, headers=PART).status_code == 422
    assert client.post(address, {**FORM, "t0-discount": "1"}, headers=PART).status_code == 422
    assert not PolicyValue.objects.filter(key="delivery.couriers").exists()


def test_two_who_edit_at_once_lose_nothing():
    people = make_people()
    keep(people)
    client, address = browser(people.administrator), f"/delivery/couriers/{people.shop.slug}/"
    answer = client.post(address, FORM)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "in the meantime" in page and 'value="江浙沪"' in page
    assert len(table(people.shop).tariffs) == 3
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post(address, {**FORM, "seen": seen}).status_code == 303
    assert len(table(people.shop).tariffs) == 2


def test_the_table_comes_back_into_the_form_as_it_is_stored():
    people = make_people()
    keep(people)
    client, address = browser(people.supervisor), f"/delivery/couriers/{people.shop.slug}/"
    page = client.get(address).content.decode()
    assert 'value="浙江、江苏"' in page and 'value="Everywhere else"' in page and 'value="四川甘孜石渠县"' in page
    posted = {name: html.unescape(value) for name, value in fields(page).items()}
    posted |= {f"t{row}-payment": "prepaid" for row in range(3)} | {"g0-kind": "out_of_zone"}
    assert client.post(address, posted).status_code == 303
    assert PolicyValue.objects.filter(key="delivery.couriers").count() == 1  # the same again is no new value


def fields(page: str) -> dict[str, str]:
    """Names and values of the inputs of the couriers' form."""
    inputs = page.split('id="courier-form"')[1].split("</form>")[0].split("<input")[1:]
    found = {}
    for one in inputs:
        tag = one.split(">")[0]
        found[tag.split('name="')[1].split('"')[0]] = tag.split('value="')[1].split('"')[0] if "value=" in tag else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


@pytest.mark.attack("B1", "B2")
def test_a_foreign_shop_is_not_there():
    people = make_people()
    keep(people)
    ask(people.stranger, people.shop, "浙江杭州", status=404)
    assert browser(people.stranger).get(f"/delivery/?shop={people.shop.pk}").status_code == 404
    assert "中通快递" not in browser(people.stranger).get("/delivery/").content.decode()
    assert browser(people.refund_clerk).get("/delivery/").status_code == 404
    assert browser().get("/delivery/").status_code == 302
    with pytest.raises(NotFound):
        set_couriers(shop_id=people.shop.pk, value=TABLE, person=person(people.stranger), seen=None)
    with pytest.raises(Refused):
        set_couriers(shop_id=people.shop.pk, value=TABLE, person=person(people.teammate), seen=None)
    with pytest.raises((InvalidInput, Refused)):
        broken = {**TABLE, "tariffs": [{**ROW, "first": -1}]}
        row = PolicyValue.objects.get(key="delivery.couriers").pk
        set_couriers(shop_id=people.shop.pk, value=broken, person=person(people.supervisor), seen=row)


@pytest.mark.attack("C1")
def test_words_of_an_address_and_of_the_table_are_text():
    people = make_people()
    keep(people, default="<b>快</b>", tariffs=[{**ROW, "courier": "<b>快</b>"}], gaps=[])
    page = ask(people.owner, people.shop, '浙江杭州"><script>alert(1)</script>')
    assert "<script>" not in page and "<b>快" not in page and "&lt;b&gt;快" in page
    assert "<b>快" not in browser(people.owner).get("/delivery/").content.decode()


def test_the_answer_costs_the_same_however_long_the_table_is():
    people = make_people()
    keep(people)
    client = browser(people.owner)
    address = f"/delivery/answer/?shop={people.shop.pk}&address=浙江杭州&grams=1500"
    few = queries_of(lambda: client.get(address, headers=PART))
    rows = [{**ROW, "courier": f"快递{number}"} for number in range(50)]
    gaps = [{**GAP, "courier": f"快递{number % 50}"} for number in range(100)]
    seen = PolicyValue.objects.get(key="delivery.couriers").pk
    value = {**TABLE, "default": "快递1", "tariffs": rows, "gaps": gaps}
    set_couriers(shop_id=people.shop.pk, value=value, person=person(people.supervisor), seen=seen)
    assert queries_of(lambda: client.get(address, headers=PART)) == few <= 7
