"""Writing in a conversation: once, in order, answered or not (S1, S2, S16, B17)."""

from datetime import timedelta

import pytest
from tests.people import make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.greet_visitor import find_visitor, greet_visitor
from aftercare.chat.actions.take_conversation import take_conversation
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.models import Conversation, Message, VisitorToken
from aftercare.chat.queries import CATCH_UP, PAGE, messages_after, messages_before
from aftercare.chat.terms import Kind, Side
from aftercare.chat.writing import TEXT_MOST, Words
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel

pytestmark = pytest.mark.django_db


class Talk:
    """A shop, a visitor at its widget, and who answers."""

    def __init__(self) -> None:
        self.people = make_people()
        greeted = greet_visitor(shop=self.people.shop)
        self.visitor, self.token = greeted.visitor, greeted.token
        self.count = 0

    def buyer(self, text: str, client_id: str = "") -> Message:
        self.count += 1
        return write_as_buyer(visitor=self.visitor, words=Words(client_id or f"b{self.count}", text))

    def agent(self, text: str, client_id: str = "", *, by=None, seen: int | None = None, kind=Kind.TEXT) -> Message:
        self.count += 1
        seen = self.talk.last_seq if seen is None else seen
        words = Words(client_id or f"a{self.count}", text, kind)
        who = person(by or self.people.owner)
        return write_as_agent(conversation_id=self.talk.pk, words=words, seen_seq=seen, person=who)

    @property
    def talk(self) -> Conversation:
        return Conversation.objects.order_by("-id").first()

    def read(self, *, buyer: bool = False) -> list[str]:
        """What people wrote, without automatic replies."""
        found = messages_after(self.talk, 0, for_buyer=buyer).messages
        return [seen.text for seen in found if seen.side != Side.SYSTEM]


@pytest.mark.row("S1", "S2")
def test_messages_are_numbered_without_gaps_and_the_clock_runs_from_the_first_that_nobody_answered():
    talk = Talk()
    first = talk.buyer("在吗")
    with travel(timedelta(seconds=20)):
        talk.buyer("想问下尺寸")
    assert (talk.talk.stage, talk.talk.waiting_since, talk.talk.last_seq) == (
        "queued",
        first.at,
        3,
    )  # the second one says that nobody is there
    talk.agent("您好，我是小雨")
    assert (talk.talk.stage, talk.talk.agent_id, talk.talk.waiting_since) == ("open", talk.people.owner.pk, None)
    again = talk.buyer("好的")
    assert talk.talk.waiting_since == again.at
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.row("S1")
@pytest.mark.attack("G6")
def test_the_same_message_sent_ten_times_is_one_message():
    talk = Talk()
    kept = {talk.buyer("在吗", "c-1").pk for _time in range(10)}
    answers = {talk.agent("在的", "a-1", seen=1).pk for _time in range(10)}
    assert (len(kept), len(answers), talk.talk.last_seq) == (1, 1, 3)
    assert talk.agent("同号不同人", "c-1").seq == 4  # the buyer's numbers are not ours


@pytest.mark.row("B17")
@pytest.mark.attack("G8")
def test_nothing_is_answered_over_a_message_that_the_agent_has_not_seen():
    talk = Talk()
    talk.buyer("退货可以吗")
    talk.buyer("算了，不退了")
    with pytest.raises(Refused) as error:
        talk.agent("可以退", seen=1)
    assert (error.value.refusal.code, error.value.refusal.params["seq"], talk.talk.last_seq) == ("unseen", 3, 3)
    talk.agent("只是备注", seen=1, kind=Kind.WHISPER)  # colleagues may always be told
    talk.agent("好的，那就不退", seen=3)  # a note between colleagues hides nothing of the buyer
    with pytest.raises(Refused):
        talk.agent("两个客服同时", seen=4, by=talk.people.teammate)


@pytest.mark.row("S13", "S1")
def test_a_note_between_colleagues_is_no_answer_and_never_reaches_the_buyer():
    talk = Talk()
    talk.buyer("在吗")
    talk.agent("老客户，注意语气", kind=Kind.WHISPER)
    assert (talk.talk.stage, talk.talk.waiting_since is None) == ("queued", False)
    talk.agent("您好")
    assert talk.read() == ["在吗", "老客户，注意语气", "您好"]
    assert talk.read(buyer=True) == ["在吗", "您好"]
    told = messages_after(talk.talk, 0, for_buyer=True)
    assert told.last == 4
    assert {seen.staff_id for seen in told.messages} == {None}


@pytest.mark.row("S16")
def test_a_conversation_that_waits_for_an_answer_cannot_be_ended_and_what_comes_later_begins_a_new_one():
    talk = Talk()
    talk.buyer("还有货吗")
    first, who = talk.talk.pk, person(talk.people.owner)
    with pytest.raises(Refused) as error:
        close_conversation(conversation_id=first, person=who)
    assert error.value.refusal.code == "unanswered"
    talk.agent("有的")
    close_conversation(conversation_id=first, person=who)
    assert Conversation.objects.get(pk=first).closed_at is not None
    with pytest.raises(Refused):
        talk.agent("还在吗")
    assert talk.buyer("再问一下").conversation_id != first
    assert (Conversation.objects.count(), talk.talk.stage) == (2, "queued")
    kinds = list(Event.objects.filter(subject_kind="conversation").values_list("kind", flat=True))
    assert kinds == ["talk.closed"]


@pytest.mark.row("S13")
def test_two_who_take_it_over_do_not_both_think_that_it_is_theirs():
    talk = Talk()
    talk.buyer("在吗")
    first, second = person(talk.people.owner), person(talk.people.teammate)
    pk = talk.talk.pk
    assert take_conversation(conversation_id=pk, agent_seen=None, person=first).agent_id == first.staff_id
    with pytest.raises(Refused) as error:
        take_conversation(conversation_id=pk, agent_seen=None, person=second)
    assert error.value.refusal.code == "taken"
    take_conversation(conversation_id=pk, agent_seen=first.staff_id, person=second)
    take_conversation(conversation_id=pk, agent_seen=None, person=second)  # a double click
    assert list(Message.objects.filter(kind=Kind.NOTICE).values_list("client_id", flat=True)) == ["taken-3", "taken-4"]


@pytest.mark.row("P1", "P2")
@pytest.mark.attack("G1")
def test_conversations_are_their_shops_and_their_roles():
    talk = Talk()
    talk.buyer("在吗")
    pk = talk.talk.pk
    for staff in (talk.people.stranger, talk.people.warehouse, talk.people.refund_clerk):
        with pytest.raises(NotFound):
            write_as_agent(conversation_id=pk, words=Words("x", "你好"), seen_seq=1, person=person(staff))
        with pytest.raises(NotFound):
            take_conversation(conversation_id=pk, agent_seen=None, person=person(staff))
        with pytest.raises(NotFound):
            close_conversation(conversation_id=pk, person=person(staff))
    reader = person(make_staff("", Role.QA, shop=talk.people.shop))
    with pytest.raises(Refused) as error:
        write_as_agent(conversation_id=pk, words=Words("x", "你好"), seen_seq=1, person=reader)
    assert error.value.refusal.code == "wrong_role"
    assert Message.objects.exclude(side=Side.SYSTEM).count() == 1


@pytest.mark.row("S1")
def test_a_token_is_its_shops_and_is_kept_as_a_hash_only():
    talk = Talk()
    assert find_visitor(shop=talk.people.shop, token=talk.token) == talk.visitor
    assert find_visitor(shop=talk.people.other_shop, token=talk.token) is None
    assert find_visitor(shop=talk.people.shop, token="") is None
    assert talk.token not in VisitorToken.objects.get().token_hash


@pytest.mark.row("S1")
@pytest.mark.parametrize(
    ("client_id", "text", "problem"),
    [("c1", " \u200b ", "text"), ("c1", "长" * (TEXT_MOST + 1), "text"), ("", "在", "client_id"),
     ("x" * 41, "在", "client_id"), ("编号", "在", "client_id")],
)  # fmt: skip
def test_what_cannot_be_kept_is_turned_back_with_its_reason(client_id: str, text: str, problem: str):
    talk = Talk()
    with pytest.raises(InvalidInput) as error:
        write_as_buyer(visitor=talk.visitor, words=Words(client_id, text))
    assert list(error.value.problems) == [problem]
    assert Conversation.objects.count() == 0


@pytest.mark.row("S1", "B17")
def test_whoever_missed_many_messages_gets_all_of_them_in_order_piece_by_piece(django_assert_num_queries):
    talk = Talk()
    talk.buyer("第 1 条")
    conversation = talk.talk
    at = now()
    Message.objects.bulk_create(
        Message(conversation=conversation, seq=seq, client_id=f"m{seq}", side="buyer", text=f"第 {seq} 条", at=at)
        for seq in range(3, 506)
    )
    Conversation.objects.update(last_seq=505)
    conversation.refresh_from_db()
    seen, pieces, last = [], 0, 0
    while True:
        with django_assert_num_queries(1):
            found = messages_after(conversation, last)
        seen += [message.seq for message in found.messages]
        pieces, last = pieces + 1, found.last
        if not found.more:
            break
    assert (seen, pieces) == (list(range(1, 506)), 505 // CATCH_UP + 1)
    page = messages_before(conversation, None)
    assert ([m.seq for m in page.messages], page.more) == (list(range(506 - PAGE, 506)), True)
    older = messages_before(conversation, page.last)
    assert older.messages[-1].seq == page.last - 1
    assert messages_before(conversation, 2).more is False
