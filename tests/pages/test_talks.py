"""The workbench without its sockets: who sees what, lists, history by pages, steps, and the same cost at any size
(S1–S4, S13, S16, B17)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.files.pictures import image
from tests.pages.stage import PART, browser
from tests.people import People, make_order, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.rate_conversation import rate_conversation
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.actions.take_conversation import take_conversation
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.models import Conversation, Draft, Duty, Message, Visitor, Wait, Watch
from aftercare.chat.terms import DutyState, Kind, Side, Stage, Topic
from aftercare.chat.writing import Words
from aftercare.core.time import now
from aftercare.orders.models import Product

pytestmark = pytest.mark.django_db
WRITES = ("take", "transfer", "close", "flag", "pictures")


class Desk:
    """A shop with its people; buyers write; `owner` is on duty and gets them."""

    def __init__(self, *, on_duty: bool = True) -> None:
        self.people: People = make_people()
        self.qa = make_staff("", Role.QA, shop=self.people.shop)
        if on_duty:
            set_duty(wish=Wish(DutyState.ON), person=person(self.people.owner))

    def buyer(self, text: str = "在吗", *, visitor: Visitor | None = None, **arrival: Any) -> Conversation:
        visitor = visitor or greet_visitor(shop=self.people.shop).visitor
        number = Message.objects.count()
        message = write_as_buyer(visitor=visitor, words=Words(f"b{number}", text), arrival=Arrival(**arrival))
        return Conversation.objects.get(pk=message.conversation_id)

    def answer(self, talk: Conversation, text: str, staff: Staff | None = None, **words: Any) -> Message:
        number, seen = Message.objects.count(), Conversation.objects.get(pk=talk.pk).last_seq
        said = Words(f"a{number}", text, **words)
        who = person(staff or self.people.owner)
        return write_as_agent(conversation_id=talk.pk, words=said, seen_seq=seen, person=who)


def queries(client: Client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address, headers=headers or None)
    assert answer.status_code == 200, answer.content.decode()[:300]
    return len(asked)


def data_of(page: str, name: str = "talk-data") -> dict[str, Any]:
    return json.loads(page.split(f'id="{name}" type="application/json">')[1].split("</script>")[0])


def ids(page: str) -> list[int]:
    return [int(part.split('"')[0]) for part in page.split('id="row-')[1:]]


@pytest.mark.row("S13", "P2")
@pytest.mark.attack("G1")
def test_colleagues_and_quality_work_read_a_conversation_and_nobody_else_knows_of_it():
    desk = Desk()
    talk = desk.buyer("尺码怎么选")
    people = desk.people
    addresses = [f"/talks/{talk.pk}/", f"/talks/{talk.pk}/messages/?after=0", f"/talks/{talk.pk}/orders/"]
    for staff in (people.owner, people.teammate, people.supervisor, desk.qa):
        for address in addresses:
            assert browser(staff).get(address).status_code == 200, (staff.username, address)
    for staff in (people.stranger, people.warehouse, people.refund_clerk, people.administrator):
        for address in addresses:
            assert browser(staff).get(address).status_code == 404, (staff.username, address)
    assert browser(people.warehouse).get("/talks/").status_code == 404
    assert ids(browser(people.stranger).get("/talks/list/?view=team").content.decode()) == []
    assert ids(browser(people.stranger).get(f"/talks/rows/?ids={talk.pk}").content.decode()) == []


@pytest.mark.row("S13")
@pytest.mark.attack("G1", "G3")
def test_strangers_and_quality_work_change_nothing():
    desk = Desk()
    talk = desk.buyer()
    before = Conversation.objects.values().get(pk=talk.pk), Message.objects.count()
    for staff in (desk.people.stranger, desk.qa, desk.people.warehouse):
        for step in WRITES:
            answer = browser(staff).post(f"/talks/{talk.pk}/{step}/", {"on": "1", "agent_seen": ""})
            assert answer.status_code in (404, 422), (staff.username, step)
    frame = {"do": "send", "talk": talk.pk, "id": "q-1", "text": "你好", "seen": 99}
    for staff, code in ((desk.qa, "wrong_role"), (desk.people.stranger, "not_found")):
        told = browser(staff).post("/talks/frames/", json.dumps(frame), content_type="application/json").json()
        assert (told["is"], told["code"], told["id"]) == ("refused", code, "q-1")
    assert (Conversation.objects.values().get(pk=talk.pk), Message.objects.count()) == before
    page = browser(desk.qa).get(f"/talks/{talk.pk}/").content.decode()
    assert "You read along." in page
    assert "data-text" not in page.split("talk-data")[0].split("tk-history")[1]


@pytest.mark.row("S1", "B17")
def test_a_frame_by_a_form_is_the_frame_of_the_socket():
    desk = Desk()
    talk = desk.buyer()
    seen = Conversation.objects.get(pk=talk.pk).last_seq
    client = browser(desk.people.owner)

    def post(**frame: Any) -> dict[str, Any]:
        return client.post("/talks/frames/", json.dumps(frame), content_type="application/json").json()

    kept = post(do="send", talk=talk.pk, id="m-1", text="在的，您说", seen=seen)
    again = post(do="send", talk=talk.pk, id="m-1", text="在的，您说", seen=seen)
    assert kept == again == {"is": "kept", "talk": talk.pk, "seq": seen + 1, "id": "m-1"}
    assert Message.objects.filter(client_id="m-1").count() == 1
    desk.buyer("还有一个问题", visitor=talk.visitor)
    refused = post(do="send", talk=talk.pk, id="m-2", text="好", seen=seen + 1)
    assert (refused["is"], refused["code"], refused["params"]["seq"]) == ("refused", "unseen", seen + 2)
    assert post(do="draft", talk=talk.pk, text="写了一半")["is"] == "drafted"
    assert data_of(client.get(f"/talks/{talk.pk}/").content.decode())["draft"] == "写了一半"
    for body in ("[]", "{", "null", '{"do": 1}', '{"do": "fly"}', '{"do":"send","talk":"1"}'):
        assert client.post("/talks/frames/", body, content_type="application/json").status_code == 400, body


@pytest.mark.row("S1")
def test_the_draft_of_a_note_comes_back_as_a_note():
    desk = Desk()
    talk = desk.buyer()
    Draft.objects.create(conversation=talk, staff=desk.people.owner, text="/note 他是老客户", at=now())
    data = data_of(browser(desk.people.owner).get(f"/talks/{talk.pk}/").content.decode())
    assert (data["draft"], data["draftIsNote"]) == ("他是老客户", True)
    assert data_of(browser(desk.people.teammate).get(f"/talks/{talk.pk}/").content.decode())["draft"] == ""


@pytest.mark.row("S13", "S2")
def test_the_lists_show_mine_the_queue_the_team_and_what_i_watch():
    desk = Desk()
    mine = desk.buyer("我的")
    set_duty(wish=Wish(DutyState.AWAY, "午饭", 20), person=person(desk.people.owner))
    queued = desk.buyer("排队", topic=Topic.AFTERSALE)
    Watch.objects.create(conversation=queued, staff=desk.people.teammate, since=now())

    def shown(staff: Staff, query: str) -> list[int]:
        return ids(browser(staff).get(f"/talks/list/{query}").content.decode())

    assert shown(desk.people.owner, "?view=mine") == [mine.pk]
    assert shown(desk.people.teammate, "?view=mine") == []
    assert shown(desk.people.teammate, "?view=waiting") == [queued.pk]
    assert shown(desk.people.supervisor, "?view=team") == [mine.pk, queued.pk]
    assert shown(desk.people.teammate, "?view=watched") == [queued.pk]
    assert shown(desk.people.owner, "?view=watched") == []
    assert shown(desk.people.supervisor, "?view=team&topic=aftersale") == [queued.pk]
    assert shown(desk.people.supervisor, f"?view=team&agent={desk.people.owner.pk}") == [mine.pk]
    assert shown(desk.people.supervisor, "?view=team&late=1") == []
    Conversation.objects.filter(pk=mine.pk).update(due_at=now() - timedelta(seconds=5))
    assert shown(desk.people.supervisor, "?view=team&late=1") == [mine.pk]
    assert shown(desk.people.supervisor, "?view=team&flagged=1") == []
    page = browser(desk.people.owner).get("/talks/").content.decode()
    assert 'data-tab-count="mine">1<' in page
    assert 'data-tab-count="waiting">1<' in page


@pytest.mark.row("S2")
def test_a_row_says_how_long_there_is_until_the_answer_is_due():
    desk = Desk()
    talk = desk.buyer()
    Conversation.objects.filter(pk=talk.pk).update(
        waiting_since=now() - timedelta(seconds=100), due_at=now() - timedelta(seconds=65)
    )
    page = browser(desk.people.owner).get("/talks/").content.decode()
    assert 'data-urgency="late">1:05 over<' in page or 'data-urgency="late">1:06 over<' in page
    assert '<span class="tk-unread"' in page


def test_a_hint_brings_rows_as_they_are_and_says_which_left_the_list():
    desk = Desk()
    stays, goes = desk.buyer("留下"), desk.buyer("走了")
    take_conversation(conversation_id=goes.pk, agent_seen=desk.people.owner.pk, person=person(desk.people.teammate))
    page = browser(desk.people.owner).get(f"/talks/rows/?view=mine&ids={stays.pk},{goes.pk},²,999").content.decode()
    rows = dict(zip(ids(page), page.split('id="row-')[1:], strict=True))
    assert set(rows) == {stays.pk, goes.pk}
    assert "data-belongs" in rows[stays.pk]
    assert "data-mine" in rows[stays.pk]
    assert "data-belongs" not in rows[goes.pk]
    assert "data-mine" not in rows[goes.pk]


@pytest.mark.parametrize(
    "query", ["view=x", "topic=x", "late=2", "agent=²", "stars=9", "until=x", "sort=text", "late=1&late=1"]
)
@pytest.mark.attack("F2")
def test_an_address_that_no_list_has_is_refused(query: str):
    assert browser(make_people().owner).get(f"/talks/list/?{query}").status_code == 400


@pytest.mark.row("S16")
def test_ended_ones_are_found_by_rating_and_day():
    desk = Desk()
    talks = [desk.buyer(f"第{number}位") for number in range(3)]
    client = browser(desk.people.owner)
    for talk in talks:
        desk.answer(talk, "不客气")
        assert client.post(f"/talks/{talk.pk}/close/", {}, headers=PART).status_code == 204
    rate_conversation(visitor=talks[1].visitor, conversation_id=talks[1].pk, stars=2)
    old = now() - timedelta(days=3)
    Conversation.objects.filter(pk=talks[0].pk).update(last_at=old)

    def shown(query: str) -> list[int]:
        return ids(client.get(f"/talks/list/?view=ended{query}").content.decode())

    assert shown("") == [talks[2].pk, talks[1].pk, talks[0].pk]
    assert shown("&stars=2") == [talks[1].pk]
    assert shown("&stars=0") == [talks[2].pk, talks[0].pk]
    assert shown(f"&until={(now() - timedelta(days=1)).date().isoformat()}") == [talks[0].pk]
    assert "★★" in client.get("/talks/list/?view=ended&stars=2").content.decode()


@pytest.mark.row("S16")
def test_a_conversation_is_not_ended_while_its_buyer_waits_and_no_farewell_is_sent():
    desk = Desk()
    talk = desk.buyer()
    client = browser(desk.people.owner)
    farewell = {"farewell": "感谢光临，祝您生活愉快", "client_id": "f-1", "seen": "99"}
    answer = client.post(f"/talks/{talk.pk}/close/", farewell, headers=PART)
    assert answer.status_code == 409
    assert "The buyer waits for an answer" in answer.content.decode()
    assert not Message.objects.filter(client_id="f-1").exists()
    assert Conversation.objects.get(pk=talk.pk).stage == Stage.OPEN

    desk.answer(talk, "有货的")
    assert client.post(f"/talks/{talk.pk}/close/", farewell, headers=PART).status_code == 204
    ended = Conversation.objects.get(pk=talk.pk)
    assert (ended.stage, ended.ending) == (Stage.CLOSED, "answered")
    last = list(ended.messages.order_by("seq").values_list("kind", "text"))[-2:]
    assert last == [("text", "感谢光临，祝您生活愉快"), ("notice", "closed")]


@pytest.mark.row("S13")
def test_taking_over_watching_and_handing_over():
    desk = Desk()
    talk = desk.buyer()
    people = desk.people
    lead, mate = browser(people.supervisor), browser(people.teammate)
    assert lead.post(f"/talks/{talk.pk}/watch/", {"on": "1"}).status_code == 204
    assert Watch.objects.filter(staff=people.supervisor).count() == 1
    stale = mate.post(f"/talks/{talk.pk}/take/", {"agent_seen": str(people.supervisor.pk)}, headers=PART)
    assert stale.status_code == 409
    assert mate.post(f"/talks/{talk.pk}/take/", {"agent_seen": str(people.owner.pk)}, headers=PART).status_code == 204
    assert Conversation.objects.get(pk=talk.pk).agent_id == people.teammate.pk

    form = mate.get(f"/talks/{talk.pk}/transfer/", headers=PART).content.decode()
    assert f'value="staff-{people.owner.pk}"' in form
    assert f'value="staff-{people.teammate.pk}"' not in form
    no_note = {"to": f"staff-{people.owner.pk}", "note": " ", "client_id": "t-1"}
    assert mate.post(f"/talks/{talk.pk}/transfer/", no_note, headers=PART).status_code == 422
    assert Conversation.objects.get(pk=talk.pk).agent_id == people.teammate.pk
    handing = {**no_note, "note": "想换大一码，已答应今天答复"}
    for _again in range(2):
        assert mate.post(f"/talks/{talk.pk}/transfer/", handing, headers=PART).status_code == 204
    assert Conversation.objects.get(pk=talk.pk).agent_id == people.owner.pk
    assert Message.objects.filter(conversation=talk, kind=Kind.WHISPER).count() == 1

    queue = {"to": "queue-aftersale", "note": "售后的事", "client_id": "t-2"}
    set_duty(wish=Wish(DutyState.AWAY, "开会", 10), person=person(people.owner))
    assert mate.post(f"/talks/{talk.pk}/transfer/", queue, headers=PART).status_code == 204
    moved = Conversation.objects.get(pk=talk.pk)
    assert (moved.stage, moved.topic, moved.agent_id) == (Stage.QUEUED, Topic.AFTERSALE, None)


@pytest.mark.row("S4", "S13")
def test_nobody_is_on_duty_by_opening_the_page_and_whoever_goes_hands_over():
    desk = Desk(on_duty=False)
    client = browser(desk.people.owner)
    page = client.get("/talks/").content.decode()
    assert "You are off duty: no conversation comes to you." in page
    assert not Duty.objects.filter(staff=desk.people.owner, state=DutyState.ON).exists()
    assert 'data-duty="on"' in client.post("/talks/duty/", {"state": "on"}, headers=PART).content.decode()
    talk = desk.buyer()
    assert talk.agent_id == desk.people.owner.pk
    assert client.post("/talks/duty/", {"state": "away", "minutes": "5"}, headers=PART).status_code == 422
    away = client.post("/talks/duty/", {"state": "away", "reason": "午饭", "minutes": "20"}, headers=PART)
    assert "午饭" in away.content.decode()
    assert "Your 1 conversation goes to a colleague" in away.content.decode()
    set_duty(wish=Wish(DutyState.ON), person=person(desk.people.teammate))
    assert client.post("/talks/duty/", {"state": "off"}, headers=PART).status_code == 200
    assert Conversation.objects.get(pk=talk.pk).agent_id == desk.people.teammate.pk
    assert browser(desk.qa).post("/talks/duty/", {"state": "on"}).status_code == 404
    assert "tk-duty-line" not in browser(desk.qa).get("/talks/").content.decode()


@pytest.mark.row("S1")
@pytest.mark.attack("D5", "G1")
def test_a_picture_is_sent_once_and_shown_to_the_shop_only():
    desk = Desk()
    talk = desk.buyer()
    client = browser(desk.people.owner)
    seen = Conversation.objects.get(pk=talk.pk).last_seq

    def send(client_id: str, content: bytes, kind: str = "image/png") -> dict[str, Any]:
        file = SimpleUploadedFile("杯子.png", content, kind)
        return client.post(f"/talks/{talk.pk}/pictures/", {"id": client_id, "seen": seen, "file": file}).json()

    picture = image("PNG")
    assert send("p-1", picture) == send("p-1", picture) == {"is": "kept", "talk": talk.pk, "seq": seen + 1, "id": "p-1"}
    assert send("p-2", b"<svg onload=alert(1)>")["is"] == "refused"
    assert Message.objects.filter(conversation=talk, side=Side.AGENT).count() == 1
    told = client.get(f"/talks/{talk.pk}/messages/?after={seen}").json()["messages"][0]
    address = told["file"]["address"]
    assert (told["kind"], told["file"]["width"]) == ("picture", 40)
    shown = client.get(f"{address}?size=thumb")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert browser(desk.people.stranger).get(address).status_code == 404
    other = desk.buyer("另一位")
    assert client.get(address.replace(f"/{talk.pk}/", f"/{other.pk}/")).status_code == 404


@pytest.mark.row("S1")
def test_cards_can_be_chosen_of_this_shop_and_this_buyer_only():
    desk = Desk()
    talk, people = desk.buyer(), desk.people
    Product.objects.create(shop=people.shop, code="YM-1", title="原木摆件 小鹿")
    Product.objects.create(shop=people.shop, code="YM-2", title="停售的", is_active=False)
    Product.objects.create(shop=people.other_shop, code="XX-1", title="别家的小鹿")
    client = browser(people.owner)
    page = client.get(f"/talks/{talk.pk}/products/?q=小鹿", headers=PART).content.decode()
    assert page.count("data-card-product") == 1
    assert "原木摆件 小鹿" in page
    assert (
        "Nobody knows yet who this buyer is" in client.get(f"/talks/{talk.pk}/orders/", headers=PART).content.decode()
    )
    order, foreign = make_order(people.shop), make_order(people.shop)
    Visitor.objects.filter(pk=talk.visitor_id).update(customer=order.customer)
    page = client.get(f"/talks/{talk.pk}/orders/", headers=PART).content.decode()
    assert order.platform_no in page
    assert foreign.platform_no not in page
    seen = Conversation.objects.get(pk=talk.pk).last_seq
    card = {"do": "send", "talk": talk.pk, "id": "c-1", "kind": "card", "order": foreign.pk, "seen": seen}
    told = client.post("/talks/frames/", json.dumps(card), content_type="application/json").json()
    assert told["code"] == "anothers_order"


def many_messages(talk: Conversation, count: int) -> None:
    first = Conversation.objects.get(pk=talk.pk).last_seq + 1
    at = now()
    Message.objects.bulk_create(
        Message(conversation=talk, seq=seq, client_id=f"x{seq}", side=Side.BUYER, text=f"第 {seq} 条", at=at)
        for seq in range(first, first + count)
    )
    Conversation.objects.filter(pk=talk.pk).update(last_seq=first + count - 1)


@pytest.mark.row("S1", "B17")
def test_ten_thousand_messages_open_with_the_newest_and_as_many_queries_as_ten():
    desk = Desk()
    talk = desk.buyer()
    client = browser(desk.people.owner)
    client.get("/talks/")
    few = queries(client, f"/talks/{talk.pk}/", **PART)
    many_messages(talk, 10_000)
    assert queries(client, f"/talks/{talk.pk}/", **PART) == few
    data = data_of(client.get(f"/talks/{talk.pk}/", headers=PART).content.decode())
    last = Conversation.objects.get(pk=talk.pk).last_seq
    assert [one["seq"] for one in data["messages"]] == list(range(last - 49, last + 1))
    assert data["more"]
    before = client.get(f"/talks/{talk.pk}/messages/?before={last - 49}").json()
    assert [one["seq"] for one in before["messages"]] == list(range(last - 99, last - 49))
    assert [
        client.get(f"/talks/{talk.pk}/messages/{q}").status_code for q in ("", "?after=1&before=2", "?after=²")
    ] == [400] * 3


def many_talks(desk: Desk, count: int) -> None:
    at = now()
    visitors = Visitor.objects.bulk_create(Visitor(shop=desk.people.shop, since=at) for _ in range(count))
    talks = Conversation.objects.bulk_create(
        Conversation(
            shop=desk.people.shop,
            visitor=visitor,
            stage=Stage.OPEN,
            agent=desk.people.owner,
            opened_at=at,
            last_at=at,
            last_seq=1,
            waiting_since=at,
            due_at=at + timedelta(seconds=30),
        )
        for visitor in visitors
    )
    Message.objects.bulk_create(
        Message(conversation=talk, seq=1, client_id="m", side=Side.BUYER, text="您好", at=at) for talk in talks
    )
    Wait.objects.bulk_create(
        Wait(conversation=talk, shop=desk.people.shop, seq=1, is_first=True, since=at, due_at=at) for talk in talks
    )


@pytest.mark.row("S13")
def test_a_thousand_conversations_cost_as_many_queries_as_ten():
    desk = Desk()
    lead, agent = browser(desk.people.supervisor), browser(desk.people.owner)
    asked = [
        (agent, "/talks/"),
        (lead, "/talks/?view=team"),
        (lead, "/talks/board/"),
        (agent, "/talks/list/?view=mine"),
    ]
    many_talks(desk, 10)
    for client, address in asked:
        client.get(address)
    few = [queries(client, address) for client, address in asked]
    many_talks(desk, 990)
    assert [queries(client, address) for client, address in asked] == few
    page = agent.get("/talks/list/?view=mine").content.decode()
    assert len(ids(page)) == 40
    more = page.split('data-more="')[1].split('"')[0].replace("&amp;", "&")
    assert not set(ids(page)) & set(ids(agent.get(f"/talks/list/{more}").content.decode()))


@pytest.mark.row("S2", "S13")
def test_the_live_board_is_the_supervisors():
    desk = Desk()
    talk = desk.buyer("等很久了")
    at = now()
    Conversation.objects.filter(pk=talk.pk).update(waiting_since=at - timedelta(minutes=4), due_at=at)
    Wait.objects.filter(conversation=talk).update(
        since=at - timedelta(minutes=4), due_at=at - timedelta(minutes=3), breached_at=at, agent=desk.people.owner
    )
    page = browser(desk.people.supervisor).get("/talks/board/").content.decode()
    assert desk.people.owner.name in page
    assert "1 / 8" in page
    assert f'data-key="wait-{talk.pk}"' in page
    assert "in the queue" not in page.split('data-key="wait-')[1].split("</li>")[0]
    assert page.count("breach-") == 1
    assert 'data-cell="breaches">1<' in page
    for staff in (desk.people.owner, desk.qa, desk.people.warehouse):
        assert browser(staff).get("/talks/board/").status_code == 404
    assert desk.people.owner.name not in browser(desk.people.stranger).get("/talks/board/").content.decode()


def test_the_rail_counts_what_waits_for_me():
    desk = Desk()
    desk.buyer()
    answered = desk.buyer()
    desk.answer(answered, "好的")
    page = browser(desk.people.owner).get("/talks/").content.decode()
    assert 'data-count="talks">1<' in page


def test_what_a_buyer_writes_is_never_markup():
    desk = Desk()
    talk = desk.buyer("</script><img src=x onerror=alert(1)>")
    page = browser(desk.people.owner).get(f"/talks/{talk.pk}/").content.decode()
    assert "<img src=x" not in page
    assert data_of(page)["messages"][0]["text"].startswith("</script>")
