"""Groups by rule and notices to them: within the limits, each buyer at most once (U3, S8)."""

from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from tests.chat.scene import Desk
from tests.pages.stage import browser, queries_of
from tests.people import person
from tests.races import race, racetrack
from tests.regulars.scene import PHONE, Town, buys, followed, make_town

from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.models import Message, Visitor
from aftercare.chat.writing import Words
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.customers.actions.set_opt_out import set_opt_out
from aftercare.customers.models import Contact, Customer
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.regulars.actions.join_customers import join_customers
from aftercare.regulars.actions.keep_groups import Draft, begin_notice, make_group, stop_notice
from aftercare.regulars.actions.send_notice import send_all_notices, send_notice
from aftercare.regulars.grouping import members
from aftercare.regulars.groups import BadRule, GroupRule, read_rule
from aftercare.regulars.models import BuyerGroup, Notice, NoticeRow, Regular
from aftercare.shops.models import Membership

TYPES = frozenset({"amiable"})
TEXT = "我们上新了手作花瓶，老客户先看。"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "within"),
        ({"within": "0"}, "within"),
        ({"within": "²"}, "within"),
        ({"returned": "101"}, "returned"),
        ({"kept": "1.234"}, "kept"),
        ({"type": "angry"}, "type"),
        ({"within": "30", "idle": "30"}, "idle"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_at_its_field(form, field):
    with pytest.raises(BadRule) as bad:
        read_rule(form, TYPES)
    assert list(bad.value.problems) == [field]


def test_a_rule_survives_being_stored():
    rule = read_rule({"within": "90", "kept": "12.5", "type": "amiable", "tag": "花艺师", "returned": "0"}, TYPES)
    assert rule == GroupRule(within=90, kept=1250, type="amiable", tag="花艺师", returned=0)
    assert GroupRule.from_json(rule.to_json()) == rule


def rules(town: Town, quiet_from: int, quiet_until: int) -> None:
    """The shop's quiet hours from now on."""
    desk = Desk.__new__(Desk)
    desk.people, desk.shop = town.people, town.shop
    desk.rule("contacts.quiet_from", quiet_from)
    desk.rule("contacts.quiet_until", quiet_until)


def open_hours(town: Town) -> None:
    """No quiet hours."""
    rules(town, 0, 0)


def group_of(town: Town) -> BuyerGroup:
    followed()
    return make_group(
        shop_id=town.shop.pk, name="老客", rule=GroupRule(orders=1), person=person(town.people.supervisor)
    )


def begun(town: Town, key: str = "k1") -> Notice:
    group = BuyerGroup.objects.first() or group_of(town)
    words = TEXT if key == "k1" else f"{TEXT}（{key}）"
    return begin_notice(group_id=group.pk, draft=Draft(words, key), person=person(town.people.supervisor))


def ends(notice: Notice) -> dict[int, tuple[str, str]]:
    rows = NoticeRow.objects.filter(notice=notice).values_list("customer_id", "state", "why")
    return {pk: (state, why) for pk, state, why in rows}


@pytest.mark.django_db
@pytest.mark.row("U3")
def test_each_condition_of_a_rule():
    town = make_town()
    product = Product.objects.create(shop=town.shop, code="X1", title="花瓶")
    one, two = buys(town.shop, "清风明月88", paid="300.00"), buys(town.shop, "半夏微凉", paid="20.00")
    buys(town.other, "远山如黛", paid="900.00")
    OrderLine.objects.filter(order=one).update(product=product)
    Order.objects.filter(pk=two.pk).update(ordered_at=now() - timedelta(days=200))
    followed()

    def found(**rule: object) -> set[int]:
        rows = members(town.shop.pk, GroupRule(**rule), now())
        return set(rows.values_list("pk", flat=True))

    a, b = one.customer_id, two.customer_id
    assert found(orders=1) == {a, b}
    assert found(product=product.pk) == {a}
    assert found(within=90) == {a}
    assert found(idle=90) == {b}
    assert found(kept=Money(20000).fen) == {a}
    assert found(returned=0) == {a, b}
    assert found(type="amiable") == set()
    assert found(tag="花艺师") == set()


@pytest.mark.django_db
@pytest.mark.row("U3")
def test_the_rule_is_shown_with_ten_masked_buyers_before_it_is_kept():
    town = make_town()
    for index in range(12):
        buys(town.shop, f"清风明月{index:02d}", phone=PHONE)
    followed()
    client = browser(town.people.supervisor)
    html = client.get(f"/customers/groups/new/?shop={town.shop.pk}&within=90").content.decode()
    assert "12 buyers" in html
    assert html.count("清***") == 10
    assert PHONE not in html
    assert "清风明月00" not in html
    form = {"shop": town.shop.pk, "within": "90", "name": "近三月"}
    assert browser(town.people.owner).post("/customers/groups/new/", form).status_code == 404
    assert browser(town.people.stranger).post("/customers/groups/new/", form).status_code == 404
    assert not BuyerGroup.objects.exists()
    assert client.post("/customers/groups/new/", {**form, "within": "x"}).status_code == 422
    assert client.post("/customers/groups/new/", form).status_code == 303
    assert client.post("/customers/groups/new/", form).status_code == 409  # the name is taken
    group = BuyerGroup.objects.get()
    assert browser(town.people.owner).get(f"/customers/groups/{group.pk}/").status_code == 200
    assert browser(town.people.stranger).get(f"/customers/groups/{group.pk}/").status_code == 404
    assert "近三月" not in browser(town.people.stranger).get("/customers/groups/").content.decode()


@pytest.mark.django_db
@pytest.mark.row("U3")
def test_whoever_works_in_several_shops_says_of_which_one_the_group_is():
    town = make_town()
    buys(town.other, "远山如黛")
    followed()
    address, chief = "/customers/groups/new/", browser(town.both)
    assert f"{address}?shop=" not in browser(town.people.supervisor).get(address).content.decode()
    html = chief.get(address).content.decode()
    assert f'{address}?shop={town.shop.pk}"' in html and f'{address}?shop={town.other.pk}"' in html
    chief.cookies["shop"] = str(town.other.pk)  # as chosen in the rail
    html = chief.get(f"{address}?within=90").content.decode()
    assert f'name="shop" value="{town.other.pk}"' in html and "1 buyer<" in html
    assert "1 paid order " in html
    assert chief.post(address, {"shop": town.other.pk, "within": "90", "name": "近三月"}).status_code == 303
    assert BuyerGroup.objects.get().shop_id == town.other.pk


@pytest.mark.django_db
@pytest.mark.row("U3", "S8")
def test_a_notice_reaches_each_once_by_chat_or_list_and_says_whom_it_left_out():
    town = make_town()
    open_hours(town)
    chatty, listed, peace = (buys(town.shop, nick) for nick in ("清风明月88", "半夏微凉", "星河滚烫"))
    busy, often, twin = (buys(town.shop, nick) for nick in ("海盐汽水", "拾光者也", "拾光者二"))
    visitor = greet_visitor(shop=town.shop).visitor
    Visitor.objects.filter(pk=visitor.pk).update(customer_id=chatty.customer_id)
    waiting = write_as_buyer(visitor=greet_visitor(shop=town.shop).visitor, words=Words("w-1", "在吗")).conversation
    Visitor.objects.filter(pk=waiting.visitor_id).update(customer_id=busy.customer_id)
    who = f"customer:{peace.customer_id}"
    set_opt_out(shop=town.shop, who=who, on=True, person=person(town.people.owner), at=now())
    join_customers(first_id=often.customer_id, second_id=twin.customer_id, person=person(town.people.owner))
    notice = begun(town)
    assert notice.total == 6
    assert send_notice(notice_id=notice.pk) == "done"
    assert ends(notice) == {
        chatty.customer_id: ("sent", ""),
        listed.customer_id: ("listed", ""),
        peace.customer_id: ("skipped", "opted_out"),
        busy.customer_id: ("skipped", "writes_now"),
        often.customer_id: ("listed", ""),
        twin.customer_id: ("skipped", "same_person"),
    }
    assert [row.text for row in Message.objects.filter(side="agent")] == [TEXT]
    assert Contact.objects.filter(purpose="news").count() == 3
    assert send_notice(notice_id=notice.pk) == "done"  # again: nothing more
    assert begun(town).pk == notice.pk  # the same form
    assert Message.objects.filter(side="agent").count() == 1
    for key in ("k2", "k3"):  # two contacts in seven days are the shop's limit
        send_notice(notice_id=begun(town, key).pk)
    assert Contact.objects.filter(purpose="news").count() == 6
    last = Notice.objects.get(key="k3")
    assert ends(last)[listed.customer_id] == ("skipped", "contacted_enough")
    html = browser(town.people.supervisor).get(f"/customers/notices/{last.pk}/?state=skipped").content.decode()
    assert "Contacted often enough" in html
    assert browser(town.people.stranger).get(f"/customers/notices/{last.pk}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.row("U3", "S8")
def test_at_night_nothing_goes_out_and_in_the_morning_it_goes_on():
    town = make_town()
    open_hours(town)
    order = buys(town.shop, "半夏微凉")
    notice = begun(town)
    hour = now().astimezone(ZoneInfo(town.shop.timezone)).hour
    rules(town, hour, hour + 1)
    assert send_notice(notice_id=notice.pk) == "running"
    assert ends(notice) == {order.customer_id: ("waiting", "")}
    assert not Contact.objects.exists()
    open_hours(town)
    assert send_all_notices() == 1
    assert ends(notice) == {order.customer_id: ("listed", "")}


@pytest.mark.django_db
def test_only_who_may_send_sends_stops_and_takes_the_list():
    town = make_town()
    open_hours(town)
    order = buys(town.shop, "半夏微凉")
    group = group_of(town)
    form = {"text": TEXT, "key": "k1"}
    for staff in (town.people.owner, town.people.stranger, town.people.warehouse):
        assert browser(staff).post(f"/customers/groups/{group.pk}/send/", form).status_code == 404
    assert not Notice.objects.exists()
    boss = browser(town.people.supervisor)
    assert boss.post(f"/customers/groups/{group.pk}/send/", {**form, "text": "短"}).status_code == 422
    assert boss.post(f"/customers/groups/{group.pk}/send/", form).status_code == 303
    notice = Notice.objects.get()
    assert browser(town.people.stranger).post(f"/customers/notices/{notice.pk}/stop/").status_code == 404
    send_notice(notice_id=notice.pk)
    assert browser(town.people.owner).post(f"/customers/notices/{notice.pk}/export/").status_code == 404
    answer = boss.post(f"/customers/notices/{notice.pk}/export/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [sheet.cell(2, column).value for column in (1, 2, 3)] == [order.platform_no, "半***凉", TEXT]
    later = begun(town, "k2")
    assert boss.post(f"/customers/notices/{later.pk}/stop/").status_code == 303
    assert send_notice(notice_id=later.pk) == "stopped"
    assert ends(later) == {order.customer_id: ("waiting", "")}


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("U3", "S8")
def test_the_same_words_to_the_same_group_go_out_once_whoever_presses():
    town = make_town()
    buys(town.shop, "清风明月01")
    group = group_of(town)

    def send(staff, key: str):
        return lambda: begin_notice(group_id=group.pk, draft=Draft(TEXT, key), person=person(staff))

    found = race(send(town.people.supervisor, "k1"), send(town.both, "k2"))
    assert sorted(finish.won for finish in found) == [False, True]
    chief = browser(town.people.supervisor)
    again = chief.post(f"/customers/groups/{group.pk}/send/", {"text": f" {TEXT} ", "key": "k3"})
    assert (again.status_code, again["AC-Problem"]) == (409, "notice_said")
    assert Notice.objects.count() == 1
    with travel(timedelta(days=8)):
        later = send(town.both, "k4")()
        stop_notice(notice_id=later.pk, person=person(town.both))
        assert send(town.both, "k5")().pk != later.pk  # what was stopped may be said


@pytest.mark.django_db
def test_whoever_lost_the_role_sends_nothing_more():
    town = make_town()
    open_hours(town)
    buys(town.shop, "半夏微凉")
    notice = begun(town)
    Membership.objects.filter(staff=town.people.supervisor).delete()
    assert send_notice(notice_id=notice.pk) == "stopped"
    assert not Contact.objects.exists()


@pytest.mark.django_db
@pytest.mark.row("U3")
def test_the_pages_of_a_group_and_a_notice_cost_the_same_for_a_thousand():
    town = make_town()
    open_hours(town)
    buys(town.shop, "半夏微凉")
    group = group_of(town)
    notice = begun(town)
    client = browser(town.people.supervisor)

    def more(count: int) -> None:
        start = Customer.objects.count()
        made = Customer.objects.bulk_create(
            Customer(shop=town.shop, nick_hash=f"m{start + index:031d}", nick_mask="买***家") for index in range(count)
        )
        Regular.objects.bulk_create(Regular(customer=one, shop=town.shop, orders=1, last_at=now()) for one in made)
        NoticeRow.objects.bulk_create(NoticeRow(notice=notice, customer=one, state="listed") for one in made)

    pages = (f"/customers/groups/{group.pk}/", f"/customers/notices/{notice.pk}/?state=listed")
    more(10)
    few = [queries_of(lambda address=address: client.get(address)) for address in pages]
    more(1000)
    assert [queries_of(lambda address=address: client.get(address)) for address in pages] == few


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_to_each_once():
    town = make_town()
    open_hours(town)
    for index in range(8):
        order = buys(town.shop, f"买家昵称{index}")
        visitor = greet_visitor(shop=town.shop).visitor
        Visitor.objects.filter(pk=visitor.pk).update(customer_id=order.customer_id)
    notice = begun(town)
    with racetrack(2) as race:
        finishes = race(lambda: send_notice(notice_id=notice.pk), lambda: send_notice(notice_id=notice.pk))
    assert [one.error for one in finishes] == [None, None]
    send_notice(notice_id=notice.pk)
    assert {state for state, _why in ends(notice).values()} == {"sent"}
    assert Message.objects.filter(side="agent").count() == 8
    assert Contact.objects.count() == 8
