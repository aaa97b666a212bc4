"""The search of the reply box: what it finds, in which order, at which cost (S12, P2)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.knowledge.phrases import make_reply
from tests.people import make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound
from aftercare.core.time import travel
from aftercare.knowledge.actions.count_use import count_use
from aftercare.knowledge.actions.set_reply_in_use import set_reply_in_use
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.queries import find_replies, uses_of

pytestmark = [pytest.mark.django_db, pytest.mark.row("S12")]


def titles(staff, shop, query: str, **options) -> list[str]:
    return [found.title for found in find_replies(person(staff), shop.pk, query, **options)]


@pytest.mark.parametrize(
    "query",
    [
        "fhsj",
        "FHSJ",
        "ｆｈｓｊ",
        "fahuo",
        "sj",
        "huoshi",
        "发货",
        "时间",
        "发货 时间",
        "fh 时间",
        "48 小时",
        "ws",
        "杭州仓",
    ],
)
def test_a_reply_is_found_by_letters_and_words(query: str):
    people = make_people()
    make_reply(people.supervisor, people.shop, "发货时间", text="48 小时内从杭州仓发出", shortcut="ws1")
    make_reply(people.supervisor, people.shop, "退款", text="原路退回", shortcut="tk")
    assert titles(people.owner, people.shop, query) == ["发货时间"]


@pytest.mark.parametrize("query", ["zzz", "发票", "%", "_", "fh 发票", "ahuo", ".*", "'; --", "\\"])
def test_what_does_not_fit_is_not_found(query: str):
    people = make_people()
    make_reply(people.supervisor, people.shop, "发货时间", text="四十八小时内")
    assert titles(people.owner, people.shop, query) == []


def test_a_percent_sign_is_a_percent_sign():
    people = make_people()
    make_reply(people.supervisor, people.shop, "满减", text="八折就是 80%_。")
    assert titles(people.owner, people.shop, "80%") == ["满减"]
    assert titles(people.owner, people.shop, "0%_") == ["满减"]


def test_the_order_exact_shortcut_then_own_then_mine_then_everybodys():
    people = make_people()
    shop = people.shop
    replies = {name: make_reply(people.supervisor, shop, name) for name in ("发货甲", "发货乙", "发货丙")}
    make_reply(people.supervisor, shop, "说明", text="发货说明")
    make_reply(people.supervisor, shop, "返回", shortcut="fh", text="短码")
    make_reply(people.owner, shop, "发货我的", shared=False)
    for staff, name, times in (
        (people.teammate, "发货乙", 5),
        (people.teammate, "发货甲", 3),
        (people.owner, "发货丙", 1),
    ):
        for _ in range(times):
            count_use(person=person(staff), reply_id=replies[name].pk)
    assert titles(people.owner, shop, "fh") == ["返回", "发货我的", "发货丙", "发货乙", "发货甲"]
    assert titles(people.teammate, shop, "fh") == ["返回", "发货乙", "发货甲", "发货丙"]
    assert titles(people.owner, shop, "发货")[-1] == "说明"
    assert titles(people.owner, shop, "", limit=2) == ["发货我的", "发货丙"]


def test_uses_older_than_thirty_days_no_longer_count():
    people = make_people()
    old, new = (make_reply(people.supervisor, people.shop, name) for name in ("发货旧", "发货新"))
    with travel(-timedelta(days=40)):
        for _ in range(9):
            count_use(person=person(people.owner), reply_id=old.pk)
    count_use(person=person(people.owner), reply_id=new.pk)
    assert titles(people.owner, people.shop, "fh") == ["发货新", "发货旧"]


@pytest.mark.row("P2")
@pytest.mark.attack("B1", "B3")
def test_each_finds_their_own_and_the_shops_and_nothing_else():
    people = make_people()
    make_reply(people.supervisor, people.shop, "发货店铺")
    make_reply(people.owner, people.shop, "发货我的", shared=False)
    make_reply(people.stranger, people.other_shop, "发货别家")
    archived = make_reply(people.supervisor, people.shop, "发货旧的")
    set_reply_in_use(person=person(people.supervisor), reply_id=archived.pk, in_use=False)
    assert titles(people.owner, people.shop, "fh") == ["发货我的", "发货店铺"]
    assert titles(people.teammate, people.shop, "fh") == ["发货店铺"]
    assert titles(make_staff("", Role.QA, shop=people.shop), people.shop, "fh") == ["发货店铺"]
    assert titles(make_staff("chief", is_administrator=True), people.shop, "fh") == ["发货店铺"]
    for outside in (people.stranger, people.warehouse):
        with pytest.raises(NotFound):
            find_replies(person(outside), people.shop.pk, "fh")


def test_the_same_two_queries_at_ten_and_at_a_thousand_replies():
    people = make_people()
    one = make_reply(people.supervisor, people.shop)
    me = person(people.owner)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert find_replies(me, people.shop.pk, "fh 发货")
        return len(found)

    few = cost()
    like = {field.attname: getattr(one, field.attname) for field in QuickReply._meta.concrete_fields}
    QuickReply.objects.bulk_create(
        QuickReply(**{**like, "id": None, "title": f"发货时间{index}"}) for index in range(1000)
    )
    assert (few, cost()) == (2, 2)
    assert len(find_replies(me, people.shop.pk, "fh", limit=10_000)) == 50


def test_a_use_is_counted_by_person_and_day_of_the_shop():
    people = make_people()
    reply = make_reply(people.supervisor, people.shop)
    for staff in (people.owner, people.owner, people.teammate):
        count_use(person=person(staff), reply_id=reply.pk)
    with travel(timedelta(days=1)):
        count_use(person=person(people.owner), reply_id=reply.pk)
    rows = list(reply.tallies.order_by("day", "staff").values_list("staff_id", "count"))
    assert rows == [(people.owner.pk, 2), (people.teammate.pk, 1), (people.owner.pk, 1)]
    first = reply.tallies.earliest("day").day
    uses, last = uses_of([reply.pk], first - timedelta(days=1))[reply.pk]
    assert (uses, last) == (4, reply.tallies.latest("last_at").last_at)
    assert uses_of([reply.pk], first)[reply.pk][0] == 1
    with pytest.raises(NotFound):
        count_use(person=person(people.stranger), reply_id=reply.pk)
