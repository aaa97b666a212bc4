"""Confirming, asking, holding, correcting, noting: rights, versions, limits of contacts, what is kept (O2, O3)."""

from datetime import timedelta

import pytest
from tests.confirmation.scene import WHERE, Check, codes, seen
from tests.people import person

from aftercare.chat.models import Message
from aftercare.chat.terms import Side
from aftercare.confirmation.acting import Seen
from aftercare.confirmation.actions.ask_buyer import mark_asked, send_question
from aftercare.confirmation.actions.correct_receiver import Change, correct_receiver
from aftercare.confirmation.actions.disclose_text import disclose_text
from aftercare.confirmation.actions.hold_order import hold_order
from aftercare.confirmation.actions.write_note import Wording, add_note, change_note, remove_note
from aftercare.confirmation.models import Confirmation, Correction, OrderNote
from aftercare.confirmation.terms import Ending, Field, Reader, State, Way
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.customers.models import Contact, Disclosure
from aftercare.customers.policies import CONTACTS_MOST, QUIET_FROM, QUIET_UNTIL
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.orders.terms import OrderStatus

pytestmark = pytest.mark.django_db


def refused(act: object, **arguments: object) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as error:
        act(**arguments)  # type: ignore[operator]
    return error.value.refusal.code


@pytest.mark.row("O2")
def test_owner_and_teammate_confirm_a_stranger_and_the_warehouse_find_nothing():
    desk = Check()
    row, other = desk.checked(), desk.checked()
    for staff in (desk.people.stranger, desk.people.warehouse, desk.qa):
        with pytest.raises(NotFound):
            desk.confirm(row, staff)
    row.refresh_from_db()
    assert (row.state, row.version) == (State.WAITING, 1)
    desk.confirm(row, desk.people.owner)
    desk.confirm(other, desk.people.teammate)
    row.refresh_from_db()
    assert (row.state, row.ending, row.ended_by) == (State.CONFIRMED, Ending.CONFIRMED, desk.people.owner)
    assert row.handled_by == desk.people.owner and row.version == 2
    event = Event.objects.get(kind="confirmation.confirmed", subject_id=row.order_id)
    assert event.actor_id == desk.people.owner.pk and event.data == {"level": "0", "bulk": False}
    with pytest.raises(Refused):
        desk.confirm(row)


def test_what_must_be_cleared_needs_what_the_buyer_said():
    desk = Check()
    row = desk.checked("浙江省杭州市西湖区")
    with pytest.raises(Refused) as error:
        desk.confirm(row)
    assert error.value.refusal.code == "confirmation.must_be_cleared"
    row.refresh_from_db()
    assert row.state == State.WAITING and row.handled_at is None
    desk.confirm(row, said="买家说放小区驿站")
    row.refresh_from_db()
    assert row.state == State.CONFIRMED and row.words == "买家说放小区驿站"
    with pytest.raises(InvalidInput):
        desk.confirm(desk.checked(), said="长" * 301)


def test_two_at_once_have_one_winner_and_a_report_in_between_is_seen_first():
    desk = Check()
    row = desk.checked()
    old = seen(row)
    desk.confirm(row)
    assert refused(hold_order, seen=old, reason="等买家", person=person(desk.people.teammate)) == "confirmation.settled"
    row = desk.checked()
    desk.changes(row.order, receiver_address="浙江省 杭州市 西湖区 幸福里")
    with pytest.raises(Refused) as error:
        desk.confirm(row)
    assert error.value.refusal.code == "confirmation.changed"
    row.refresh_from_db()
    assert row.state == State.WAITING and codes(row) == ["address.short"]  # looked at again meanwhile
    gone = desk.checked()
    desk.changes(gone.order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    with pytest.raises(Refused):
        desk.confirm(gone)
    gone.refresh_from_db()
    assert gone.ending == Ending.DISPATCHED
    assert refused(hold_order, seen=Seen(row.pk, 99), reason="等买家", person=person(desk.presale)) == (
        "confirmation.changed"
    )


@pytest.mark.row("O2")
def test_one_click_sends_address_and_goods_into_the_buyers_conversation():
    desk = Check()
    row = desk.checked("浙江省 杭州市 西湖区 翠湖南路")
    desk.at_chat(row)
    agent = person(desk.people.owner)
    send_question(seen=seen(row), client_id="q-1", person=agent)
    row.refresh_from_db()
    message = Message.objects.get(side=Side.AGENT)
    assert "翠湖南路" in message.text and "青瓷杯" in message.text and row.order.receiver_phone not in message.text
    assert "139****0001" in message.text
    assert (row.state, row.asked_way, row.asked_times) == (State.ASKED, Way.CHAT, 1)
    assert row.conversation == message.conversation and row.handled_by == desk.people.owner
    contact = Contact.objects.get()
    assert (contact.purpose, contact.channel) == (ContactPurpose.ORDER, Channel.CHAT)
    desk.writes(message.conversation.visitor, "确认")
    assert refused(send_question, seen=seen(row), client_id="q-2", person=agent) == "writes_now"
    desk.answers(message.conversation, "好的", desk.people.owner)
    send_question(seen=seen(row), client_id="q-3", person=agent)
    row.refresh_from_db()
    assert row.asked_times == 2 and row.state == State.ASKED
    desk.confirm(row)


def test_limits_of_contacts_are_honoured_and_nothing_is_written():
    desk = Check()
    desk.rule(CONTACTS_MOST, 1)
    row = desk.checked()
    agent = person(desk.people.owner)
    assert refused(send_question, seen=seen(row), client_id="q-1", person=agent) == "confirmation.no_way"
    mark_asked(seen=seen(row), way=Way.PHONE, person=agent)
    assert refused(mark_asked, seen=seen(row), way=Way.SMS, person=agent) == "contacted_enough"
    row.refresh_from_db()
    assert row.asked_times == 1 and Contact.objects.count() == 1
    hour = now().astimezone().hour
    desk.rule(CONTACTS_MOST, 50)
    desk.rule(QUIET_FROM, 0)
    desk.rule(QUIET_UNTIL, 24)
    assert hour in range(24)
    with pytest.raises(NotFound):
        mark_asked(seen=seen(row), way=Way.SMS, person=person(desk.people.stranger))


def test_on_hold_with_its_reason_and_out_again():
    desk = Check()
    row = desk.checked(buyer_message="25号再发")
    agent = person(desk.people.owner)
    with pytest.raises(InvalidInput):
        hold_order(seen=seen(row), reason=" ", person=agent)
    hold_order(seen=seen(row), reason="买家要25号以后发", person=agent)
    row.refresh_from_db()
    assert (row.state, row.words) == (State.HELD, "买家要25号以后发") and row.handled_at
    desk.changes(row.order, receiver_address="浙江省 杭州市 西湖区 文一路 7 号")
    desk.follow()
    row.refresh_from_db()
    assert row.state == State.HELD and "changed.address" in codes(row)  # it stays, and says so
    desk.confirm(row, said="到日子了")
    row.refresh_from_db()
    assert row.state == State.CONFIRMED


@pytest.mark.row("O2")
def test_a_correction_is_kept_with_the_old_value_and_survives_the_next_report():
    desk = Check()
    row = desk.checked("浙江省杭州市西湖区", region="浙江省 杭州市 西湖区")
    agent = person(desk.people.owner)
    right = "浙江省 杭州市 西湖区 文三路 99 号 3 幢"
    correct_receiver(seen=seen(row), change=Change(Field.ADDRESS, right, "会话里说的"), person=agent)
    row.refresh_from_db()
    assert row.findings == [] and row.state == State.WAITING and row.order.receiver_address == right
    kept = Correction.objects.get()
    assert (kept.old, kept.new, kept.words, kept.made_by) == (
        "浙江省杭州市西湖区",
        right,
        "会话里说的",
        desk.people.owner,
    )
    told = Event.objects.filter(kind__in=["confirmation.corrected", "order.corrected"])
    assert told.count() == 2 and not any("文三路" in str(event.data) for event in told)
    desk.confirm(row)
    desk.changes(row.order, receiver_address="浙江省杭州市西湖区")  # the platform still has the old one
    desk.follow()
    row.refresh_from_db()
    row.order.refresh_from_db()
    assert row.order.receiver_address == right and row.state == State.CONFIRMED
    desk.changes(row.order, receiver_address="浙江省 宁波市 鄞州区 中兴路 8 号", region="浙江省 宁波市 鄞州区")
    desk.follow()
    row.refresh_from_db()
    assert row.state == State.WAITING and codes(row) == ["changed.correction"]
    assert not Correction.objects.get().in_force


def test_a_correction_fulfils_the_wish_and_leaves_the_state_where_it_is():
    desk = Check()
    row = desk.checked(buyer_message="改地址,稍后发您")
    agent = person(desk.people.owner)
    mark_asked(seen=seen(row), way=Way.PLATFORM, person=agent)
    change = Change(Field.ADDRESS, "浙江省 杭州市 西湖区 文一路 7 号 2 幢", "旺旺")
    correct_receiver(seen=seen(row), change=change, person=agent)
    row.refresh_from_db()
    assert (row.state, row.findings) == (State.ASKED, [])
    desk.changes(row.order, seller_memo="x")
    desk.follow()
    row.refresh_from_db()
    assert (row.state, row.findings) == (State.ASKED, [])


def test_phones_are_checked_and_masked_when_corrected():
    desk = Check()
    row = desk.checked(phone="1391234")
    agent = person(desk.people.owner)
    for wrong in ("", "1391234000", "139****0001"):
        with pytest.raises(InvalidInput):
            correct_receiver(seen=seen(row), change=Change(Field.PHONE, wrong), person=agent)
    assert Correction.objects.count() == 0
    correct_receiver(seen=seen(row), change=Change(Field.PHONE, "139 1234 0002 "), person=agent)
    row.order.refresh_from_db()
    assert (row.order.receiver_phone, row.order.receiver_phone_mask) == ("13912340002", "139****0002")
    with pytest.raises(NotFound):
        correct_receiver(seen=seen(row), change=Change(Field.NAME, "李雷"), person=person(desk.people.stranger))
    correct_receiver(seen=seen(row), change=Change(Field.NAME, "李雷"), person=agent)
    row.refresh_from_db()
    assert row.findings == [] and Correction.objects.filter(in_force=True).count() == 2


@pytest.mark.row("O3")
def test_notes_by_hand_with_who_and_when():
    desk = Check()
    row = desk.checked(buyer_message="送礼品袋")
    agent, other = person(desk.people.owner), person(desk.people.teammate)
    made = add_note(confirmation_id=row.pk, wording=Wording(Reader.COURIER, " 放门卫 "), person=agent)
    assert (made.text, made.made_by, made.source) == ("放门卫", desk.people.owner, "person")
    change_note(note_id=made.pk, version=1, wording=Wording(Reader.WAREHOUSE, "加一层气泡膜"), person=other)
    made.refresh_from_db()
    assert (made.text, made.changed_by, made.version) == ("加一层气泡膜", desk.people.teammate, 2)
    assert refused(remove_note, note_id=made.pk, version=1, person=agent) == "confirmation.changed"
    for staff in (desk.people.stranger, desk.people.warehouse):
        with pytest.raises(NotFound):
            remove_note(note_id=made.pk, version=2, person=person(staff))
    gift = OrderNote.objects.get(code="gift_bag")
    remove_note(note_id=gift.pk, version=gift.version, person=agent)
    desk.changes(row.order, seller_memo="老客户")
    desk.follow()
    assert not OrderNote.objects.filter(code="gift_bag", removed_at=None).exists()
    with pytest.raises(InvalidInput):
        add_note(confirmation_id=row.pk, wording=Wording(Reader.COURIER, " "), person=agent)
    desk.changes(row.order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    wording = Wording(Reader.COURIER, "晚了")
    assert refused(add_note, confirmation_id=row.pk, wording=wording, person=agent) == "note.left"
    kinds = Event.objects.filter(kind__startswith="confirmation.note").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["confirmation.note_added", "confirmation.note_changed", "confirmation.note_removed"]


def test_the_whole_text_is_a_look_at_a_masked_value():
    desk = Check()
    row = desk.checked()
    text = disclose_text(confirmation_id=row.pk, person=person(desk.people.owner))
    assert WHERE in text and Disclosure.objects.get().field == "receiver_address"
    with pytest.raises(NotFound):
        disclose_text(confirmation_id=row.pk, person=person(desk.people.stranger))
    assert Disclosure.objects.count() == 1


def test_nothing_personal_stands_in_findings_and_events():
    desk = Check()
    row = desk.checked(
        "浙江省杭州市西湖区秘密花园", name="张三丰先生", phone="139123", buyer_message="改地址到秘密花园2"
    )
    with travel(timedelta(hours=2)):
        desk.confirm(row, said="张三丰说可以")
    told = str(Confirmation.objects.values_list("findings", flat=True).get()) + str(
        list(Event.objects.values_list("data", flat=True))
    )
    assert not any(word in told for word in ("秘密", "张三丰", "139123"))
