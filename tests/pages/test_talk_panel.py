"""The column beside a conversation: buyer, orders, cases, needs, recommendations, prices, delivery, follow-ups, type
(U1, S5–S8, S10, S14, S15)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape
from tests.chat.scene import Desk
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_case, make_order, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.actions.link_customer import MOST_WRONG
from aftercare.chat.actions.rate_conversation import rate_conversation
from aftercare.chat.actions.save_needs import save_needs
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.cards import product_words
from aftercare.chat.models import Conversation, FollowUp, Mention, Message, Needs, PriceOffer, Visitor
from aftercare.chat.needs.keeping import from_json
from aftercare.chat.needs.rules import Needs as Told
from aftercare.chat.terms import FollowUpKind, FollowUpState, OfferState, Side, Stage
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.text import mask_phone
from aftercare.core.time import now, travel
from aftercare.customers.models import OptOut
from aftercare.orders.catalogue.words import product_words as tokens_of
from aftercare.orders.models import Order, Product

pytestmark = pytest.mark.django_db
BLOCKS = ("buyer", "orders", "cases", "manner", "needs", "recommend", "price", "delivery", "follow_up")
PHONE = "13800006789"


class Panel(Desk):
    """A conversation with an agent, its column, and somebody of quality assurance."""

    def __init__(self, text: str = "你好,想看看杯子") -> None:
        super().__init__()
        self.qa = make_staff("", Role.QA, shop=self.shop)
        self.on(self.people.owner)
        self.buyer = self.visitor()
        self.talk = self.writes(self.buyer, text)

    @property
    def url(self) -> str:
        return f"/talks/{self.talk.pk}/panel/"

    def open_all(self, staff: Staff) -> Client:
        """A browser in which nothing is folded."""
        client = browser(staff)
        client.cookies.load({f"talk_{code}": "open" for code in BLOCKS})
        return client

    def block(self, code: str, staff: Staff | None = None) -> str:
        client = browser(staff or self.people.owner)
        return client.get(f"{self.url}{code}/?open=1", headers=PART).content.decode()

    def post(self, path: str, staff: Staff | None = None, **fields: Any) -> HttpResponse:
        return browser(staff or self.people.owner).post(f"/talks/{path}", fields, headers=PART)

    def knows(self, order: Order) -> None:
        Visitor.objects.filter(pk=self.buyer.pk).update(customer=order.customer)

    def product(self, title: str, price: str, **fields: Any) -> Product:
        code = f"P-{Product.objects.count() + 1}"
        tags, points = fields.get("tags", []), fields.get("selling_points", "")
        return Product.objects.create(
            shop=self.shop,
            code=code,
            title=title,
            price=Money.from_yuan(price),
            words=tokens_of(code, title, points, tags),
            **fields,
        )

    def order_with_phone(self, **fields: Any) -> Order:
        return make_order(self.shop, receiver_phone=PHONE, receiver_phone_mask=mask_phone(PHONE), **fields)


def test_the_column_is_there_for_the_shop_and_quality_work_only():
    desk = Panel()
    for staff, status in (
        (desk.people.owner, 200),
        (desk.people.teammate, 200),
        (desk.people.supervisor, 200),
        (desk.qa, 200),
        (desk.people.warehouse, 404),
        (desk.people.stranger, 404),
    ):
        client = browser(staff)
        assert client.get(desk.url, headers=PART).status_code == status, staff.username
        assert client.get(f"{desk.url}buyer/", headers=PART).status_code == status
    assert browser(desk.people.owner).get(f"{desk.url}nothing/", headers=PART).status_code == 404
    column = desk.open_all(desk.people.owner).get(desk.url, headers=PART).content.decode()
    assert re.findall(r'id="side-(\w+)"', column) == list(BLOCKS)
    assert "<html" not in column
    assert "<html" in browser(desk.people.owner).get(desk.url).content.decode()


def test_a_folded_block_is_not_read_before_it_is_opened():
    desk = Panel()
    client = browser(desk.people.owner)
    client.cookies.load({"talk_orders": "closed"})
    column = client.get(desk.url, headers=PART).content.decode()
    assert "Link this buyer" not in column and "This is the first one." in column
    assert "Link this buyer" not in client.get(f"{desk.url}orders/", headers=PART).content.decode()
    assert "Link this buyer" in client.get(f"{desk.url}orders/?open=1", headers=PART).content.decode()


WRITES = (
    ("{talk}/opt-out/", {"on": "1"}),
    ("{talk}/customer/", {"number": "1", "digits": "6789"}),
    ("{talk}/unlink/", {"customer": "1"}),
    ("{talk}/needs/", {"version": "0", "recipient": "闺蜜"}),
    ("{talk}/offers/", {"product": "{product}", "offered": "95"}),
    ("{talk}/follow-up/", {"kind": "undecided", "text": "还在考虑吗"}),
    ("{talk}/type/", {"buyer_type": "amiable"}),
    ("{talk}/repeated/", {"times": "3"}),
)


@pytest.mark.attack("B1")
@pytest.mark.parametrize(("path", "fields"), WRITES, ids=[path for path, _fields in WRITES])
def test_only_who_answers_may_write_in_it(path: str, fields: dict[str, str]):
    desk = Panel()
    product = desk.product("马克杯", "100")
    fields = {name: value.format(product=product.pk) for name, value in fields.items()}
    before = (Event.objects.count(), Message.objects.count())
    for nobody in (desk.people.stranger, desk.people.warehouse, desk.qa):
        assert desk.post(path.format(talk=desk.talk.pk), nobody, **fields).status_code == 404
    assert (Event.objects.count(), Message.objects.count()) == before
    assert desk.post(path.format(talk=desk.talk.pk), desk.people.owner, **fields, odd="1").status_code == 422
    assert (Event.objects.count(), Message.objects.count()) == before


@pytest.mark.row("U1")
def test_the_buyer_stands_there_masked_with_what_was_before():
    desk = Panel()
    desk.answers(desk.talk, "您好", desk.people.owner)
    Conversation.objects.filter(pk=desk.talk.pk).update(stage=Stage.CLOSED, closed_at=now(), flagged_at=now())
    rate_conversation(visitor=desk.buyer, conversation_id=desk.talk.pk, stars=4, text="")
    first = desk.talk
    desk.talk = desk.writes(desk.buyer, "又来了")
    order = make_order(desk.shop)
    desk.knows(order)
    Visitor.objects.filter(pk=desk.buyer.pk).update(name="王小姐", language="en")
    block = desk.block("buyer")
    assert f"/talks/{first.pk}/" in block and "4.0 of 5 stars, rated 1×" in block and "Flagged 1×" in block
    assert "王小姐" in block and "English" in block and "0 of 2 contacts in 7 days" in block
    assert order.customer.nick_mask in block and order.customer.nick not in block
    assert f"/personal/{order.pk}/nick/" in block or "hx-get" in block
    assert order.customer.nick not in desk.block("buyer", desk.qa)


@pytest.mark.row("S8")
def test_opting_out_counts_for_every_name_of_the_buyer():
    desk = Panel()
    assert "Noted" in str(desk.post(f"{desk.talk.pk}/opt-out/", on="1").headers)
    assert OptOut.objects.get(ended_at=None).who == f"visitor:{desk.buyer.pk}"
    desk.knows(make_order(desk.shop))
    assert "No contact wanted" in desk.block("buyer")
    assert "does not want to be contacted" in desk.block("follow_up")
    desk.post(f"{desk.talk.pk}/opt-out/", on="0")
    assert not OptOut.objects.filter(ended_at=None).exists()
    assert "No contact wanted" not in desk.block("buyer")
    desk.post(f"{desk.talk.pk}/opt-out/", on="0")
    assert Event.objects.filter(kind="contact.opted_in").count() == 1


@pytest.mark.row("U1")
def test_the_newest_five_orders_can_be_sent_and_opened_as_a_case():
    desk = Panel()
    order = make_order(desk.shop, lines=4, tracking_no="SF123", courier="顺丰速运", receiver_name="张三丰")
    desk.knows(order)
    for number in range(5):
        make_order(desk.shop, platform_no=f"77{number}")
    Order.objects.filter(platform_no__startswith="77").update(customer=order.customer)
    foreign = make_order(desk.shop)
    block = desk.block("orders")
    assert block.count("data-send-card") == 5 and "1 more before these" in block
    assert foreign.platform_no not in block and "张三丰" not in block
    newest = Order.objects.filter(customer=order.customer).order_by("-ordered_at", "-pk").first()
    assert f'data-send-card="order:{newest.pk}"' in block and f"/cases/new/?order={newest.pk}" in block
    seen = desk.block("orders", desk.qa)
    assert newest.platform_no in seen and "data-send-card" not in seen and "/cases/new/" not in seen


@pytest.mark.row("U1")
def test_open_cases_stand_there_with_their_clock_and_closed_ones_are_counted():
    desk = Panel()
    order = make_order(desk.shop, lines=2)
    desk.knows(order)
    lines = list(order.lines.order_by("pk"))
    wanted = [{line.pk: (1, line.paid)} for line in lines]
    case, closed = (make_case(desk.people.owner, order, lines=one) for one in wanted)
    type(case).objects.filter(pk=closed.pk).update(closed_at=now())
    other = make_case(desk.people.owner, make_order(desk.shop))
    block = desk.block("cases")
    assert f"/cases/{case.number}/" in block and "ac-clock" in block and "1 open" in block and "1 closed" in block
    assert other.number not in block and closed.number not in block


@pytest.mark.row("U1")
def test_a_buyer_is_known_by_an_order_number_and_four_digits():
    desk = Panel()
    order = desk.order_with_phone()
    desk.post(f"{desk.talk.pk}/follow-up/", kind="undecided", text="还在考虑吗")
    answer = desk.post(f"{desk.talk.pk}/customer/", number=f" {order.platform_no} ", digits="６７８９")
    assert answer.status_code == 200 and order.platform_no in answer.content.decode()
    desk.buyer.refresh_from_db()
    assert desk.buyer.customer_id == order.customer_id
    assert FollowUp.objects.get().customer_id == order.customer_id
    assert desk.post(f"{desk.talk.pk}/customer/", number=order.platform_no, digits="6789").status_code == 200
    assert Event.objects.filter(kind="talk.customer_linked").count() == 1
    other = desk.order_with_phone()
    refused = desk.post(f"{desk.talk.pk}/customer/", number=other.platform_no, digits="6789")
    assert refused.status_code == 409 and "belongs to another buyer" in refused.content.decode()
    desk.buyer.refresh_from_db()
    assert desk.buyer.customer_id == order.customer_id


@pytest.mark.row("U1")
@pytest.mark.attack("J2")
def test_a_buyer_who_was_linked_wrongly_is_unlinked_and_nothing_of_the_other_stays():
    desk = Panel()
    order = desk.order_with_phone()
    desk.post(f"{desk.talk.pk}/customer/", number=order.platform_no, digits="6789")
    block = desk.block("buyer")
    assert "Another buyer" in block
    wrong = desk.post(f"{desk.talk.pk}/unlink/", customer=str(order.customer_id + 1))
    assert wrong.status_code == 409 and "has been linked anew" in wrong.content.decode()
    for staff, status in ((desk.people.stranger, 404), (desk.people.warehouse, 404), (desk.qa, 404)):
        refused = desk.post(f"{desk.talk.pk}/unlink/", staff, customer=str(order.customer_id))
        assert refused.status_code == status
    desk.buyer.refresh_from_db()
    assert desk.buyer.customer_id == order.customer_id
    answer = desk.post(f"{desk.talk.pk}/unlink/", desk.people.teammate, customer=str(order.customer_id))
    assert answer.status_code == 200 and "Another buyer" not in answer.content.decode()
    desk.buyer.refresh_from_db()
    assert desk.buyer.customer_id is None
    assert order.platform_no not in desk.block("orders")
    event = Event.objects.get(kind="talk.customer_unlinked")
    assert (event.data["customer"], event.actor_id) == (order.customer_id, desk.people.teammate.pk)
    assert desk.post(f"{desk.talk.pk}/unlink/", customer=str(order.customer_id)).status_code == 409
    assert desk.post(f"{desk.talk.pk}/customer/", number=order.platform_no, digits="6789").status_code == 200


@pytest.mark.attack("J2")
def test_nothing_of_an_order_is_told_before_both_fit_and_nobody_finds_the_digits_by_trying():
    desk = Panel()
    order = desk.order_with_phone(paid="123.45")
    strange = make_order(desk.people.other_shop, receiver_phone=PHONE)
    bare = make_order(desk.shop)
    tries = [(order, "0000"), (strange, "6789"), (bare, "6789"), (order, "1234")]
    said = [(one.platform_no, digits) for one, digits in tries] + [("9999", "6789")]
    url = f"{desk.talk.pk}/customer/"
    answers = {desk.post(url, number=number, digits=digits).content for number, digits in said}
    (same,) = answers  # wrong digits, another shop's, without a phone, no order: all look alike
    assert b"123.45" not in same and "原木" not in same.decode()
    assert Event.objects.filter(kind="talk.link_refused").count() == MOST_WRONG
    late = desk.post(f"{desk.talk.pk}/customer/", number=order.platform_no, digits="6789")
    assert late.status_code == 409 and "within an hour" in late.content.decode()
    assert Visitor.objects.get(pk=desk.buyer.pk).customer_id is None
    for digits in ("678", "67890", "678a", ""):
        assert desk.post(f"{desk.talk.pk}/customer/", number=order.platform_no, digits=digits).status_code == 422
    with travel(timedelta(hours=1, minutes=1)):
        assert desk.post(f"{desk.talk.pk}/customer/", number=order.platform_no, digits="6789").status_code == 200
    assert not any(order.platform_no in str(event.data) for event in Event.objects.filter(kind__startswith="talk."))


@pytest.mark.parametrize(
    ("phone", "mask", "digits", "fits"),
    [
        ("13800006789", "", "6789", True),
        ("+86 138 0000 6789", "", "6789", True),
        ("86-13800006789", "", "6789", True),
        ("13800006789-1234", "", "6789", True),
        ("13800006789-1234", "", "1234", False),
        ("13800006789转12", "", "6789", True),
        ("0571-88886789", "", "6789", True),
        ("", "138****6789", "6789", True),
        ("", "138********", "6789", False),
    ],
)
def test_the_digits_of_every_way_to_write_a_phone(phone: str, mask: str, digits: str, fits: bool):
    desk = Panel()
    order = make_order(desk.shop, receiver_phone=phone, receiver_phone_mask=mask)
    answer = desk.post(f"{desk.talk.pk}/customer/", number=order.platform_no, digits=digits)
    assert answer.status_code == (200 if fits else 409)


@pytest.mark.row("S5")
def test_needs_are_taken_from_the_buyers_words_by_one_press():
    desk = Panel("预算500以内,想送闺蜜生日礼物,可以刻字吗")
    assert "birthday gift for best friend" in desk.block("needs")
    answer = desk.post(f"{desk.talk.pk}/needs/", version="0", do="fill", preferences="清新风格")
    assert answer.status_code == 200
    row = Needs.objects.get()
    told = from_json(row.answers)
    assert (told.recipient, told.occasion, told.budget_most) == ("bestie", "birthday", Money.from_yuan("500"))
    assert told.preferences == ("清新风格",) and told.doubts == ("engraving",) and row.version == 1
    block = desk.block("needs")
    assert "data-insert-reply" in block and 'name="version" value="1"' in block
    assert "Take over" not in block
    read = desk.block("needs", desk.qa)
    assert "birthday gift for best friend" in read and "<form" not in read


@pytest.mark.row("S5")
def test_two_who_fill_in_the_needs_at_once_lose_nothing():
    desk = Panel()
    first = desk.post(f"{desk.talk.pk}/needs/", version="0", recipient="best friend", budget_most="300")
    assert first.status_code == 200
    second = desk.post(f"{desk.talk.pk}/needs/", desk.people.teammate, version="0", recipient="mother", occasion="搬家")
    text = second.content.decode()
    assert second.status_code == 422 and second.headers["HX-Retarget"] == "#side-needs"
    assert escape(desk.people.owner.name) in text and "best friend" in text and "mother" in text and "搬家" in text
    assert from_json(Needs.objects.get().answers).recipient == "bestie"
    (version,) = re.findall(r'name="version" value="(\d+)"', text)
    again = desk.post(f"{desk.talk.pk}/needs/", desk.people.teammate, version=version, recipient="mother")
    assert again.status_code == 200 and from_json(Needs.objects.get().answers).recipient == "mother"
    writer = {"conversation_id": desk.talk.pk, "person": person(desk.people.owner)}
    assert save_needs(needs=Told(recipient="mother"), version=0, **writer).version == 2
    with pytest.raises(Refused):
        save_needs(needs=Told(), version=1, **writer)


@pytest.mark.row("S5")
def test_what_is_wrong_with_the_needs_is_said_at_its_field_and_what_was_typed_stays():
    desk = Panel()
    for fields in ({"budget_most": "viel"}, {"budget_least": "500", "budget_most": "300"}, {"recipient": "x" * 61}):
        answer = desk.post(f"{desk.talk.pk}/needs/", version="0", occasion="搬家", **fields)
        assert answer.status_code == 422 and "ac-error" in answer.content.decode() and "搬家" in answer.content.decode()
    assert not Needs.objects.exists()
    assert desk.post(f"{desk.talk.pk}/needs/", version="", occasion="搬家").status_code == 422


@pytest.mark.row("S6")
def test_at_most_three_products_that_fit_the_needs_can_be_sent_each_with_its_reason():
    desk = Panel()
    assert "Fill in the needs first" in desk.block("recommend")
    for number in range(5):
        desk.product(f"清新陶瓷杯 {number}", f"{100 + number}", tags=["清新", "礼物"])
    desk.product("黑色钢笔", "480", tags=["商务"])
    dear = desk.product("清新花瓶", "900", tags=["清新"])
    desk.post(f"{desk.talk.pk}/needs/", version="0", preferences="清新", budget_most="500")
    block = desk.block("recommend")
    assert block.count('data-send-card="product:') == 3 and f"product:{dear.pk}" not in block
    assert "As wished: 清新" in block and 'data-reason=""' not in block
    found = browser(desk.people.owner).get(f"{desk.url}recommend/?open=1&q=钢笔", headers=PART).content.decode()
    assert "黑色钢笔" in found and found.count('data-send-card="product:') == 4


@pytest.mark.row("S7")
def test_a_price_is_asked_for_and_decided_in_the_column():
    desk = Panel()
    product = desk.product("原木摆件", "100")
    block = desk.block("price")
    assert "you to ¥95.00" in block and "supervisor to ¥80.00" in block
    asked = desk.post(f"{desk.talk.pk}/offers/", product=product.pk, offered="８５", reason="老客户")
    offer = PriceOffer.objects.get()
    assert asked.status_code == 200 and offer.state == OfferState.ASKED and "老客户" in asked.content.decode()
    mine, leads = desk.block("price"), desk.block("price", desk.people.supervisor)
    decide, withdraw = f"/talks/offers/{offer.pk}/decide/", f"/talks/offers/{offer.pk}/withdraw/"
    assert withdraw in mine and decide not in mine and decide in leads and withdraw not in leads
    for nobody, status in ((desk.people.owner, 409), (desk.people.stranger, 404), (desk.qa, 404)):
        assert desk.post(f"offers/{offer.pk}/decide/", nobody, grant="yes").status_code == status
    assert desk.post(f"offers/{offer.pk}/decide/", desk.people.supervisor, grant="maybe").status_code == 422
    assert desk.post(f"offers/{offer.pk}/withdraw/", desk.people.teammate).status_code == 404
    granted = desk.post(f"offers/{offer.pk}/decide/", desk.people.supervisor, grant="yes", note="仅此一次")
    offer.refresh_from_db()
    assert granted.status_code == 200 and offer.state == OfferState.GRANTED
    said = desk.block("price")
    assert "data-insert-reply" in said and "¥85.00" in said and "仅此一次" in said
    assert desk.post(f"offers/{offer.pk}/decide/", desk.people.supervisor, grant="no").status_code == 409
    with travel(timedelta(hours=25)):
        assert "data-insert-reply" not in desk.block("price")


@pytest.mark.row("S7")
def test_what_was_typed_for_a_price_stays_when_it_cannot_be_given():
    desk = Panel()
    product = desk.product("原木摆件", "100")
    for offered in ("", "abc", "101", "0"):
        answer = desk.post(f"{desk.talk.pk}/offers/", product=product.pk, offered=offered, reason="老客户")
        assert answer.status_code == 422 and "老客户" in answer.content.decode(), offered
    assert desk.post(f"{desk.talk.pk}/offers/", product=product.pk, offered="79").status_code == 409
    foreign = Product.objects.create(shop=desk.people.other_shop, code="X", title="别家", price=Money(100))
    assert desk.post(f"{desk.talk.pk}/offers/", product=foreign.pk, offered="1").status_code == 422
    assert not PriceOffer.objects.exists()
    Conversation.objects.filter(pk=desk.talk.pk).update(stage=Stage.CLOSED, closed_at=now())
    assert desk.post(f"{desk.talk.pk}/offers/", product=product.pk, offered="95").status_code == 409
    assert "prices are talked about in an open one" in desk.block("price")


@pytest.mark.row("S10")
@pytest.mark.attack("J1")
def test_the_region_stands_there_and_never_more_of_the_address():
    desk = Panel()
    order = make_order(desk.shop, region="浙江省 杭州市 西湖区", receiver_address="浙江省杭州市西湖区文三路 9 号")
    desk.knows(order)
    block = desk.block("delivery")
    assert "浙江省 杭州市 西湖区" in block and "文三路" not in block and "/delivery/answer/" in block


@pytest.mark.row("S8")
def test_a_follow_up_is_planned_with_words_from_the_needs():
    desk = Panel()
    needs = Told(wanted=("青瓷杯",), doubts=("engraving",))
    save_needs(conversation_id=desk.talk.pk, needs=needs, version=0, person=person(desk.people.owner))
    Visitor.objects.filter(pk=desk.buyer.pk).update(language="en")
    block = desk.block("follow_up")
    assert "you were looking at 青瓷杯 with us and wanted to know whether engraving is possible" in block
    assert desk.post(f"{desk.talk.pk}/follow-up/", kind="later", text="周末联系").status_code == 422
    at = (now() + timedelta(days=2)).isoformat()[:16]
    said = {"kind": "later", "due_at": at, "text": "周末联系"}
    refused = desk.post(f"{desk.talk.pk}/follow-up/", **said)
    assert refused.status_code == 422 and "own words by which they agreed" in refused.content.decode()
    assert desk.post(f"{desk.talk.pk}/follow-up/", **said, said="99").status_code == 422
    assert FollowUp.objects.count() == 0
    assert '<option value="1">' in block and "你好,想看看杯子" in block
    planned = desk.post(f"{desk.talk.pk}/follow-up/", **said, said="1")
    assert planned.status_code == 200 and "周末联系" in planned.content.decode()
    row = FollowUp.objects.get()
    assert (row.kind, row.owner_id) == (FollowUpKind.LATER, desk.people.owner.pk)
    for kind in ("unpaid", "", "x"):
        assert desk.post(f"{desk.talk.pk}/follow-up/", kind=kind, text="x").status_code == 422
    far = (now() + timedelta(days=200)).isoformat()[:16]
    assert desk.post(f"{desk.talk.pk}/follow-up/", kind="later", due_at=far, text="x", said="1").status_code == 422
    assert desk.post(f"follow-ups/{row.pk}/drop/", desk.people.stranger, talk=desk.talk.pk).status_code == 404
    assert desk.post(f"follow-ups/{row.pk}/drop/", talk=desk.talk.pk).status_code == 200
    row.refresh_from_db()
    assert row.state == FollowUpState.DROPPED


@pytest.mark.row("S15")
def test_the_type_is_suggested_with_its_signs_and_set_by_the_agent():
    desk = Panel("你们这个材质是什么?参数多少?和A款比有什么区别?不合适能退吗?质保多久?")
    desk.writes(desk.buyer, "尺寸具体是多少厘米?容量多少毫升?两款对比哪个保温更久?")
    block = desk.block("manner")
    assert "Analytic" in block and "Why?" in block
    answer = desk.post(f"{desk.talk.pk}/type/", buyer_type="amiable")
    assert answer.status_code == 200 and 'aria-pressed="true"' in answer.content.decode()
    assert Visitor.objects.get(pk=desk.buyer.pk).buyer_type == "amiable"
    assert desk.post(f"{desk.talk.pk}/type/", buyer_type="odd").status_code == 422
    assert "hx-post" not in desk.block("manner", desk.qa)


MATTER = "我上周买的青瓷杯收到的时候杯口有裂纹,已经拍照给你们看过了,要求换一个新的杯子"


def told_three_times(desk: Panel) -> None:
    """To two agents, on three days."""
    for days in (3, 2):
        with travel(timedelta(days=-days)):
            talk = desk.writes(desk.buyer, MATTER)
            desk.answers(talk, "我们看看", desk.people.teammate)
            Conversation.objects.filter(pk=talk.pk).update(stage=Stage.CLOSED, closed_at=now())
    desk.talk = desk.writes(desk.buyer, MATTER + ",说了三遍了")


@pytest.mark.row("S14")
def test_a_matter_told_three_times_proposes_a_compensation_and_the_supervisor_is_told_once():
    desk = Panel()
    Conversation.objects.all().update(stage=Stage.CLOSED, closed_at=now())
    desk.buyer = desk.visitor()
    told_three_times(desk)
    order = make_order(desk.shop)
    desk.knows(order)
    block = desk.block("manner")
    assert f"/cases/new/?order={order.pk}&amp;flow=compensation" in block
    (times,) = re.findall(r'name="times" value="(\d+)"', block)
    assert times == "3"
    for _press in range(2):
        assert desk.post(f"{desk.talk.pk}/repeated/", times=times).status_code == 200
    note = Message.objects.get(conversation=desk.talk, client_id="repeated-3")
    assert note.side == Side.AGENT and Mention.objects.get(message=note).staff_id == desk.people.supervisor.pk
    assert Event.objects.filter(kind="talk.repeated").count() == 1
    assert "The supervisor knows" in desk.block("manner")
    wizard = browser(desk.people.owner).get(f"/cases/new/?order={order.pk}&flow=compensation")
    assert wizard.status_code == 200


@pytest.mark.row("S14")
def test_an_abusive_buyer_is_said_in_the_head_also_of_the_folded_block():
    desk = Panel("你们客服就是傻逼,滚")
    client = browser(desk.people.owner)
    client.cookies.load({"talk_manner": "closed"})
    assert "Abusive buyer" in client.get(f"{desk.url}manner/", headers=PART).content.decode()
    assert "Greet at once" in desk.block("manner")


def test_the_column_costs_the_same_for_a_buyer_with_one_order_and_with_a_thousand():
    desk = Panel(MATTER)
    order = make_order(desk.shop, region="浙江省 杭州市")
    desk.knows(order)
    make_case(desk.people.owner, order)
    product = desk.product("清新陶瓷杯", "100", tags=["清新"])
    desk.post(f"{desk.talk.pk}/needs/", version="0", preferences="清新", budget_most="500")
    words = product_words("card-1", desk.shop.pk, pk=product.pk)
    write_as_agent(conversation_id=desk.talk.pk, words=words, seen_seq=99, person=person(desk.people.owner))
    client = desk.open_all(desk.people.owner)
    _grow(desk, order, 1)
    few = queries_of(lambda: client.get(desk.url, headers=PART))
    _grow(desk, order, 1000)
    assert queries_of(lambda: client.get(desk.url, headers=PART)) == few <= 45


def _grow(desk: Panel, order: Order, times: int) -> None:
    """So many more orders, conversations before this one, and products."""
    tag = Order.objects.count()
    like = {field.attname: getattr(order, field.attname) for field in Order._meta.concrete_fields}
    like.pop("id")
    Order.objects.bulk_create(Order(**{**like, "platform_no": f"99{tag + number:06d}"}) for number in range(times))
    ended = {"stage": Stage.CLOSED, "opened_at": now(), "last_at": now(), "closed_at": now()}
    Conversation.objects.bulk_create(
        Conversation(shop=desk.shop, visitor=desk.buyer, **ended) for _number in range(times)
    )
    for number in range(min(times, 40)):
        desk.product(f"清新花瓶 {number}", "200", tags=["清新"])
