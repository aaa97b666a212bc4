"""Prices that buyers ask for stand on the approvals page and are decided there (S7, C17)."""

from typing import Any

import pytest
from django.http import HttpResponse
from tests.chat.scene import Desk
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.actions.offer_price import Bid, offer_price
from aftercare.chat.models import Conversation, Message, PriceOffer
from aftercare.chat.terms import Kind, OfferState
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.orders.models import Product

pytestmark = pytest.mark.django_db


class Asked(Desk):
    """An agent asks for a price above their authority."""

    def __init__(self) -> None:
        super().__init__()
        self.on(self.people.owner)
        self.product = Product.objects.create(shop=self.shop, code="YM-1", title="原木摆件", price=Money(10000))
        self.talk = self.writes(self.visitor(), "能便宜点吗")
        bid = Bid(self.product.pk, Money(8550), "老客户")
        self.offer = offer_price(conversation_id=self.talk.pk, bid=bid, person=person(self.people.owner))

    def page(self, staff: Staff) -> str:
        return browser(staff).get("/approvals/").content.decode()

    def decide(self, staff: Staff, **fields: str) -> HttpResponse:
        return browser(staff).post(f"/approvals/prices/{self.offer.pk}/", fields, headers=PART)

    def state(self) -> tuple[Any, ...]:
        self.offer.refresh_from_db()
        return self.offer.state, self.offer.decided_by_id, Message.objects.count()


@pytest.mark.row("S7", "C17")
def test_a_price_stands_there_and_is_granted_with_a_note_that_the_agent_reads_in_the_conversation():
    scene = Asked()
    page = scene.page(scene.people.supervisor)
    for shown in ("Prices asked for", "原木摆件", "85.50", "100.00", "14.5% off", "老客户", scene.people.owner.name):
        assert shown in page, shown
    assert f"/talks/{scene.talk.pk}/" in page
    answer = scene.decide(scene.people.supervisor, grant="yes", note="仅此一次")
    assert answer.status_code == 200 and "Price granted" in answer.content.decode()
    assert "<form" not in answer.content.decode()
    assert scene.state()[:2] == (OfferState.GRANTED, scene.people.supervisor.pk)
    note = Message.objects.filter(kind=Kind.WHISPER).latest("seq")
    assert "仅此一次" in note.text
    assert "Prices asked for" not in scene.page(scene.people.supervisor)
    assert scene.decide(scene.people.supervisor, grant="no").status_code == 409


@pytest.mark.row("S7")
@pytest.mark.attack("B20")
def test_who_does_not_decide_sees_none_and_decides_none():
    scene = Asked()
    before = scene.state()
    people = scene.people
    for staff, status in ((people.owner, 404), (people.teammate, 404), (people.warehouse, 404), (people.stranger, 404)):
        assert scene.decide(staff, grant="yes").status_code == status, staff.username
    for wrong in ({}, {"grant": "maybe"}, {"grant": "yes", "odd": "1"}):
        assert scene.decide(people.supervisor, **wrong).status_code == 422
    chief_elsewhere = make_staff("", Role.SUPERVISOR, shop=people.other_shop)
    assert scene.decide(chief_elsewhere, grant="yes").status_code == 404
    assert "原木摆件" not in scene.page(chief_elsewhere)
    assert scene.state() == before
    PriceOffer.objects.update(asked_by=people.supervisor)
    own = scene.page(people.supervisor)
    assert "nobody their own request" in own and 'name="grant"' not in own
    assert scene.decide(people.supervisor, grant="yes").status_code == 409
    assert scene.state() == before


@pytest.mark.row("S7")
def test_many_prices_cost_the_same_and_are_bounded():
    scene = Asked()
    client = browser(scene.people.supervisor)
    client.get("/approvals/")
    few = queries_of(lambda: client.get("/approvals/"))
    at = now()
    products = Product.objects.bulk_create(
        Product(shop=scene.shop, code=f"P-{number}", title=f"摆件 {number}", price=Money(10000)) for number in range(80)
    )
    talk = Conversation.objects.get()
    PriceOffer.objects.bulk_create(
        PriceOffer(conversation=talk, shop=scene.shop, product=one, listed=Money(10000), offered=Money(8500),
                   state=OfferState.ASKED, asked_by=scene.people.owner, asked_at=at, valid_until=at)
        for one in products
    )  # fmt: skip
    assert queries_of(lambda: client.get("/approvals/")) == few
    page = scene.page(scene.people.supervisor)
    assert page.count("/approvals/prices/") == 2 * 50  # action and hx-post
    assert "原木摆件" in page  # the oldest first
