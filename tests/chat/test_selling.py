"""Prices, follow-ups and reminders (S7–S9), and the limits of contacting buyers (S8)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.chat.scene import Desk
from tests.people import make_order, person
from tests.races import racetrack

from aftercare.chat.actions.decide_price import decide_price
from aftercare.chat.actions.end_follow_up import Result, end_follow_up, send_follow_up
from aftercare.chat.actions.offer_price import Bid, offer_price
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.actions.plan_reminders import drop_moot_reminders, plan_reminders
from aftercare.chat.actions.withdraw_price import withdraw_price
from aftercare.chat.models import FollowUp, Message, PriceOffer
from aftercare.chat.price_rules import Answer, Authority, answer_of, lowest
from aftercare.chat.queries import messages_after
from aftercare.chat.terms import FollowUpKind, FollowUpState, Kind, OfferState
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.customers.actions.claim_contact import Reach, claim_contact
from aftercare.customers.actions.set_opt_out import set_opt_out
from aftercare.customers.contact_rules import ContactLimits, Wishes, contact_refusal
from aftercare.customers.models import Contact
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.orders.models import Order, Product
from aftercare.orders.terms import OrderStatus

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
LIMITS = ContactLimits(most=2, days=7, quiet_from=21, quiet_until=9, zone=SHANGHAI)


def yuan(text: str) -> Money:
    return Money.from_yuan(text)


@pytest.mark.row("S7")
@pytest.mark.parametrize(
    ("offered", "agent", "supervisor"),
    [
        ("100.00", Answer.GRANTED, Answer.GRANTED),
        ("95.00", Answer.GRANTED, Answer.GRANTED),
        ("94.99", Answer.ASK, Answer.GRANTED),
        ("80.00", Answer.ASK, Answer.GRANTED),
        ("79.99", Answer.NOBODY, Answer.NOBODY),
    ],
)
def test_an_agent_grants_to_their_limit_and_asks_to_the_supervisors(offered, agent, supervisor):
    limits = Authority(agent=5, supervisor=20)
    assert answer_of(yuan("100"), yuan(offered), limits, is_supervisor=False) is agent
    assert answer_of(yuan("100"), yuan(offered), limits, is_supervisor=True) is supervisor
    assert (lowest(yuan("100"), 20), lowest(Money(99), 20)) == (yuan("80"), Money(80))


class Shop(Desk):
    def __init__(self) -> None:
        super().__init__()
        self.product = Product.objects.create(shop=self.shop, code="YM-1", title="原木摆件", price=yuan("100"))
        self.on(self.people.owner)
        self.buyer = self.visitor()
        self.talk = self.writes(self.buyer, "能便宜点吗")

    def bid(self, price: str, staff=None) -> PriceOffer:
        bid = Bid(self.product.pk, yuan(price), "老客户")
        return offer_price(conversation_id=self.talk.pk, bid=bid, person=person(staff or self.people.owner))


@pytest.mark.row("S7")
def test_a_price_above_the_agents_authority_is_asked_for_and_answered_in_the_conversation():
    shop = Shop()
    offer = shop.bid("85")
    assert (offer.state, offer.decided_by) == (OfferState.ASKED, None)
    with pytest.raises(Refused):
        shop.bid("86")
    for nobody in (shop.people.owner, shop.people.teammate):
        with pytest.raises(Refused):
            decide_price(offer_id=offer.pk, grant=True, note="", person=person(nobody))
    with pytest.raises(NotFound):
        decide_price(offer_id=offer.pk, grant=True, note="", person=person(shop.people.stranger))
    chief = person(shop.people.supervisor)
    granted = decide_price(offer_id=offer.pk, grant=True, note="仅此一次", person=chief)
    assert (granted.state, granted.decided_by_id) == (OfferState.GRANTED, chief.staff_id)
    with pytest.raises(Refused):
        decide_price(offer_id=offer.pk, grant=False, note="", person=chief)
    notes = Message.objects.filter(kind=Kind.WHISPER).order_by("seq")
    assert [note.client_id for note in notes] == [f"offer-{offer.pk}-asked", f"offer-{offer.pk}-granted"]
    shop.talk.refresh_from_db()
    assert not any("85" in seen.text for seen in messages_after(shop.talk, 0, for_buyer=True).messages)
    assert shop.talk.waiting_since is not None  # nobody has answered the buyer by that


@pytest.mark.row("S7")
def test_within_the_authority_it_is_granted_at_once_and_too_low_nobody_grants_it():
    shop = Shop()
    assert {shop.bid("95").pk, shop.bid("95").pk} == {PriceOffer.objects.get().pk}
    assert shop.bid("82", shop.people.supervisor).state == OfferState.GRANTED
    with pytest.raises(Refused) as error:
        shop.bid("79.99")
    assert "80.00" in str(error.value)
    for wrong in ("100.01", "0"):
        with pytest.raises(InvalidInput):
            shop.bid(wrong)
    assert PriceOffer.objects.count() == 2


@pytest.mark.row("S7")
def test_who_asked_can_take_it_back_and_nobody_else():
    shop = Shop()
    offer = shop.bid("85")
    with pytest.raises(NotFound):
        withdraw_price(offer_id=offer.pk, person=person(shop.people.teammate))
    assert withdraw_price(offer_id=offer.pk, person=person(shop.people.owner)).state == OfferState.VOID
    with pytest.raises(Refused):
        decide_price(offer_id=offer.pk, grant=True, note="", person=person(shop.people.supervisor))
    shop.bid("85")


@pytest.mark.row("S8")
@pytest.mark.parametrize(
    ("hour", "purpose", "before", "opted_out", "code"),
    [
        (12, ContactPurpose.FOLLOW_UP, [], False, None),
        (12, ContactPurpose.FOLLOW_UP, [1], False, None),
        (12, ContactPurpose.FOLLOW_UP, [1, 6], False, "contacted_enough"),
        (12, ContactPurpose.FOLLOW_UP, [1, 8], False, None),
        (12, ContactPurpose.UNPAID, [1, 2], False, "contacted_enough"),
        (12, ContactPurpose.AGREED, [1, 2, 3], False, None),
        (12, ContactPurpose.AGREED, [], True, "opted_out"),  # it was not the buyer's own word
        (12, ContactPurpose.UNPAID, [], True, "opted_out"),
        (21, ContactPurpose.AGREED, [], False, "quiet_hours"),
        (8, ContactPurpose.FOLLOW_UP, [], False, "quiet_hours"),
        (9, ContactPurpose.FOLLOW_UP, [], False, None),
        (20, ContactPurpose.FOLLOW_UP, [], False, None),
    ],
)
def test_buyers_are_left_in_peace(hour, purpose, before, opted_out, code):
    at = NOON + timedelta(hours=hour - 12)
    contacts = [at - timedelta(days=days) for days in before]
    wishes = Wishes(at - timedelta(days=1) if opted_out else None)
    refusal = contact_refusal(purpose, at, contacts, LIMITS, wishes)
    assert (refusal and refusal.code) == code


@pytest.mark.row("S8")
@pytest.mark.parametrize(("agreed", "code"), [(-1, "opted_out"), (0, "opted_out"), (1, None)])
def test_of_an_agreement_and_the_wish_for_peace_the_later_one_counts(agreed: int, code: str | None):
    wishes = Wishes(NOON, NOON + timedelta(minutes=agreed))
    refusal = contact_refusal(ContactPurpose.AGREED, NOON + timedelta(hours=1), [], LIMITS, wishes)
    assert (refusal and refusal.code) == code
    other = contact_refusal(ContactPurpose.FOLLOW_UP, NOON + timedelta(hours=1), [], LIMITS, wishes)
    assert other is not None and other.code == "opted_out"


class Reached(Shop):
    """A shop without quiet hours, so that tests pass at night."""

    def __init__(self) -> None:
        super().__init__()
        self.rule("contacts.quiet_from", 0)
        self.rule("contacts.quiet_until", 0)

    def plan(self, kind: FollowUpKind = FollowUpKind.UNDECIDED, said: int | None = None) -> FollowUp:
        plan = Plan(kind, "礼盒还在", said=said)
        return plan_follow_up(conversation_id=self.talk.pk, plan=plan, person=person(self.people.owner))


@pytest.mark.row("S8")
def test_an_undecided_buyer_is_followed_up_within_a_day_in_the_chat_and_once():
    shop = Reached()
    shop.answers(shop.talk, "您考虑一下", shop.people.owner)
    task = shop.plan()
    assert shop.plan().pk == task.pk
    assert timedelta(hours=23) < task.due_at - now() <= timedelta(hours=24)
    who = person(shop.people.owner)
    message = send_follow_up(follow_up_id=task.pk, client_id="f-1", text="您好，礼盒还有货", person=who)
    task.refresh_from_db()
    assert (message.conversation_id, task.state, Contact.objects.count()) == (shop.talk.pk, FollowUpState.DONE, 1)
    with pytest.raises(Refused):
        send_follow_up(follow_up_id=task.pk, client_id="f-2", text="再问一下", person=who)
    with pytest.raises(NotFound):
        end_follow_up(follow_up_id=task.pk, result=Result(FollowUpState.DROPPED), person=person(shop.people.stranger))


@pytest.mark.row("S8")
def test_the_limit_counts_every_channel_and_refuses_without_a_trace():
    shop = Reached()
    shop.answers(shop.talk, "您考虑一下", shop.people.owner)
    who = person(shop.people.owner)
    for channel in (Channel.PHONE, Channel.PLATFORM):
        end_follow_up(follow_up_id=shop.plan().pk, result=Result(FollowUpState.DONE, channel), person=who)
    task = shop.plan()
    before = Message.objects.count()
    with pytest.raises(Refused) as error:
        send_follow_up(follow_up_id=task.pk, client_id="f-1", text="在吗", person=who)
    task.refresh_from_db()
    assert (error.value.refusal.code, task.state) == ("contacted_enough", FollowUpState.OPEN)
    assert (Message.objects.count(), Contact.objects.count()) == (before, 2)
    with travel(timedelta(days=8)):
        end_follow_up(follow_up_id=task.pk, result=Result(FollowUpState.DONE, Channel.SMS), person=who)


@pytest.mark.row("S8")
def test_who_wants_no_contact_gets_none_and_what_they_agree_to_afterwards_still_comes():
    shop = Reached()
    shop.answers(shop.talk, "好的", shop.people.owner)
    who = person(shop.people.owner)
    set_opt_out(shop=shop.shop, who=f"visitor:{shop.buyer.pk}", on=True, person=who, at=now())
    with pytest.raises(Refused) as error:
        end_follow_up(follow_up_id=shop.plan().pk, result=Result(FollowUpState.DONE, Channel.SMS), person=who)
    assert error.value.refusal.code == "opted_out"
    for said in (None, 2, 99):  # nothing, words of ours, nothing of theirs
        with pytest.raises(InvalidInput):
            shop.plan(FollowUpKind.LATER, said)
    before = shop.plan(FollowUpKind.LATER, 1)  # what they said before they wanted peace
    with pytest.raises(Refused) as error:
        end_follow_up(follow_up_id=before.pk, result=Result(FollowUpState.DONE, Channel.CHAT), person=who)
    assert error.value.refusal.code == "opted_out"
    with travel(timedelta(minutes=1)):
        asked = shop.writes(shop.buyer, "那周末打给我吧")
        agreed = shop.plan(FollowUpKind.LATER, asked.last_seq)
        assert agreed.pk == before.pk
        end_follow_up(follow_up_id=agreed.pk, result=Result(FollowUpState.DONE, Channel.PHONE), person=who)
        shop.answers(shop.talk, "好的", shop.people.owner)
    set_opt_out(shop=shop.shop, who=f"visitor:{shop.buyer.pk}", on=False, person=who, at=now())
    end_follow_up(follow_up_id=shop.plan().pk, result=Result(FollowUpState.DONE, Channel.SMS), person=who)


@pytest.mark.row("S8")
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_who_contact_a_buyer_at_once_do_not_pass_the_limit():
    shop = Reached()
    reach = Reach((f"visitor:{shop.buyer.pk}",), Channel.SMS, ContactPurpose.FOLLOW_UP)
    who = person(shop.people.owner)

    def claim() -> None:
        from django.db import transaction  # noqa: PLC0415

        with transaction.atomic():
            claim_contact(shop=shop.shop, reach=reach, person=who, at=now())

    with racetrack(6) as race:
        finishes = race(*[claim] * 6)
    assert (sum(finish.won for finish in finishes), Contact.objects.count()) == (2, 2)


@pytest.mark.row("S9")
def test_an_unpaid_order_is_remembered_once_and_forgotten_when_it_is_paid():
    shop = Reached()
    fresh = make_order(shop.shop, status=OrderStatus.AWAITING_PAYMENT)
    paid = make_order(shop.shop, status=OrderStatus.AWAITING_DISPATCH)
    unpaid = make_order(shop.shop, status=OrderStatus.AWAITING_PAYMENT)
    Order.objects.filter(pk__in=[paid.pk, unpaid.pk]).update(ordered_at=now() - timedelta(hours=1))
    Order.objects.filter(pk=fresh.pk).update(ordered_at=now() - timedelta(minutes=5))
    assert (plan_reminders(), plan_reminders()) == (1, 0)
    task = FollowUp.objects.get(kind=FollowUpKind.UNPAID)
    assert (task.order_id, unpaid.item_summary in task.text) == (unpaid.pk, True)
    assert drop_moot_reminders() == 0
    Order.objects.filter(pk=unpaid.pk).update(status=OrderStatus.AWAITING_DISPATCH)
    assert (drop_moot_reminders(), plan_reminders()) == (1, 0)
    shop.rule("chat.unpaid_reminders", False)
    Order.objects.filter(pk=fresh.pk).update(ordered_at=now() - timedelta(hours=1))
    assert plan_reminders() == 0
