"""Whose widget it is: tokens, signed buyers, guests, and what none of them sees of another (G4, S1)."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.people import make_order
from tests.portal.scene import BuyersBrowser, Stage

from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.core.time import travel
from aftercare.portal.limits import NEW_VISITORS_AN_HOUR
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db


@pytest.mark.row("S1")
@pytest.mark.attack("G7")
def test_a_conversation_begins_with_the_first_message_and_not_with_a_visit():
    stage = Stage()
    browser = BuyersBrowser(stage)
    assert browser.enter()["is"] == "guest"
    assert browser.say() == []
    assert Conversation.objects.count() == 0
    kept = browser.send("在吗", page="原木小鹿 https://shop.example/p/1", topic="aftersale")
    assert (kept["is"], kept["seq"], kept["id"]) == ("kept", 1, "b1")
    talk = Conversation.objects.get()
    assert (talk.topic, talk.page) == ("aftersale", "原木小鹿 https://shop.example/p/1")


@pytest.mark.row("S1")
@pytest.mark.attack("G4")
def test_a_signed_buyer_finds_their_conversation_on_another_machine():
    stage = Stage()
    first, second = BuyersBrowser(stage), BuyersBrowser(stage)
    assert first.enter(buyer=stage.buyer())["is"] == "known"
    talk = first.send("我的鱼缸到哪了")["talk"]
    assert second.enter(buyer=stage.buyer())["is"] == "known"
    assert second.token != first.token
    assert [m["text"] for m in second.read(talk)][:1] == ["我的鱼缸到哪了"]
    assert Visitor.objects.count() == 1


@pytest.mark.attack("G4")
@pytest.mark.parametrize(
    "change",
    [
        {"signature": "0" * 64},
        {"signature": ""},
        {"id": "u-2"},
        {"name": "别人"},
        {"nick": "别人的昵称"},
        {"expires": timedelta(seconds=-1)},
        {"expires": timedelta(days=3)},
        {"secret": "another shop's secret"},
    ],
    ids=lambda change: "-".join(change),
)
def test_a_buyer_whom_the_shop_has_not_signed_is_a_guest_without_anybodys_history(change: dict):
    stage = Stage()
    owner = BuyersBrowser(stage)
    owner.enter(buyer=stage.buyer())
    talk = owner.send("私事")["talk"]
    other = BuyersBrowser(stage)
    told = {name: value for name, value in change.items() if name in ("id", "signature", "name", "nick")}
    made = {name: value for name, value in change.items() if name in ("expires", "secret")}
    buyer = {**stage.buyer(**made), **told}
    assert other.enter(buyer=buyer, token=owner.token, guest="")["is"] == "guest"  # not even with the very token
    assert other.token != owner.token
    assert other.say({"do": "watch", "talk": talk, "after": 0}) == [
        {"is": "refused", "code": "not_found", "talk": talk}
    ]
    assert other.send("我是新来的")["talk"] != talk


@pytest.mark.attack("G4")
@pytest.mark.parametrize("buyer", ["u-1", 5, [], {"id": "u-1"}, {"id": "\ud800", "expires": 1}, {"id": {}}])
def test_nonsense_for_a_buyer_is_a_guest(buyer: object):
    assert BuyersBrowser(Stage()).enter(buyer=buyer)["is"] == "guest"


@pytest.mark.attack("G4")
def test_a_guest_on_a_shared_computer_sees_nothing_of_whoever_was_logged_in():
    stage = Stage()
    guest = BuyersBrowser(stage)
    guest.enter()
    talk = guest.send("问一下尺寸")["talk"]
    kept_token = guest.token
    known = BuyersBrowser(stage)
    assert known.enter(buyer=stage.buyer(), guest=kept_token) == {
        "is": "known",
        "token": None,
    }  # they go on as they were
    assert [m["text"] for m in known.read(talk)][:1] == ["问一下尺寸"]
    later = BuyersBrowser(stage)  # somebody else, with what was left in the browser
    assert later.enter(guest=kept_token)["token"] not in (None, kept_token)
    assert later.say({"do": "watch", "talk": talk})[0]["code"] == "not_found"


@pytest.mark.attack("G4", "G1")
def test_a_token_is_good_at_its_own_shop_only():
    stage = Stage()
    browser = BuyersBrowser(stage)
    browser.enter()
    talk = browser.send("在吗")["talk"]
    next_door = BuyersBrowser(stage, stage.people.other_shop.slug)
    for token in (browser.token, "x" * 43, "编" * 20, "x" * 5000):
        answer = next_door.post("talk", token=token, frames=[{"do": "watch", "talk": talk}])
        assert answer.status_code == 404
        assert answer.json()["frames"][0]["code"] == "not_found"
        assert all("messages" not in frame for frame in answer.json()["frames"])
    nobody = next_door.post("talk", token="", frames=[{"do": "watch", "talk": talk}, {"do": "send", "text": "x"}])
    entered, *refused = nobody.json()["frames"]  # who has written nothing yet hears who is there, and nothing else
    assert (entered["is"], entered["talk"]) == ("entered", 0)
    assert {frame["code"] for frame in refused} == {"not_found"}


@pytest.mark.attack("G3")
def test_when_the_shop_closes_nothing_is_there_any_more():
    stage = Stage()
    browser = BuyersBrowser(stage)
    browser.enter()
    browser.send("在吗")
    Shop.objects.filter(pk=stage.shop.pk).update(is_active=False)
    assert browser.post("talk", token=browser.token, frames=[]).status_code == 404


@pytest.mark.row("S1")
@pytest.mark.attack("G1")
def test_a_buyer_shows_an_order_of_their_own_and_of_nobody_else():
    stage = Stage()
    mine, foreign = make_order(stage.shop), make_order(stage.shop)
    browser = BuyersBrowser(stage)
    browser.enter(buyer=stage.buyer())
    Visitor.objects.update(customer=mine.customer)
    kept = browser.send(kind="card", order=mine.platform_no)
    (card,) = [m["card"] for m in browser.read(kept["talk"]) if m["card"]]
    assert (card["kind"], card["number"], card["paid"]) == ("order", mine.platform_no, 10000)
    assert "order" not in card
    before = Message.objects.count()
    assert browser.send(kind="card", order=foreign.platform_no)["code"] == "anothers_order"
    assert browser.send(kind="card", order="\0")["is"] == "refused"
    stranger = BuyersBrowser(stage)
    stranger.enter()
    assert stranger.send(kind="card", order=mine.platform_no)["code"] == "anothers_order"
    assert Message.objects.count() == before


@pytest.mark.attack("G7", "D9")
def test_one_address_makes_so_many_new_visitors_an_hour_and_no_more():
    stage = Stage()
    for _number in range(NEW_VISITORS_AN_HOUR):
        assert BuyersBrowser(stage).enter()["is"] == "guest"
    told = BuyersBrowser(stage).enter()
    assert (told["is"], told["code"]) == ("refused", "too_many")
    assert Visitor.objects.count() == NEW_VISITORS_AN_HOUR
    known = BuyersBrowser(stage)
    assert known.enter(buyer=stage.buyer())["is"] == "known"  # whom the shop signs is counted by themselves
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    answer = elsewhere.post(f"/widget/{stage.shop.slug}/enter/", "{}", content_type="application/json")
    assert answer.json()["is"] == "guest"
    with travel(timedelta(minutes=61)):
        assert BuyersBrowser(stage).enter()["is"] == "guest"


@pytest.mark.attack("C12", "B19", "F11")
def test_only_pages_of_ours_post_and_what_cannot_be_read_is_an_answer_and_no_fault():
    stage = Stage()
    client, base = Client(), f"/widget/{stage.shop.slug}/"
    for where in ("enter", "talk"):
        for body in ("", "[]", "null", '"x"', "{", "[" * 5000, '{"frames": ' + "9" * 70_000 + "}"):
            assert client.post(f"{base}{where}/", body, content_type="application/json").status_code == 400, body[:20]
        for origin in ("https://evil.example", "null", "https://testserver.evil.example"):
            answer = client.post(f"{base}{where}/", "{}", content_type="application/json", headers={"Origin": origin})
            assert answer.status_code == 404
        assert client.get(f"{base}{where}/").status_code == 405
    assert client.post(f"{base}pictures/", {}, headers={"Origin": "https://evil.example"}).status_code == 404
    assert Visitor.objects.count() == 0
