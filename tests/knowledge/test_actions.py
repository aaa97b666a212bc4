"""Writing replies: rights, checks, two at the same time, what the trail says (S12, S4)."""

import json
from functools import partial

import pytest
from tests.knowledge.phrases import make_reply, stored
from tests.people import make_people, make_staff, person
from tests.races import racetrack

from aftercare.accounts.terms import Role
from aftercare.core.errors import AftercareError, InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.knowledge.actions.change_reply import CHANGED, change_reply
from aftercare.knowledge.actions.count_use import count_use
from aftercare.knowledge.actions.create_reply import create_reply
from aftercare.knowledge.actions.import_replies import NumberedFacts, import_replies
from aftercare.knowledge.actions.set_reply_in_use import set_reply_in_use
from aftercare.knowledge.inputs import ReplyFacts
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.queries import automatic_answer, faq_of
from aftercare.shops.models import Membership, Shop

FACTS = ReplyFacts("标题", "文字")


def refused(error: type[AftercareError], attempt) -> AftercareError:
    before = stored()
    with pytest.raises(error) as caught:
        attempt()
    assert stored() == before
    return caught.value


@pytest.mark.django_db
@pytest.mark.row("S12", "P2")
def test_who_may_write_what():
    people = make_people()
    chief = make_staff("chief", is_administrator=True)
    readers = [make_staff("", role, shop=people.shop) for role in (Role.QA, Role.TRAINER)]
    shop = people.shop.pk

    def create(staff, is_shared: bool) -> QuickReply:
        return create_reply(person=person(staff), shop_id=shop, facts=FACTS, is_shared=is_shared)

    for keeper in (people.supervisor, people.administrator, chief):
        assert create(keeper, True).is_shared
    for user in (people.owner, people.teammate, people.supervisor):
        assert create(user, False).owner_id == user.pk
    for staff, is_shared in ((people.owner, True), (people.administrator, False), (chief, False)):
        refused(Refused, partial(create, staff, is_shared))
    for reader in readers:
        refused(Refused, partial(create, reader, True))
        refused(Refused, partial(create, reader, False))
    for outside in (people.stranger, people.warehouse):
        refused(NotFound, partial(create, outside, True))


@pytest.mark.django_db
@pytest.mark.attack("B1", "B3")
def test_the_shops_replies_are_the_keepers_and_ones_own_are_nobody_elses():
    people = make_people()
    shared, own = make_reply(people.supervisor, people.shop), make_reply(people.owner, people.shop, shared=False)

    def change(staff, reply):
        return change_reply(person=person(staff), reply_id=reply.pk, version=1, facts=FACTS)

    def archive(staff, reply):
        return set_reply_in_use(person=person(staff), reply_id=reply.pk, in_use=False)

    for act in (change, archive):
        refused(Refused, partial(act, people.owner, shared))
        refused(NotFound, partial(act, people.stranger, shared))
        for other in (people.teammate, people.supervisor, people.stranger, people.administrator):
            refused(NotFound, partial(act, other, own))
    assert change(people.owner, own).version == 2
    assert change(people.administrator, shared).version == 2
    Membership.objects.filter(staff=people.owner).delete()
    refused(NotFound, partial(change, people.owner, own))


@pytest.mark.django_db
@pytest.mark.row("S12")
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ReplyFacts("", "文字"), "title"),
        (ReplyFacts("标" * 41, "文字"), "title"),
        (ReplyFacts("标题", " \n\u200b "), "text"),
        (ReplyFacts("标题", "长" * 1001), "text"),
        (ReplyFacts("标题", "你好{买嫁}"), "text"),
        (ReplyFacts("标题", "文字", shortcut="f h"), "shortcut"),
        (ReplyFacts("标题", "文字", shortcut="a/b"), "shortcut"),
        (ReplyFacts("标题", "文字", shortcut="x" * 13), "shortcut"),
        (ReplyFacts("标题", "文字", group="组" * 13), "group"),
        (ReplyFacts("标题", "文字", is_faq=True), "questions"),
        (ReplyFacts("标题", "文字", is_faq=True, questions=("你好", "什么时候发货")), "questions"),
        (ReplyFacts("标题", "文字", questions=("问" * 61,)), "questions"),
        (ReplyFacts("标题", "文字", questions=tuple(f"问题{n}" for n in range(21))), "questions"),
        (ReplyFacts("标题", "{买家}你好", is_faq=True, questions=("什么时候发货",)), "text"),
    ],
)
def test_what_cannot_stand_in_a_reply(facts: ReplyFacts, field: str):
    people = make_people()
    attempt = partial(
        create_reply, person=person(people.supervisor), shop_id=people.shop.pk, facts=facts, is_shared=True
    )
    error = refused(InvalidInput, attempt)
    assert list(error.problems) == [field]


@pytest.mark.django_db
def test_only_the_shop_answers_by_itself():
    people = make_people()
    facts = ReplyFacts("标题", "文字", is_faq=True, questions=("什么时候发货",))
    attempt = partial(create_reply, person=person(people.owner), shop_id=people.shop.pk, facts=facts, is_shared=False)
    assert list(refused(InvalidInput, attempt).problems) == ["is_faq"]


@pytest.mark.django_db
@pytest.mark.attack("C9", "C14")
def test_markup_and_templates_are_text():
    people = make_people()
    text = "<b onclick=alert(1)>{{7*7}}</b> #{买家} ${客服}"
    assert make_reply(people.supervisor, people.shop, "<i>标题", text=text).text == text


@pytest.mark.django_db
@pytest.mark.row("S12")
def test_a_shortcut_stands_once_beside_each_other():
    people = make_people()
    first = make_reply(people.supervisor, people.shop, shortcut="/FH")
    assert first.shortcut == "fh"
    make_reply(people.stranger, people.other_shop, shortcut="fh")
    make_reply(people.owner, people.shop, shortcut="fh", shared=False)
    make_reply(people.teammate, people.shop, shortcut="fh", shared=False)
    again = partial(make_reply, people.supervisor, people.shop, "另一个", shortcut="ｆｈ")
    assert list(refused(InvalidInput, again).problems) == ["shortcut"]
    boss = person(people.supervisor)
    set_reply_in_use(person=boss, reply_id=first.pk, in_use=False)
    again()
    back = partial(set_reply_in_use, person=boss, reply_id=first.pk, in_use=True)
    assert "快捷编码" in str(refused(Refused, back))


@pytest.mark.django_db
@pytest.mark.row("S12")
@pytest.mark.attack("B12")
def test_the_second_of_two_who_change_is_told_and_nothing_is_lost():
    people = make_people()
    reply = make_reply(people.supervisor, people.shop)
    change_reply(
        person=person(people.administrator), reply_id=reply.pk, version=1, facts=ReplyFacts("发货时间", "甲的文字")
    )
    late = partial(
        change_reply, person=person(people.supervisor), reply_id=reply.pk, version=1, facts=ReplyFacts("发货时间", "乙")
    )
    error = refused(Refused, late)
    assert error.refusal == CHANGED
    reply.refresh_from_db()
    assert (reply.text, reply.version, reply.changed_by) == ("甲的文字", 2, people.administrator)


@pytest.mark.django_db
def test_saving_what_stands_there_writes_nothing():
    people = make_people()
    reply = make_reply(people.supervisor, people.shop, text="文字", shortcut="fh")
    before = stored()
    facts = ReplyFacts(" 发货时间 ", "文字\r\n", "FH")
    change_reply(person=person(people.supervisor), reply_id=reply.pk, version=1, facts=facts)
    assert stored() == before


@pytest.mark.django_db
@pytest.mark.row("X8")
def test_the_trail_says_what_was_done_and_never_the_words():
    people = make_people()
    boss = person(people.supervisor)
    reply = make_reply(people.supervisor, people.shop, "秘密标题", text="秘密文字")
    change_reply(person=boss, reply_id=reply.pk, version=1, facts=ReplyFacts("秘密标题", "秘密的新文字"))
    set_reply_in_use(person=boss, reply_id=reply.pk, in_use=False)
    set_reply_in_use(person=boss, reply_id=reply.pk, in_use=False)
    set_reply_in_use(person=boss, reply_id=reply.pk, in_use=True)
    events = list(Event.objects.filter(subject_kind="quick_reply", subject_id=reply.pk).order_by("pk"))
    kinds = [event.kind for event in events]
    assert kinds == ["reply.created", "reply.changed", "reply.archived", "reply.restored"]
    assert events[1].data["changed"] == ["text"]
    assert {(event.shop_id, event.actor_id) for event in events} == {(people.shop.pk, people.supervisor.pk)}
    assert "秘密" not in json.dumps([event.data for event in events], ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.row("S4")
def test_automatic_answers_are_read_anew_when_they_change():
    people = make_people()
    shop, at = people.shop, now()

    def answer(question: str = "请问什么时候发货") -> str | None:
        found = automatic_answer(Shop.objects.get(pk=shop.pk), question, at)
        return found.text if found else None

    assert answer() is None
    reply = make_reply(
        people.supervisor, shop, text="{店铺}：48 小时内", is_faq=True, questions=("什么时候发货", "什么时候发货")
    )
    assert reply.phrasings == ("什么时候发货",)
    assert answer() == f"{shop.name}：48 小时内"
    boss = person(people.supervisor)
    facts = ReplyFacts("发货时间", "24 小时内", is_faq=True, questions=("什么时候发货",))
    change_reply(person=boss, reply_id=reply.pk, version=1, facts=facts)
    assert answer() == "24 小时内"
    set_reply_in_use(person=boss, reply_id=reply.pk, in_use=False)
    assert answer() is None
    set_reply_in_use(person=boss, reply_id=reply.pk, in_use=True)
    assert answer() == "24 小时内"
    change_reply(person=boss, reply_id=reply.pk, version=4, facts=ReplyFacts("发货时间", "24 小时内"))
    assert answer() is None


@pytest.mark.django_db
@pytest.mark.row("S4")
def test_automatic_answers_are_kept_in_memory(django_assert_num_queries):
    people = make_people()
    make_reply(people.supervisor, people.shop, is_faq=True, questions=("什么时候发货",))
    shop = Shop.objects.get(pk=people.shop.pk)
    assert len(faq_of(shop)) == 1
    with django_assert_num_queries(0):
        assert automatic_answer(shop, "什么时候发货", shop.created_at) is not None
    assert faq_of(people.other_shop) == ()


@pytest.mark.django_db
@pytest.mark.row("S4")
def test_one_question_belongs_to_one_reply():
    people = make_people()
    make_reply(people.supervisor, people.shop, "发货", is_faq=True, questions=("什么时候发货",))
    make_reply(people.supervisor, people.shop, "不自动", questions=("多久发货",))
    make_reply(people.stranger, people.other_shop, "别家", is_faq=True, questions=("什么时候发货",))
    again = partial(
        make_reply, people.supervisor, people.shop, "又一个", is_faq=True, questions=("能退吗", "多久发货呀")
    )
    error = refused(InvalidInput, again)
    assert list(error.problems) == ["questions"]
    assert "发货" in str(error.problems["questions"])


@pytest.mark.django_db
@pytest.mark.row("S12")
def test_many_at_once_what_cannot_be_taken_is_named_and_the_rest_is_in():
    people = make_people()
    make_reply(people.supervisor, people.shop, "已有", text="一样的", shortcut="yy")
    rows = [
        NumberedFacts(2, ReplyFacts("发货", "48 小时", "fh", "物流", questions=("什么时候发货",))),
        NumberedFacts(3, ReplyFacts("已有", "一样的")),
        NumberedFacts(4, ReplyFacts("没有文字", "")),
        NumberedFacts(5, ReplyFacts("短码被占", "文字", "yy")),
        NumberedFacts(6, ReplyFacts("短码重复", "文字", "FH")),
        NumberedFacts(8, ReplyFacts("发货", "48 小时")),
    ]

    def take_in():
        return import_replies(person=person(people.supervisor), shop_id=people.shop.pk, rows=rows, is_shared=True)

    done = take_in()
    assert (done.added, done.known, [row.line for row in done.refused]) == (1, 2, [4, 5, 6])
    new = QuickReply.objects.get(title="发货")
    assert (new.is_faq, new.phrasings, new.sounds) == (False, ("什么时候发货",), "fa huo")
    event = Event.objects.get(kind="reply.imported")
    assert event.data == {"added": 1, "known": 2, "refused": 3, "shared": True}
    before = stored()
    assert take_in().added == 0
    assert stored() == before


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S12")
@pytest.mark.attack("B12")
def test_two_at_the_same_instant_one_wins():
    people = make_people()
    reply = make_reply(people.supervisor, people.shop)
    changes = [
        partial(
            change_reply,
            person=person(staff),
            reply_id=reply.pk,
            version=1,
            facts=ReplyFacts("发货时间", staff.username),
        )
        for staff in (people.supervisor, people.administrator)
    ]
    creations = [
        partial(make_reply, staff, people.shop, f"新{staff.pk}", shortcut="same")
        for staff in (people.supervisor, people.administrator)
    ]
    with racetrack(2) as race:
        assert sorted(finish.won for finish in race(*changes)) == [False, True]
        assert sorted(finish.won for finish in race(*creations)) == [False, True]
    assert QuickReply.objects.get(pk=reply.pk).version == 2
    assert QuickReply.objects.filter(shortcut="same").count() == 1


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S12")
def test_uses_at_the_same_instant_are_all_counted():
    people = make_people()
    reply = make_reply(people.supervisor, people.shop)
    racers = [partial(count_use, person=person(staff), reply_id=reply.pk) for staff in (people.owner, people.teammate)]
    with racetrack(4) as race:
        for _ in range(5):
            assert all(finish.won for finish in race(*racers, *racers))
    assert sorted(reply.tallies.values_list("count", flat=True)) == [10, 10]
