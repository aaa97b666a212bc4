"""A masked value shown whole: who may, for which reason, how often, and that nothing else of it stays (U4, J1, J2)."""

import json
import logging
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.utils.timezone import localtime
from tests.pages.stage import PART, browser
from tests.people import People, make_case, make_order, make_people, make_staff, person
from tests.races import racetrack

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.customers.models import Disclosure
from aftercare.customers.policies import REVEALS_PER_HOUR, VIRTUAL_DAYS
from aftercare.customers.terms import Personal
from aftercare.orders.actions.reveal_field import reveal_field
from aftercare.orders.models import Order
from aftercare.shops.actions.set_policy import set_policy

pytestmark = pytest.mark.django_db
WHOLE = {"receiver_name": "欧阳明月", "receiver_phone": "13812345678", "receiver_address": "文三路 99 号 3 幢 402"}
MASKS = {"receiver_name_mask": "欧**", "receiver_phone_mask": "138****5678", "region": "浙江省 杭州市 西湖区"}
SPEAKERS = (Role.PRESALE_AGENT, Role.AGENT, Role.REVIEW_SPECIALIST, Role.RIGHTS_SPECIALIST, Role.SUPERVISOR)


@dataclass(frozen=True)
class Scene:
    people: People
    order: Order
    case: Case

    def address(self, field: str = "receiver_phone") -> str:
        return f"/personal/orders/{self.order.pk}/{field}/"

    def ask(
        self, staff: Staff | None, field: str = "receiver_phone", purpose: str = "contact", text: str = ""
    ) -> HttpResponse:
        """Send the form."""
        sent = {f"for_{field}": purpose, f"for_{field}_text": text}
        return browser(staff).post(self.address(field), sent, headers=PART)

    @property
    def secrets(self) -> dict[str, str]:
        return {"nick": self.order.customer.nick, **WHOLE}


@pytest.fixture
def scene() -> Scene:
    people = make_people()
    order = make_order(people.shop, **WHOLE, **MASKS)
    return Scene(people, order, make_case(people.owner, order))


def limit(scene: Scene, value: int) -> None:
    """The shop's quota."""
    set_policy(
        shop_id=scene.people.shop.pk, key=REVEALS_PER_HOUR, value=value, person=person(scene.people.administrator)
    )


def kinds(kind: str) -> list[Event]:
    return list(Event.objects.filter(kind=kind).order_by("pk"))


@pytest.mark.row("U4")
@pytest.mark.attack("J1")
def test_no_page_holds_a_whole_value_before_it_is_asked_for(scene: Scene):
    pages = (
        f"/cases/{scene.case.number}/",
        f"/cases/{scene.case.number}/peek/",
        f"/orders/{scene.order.pk}/",
        "/cases/",
        "/orders/",
        f"/search/?q={scene.order.platform_no}",
        *(scene.address(field) for field in Personal.values),
    )
    for address in pages:
        page = browser(scene.people.owner).get(address)
        assert page.status_code == 200, address
        found = [name for name, value in scene.secrets.items() if value in page.content.decode()]
        assert found == [], address
    for address in (f"/cases/{scene.case.number}/", f"/orders/{scene.order.pk}/"):
        page = browser(scene.people.owner).get(address).content.decode()
        assert all(mask in page for mask in ("欧**", "138****5678", "浙江省 杭州市 西湖区 ****"))
        assert all(scene.address(field) in page for field in Personal.values)


@pytest.mark.row("U4")
@pytest.mark.attack("J2")
@pytest.mark.parametrize("field", Personal.values)
def test_the_form_asks_why_and_the_answer_is_kept_nowhere(scene: Scene, field: str):
    form = browser(scene.people.owner).get(scene.address(field), headers=PART)
    assert "What do you need it for?" in form.content.decode()
    assert "You have 20 left in this hour" in form.content.decode()
    answer = scene.ask(scene.people.owner, field)
    assert answer.status_code == 200
    assert f'<b class="ac-revealed">{scene.secrets[field]}</b>' in answer.content.decode()
    assert 'data-seconds="60"' in answer.content.decode()
    assert answer["Cache-Control"] == form["Cache-Control"] == "no-store"
    assert "You have 19 left" in browser(scene.people.owner).get(scene.address(field)).content.decode()


@pytest.mark.attack("J2", "J3", "J4")
def test_a_look_is_an_event_without_the_value_and_the_supervisor_reads_it(
    scene: Scene, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        scene.ask(scene.people.owner, purpose="other", text="买家要求改约上门取件")
        scene.ask(scene.people.owner, "receiver_address", purpose="reship")
    first, second = kinds("personal.shown")
    row = Disclosure.objects.get(pk=first.data["disclosure"])
    assert (first.actor_id, first.shop_id) == (scene.people.owner.pk, scene.people.shop.pk)
    assert (first.subject_kind, first.subject_id) == ("order", scene.order.pk)
    assert (first.data["field"], first.data["purpose"]) == ("receiver_phone", "other")
    assert (second.data["field"], second.data["purpose"]) == ("receiver_address", "reship")
    assert (row.purpose_text, row.is_shown) == ("买家要求改约上门取件", True)
    told = json.dumps([event.data for event in Event.objects.all()], ensure_ascii=False) + caplog.text
    assert [value for value in scene.secrets.values() if value in told] == []
    assert "改约" not in told  # erasable, so not in the event
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM customers_disclosure d")
        stored = "".join(text for (text,) in cursor.fetchall())
    assert [value for value in (*scene.secrets.values(), "改约") if value in stored] == []

    page = browser(scene.people.supervisor).get("/audit/").content.decode()
    for shown in ("Looked at a masked value", "phone · Other reason", "买家要求改约上门取件"):
        assert shown in page
    for shown in ("Delivery address · To send goods again", scene.order.platform_no, scene.people.owner.name):
        assert shown in page
    chinese = browser(scene.people.supervisor)
    chinese.cookies["language"] = "zh-hans"
    for shown in ("查看了买家完整信息", "收货手机 · 其他原因", "收货地址 · 补发或重发"):
        assert shown in chinese.get("/audit/?kind=personal").content.decode()
    assert "Looked at" not in browser(scene.people.stranger).get("/audit/").content.decode()


@pytest.mark.parametrize(
    ("purpose", "text"),
    [
        ("", ""),
        ("curiosity", ""),
        ("other", ""),
        ("other", "\u200b   \u200b"),
        ("other", "看看"),
        ("other", "字" * 201),
        ("other", "给买家打电话 13812345678"),
        ("other", "给买家打电话 138 1234 5678"),
        ("other", "给买家打电话 １３８１２３４５６７８"),
    ],
)
def test_without_a_proper_reason_nothing_is_shown_and_nothing_written(scene: Scene, purpose: str, text: str):
    answer = scene.ask(scene.people.owner, purpose=purpose, text=text)
    assert answer.status_code == 422
    assert WHOLE["receiver_phone"] not in answer.content.decode()
    assert not Disclosure.objects.exists()
    assert kinds("personal.shown") == []


@pytest.mark.attack("B8")
def test_a_field_that_the_form_does_not_have_is_refused(scene: Scene):
    sent = {"for_receiver_phone": "contact", "shop_id": "1"}
    assert browser(scene.people.owner).post(scene.address(), sent, headers=PART).status_code == 422
    for field in ("password", "receiver_phone_hash", "buyer_message", "shop"):
        assert browser(scene.people.owner).get(scene.address(field)).status_code == 404
        assert scene.ask(scene.people.owner, field).status_code == 404
    assert not Disclosure.objects.exists()


@pytest.mark.attack("B1", "B7")
def test_owner_and_teammate_may_and_the_stranger_finds_nothing(scene: Scene):
    for staff in (scene.people.owner, scene.people.teammate):
        assert WHOLE["receiver_phone"] in scene.ask(staff).content.decode()
    assert Disclosure.objects.count() == 2
    for field in Personal.values:
        assert browser(scene.people.stranger).get(scene.address(field)).status_code == 404
        assert scene.ask(scene.people.stranger, field).status_code == 404
    assert scene.ask(None).status_code == 401
    assert Disclosure.objects.count() == 2


@pytest.mark.row("P2", "U4")
@pytest.mark.parametrize("role", Role)
def test_who_speaks_with_buyers_sees_all_and_the_warehouse_the_name(scene: Scene, role: Role):
    staff = make_staff("", role, shop=scene.people.shop)
    shown = {field for field in Personal.values if scene.secrets[field] in scene.ask(staff, field).content.decode()}
    page = browser(staff).get(f"/orders/{scene.order.pk}/").content.decode()
    eyes = {field for field in Personal.values if scene.address(field) in page}
    wanted = set(Personal.values) if role in SPEAKERS else {"receiver_name"} if role is Role.WAREHOUSE else set()
    assert shown == eyes == wanted
    assert Disclosure.objects.count() == len(kinds("personal.shown")) == len(wanted)
    refused = scene.ask(staff, "receiver_phone").status_code
    assert refused == (200 if role in SPEAKERS else 409 if role is Role.WAREHOUSE else 404)


def test_a_right_next_door_opens_nothing_here(scene: Scene):
    both = make_staff("", Role.AGENT, shop=scene.people.other_shop)
    both.memberships.create(shop=scene.people.shop, role=Role.REFUND_CLERK)
    assert browser(both).get(f"/orders/{scene.order.pk}/").status_code == 200
    assert scene.address() not in browser(both).get(f"/orders/{scene.order.pk}/").content.decode()
    answer = scene.ask(both)
    assert answer.status_code == 409
    assert "Only those who speak with buyers may see this whole." in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_what_the_platform_has_masked_itself_has_no_eye(scene: Scene):
    order = make_order(scene.people.shop, receiver_name_mask="赵**", receiver_phone_mask="186****1234")
    page = browser(scene.people.owner).get(f"/orders/{order.pk}/").content.decode()
    assert "186****1234" in page
    assert f"/personal/orders/{order.pk}/receiver_phone/" not in page
    assert f"/personal/orders/{order.pk}/nick/" in page
    sent = {"for_receiver_phone": "contact", "for_receiver_phone_text": ""}
    answer = browser(scene.people.owner).post(f"/personal/orders/{order.pk}/receiver_phone/", sent, headers=PART)
    assert answer.status_code == 409
    assert "The platform gave us only the masked value." in answer.content.decode()
    assert not Disclosure.objects.exists()


@pytest.mark.row("U4")
@pytest.mark.attack("J2")
def test_the_twenty_first_look_of_an_hour_is_refused_and_one_alarm_is_raised(scene: Scene):
    staff = scene.people.owner
    assert [scene.ask(staff).status_code for _ in range(20)] == [200] * 20
    refused = [scene.ask(staff) for _ in range(3)]
    assert [answer.status_code for answer in refused] == [409] * 3
    for answer in refused:
        assert "as many masked values as one person may in an hour" in answer.content.decode()
        assert answer["AC-Problem"] == "personal.quota_reached"
        assert WHOLE["receiver_phone"] not in answer.content.decode()
    assert len(kinds("personal.shown")) == 20
    (alarm,) = kinds("personal.quota_reached")
    assert (alarm.actor_id, alarm.shop_id) == (staff.pk, scene.people.shop.pk)
    assert scene.ask(scene.people.teammate).status_code == 200  # the quota is a person's own

    home = browser(scene.people.supervisor).get("/").content.decode()
    assert "Wanted more masked values than an hour allows" in home
    assert f"/audit/?kind=personal&amp;person={staff.pk}" in home
    page = browser(scene.people.supervisor).get(f"/audit/?kind=personal&person={staff.pk}").content.decode()
    assert "Wanted more masked values than an hour allows" in page
    for other in (scene.people.owner, scene.people.teammate, scene.people.stranger):
        assert "Wanted more masked values" not in browser(other).get("/").content.decode()

    with travel(timedelta(minutes=61)):
        assert scene.ask(staff).status_code == 200
        limit(scene, 1)
        assert scene.ask(staff).status_code == 409
        assert len(kinds("personal.quota_reached")) == 2  # a new hour, a new alarm
    with travel(timedelta(hours=26)):
        assert "Wanted more masked values" not in browser(scene.people.supervisor).get("/").content.decode()


@pytest.mark.parametrize(
    ("value", "status", "answer"), [("0", 303, 409), ("200", 303, 200), ("201", 422, 200), ("-1", 422, 200)]
)
def test_the_quota_is_a_rule_of_the_shop_within_bounds(scene: Scene, value: str, status: int, answer: int):
    address = f"/shops/{scene.people.shop.slug}/rules/{REVEALS_PER_HOUR}/"
    assert browser(scene.people.administrator).post(address, {"value": value}).status_code == status
    assert scene.ask(scene.people.owner).status_code == answer


@pytest.mark.faults
@pytest.mark.attack("J2")
@pytest.mark.django_db(transaction=True)
def test_of_two_looks_at_once_only_what_the_quota_leaves_is_shown(scene: Scene):
    who = person(scene.people.owner)

    def look() -> str:
        return reveal_field(
            order_id=scene.order.pk, field=Personal.RECEIVER_PHONE, purpose="contact", text="", person=who
        )

    limit(scene, 10)
    with racetrack(4) as race:
        finishes = [finish for _ in range(5) for finish in race(look, look, look, look)]
    won = [finish.value for finish in finishes if finish.won]
    lost = [finish.error for finish in finishes if not finish.won]
    assert won == [WHOLE["receiver_phone"]] * 10
    assert {error.refusal.code for error in lost if isinstance(error, Refused)} == {"personal.quota_reached"}
    assert len(lost) == 10
    assert len(kinds("personal.shown")) == 10
    assert len(kinds("personal.quota_reached")) == 1


@pytest.mark.row("U4")
@pytest.mark.attack("J6")
def test_a_virtual_number_says_what_to_dial_and_is_shown_no_more_once_it_has_run_out(scene: Scene):
    owner, order = scene.people.owner, scene.order
    order.receiver_phone, order.status, order.completed_at = "13812345678-4321", "dispatched", None
    order.save()
    told = scene.ask(owner).content.decode()
    assert "13812345678-4321" in told and "dial 4321 behind it" in told and "good until" not in told

    order.status, order.completed_at = "completed", now()
    order.save()
    until = order.completed_at + timedelta(days=30)
    assert f"good until {localtime(until):%m-%d}" in scene.ask(owner).content.decode()
    with travel(timedelta(days=30)):
        before = Disclosure.objects.count()
        refused = scene.ask(owner)
        assert (refused.status_code, "has run out" in refused.content.decode()) == (409, True)
        assert browser(owner).get(scene.address(), headers=PART).status_code == 409
        assert Disclosure.objects.count() == before
        page = browser(owner).get(f"/orders/{order.pk}/").content.decode()
        assert "virtual number, run out" in page and scene.address() not in page
        assert "13812345678" not in page
        assert scene.ask(owner, "receiver_name").status_code == 200

        set_policy(shop_id=scene.people.shop.pk, key=VIRTUAL_DAYS, value=60, person=person(scene.people.administrator))
        assert scene.ask(owner).status_code == 200


@pytest.mark.row("U4")
@pytest.mark.attack("J6")
@pytest.mark.parametrize(("phone", "status"), [("13812345678", "completed"), ("13812345678-4321", "dispatched")])
def test_the_buyers_own_number_and_that_of_an_open_order_do_not_run_out(scene: Scene, phone: str, status: str):
    scene.order.receiver_phone, scene.order.status = phone, status
    scene.order.completed_at = now() if status == "completed" else None
    scene.order.save()
    with travel(timedelta(days=400)):
        assert phone in scene.ask(scene.people.owner).content.decode()
