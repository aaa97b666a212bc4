"""The check where answers are kept: blocked for every door, with what the server knows, counted (S3, S11, C9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.chat.replycheck.examples import OTHER_ORDER, OTHER_PHONE, OWN_ORDER, OWN_PHONE
from tests.chat.scene import Desk
from tests.people import make_order, make_shop, person

from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.checking import BLOCKED, BlockedWords, check_words, noting_blocked
from aftercare.chat.models import Conversation, Message, ReplyHit
from aftercare.chat.terms import Kind
from aftercare.chat.writing import Words
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import Refused
from aftercare.core.time import now, travel
from aftercare.orders.models import Order

pytestmark = pytest.mark.django_db
STREET, OTHER_STREET = "文三路 99 号明月苑 3 幢 402 室", "中山路 18 号云锦花园 6 幢 1203 室"


def placed(desk: Desk, number: str, phone: str, address: str = "", **fields: Any) -> Order:
    where = {"region": "浙江省 杭州市 西湖区", "receiver_address": address}
    shop = fields.pop("shop", desk.shop)
    return make_order(
        shop, platform_no=number, receiver_phone=phone, receiver_phone_hash=keyed_hash(phone), **where, **fields
    )


class Scene(Desk):
    """A buyer with an order writes; another buyer has one too. The agent answers."""

    def __init__(self, text: str = "您好，在吗") -> None:
        super().__init__()
        self.own = placed(self, OWN_ORDER, OWN_PHONE, STREET)
        self.other = placed(self, OTHER_ORDER, OTHER_PHONE, OTHER_STREET)
        self.talk: Conversation = self.writes(self.visitor(customer=self.own.customer), text)
        self.agent = person(self.people.owner)

    def say(self, text: str, client_id: str = "") -> Message:
        """As every door sends it."""
        self.talk.refresh_from_db()
        words = Words(client_id or f"a{self.talk.last_seq}", text)
        with noting_blocked():
            return write_as_agent(
                conversation_id=self.talk.pk, words=words, seen_seq=self.talk.last_seq, person=self.agent
            )

    def blocked(self, text: str) -> dict[str, Any]:
        """What the refusal says; nothing was sent."""
        before = Message.objects.count()
        with pytest.raises(Refused) as refused:
            self.say(text)
        assert (refused.value.refusal.code, Message.objects.count()) == (BLOCKED, before)
        return refused.value.refusal.params


@pytest.mark.row("S11")
@pytest.mark.attack("C9")
def test_another_buyers_data_cannot_be_sent_and_the_buyers_own_can():
    scene = Scene()
    for text in (
        f"收货电话{OTHER_PHONE}",
        f"配送员电话 {OTHER_PHONE}",
        f"单号 {OTHER_ORDER}",
        f"地址是{OTHER_STREET}吗",
    ):
        hit = scene.blocked(text)["hits"][0]
        assert (hit["kind"], hit["isBlocked"]) == ("personal_data", True), text
        assert OTHER_PHONE not in str(hit) and OTHER_ORDER not in str(hit)
    for text in (f"收货电话{OWN_PHONE}对吗", f"订单{OWN_ORDER}已发货", f"地址是浙江省杭州市西湖区{STREET}吗"):
        assert scene.say(text).text == text
    assert scene.say("退货请寄到浙江省杭州市某区某路 1 号，电话 0571-00000000，仓库收货组").pk


@pytest.mark.row("S11")
def test_the_refusal_says_where_and_why_and_what_to_say_instead():
    scene = Scene()
    text = "您把差评删了，返您20元"
    found = scene.blocked(text)
    (hit,) = found["hits"]
    assert (text[hit["start"] : hit["end"]], hit["rule"]) == ("把差评删了，返您20元", "review.change")
    assert hit["better"] and found["why"] == hit["why"]


@pytest.mark.row("S11")
def test_what_the_buyer_wrote_here_is_theirs():
    number, street = OTHER_PHONE.replace("9", "8"), OTHER_STREET.replace("18", "28")
    scene = Scene(f"我的新电话 {number}，寄到{street}，单号 231128-987654321012345")
    for text in (f"电话改成{number}了", f"地址改成{street}了", "订单 231128987654321012345 收到"):
        assert scene.say(text).text == text
    scene.blocked("电话改成13712345670了")


@pytest.mark.row("S11")
def test_a_buyer_whom_nobody_knows_is_told_no_order_of_the_shop():
    scene = Scene()
    scene.talk = scene.writes(scene.visitor(), "查一下我的订单")
    scene.blocked(f"是这个吗 {OWN_ORDER}")
    scene.blocked(f"配送员说您电话是{OWN_PHONE}")


@pytest.mark.row("S11")
def test_orders_of_another_shop_say_nothing_here():
    scene = Scene()
    placed(scene, "777700001111", "13700001111", shop=make_shop())
    assert scene.say("快递员电话13700001111，运单号777700001111").pk


@pytest.mark.row("S3", "S11")
def test_warnings_are_sent_and_counted_once_a_rule():
    scene = Scene()
    message = scene.say("可能今天到，也许明天到，不行的")
    rows = ReplyHit.objects.order_by("rule").values_list("rule", "kind", "is_blocked", "message", "staff", "shop")
    common = (False, message.pk, scene.people.owner.pk, scene.shop.pk)
    assert list(rows) == [("refusal.no", "refusal", *common), ("vague.maybe", "vague", *common)]
    scene.say("这款是实木做的，可以放心购买")
    again = scene.say("这款是实木做的，可以放心购买！")
    assert ReplyHit.objects.get(message=again).rule == "repeated.same"


@pytest.mark.row("S11")
def test_what_was_stopped_is_kept_although_its_transaction_was_rolled_back():
    scene = Scene()
    for _time in range(3):
        scene.blocked("可能的话您改好评，返现5元")
    row = ReplyHit.objects.get()  # pressing again is the same attempt; what only warns was not sent and does not count
    assert (row.rule, row.kind, row.is_blocked, row.message) == ("review.change", "review_bought", True, None)
    with travel(timedelta(minutes=2)):
        scene.blocked("改好评，返现5元")
    assert ReplyHit.objects.count() == 2
    with pytest.raises(BlockedWords), noting_blocked(), transaction.atomic():
        scene.agent = person(scene.people.teammate)
        check_words(scene.talk, "改好评，返现5元", scene.agent, now())
    assert ReplyHit.objects.filter(staff=scene.people.teammate).count() == 1


@pytest.mark.row("S11")
def test_notes_to_colleagues_are_not_checked():
    scene = Scene()
    assert scene.answers(scene.talk, f"买家另一个号码 {OTHER_PHONE}", scene.people.owner, Kind.WHISPER).pk
    assert not ReplyHit.objects.exists()


@pytest.mark.row("S11")
def test_the_number_of_queries_does_not_grow():
    scene = Scene()

    def queries(text: str) -> int:
        talk = Conversation.objects.select_related("shop", "visitor").get(pk=scene.talk.pk)
        at = now()
        with CaptureQueriesContext(connection) as caught:
            check_words(talk, text, scene.agent, at)
        return len(caught)

    queries("您好")  # the settings of the shop are read once
    numbered = f"订单{OWN_ORDER}，电话{OWN_PHONE}，快递员 13600001111"
    plain, numbers = queries("您好，已经发货了"), queries(numbered)
    assert (plain, numbers) == (1, 6)
    for number in range(60):
        placed(scene, f"55550000{number:04d}", f"137000{number:05d}", STREET)
        Message.objects.create(
            conversation=scene.talk,
            seq=100 + number,
            client_id=f"m{number}",
            side="agent",
            text=f"回答{number}",
            at=now(),
        )
    assert (queries("您好，已经发货了"), queries(numbered)) == (plain, numbers)


@pytest.mark.row("S11")
@pytest.mark.attack("C9")
def test_a_deal_in_three_pieces_is_stopped_at_the_last_and_a_colleagues_words_are_not_ones_own():
    scene = Scene()
    scene.say("亲，麻烦把差")
    scene.say("评改")
    hit = scene.blocked("一下，返您10元")["hits"][0]
    assert (hit["kind"], hit["isBlocked"], hit["start"]) == ("review_bought", True, 0)
    assert ReplyHit.objects.get(is_blocked=True).message is None
    other = Scene()
    other.say("亲，麻烦把差")
    other.agent = person(other.people.teammate)
    assert other.say("评改一下，这是您问的入口").pk
