"""A shop in the middle of its day: conversations in every state, and one with every kind of message."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from tests.files.pictures import jpeg
from tests.people import People, make_order, make_people, make_staff, person, set_week

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.actions.flag_conversation import flag_conversation
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.actions.write_picture import write_picture_as_buyer
from aftercare.chat.cards import contact_words, order_words, product_words
from aftercare.chat.models import Conversation, Visitor, Wait
from aftercare.chat.terms import DutyState, Kind, Topic
from aftercare.chat.writing import Words
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.files.actions.store_file import Upload
from aftercare.orders.models import Product

LONG_NAME = "欧阳明月爱吃草莓的小仙女在杭州"
SAID = (
    "在吗？想问一下这款 1.8 米床能用吗",
    "收到就有划痕，想退货",
    "什么时候发货呀",
    "可以便宜一点吗，老客户了",
    "Does it ship to Hong Kong? I need it before Friday, it is a present",
    "谢谢",
)


class TalkScene:
    """`owner` (小雨) and `teammate` (小张) answer, `supervisor` leads; buyers write as often as a test wants."""

    def __init__(self) -> None:
        self.people: People = make_people()
        set_week(self.people.shop)
        for staff, name in (
            (self.people.owner, "小雨"),
            (self.people.teammate, "小张"),
            (self.people.supervisor, "林主管"),
        ):
            staff.name = name
            staff.save(update_fields=["name"])
        self._numbers = count(1)
        self.on_duty(self.people.owner)

    def on_duty(self, staff: Staff) -> None:
        set_duty(wish=Wish(DutyState.ON), person=person(staff))

    def visitor(self, name: str = "") -> Visitor:
        visitor = greet_visitor(shop=self.people.shop).visitor
        if name:
            visitor.name = name
            visitor.save(update_fields=["name"])
        return visitor

    def buyer(self, text: str, visitor: Visitor | None = None, **arrival: Any) -> Conversation:
        visitor = visitor or self.visitor()
        words = Words(f"b-{next(self._numbers)}", text)
        message = write_as_buyer(visitor=visitor, words=words, arrival=Arrival(**arrival))
        return Conversation.objects.get(pk=message.conversation_id)

    def answer(
        self, talk: Conversation, text: str = "", staff: Staff | None = None, words: Words | None = None
    ) -> None:
        words = words or Words(f"a-{next(self._numbers)}", text)
        seen = Conversation.objects.get(pk=talk.pk).last_seq
        write_as_agent(conversation_id=talk.pk, words=words, seen_seq=seen, person=person(staff or self.people.owner))

    def note(self, talk: Conversation, text: str, staff: Staff) -> None:
        self.answer(talk, staff=staff, words=Words(f"n-{next(self._numbers)}", text, Kind.WHISPER))

    def wait(self, talk: Conversation, *, since: float, due: float) -> None:
        """The buyer waits since so many seconds; the answer is due in so many."""
        at = now()
        begun, ends = at - timedelta(seconds=since), at + timedelta(seconds=due)
        Conversation.objects.filter(pk=talk.pk).update(waiting_since=begun, due_at=ends)
        Wait.objects.filter(conversation=talk, ended_at=None).update(since=begun, due_at=ends)

    def full_talk(self) -> Conversation:
        """Every kind of message."""
        visitor = self.visitor(LONG_NAME)
        order = make_order(self.people.shop, lines=2)
        Visitor.objects.filter(pk=visitor.pk).update(customer=order.customer)
        visitor.refresh_from_db()
        product = Product.objects.create(
            shop=self.people.shop,
            code="YM-001",
            title="【顺丰包邮】加厚珊瑚绒四件套冬季保暖法兰绒双面绒床单被套学生宿舍三件套",
            price=Money.from_yuan("199.00"),
            link="https://shop.example/item?id=1",
            selling_points="双面加厚，机洗不掉毛，七天无理由",
        )
        talk = self.buyer("你好，想问下 https://shop.example/item?id=1。这款有现货吗？", visitor)
        self.answer(talk, "您好，有现货的，今天下单明天就能发出。")
        self.answer(talk, words=product_words("card-1", talk.shop_id, reason="加厚款更适合北方冬天", pk=product.pk))
        picture = ContentFile(jpeg(1200, 900), "污渍.jpg")
        write_picture_as_buyer(visitor=visitor, upload=Upload(picture, "污渍.jpg", picture.size), client_id="pic-1")
        self.buyer("上次买的这个有点小问题，你看图", visitor)
        self.note(talk, "@小雨 这位是老客户，上个月补发过一次，别再让他等。", self.people.supervisor)
        self.answer(talk, words=order_words("card-2", talk, pk=order.pk))
        self.answer(
            talk,
            "看到了，非常抱歉。先帮您登记换货，仓库收到后 24 小时内给您重新发出，运费我们承担，请放心。\n您看可以吗？",
        )
        words = contact_words("contact-1", "王女士", "微信 wx12345", "晚上八点后方便")
        write_as_buyer(visitor=visitor, words=words)
        self.buyer("好的，那我寄回去，快递单号晚点发你", visitor)
        return Conversation.objects.get(pk=talk.pk)

    def busy(self) -> Conversation:
        """Forty buyers; the full conversation is the one to open."""
        people = self.people
        from_now = [(-40, 100), (3, 27), (17, 13), (25, 5), (8, 22)]
        talk = self.full_talk()
        self.wait(talk, since=20, due=25)
        mine = [self.buyer(SAID[n % len(SAID)], self.visitor("" if n % 3 else f"买家{n}号")) for n in range(7)]
        for n, (due, since) in enumerate(from_now):
            self.wait(mine[n], since=abs(since), due=due)
        self.answer(mine[5], "好的，给您安排")
        flag_conversation(conversation_id=mine[0].pk, on=True, person=person(people.owner))
        for n in range(34):
            queued = self.buyer(
                SAID[n % len(SAID)], self.visitor(f"排队的第{n}位客人"), topic=Topic(Topic.values[n % 2])
            )
            self.wait(queued, since=10 + n, due=30 - 2 * n)
        self.on_duty(people.teammate)
        return talk


def quality_of(scene: TalkScene) -> Staff:
    return make_staff("", Role.QA, shop=scene.people.shop)
