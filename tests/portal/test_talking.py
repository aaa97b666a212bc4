"""What goes and comes: once, in order, and nothing that the shop keeps to itself (S1, S16, B14, G6)."""

from datetime import timedelta

import pytest
from tests.files.pictures import image, jpeg
from tests.people import person
from tests.portal.scene import BuyersBrowser, Stage

from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.models import Conversation, Message, Wait
from aftercare.chat.terms import Kind
from aftercare.core.time import now, travel
from aftercare.files.models import StoredFile
from aftercare.portal.limits import MESSAGES_A_MINUTE, UPLOADS_AN_HOUR
from aftercare.portal.promise import usual_seconds

pytestmark = pytest.mark.django_db


class Talk:
    """A guest who has written, and the shop."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.browser = BuyersBrowser(self.stage)
        self.browser.enter()
        self.pk = self.browser.send("在吗")["talk"]

    def texts(self, after: int = 0) -> list[str]:
        return [m["text"] for m in self.browser.read(self.pk, after) if m["kind"] == "text" and not m["auto"]]

    def end(self) -> None:
        self.stage.agent_says("好的，祝您愉快")
        close_conversation(conversation_id=self.pk, person=person(self.stage.people.owner))


@pytest.mark.row("S1")
@pytest.mark.attack("G6")
def test_the_same_message_sent_ten_times_is_one():
    talk = Talk()
    again = [talk.browser.say({"do": "send", "id": "b1", "text": "在吗"})[0] for _time in range(10)]
    assert {(one["is"], one["talk"], one["seq"]) for one in again} == {("kept", talk.pk, 1)}
    assert talk.texts() == ["在吗"]


@pytest.mark.row("S1", "S13")
@pytest.mark.attack("B14")
def test_notes_between_colleagues_and_numbers_of_ours_never_reach_the_buyer():
    talk = Talk()
    talk.stage.agent_says("老客户，注意", Kind.WHISPER)
    talk.stage.agent_says("您好")
    seen = talk.browser.read(talk.pk)
    assert [m["text"] for m in seen if not m["auto"]] == ["在吗", "您好"]
    assert all("staff" not in m for m in seen)
    answer = next(m for m in seen if m["text"] == "您好")
    assert (answer["name"], answer["id"]) == (talk.stage.people.owner.name, "")
    (told,) = [f for f in talk.browser.say({"do": "watch", "talk": talk.pk, "after": 99}) if f["is"] == "messages"]
    assert set(told["state"]) == {"stage", "agent_name", "place", "read", "rating", "may_rate"}


@pytest.mark.row("S1")
def test_a_product_card_shows_what_the_shop_says_and_its_picture_is_this_buyers():
    talk = Talk()
    talk.stage.product(picture=talk.stage.file())
    talk.browser.send(kind="card", product="MZ-101")
    (card,) = [m["card"] for m in talk.browser.read(talk.pk) if m["card"]]
    assert (card["title"], card["price"], card["link"]) == ("原木小鹿摆件", 5900, "https://shop.example/p/1")
    assert not {"product", "points"} & set(card)
    assert talk.browser.client.get(card["picture"]).status_code == 200
    assert talk.browser.send(kind="card", product="none")["problems"].keys() == {"product"}
    assert talk.browser.send(kind="whisper", text="x")["code"] == "invalid"
    assert talk.browser.send(kind="notice", text="closed")["code"] == "invalid"


@pytest.mark.row("S1")
def test_history_comes_page_by_page_and_then_from_the_conversation_before():
    talk = Talk()
    talk.end()
    first = talk.pk
    second = talk.browser.send("又来了")["talk"]
    assert second != first
    (page,) = talk.browser.say({"do": "before", "talk": second, "seq": 0})
    assert (page["is"], page["more"], page["previous"]) == ("history", False, first)
    (older,) = talk.browser.say({"do": "before", "talk": page["previous"], "seq": 0})
    assert (older["messages"][0]["text"], older["previous"], older["state"]["stage"]) == ("在吗", 0, "closed")
    at = now()
    Message.objects.bulk_create(
        Message(conversation_id=second, seq=seq, client_id=f"m{seq}", side="buyer", text=f"第 {seq} 条", at=at)
        for seq in range(100, 180)
    )
    (page,) = talk.browser.say({"do": "before", "talk": second, "seq": 180})
    assert (page["more"], page["previous"], len(page["messages"]), page["first"]) == (True, 0, 50, 130)
    stranger = BuyersBrowser(talk.stage)
    stranger.enter()
    assert stranger.say({"do": "before", "talk": second})[0]["code"] == "not_found"


@pytest.mark.row("S16")
def test_the_rating_is_asked_at_the_end_can_be_changed_and_is_over_after_seven_days():
    talk = Talk()
    early = talk.browser.say({"do": "rate", "talk": talk.pk, "stars": 5})[0]
    assert early["code"] == "rating_closed"
    talk.end()
    assert talk.browser.say({"do": "rate", "talk": talk.pk, "stars": 2, "text": "太慢"})[0]["is"] == "rated"
    assert talk.browser.say({"do": "rate", "talk": talk.pk, "stars": 4, "text": "后来好了"})[0]["is"] == "rated"
    row = Conversation.objects.get(pk=talk.pk)
    assert (row.rating, row.rating_text) == (4, "后来好了")
    for stars in (0, 6, -1, True, 4.5, "5", None):
        assert talk.browser.say({"do": "rate", "talk": talk.pk, "stars": stars})[0]["is"] == "refused"
    assert talk.browser.say({"do": "rate", "talk": talk.pk, "stars": 5, "text": "长" * 501})[0]["is"] == "refused"
    stranger = BuyersBrowser(talk.stage)
    stranger.enter()
    assert stranger.say({"do": "rate", "talk": talk.pk, "stars": 1})[0]["code"] == "not_found"
    with travel(timedelta(days=7, minutes=1)):
        assert talk.browser.say({"do": "rate", "talk": talk.pk, "stars": 1})[0]["code"] == "rating_closed"
    assert Conversation.objects.get(pk=talk.pk).rating == 4


@pytest.mark.row("S1", "S4")
def test_whoever_comes_when_nobody_is_there_leaves_how_they_can_be_reached():
    talk = Talk()
    kept = talk.browser.send(kind="contact", name="江小鱼", phone="微信 xiaoyu-88", note="")
    assert kept["is"] == "kept"
    (card,) = [m["card"] for m in talk.browser.read(talk.pk) if m["card"]]
    assert card == {"kind": "contact", "name": "江小鱼", "phone": "微信 xiaoyu-88", "note": ""}
    assert talk.browser.send(kind="contact", name="江小鱼", phone=" ")["problems"].keys() == {"phone"}


@pytest.mark.attack("G7", "C10")
def test_thirty_messages_a_minute_and_two_thousand_characters():
    talk = Talk()
    answers = [talk.browser.send(f"第 {number} 条") for number in range(MESSAGES_A_MINUTE)]
    assert [one["is"] for one in answers] == ["kept"] * (MESSAGES_A_MINUTE - 1) + ["refused"]
    assert (answers[-1]["code"], Message.objects.filter(side="buyer").count()) == ("too_fast", MESSAGES_A_MINUTE)
    with travel(timedelta(minutes=1, seconds=1)):
        assert talk.browser.send("慢一点")["is"] == "kept"
        assert talk.browser.send("长" * 2000)["is"] == "kept"
        assert talk.browser.send("长" * 2001)["problems"].keys() == {"text"}
        assert talk.browser.send("<scr<script>ipt>alert(1)</script>")["is"] == "kept"
    assert talk.texts()[-1] == "<scr<script>ipt>alert(1)</script>"  # words are words, and are never cleaned into others


@pytest.mark.attack("F11")
@pytest.mark.parametrize(
    "frame",
    [
        {"do": "fly"}, {"do": 5}, {}, "x", None, [], {"do": "send", "id": "b", "text": {"a": 1}},
        {"do": "send", "id": "b\ud800", "text": "半个\ud800字"}, {"do": "send", "id": "\0", "text": "\0"},
        {"do": "send", "id": "b9", "kind": ["card"]}, {"do": "read", "talk": 1, "seq": "1"},
        {"do": "read", "talk": 2**80, "seq": 1}, {"do": "before", "talk": 1, "seq": "x"}, {"do": "sign", "talk": 1},
        {"do": "watch", "talk": "1"}, {"do": "rate", "talk": 1, "stars": []}, {"do": "enter", "shop": 1, "token": 2},
    ],
)  # fmt: skip
def test_frames_that_no_script_of_ours_sends_do_no_harm(frame: object):
    talk = Talk()
    before = Message.objects.count()
    answer = talk.browser.post("talk", token=talk.browser.token, frames=[frame])
    assert answer.status_code in (200, 404)
    assert Message.objects.count() <= before + 1
    assert talk.texts()[0] == "在吗"


@pytest.mark.attack("F11")
def test_half_a_character_is_left_out_and_the_rest_is_kept():
    talk = Talk()
    assert talk.browser.send("半个\ud800字\0")["is"] == "kept"
    assert talk.texts()[-1] == "半个字"


@pytest.mark.row("S1")
@pytest.mark.attack("D5", "B10")
def test_a_picture_is_shown_to_this_visitor_only_and_its_address_grows_old():
    talk = Talk()
    kept = talk.browser.picture(jpeg(), name="../..\u202e凭证.jpg").json()
    assert (kept["is"], kept["talk"]) == ("kept", talk.pk)
    (shown,) = [m["file"] for m in talk.browser.read(talk.pk) if m["file"]]
    assert (shown["width"], shown["height"]) == (64, 48)
    answer = talk.browser.client.get(shown["address"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert (
        talk.browser.client.get(
            shown["address"].replace(talk.stage.shop.slug, talk.stage.people.other_shop.slug)
        ).status_code
        == 404
    )
    forged = shown["address"][:-3] + ("aa/" if not shown["address"].endswith("aa/") else "bb/")
    assert talk.browser.client.get(forged).status_code == 404
    with travel(timedelta(hours=2)):
        assert talk.browser.client.get(shown["address"]).status_code == 404
        (fresh,) = [m["file"] for m in talk.browser.read(talk.pk) if m["file"]]
        assert talk.browser.client.get(fresh["address"]).status_code == 200


@pytest.mark.attack("D4", "D9")
def test_pictures_need_the_token_and_have_their_limits():
    talk = Talk()
    for token in ("", "x" * 43, "Bearer"):
        assert talk.browser.picture(jpeg(), token=token).status_code == 404
    assert StoredFile.objects.count() == 0
    answers = [talk.browser.picture(jpeg()).json() for _number in range(21)]
    assert [one["is"] for one in answers] == ["kept"] * 20 + ["refused"]
    assert answers[-1]["code"] == "upload_quota"
    for _number in range(UPLOADS_AN_HOUR):
        last = talk.browser.picture(b"no picture").json()
    assert last["code"] == "upload_quota"  # wrong ones cost us work as well
    assert talk.browser.send("文字照常")["is"] == "kept"


@pytest.mark.attack("C3", "D1", "D3", "D7")
@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"<html><script>alert(1)</script>",
     b"", jpeg()[:200], jpeg() + b"<script>alert(1)</script>", b"%PDF-1.4\n%%EOF", b"GIF89a" + b"0" * 50],
    ids=["svg", "html", "empty", "torn", "polyglot", "pdf", "gif"],
)  # fmt: skip
def test_what_is_no_picture_is_turned_back_with_its_reason(content: bytes):
    talk = Talk()
    told = talk.browser.picture(content, name="照片.jpg").json()
    assert told["is"] == "refused"
    assert list(told["problems"]) == ["file"]
    assert Message.objects.exclude(file=None).count() == 0
    assert StoredFile.objects.count() == 0


@pytest.mark.row("S1")
def test_a_picture_can_be_the_first_word():
    stage = Stage()
    browser = BuyersBrowser(stage)
    browser.enter()
    kept = browser.picture(image("WEBP"), topic="aftersale", page="我的订单").json()
    talk = Conversation.objects.get(pk=kept["talk"])
    assert (talk.topic, talk.page, talk.last_seq >= 1) == ("aftersale", "我的订单", True)
    browser.count -= 1  # the same number again is the same picture
    assert browser.picture(image("WEBP")).json()["seq"] == kept["seq"]
    assert StoredFile.objects.count() == 1


@pytest.mark.row("S1", "S2")
def test_how_quickly_the_shop_answers_is_said_when_it_is_true():
    stage = Stage()
    at = now()
    talk = Conversation.objects.create(shop=stage.shop, visitor=_visitor(stage), opened_at=at, last_at=at, last_seq=0)

    def waits(count: int, seconds: int, answered: bool = True) -> None:
        start = Wait.objects.count()
        for number in range(start, start + count):
            since = at - timedelta(hours=1, seconds=number)
            ended = since + timedelta(seconds=seconds)
            Wait.objects.create(
                conversation=talk, shop=stage.shop, seq=number + 1, is_first=True, since=since, due_at=since,
                ended_at=ended, answered_by=stage.people.owner if answered else None,
            )  # fmt: skip

    waits(19, 20)
    assert usual_seconds(stage.shop, at) is None  # too few to promise anything
    waits(1, 20)
    assert usual_seconds(stage.shop, at) == 30
    waits(5, 100)
    assert usual_seconds(stage.shop, at) == 30  # four of five
    waits(6, 0, answered=False)
    assert usual_seconds(stage.shop, at) == 120
    waits(60, 3600)
    assert usual_seconds(stage.shop, at) is None
    assert usual_seconds(stage.people.other_shop, at) is None


def _visitor(stage: Stage):
    browser = BuyersBrowser(stage)
    browser.enter()
    return stage.shop.visitors.get()
