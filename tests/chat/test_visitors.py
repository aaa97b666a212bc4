"""Who a visitor is (G4), read marks, pictures, ratings, notes that name somebody, drafts (S1, S13, S16)."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from tests.chat.scene import Desk
from tests.people import make_order, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.chat.access import access_own_conversation
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.greet_visitor import find_visitor, greet_visitor
from aftercare.chat.actions.keep_draft import keep_draft
from aftercare.chat.actions.make_identity_key import make_identity_key
from aftercare.chat.actions.mark_read import mark_read_by_agent, mark_read_by_buyer
from aftercare.chat.actions.rate_conversation import rate_conversation
from aftercare.chat.actions.watch_conversation import watch_conversation
from aftercare.chat.actions.write_picture import MOST_PICTURES, write_picture_as_agent, write_picture_as_buyer
from aftercare.chat.cards import contact_words, order_words, product_words
from aftercare.chat.identity import Identity, checked_identity, signature_of
from aftercare.chat.models import Conversation, Draft, Mention, Message, Visitor
from aftercare.chat.queues import PAGE, Filters, View, list_conversations, list_counts
from aftercare.chat.terms import Kind, Side
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.text import fold
from aftercare.core.time import now, travel
from aftercare.customers.models import Customer
from aftercare.files.actions.store_file import Upload
from aftercare.files.models import StoredFile
from aftercare.orders.models import Product

pytestmark = pytest.mark.django_db


def told(secret: str, number: str = "1007", *, name: str = "张女士", nick: str = "", minutes: int = 60) -> dict:
    expires = int((now() + timedelta(minutes=minutes)).timestamp())
    identity = Identity(number, name, nick)
    return {"id": number, "name": name, "nick": nick, "expires": expires,
            "signature": signature_of(secret, identity, expires)}  # fmt: skip


class Signed(Desk):
    def __init__(self) -> None:
        super().__init__()
        self.secret = make_identity_key(shop_id=self.shop.pk, person=person(self.people.administrator)).secret

    def comes(self, number: str, token: str = "", **fields: str):
        identity = checked_identity(self.shop, told(self.secret, number, **fields), now())
        return greet_visitor(shop=self.shop, token=token, identity=identity)


@pytest.mark.row("S1")
@pytest.mark.attack("G4")
def test_nobody_is_a_buyer_whom_the_shop_has_not_signed():
    desk = Signed()
    good = told(desk.secret)
    assert checked_identity(desk.shop, good, now()) == Identity("1007", "张女士")
    assert checked_identity(desk.shop, None, now()) is None
    forged = [
        good | {"id": "1008"},
        good | {"name": "李四"},
        good | {"expires": good["expires"] + 1},
        good | {"signature": ""},
        good | {"signature": "签名"},
        good | {"expires": str(good["expires"])},
        good | {"expires": True},
        good | {"expires": 10**30},
        told("another secret"),
        told(desk.secret, minutes=-1),
        told(desk.secret, minutes=26 * 60),
        told(desk.secret, number="x" * 121),
        told(desk.secret, number="1\n2"),
        told(desk.secret, number=""),
        "1007",
        [good],
    ]
    for one in forged:
        with pytest.raises(Refused) as error:
            checked_identity(desk.shop, one, now())
        assert error.value.refusal.code == "identity"
    with pytest.raises(Refused):
        checked_identity(desk.people.other_shop, good, now())
    make_identity_key(shop_id=desk.shop.pk, person=person(desk.people.administrator))
    with pytest.raises(Refused):
        checked_identity(desk.shop, good, now())  # the secret was renewed


@pytest.mark.row("S1")
@pytest.mark.attack("G4")
def test_a_buyer_is_the_same_on_every_machine_and_a_guest_is_never_somebody_else():
    desk = Signed()
    guest = desk.comes("1007")
    again = desk.comes("1007", token=guest.token)
    assert (again.visitor, again.token) == (guest.visitor, None)
    phone = desk.comes("1007")
    assert (phone.visitor, phone.token != guest.token) == (guest.visitor, True)
    other = desk.comes("1008", token=guest.token)  # the same browser, somebody else logged in
    assert other.visitor != guest.visitor
    unknown = greet_visitor(shop=desk.shop, token=guest.token)  # logged out: nobody's history is shown
    assert (unknown.visitor.identity_hash, unknown.visitor != guest.visitor) == ("", True)
    became = desk.comes("1009", token=unknown.token)  # a guest who logs in for the first time stays the same
    assert (became.visitor, became.token) == (unknown.visitor, None)
    assert find_visitor(shop=desk.people.other_shop, token=guest.token) is None
    assert Visitor.objects.filter(identity_hash__contains="1007").count() == 0


@pytest.mark.row("S1", "U1")
def test_the_platform_nick_that_the_shop_signs_finds_the_customer():
    desk = Signed()
    customer = Customer.objects.create(shop=desk.shop, nick="森林木", nick_hash=keyed_hash(fold("森林木")))
    assert desk.comes("1007", nick="森林木").visitor.customer == customer
    assert desk.comes("1008", nick="别人").visitor.customer is None


@pytest.mark.row("S1")
def test_only_administrators_of_the_shop_make_its_secret():
    desk = Desk()
    for staff in (desk.people.owner, desk.people.supervisor):
        with pytest.raises(Refused):
            make_identity_key(shop_id=desk.shop.pk, person=person(staff))
    with pytest.raises(NotFound):
        make_identity_key(shop_id=desk.shop.pk, person=person(desk.people.stranger))


@pytest.mark.row("S1")
def test_read_marks_go_forward_only_and_those_who_only_look_are_no_readers():
    desk = Desk()
    desk.on(desk.people.owner)
    buyer = desk.visitor()
    talk = desk.writes(buyer, "在吗")
    desk.answers(talk, "在的", desk.people.owner)
    last = Conversation.objects.get().last_seq
    mark_read_by_buyer(visitor=buyer, conversation_id=talk.pk, seq=last + 50)
    mark_read_by_buyer(visitor=buyer, conversation_id=talk.pk, seq=1)
    desk.writes(buyer, "好的")
    mark_read_by_agent(conversation_id=talk.pk, seq=last + 1, person=person(desk.people.supervisor))
    talk.refresh_from_db()
    assert (talk.buyer_read, talk.agent_read) == (last + 1, last)
    mark_read_by_agent(conversation_id=talk.pk, seq=last + 1, person=person(desk.people.owner))
    talk.refresh_from_db()
    assert talk.agent_read == last + 1
    with pytest.raises(NotFound):
        mark_read_by_buyer(visitor=desk.visitor(), conversation_id=talk.pk, seq=1)
    with pytest.raises(NotFound):
        access_own_conversation(desk.visitor(), talk.pk)


def picture(kind: str = "PNG") -> Upload:
    data = BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, kind)
    return Upload(data, "裂纹.png", len(data.getvalue()))


@pytest.mark.row("S1")
def test_a_picture_is_a_message_once_and_never_a_file_without_one(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    desk = Desk()
    desk.on(desk.people.owner)
    buyer = desk.visitor()
    first = write_picture_as_buyer(visitor=buyer, upload=picture(), client_id="p-1")
    assert write_picture_as_buyer(visitor=buyer, upload=picture(), client_id="p-1") == first
    assert (first.kind, first.file.width, StoredFile.objects.count()) == (Kind.PICTURE, 40, 1)
    talk, who = Conversation.objects.get(), person(desk.people.owner)
    for _click in range(2):
        write_picture_as_agent(
            conversation_id=talk.pk, upload=picture("JPEG"), client_id="p-1", seen_seq=talk.last_seq, person=who
        )
    assert StoredFile.objects.count() == 2
    pdf = b"%PDF-1.4\n%%EOF"
    with pytest.raises(InvalidInput):
        write_picture_as_buyer(visitor=buyer, upload=Upload(BytesIO(pdf), "a.pdf", len(pdf)), client_id="p-2")
    with pytest.raises(Refused):  # the buyer has written meanwhile
        write_picture_as_agent(conversation_id=talk.pk, upload=picture(), client_id="p-9", seen_seq=0, person=who)
    for number in range(3, MOST_PICTURES + 2):
        write_picture_as_buyer(visitor=buyer, upload=picture(), client_id=f"p-{number}")
    with pytest.raises(Refused):
        write_picture_as_buyer(visitor=buyer, upload=picture(), client_id="p-99")
    assert StoredFile.objects.count() == Message.objects.filter(kind=Kind.PICTURE).count() == MOST_PICTURES + 1
    kept = {path.name for path in tmp_path.rglob("*") if path.is_file() and "." not in path.name}
    assert kept == set(StoredFile.objects.values_list("token", flat=True))


@pytest.mark.row("S16")
def test_the_buyer_rates_what_has_ended_for_seven_days():
    desk = Desk()
    desk.on(desk.people.owner)
    buyer = desk.visitor()
    talk = desk.writes(buyer, "在吗")
    desk.answers(talk, "在的", desk.people.owner)
    with pytest.raises(Refused):
        rate_conversation(visitor=buyer, conversation_id=talk.pk, stars=5)
    close_conversation(conversation_id=talk.pk, person=person(desk.people.owner))
    for stars in (0, 6):
        with pytest.raises(InvalidInput):
            rate_conversation(visitor=buyer, conversation_id=talk.pk, stars=stars)
    with pytest.raises(NotFound):
        rate_conversation(visitor=desk.visitor(), conversation_id=talk.pk, stars=5)
    rate_conversation(visitor=buyer, conversation_id=talk.pk, stars=4)
    with travel(timedelta(days=6)):
        rated = rate_conversation(visitor=buyer, conversation_id=talk.pk, stars=5, text="很耐心")
    assert (rated.rating, rated.rating_text) == (5, "很耐心")
    with travel(timedelta(days=7, minutes=1)), pytest.raises(Refused):
        rate_conversation(visitor=buyer, conversation_id=talk.pk, stars=1)


@pytest.mark.row("S13")
def test_a_note_names_colleagues_of_the_shop_and_they_see_it_once():
    desk = Desk()
    talk = desk.writes(desk.visitor(), "在吗")
    mate, stranger = desk.people.teammate, desk.people.stranger
    note = f"@{mate.name} @{mate.username} @{stranger.username} @{desk.people.warehouse.username} 看一下"
    desk.answers(talk, note, desk.people.owner, Kind.WHISPER)
    assert list(Mention.objects.values_list("staff", "seen_at")) == [(mate.pk, None)]
    shops = frozenset({desk.shop.pk})
    row = list_conversations(person(mate), shops, View.TEAM, Filters(), now()).rows[0]
    assert row.mentioned
    mark_read_by_agent(conversation_id=talk.pk, seq=1, person=person(mate))
    assert Mention.objects.get().seen_at is not None


@pytest.mark.row("B17")
def test_a_draft_is_kept_per_person_and_gone_once_it_is_sent():
    desk = Desk()
    talk = desk.writes(desk.visitor(), "在吗")
    for text in ("您好，", "您好，这款有货"):
        keep_draft(conversation_id=talk.pk, text=text, person=person(desk.people.owner))
    keep_draft(conversation_id=talk.pk, text="我来", person=person(desk.people.teammate))
    desk.answers(talk, "您好，这款有货", desk.people.owner)
    assert [draft.text for draft in Draft.objects.all()] == ["我来"]
    keep_draft(conversation_id=talk.pk, text=" ", person=person(desk.people.teammate))
    assert Draft.objects.count() == 0
    with pytest.raises(NotFound):
        keep_draft(conversation_id=talk.pk, text="x", person=person(desk.people.stranger))
    with pytest.raises(Refused):
        keep_draft(conversation_id=talk.pk, text="x", person=person(make_staff("", Role.QA, shop=desk.shop)))


@pytest.mark.row("S1", "S11")
def test_cards_say_what_the_shop_says_and_never_anothers_order():
    desk = Desk()
    buyer = desk.visitor()
    talk = desk.writes(buyer, "在吗")
    product = Product.objects.create(shop=desk.shop, code="YM-1", title="原木摆件")
    foreign = Product.objects.create(shop=desk.people.other_shop, code="X-1", title="别家")
    assert product_words("c-1", desk.shop.pk, code="YM-1", reason="适合送礼").card["product"] == product.pk
    with pytest.raises(InvalidInput):
        product_words("c-1", desk.shop.pk, pk=foreign.pk)
    order, strange = make_order(desk.shop), make_order(desk.shop)
    with pytest.raises(Refused):
        order_words("c-1", talk, pk=order.pk)
    buyer.customer = order.customer
    buyer.save()
    talk = Conversation.objects.select_related("visitor").get()
    assert order_words("c-1", talk, platform_no=order.platform_no).card["number"] == order.platform_no
    for other in ({"pk": strange.pk}, {"platform_no": strange.platform_no}, {"platform_no": "0"}):
        with pytest.raises(Refused):
            order_words("c-1", talk, **other)
    assert contact_words("c-1", "张三", "微信 zs01", "晚上联系").card["phone"] == "微信 zs01"
    with pytest.raises(InvalidInput):
        contact_words("c-1", "张三", " ", "")


@pytest.mark.row("S2", "S13")
def test_lists_are_paged_by_key_and_take_the_same_queries_at_any_length(django_assert_num_queries):
    desk = Desk()
    at = now()
    visitors = Visitor.objects.bulk_create(Visitor(shop=desk.shop, since=at) for _number in range(2 * PAGE + 5))
    Conversation.objects.bulk_create(
        Conversation(shop=desk.shop, visitor=visitor, opened_at=at, last_at=at - timedelta(seconds=index),
                     queued_at=at + timedelta(seconds=index // 2), last_seq=1,
                     waiting_since=None if index % 3 else at + timedelta(seconds=index // 2))
        for index, visitor in enumerate(visitors)
    )  # fmt: skip
    talks = Conversation.objects.all()
    Message.objects.bulk_create(
        Message(conversation=talk, seq=1, client_id="b", side=Side.BUYER, text="在吗", at=at) for talk in talks
    )
    who, shops = person(desk.people.owner), frozenset({desk.shop.pk})
    for view in (View.WAITING, View.TEAM):
        seen, after = [], None
        while True:
            with django_assert_num_queries(4):
                page = list_conversations(who, shops, view, Filters(), at, after)
            seen += [row.pk for row in page.rows]
            after = page.after
            if after is None:
                break
        assert (len(seen), len(set(seen))) == (2 * PAGE + 5, 2 * PAGE + 5)
        waits = [Conversation.objects.get(pk=pk).waiting_since for pk in seen]
        if view is View.TEAM:
            known = [one for one in waits if one]
            assert known == sorted(known)
            assert waits[len(known) :] == [None] * (len(waits) - len(known))
    assert page.rows[-1].unread == 1
    assert list_counts(who, shops)[View.WAITING] == 85
    assert list_conversations(person(desk.people.stranger), shops, View.TEAM, Filters(), at).rows == []
    watch_conversation(conversation_id=talks[0].pk, on=True, person=who)
    assert len(list_conversations(who, shops, View.WATCHED, Filters(), at).rows) == 1
    with pytest.raises(NotFound):
        watch_conversation(conversation_id=talks[0].pk, on=True, person=person(desk.people.stranger))
