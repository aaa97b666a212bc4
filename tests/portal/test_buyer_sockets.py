"""The buyer's socket: who comes in, what is told, and nothing lost, doubled or mixed up when it is cut (B17, G2–G7)."""

import asyncio
import random
from typing import Any

import pytest
from tests.live.test_sockets import PATIENCE, Wire, in_database, play
from tests.portal.scene import BuyersBrowser, Stage

from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.hints import Sign, sign
from aftercare.chat.models import Conversation, Message, VisitorToken
from aftercare.chat.terms import Kind
from aftercare.config.sockets import SILENT, WIDGET_PATH, Sockets
from aftercare.core.errors import Refused
from aftercare.live.socket import FRAME_BYTES

pytestmark = pytest.mark.django_db(transaction=True)


class Buyer:
    """A shop, and a guest of it with a token."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.browser = BuyersBrowser(self.stage)
        self.browser.enter()
        self.slug, self.token = self.stage.shop.slug, self.browser.token

    async def enter(self, door: Sockets, **told: Any) -> Wire:
        wire = await accepted(door)
        wire.say(**{"do": "enter", "shop": self.slug, "token": self.token, **told})
        return wire


async def accepted(door: Sockets) -> Wire:
    wire = Wire(door, "", path=WIDGET_PATH)
    assert (await wire.first())["type"] == "websocket.accept"
    return wire


@pytest.mark.attack("G2", "C12")
def test_only_the_frame_of_ours_gets_a_socket():
    Buyer()

    async def story(door: Sockets) -> None:
        for origin in ("https://shop.example", "null", "", "https://shop.test.evil.example"):
            assert (await Wire(door, "", origin=origin, path=WIDGET_PATH).first())["type"] == "websocket.close"
        await accepted(door)

    play(story)


@pytest.mark.attack("G2", "G7")
def test_whoever_does_not_say_who_they_are_is_sent_away():
    buyer = Buyer()

    async def story(door: Sockets) -> None:
        strict = Sockets(door._conninfo, enter_within=0.3)
        silent, wrong, good = await accepted(strict), await accepted(strict), await buyer.enter(strict)
        assert (await good.hear())["is"] == "entered"
        wrong.say(do="enter", shop=buyer.slug, token="x" * 43)
        assert (await wrong.hear())["code"] == "not_found"
        wrong.say(do="list")
        assert (await wrong.hear())["is"] == "listed"
        for wire in (silent, wrong):
            assert await wire.hear("closed") == {"is": "closed", "code": SILENT}
            await asyncio.wait_for(wire.task, PATIENCE)
        good.say(do="send", id="still-here", text="在吗")
        assert (await good.hear())["is"] == "kept"
        await strict.close()

    play(story)


@pytest.mark.attack("G1", "G4")
def test_before_it_has_entered_and_of_others_there_is_nothing():
    buyer, other = Buyer(), Buyer()
    talk = other.browser.send("别人的事")["talk"]

    async def story(door: Sockets) -> None:
        bare = await accepted(door)
        entered = await buyer.enter(door)
        assert (await entered.hear())["is"] == "entered"
        foreign = await accepted(door)  # a good token at another shop
        foreign.say(do="enter", shop=other.slug, token=buyer.token)
        assert (await foreign.hear())["code"] == "not_found"
        for wire in (bare, entered, foreign):
            for frame in (
                {"do": "watch", "talk": talk, "after": 0},
                {"do": "read", "talk": talk, "seq": 1},
                {"do": "sign", "talk": talk, "what": "here"},
                {"do": "before", "talk": talk, "seq": 0},
                {"do": "rate", "talk": talk, "stars": 1},
            ):
                wire.say(**frame)
                assert (await wire.hear())["code"] == "not_found", frame
        for wire in (bare, foreign):
            wire.say(do="send", id="x", text="你好")
            assert (await wire.hear())["code"] == "not_found"
        await in_database(other.stage.agent_says, "只给一个人看")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(entered.hear(), 1)

    play(story)
    assert Message.objects.filter(text="你好").count() == 0
    assert Conversation.objects.get(pk=talk).buyer_read == 1


@pytest.mark.row("S1", "B17")
def test_what_the_shop_writes_comes_by_itself_and_what_is_theirs_does_not():
    buyer = Buyer()

    async def story(door: Sockets) -> None:
        wire = await buyer.enter(door, language="en")
        assert await wire.hear() == {
            "is": "entered", "talk": 0, "last": 0, "seen": 0, "previous": 0, "staffed": False,
        }  # fmt: skip
        wire.say(do="list")
        await wire.hear("listed")
        wire.say(do="send", id="b-1", text="在吗", page="首页")
        kept = await wire.hear("kept")
        assert (kept["id"], kept["seq"]) == ("b-1", 1)
        assert kept["talk"] in (await wire.hear("changed"))["talks"]  # so another tab learns of it as well
        wire.say(do="watch", talk=kept["talk"], after=1)
        await wire.hear("watched")
        await in_database(sign, Sign(kept["talk"], buyer.stage.people.owner.pk, "here"))
        await in_database(sign, Sign(kept["talk"], 0, "writes"))
        await in_database(sign, Sign(kept["talk"], buyer.stage.people.owner.pk, "writes"))
        assert await wire.hear("sign") == {"is": "sign", "talk": kept["talk"], "what": "writes"}
        await in_database(buyer.stage.agent_says, "注意语气", Kind.WHISPER)
        await in_database(buyer.stage.agent_says, "您好")
        seen: list[dict[str, Any]] = []
        while not any(one["text"] == "您好" for one in seen):
            seen += (await wire.hear("messages"))["messages"]
        assert [one["text"] for one in seen if one["side"] == "agent"] == ["您好"]
        await in_database(buyer.stage.reads, seen[-1]["seq"])
        assert await wire.hear("read") == {"is": "read", "talk": kept["talk"], "seq": seen[-1]["seq"]}
        wire.say(do="read", talk=kept["talk"], seq=seen[-1]["seq"])
        wire.say(do="send", id="b-2", text=" ")
        assert (await wire.hear("refused"))["problems"] == {"text": "Write something first."}

    play(story)
    talk = Conversation.objects.get()
    assert talk.buyer_read == talk.last_seq


@pytest.mark.attack("G3")
def test_when_the_token_ends_everything_ends():
    buyer = Buyer()
    talk = buyer.browser.send("在吗")["talk"]

    async def story(door: Sockets) -> None:
        first, second = await buyer.enter(door), await buyer.enter(door)
        for wire in (first, second):
            wire.say(do="watch", talk=talk, after=99)
            await wire.hear("watched")
        await in_database(VisitorToken.objects.all().delete)
        await in_database(buyer.stage.agent_says, "您的快递单号是")
        for wire in (first, second):
            assert await wire.hear("gone") == {"is": "gone", "talk": talk}

    play(story)


@pytest.mark.attack("G7")
def test_frames_that_are_too_large_close_the_socket():
    buyer = Buyer()

    async def story(door: Sockets) -> None:
        wire = await buyer.enter(door)
        await wire.hear("entered")
        wire.put('{"do": "send", "text": "' + "x" * FRAME_BYTES + '"}')
        assert await wire.hear("closed") == {"is": "closed", "code": 1009}

    play(story)


@pytest.mark.row("S1", "B17")
@pytest.mark.attack("G5", "G6")
def test_a_hundred_cuts_on_the_buyers_side_lose_nothing_double_nothing_and_keep_the_order():
    """The buyer's browser as its scripts are: one message at a time, again with the same number until it is kept, and
    after each cut everything that came after the last number it has. Answers of the shop come in between."""
    buyer, dice = Buyer(), random.Random(11)
    buyers_own, answers = 28, 60
    cuts = 0

    async def shop() -> None:
        while not await in_database(Conversation.objects.exists):
            await asyncio.sleep(0.02)
        for number in range(answers):
            await in_database(answer, f"答 {number}", Kind.WHISPER if number % 7 == 3 else Kind.TEXT)

    def answer(text: str, kind: Kind) -> None:
        while True:
            try:
                buyer.stage.agent_says(text, kind)
                return
            except Refused:  # the buyer was quicker: read, and say it again
                continue

    async def browser(door: Sockets) -> list[dict[str, Any]]:
        nonlocal cuts
        seen: dict[int, dict[str, Any]] = {}
        order: list[int] = []
        talk, waiting = 0, [f"问 {number}" for number in range(buyers_own)]
        wanted = buyers_own + answers - len([n for n in range(answers) if n % 7 == 3])
        while waiting or len([one for one in seen.values() if one["kind"] == "text" and not one["auto"]]) < wanted:
            wire = await buyer.enter(door)
            talk = talk or (await wire.hear("entered"))["talk"]
            if talk:
                wire.say(do="watch", talk=talk, after=order[-1] if order else 0)
            if waiting:
                wire.say(do="send", id=f"q-{buyers_own - len(waiting)}", text=waiting[0])
            for _frame in range(dice.randint(0, 4)):
                try:
                    frame = await asyncio.wait_for(wire.hear(), 1)
                except TimeoutError:
                    break
                if frame["is"] == "kept":
                    talk = frame["talk"]
                    waiting.pop(0)
                    if waiting and dice.random() < 0.5:
                        wire.say(do="send", id=f"q-{buyers_own - len(waiting)}", text=waiting[0])
                    else:
                        break
                for one in frame.get("messages", ()):
                    assert one["seq"] not in seen
                    seen[one["seq"]] = one
                    order.append(one["seq"])
            wire.cut()
            cuts += 1
            await asyncio.wait_for(wire.task, PATIENCE)
        assert order == sorted(order)
        return [seen[seq] for seq in order]

    async def story(door: Sockets) -> None:
        _done, seen = await asyncio.gather(shop(), browser(door))
        own = [one["text"] for one in seen if one["side"] == "buyer"]
        told = [one["text"] for one in seen if one["side"] == "agent"]
        assert own == [f"问 {number}" for number in range(buyers_own)]
        assert told == [f"答 {number}" for number in range(answers) if number % 7 != 3]

    play(story)
    assert cuts >= buyers_own / 2
    assert Message.objects.filter(side="buyer").count() == buyers_own
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, Message.objects.count() + 1)
    )


@pytest.mark.row("S1")
def test_two_first_messages_at_once_begin_one_conversation():
    buyer = Buyer()

    async def story(door: Sockets) -> None:
        tabs = [await buyer.enter(door) for _tab in range(4)]
        for number, wire in enumerate(tabs):
            wire.say(do="send", id=f"t-{number}", text=f"标签页 {number}")
        assert len({(await wire.hear("kept"))["talk"] for wire in tabs}) == 1

    play(story)
    assert Conversation.objects.count() == 1
    assert greet_visitor(shop=buyer.stage.shop, token=buyer.token).token is None
