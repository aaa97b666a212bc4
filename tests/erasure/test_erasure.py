"""A buyer's data: declared whole, copied, erased by two people, and erased again after a restore (U4, J3, J7)."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import models
from PIL import Image
from tests.pages.stage import PART, browser
from tests.people import make_case_of, make_staff, person
from tests.regulars.scene import PHONE, PLACE, Town, buys, followed, make_town

from aftercare.accounts.terms import Role
from aftercare.cases.actions.add_evidence import add_evidence
from aftercare.cases.actions.add_note import add_note as note_case
from aftercare.cases.models import Case, Note
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.actions.write_picture import write_picture_as_buyer
from aftercare.chat.models import Message, Visitor
from aftercare.chat.writing import Words
from aftercare.confirmation.models import Correction
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.personal import ERASED, Kept, Spared, declared, encrypted_columns, kept_in_order
from aftercare.core.time import now, travel
from aftercare.customers.models import Customer
from aftercare.erasure import ledger
from aftercare.erasure.actions.erase import erase, erase_again, finish_erasures
from aftercare.erasure.models import DataRequest
from aftercare.erasure.terms import LIMIT
from aftercare.files import storage
from aftercare.files.actions.store_file import Upload
from aftercare.files.models import StoredFile
from aftercare.files.terms import Copy
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.regulars.actions.keep_profile import Profile, add_note, keep_profile
from aftercare.reviews.access import Buyer
from aftercare.reviews.actions.review_as_buyer import Said, review_as_buyer
from aftercare.shops.models import Membership, Shop
from aftercare.shops.terms import Platform
from aftercare.web.customers.shell import waiting_erasures

pytestmark = pytest.mark.django_db
SECRETS = ("王小明", PHONE, "文三路", "清风明月88", "孩子过敏", "上门时狗会叫", "裂纹特写", "偏爱哑光", "常问折扣")
REASON = {"reason": "买家来电要求删除"}


@pytest.fixture(autouse=True)
def home(tmp_path, settings) -> Path:
    settings.HOME = tmp_path
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path


def picture() -> Upload:
    file = BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(file, "PNG")
    return Upload(file, "裂纹特写.png", file.tell())


def known_buyer(town: Town) -> Order:
    """A buyer of whom something stands nearly everywhere; their case is closed."""
    owner = person(town.people.owner)
    order = buys(town.shop, "清风明月88", phone=PHONE, place=PLACE, buyer_message="孩子过敏，要无漆的")
    visitor = greet_visitor(shop=town.shop).visitor
    talk = write_as_buyer(visitor=visitor, words=Words("w-1", "上门时狗会叫")).conversation
    write_picture_as_buyer(visitor=visitor, upload=picture(), client_id="p-1")
    Visitor.objects.filter(pk=visitor.pk).update(customer_id=order.customer_id, name="王小明")
    case = make_case_of("return", town.people.owner, order, description="孩子过敏")
    note_case(number=case.number, text=f"王小明说 {PHONE}", person=owner)
    add_evidence(number=case.number, upload=picture(), person=owner)
    Case.objects.filter(pk=case.pk).update(closed_at=now(), refunded=Money(5000), platform_due_at=None)
    Correction.objects.create(order=order, shop=town.shop, field="receiver_phone", old=PHONE, new=PHONE, at=now())
    assert order.customer_id is not None
    profile = Profile("花艺师", "偏爱哑光", 1)
    keep_profile(customer_id=order.customer_id, profile=profile, person=owner)
    add_note(customer_id=order.customer_id, text="常问折扣", person=owner)
    followed()
    assert talk.pk
    return order


def standing() -> dict[str, set[str]]:
    """Where the secrets still stand, read as people would, in every table of ours."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("aftercare."):
            continue
        names = [one.attname for one in model._meta.concrete_fields if not isinstance(one, models.BinaryField)]
        for values in model._default_manager.values_list(*names):
            text = " ".join(str(value) for value in values)
            if hits := {secret for secret in SECRETS if secret in text}:
                found.setdefault(model._meta.label, set()).update(hits)
    return found


def erased_by_two(town: Town, order: Order) -> DataRequest:
    boss = make_staff("", Role.SUPERVISOR, shop=town.shop)
    assert browser(boss).post(f"/customers/{order.customer_id}/data/erase/", REASON).status_code == 303
    request = DataRequest.objects.get(kind="erase")
    address = f"/customers/requests/{request.pk}/confirm/"
    assert browser(town.people.supervisor).post(address).status_code == 303
    erase(request_id=request.pk)
    request.refresh_from_db()
    return request


@pytest.mark.row("U4")
def test_every_encrypted_column_is_declared():
    said = set()
    for one in declared():
        if isinstance(one, Spared):
            assert one.reason
            said |= {(one.model, name) for name in one.fields}
        else:
            said |= {(one.model, name) for name in one.erase}
    missing = {f"{model.__name__}.{name}" for model, name in encrypted_columns() - said}
    assert missing == set(), "name them in the package's personal.py"


def test_declarations_come_after_what_they_need_and_name_real_fields():
    order = [one.model.__name__ for one in kept_in_order()]
    assert order.index("Customer") < order.index("Order") < order.index("Case") < order.index("StoredFile")
    for one in declared():
        names = {column.name for column in one.model._meta.get_fields()}
        if isinstance(one, Kept):
            assert set(one.erase) | set(one.told) <= names, one.model


@pytest.mark.row("U4")
@pytest.mark.attack("J3", "J7")
def test_erasure_takes_everything_but_amounts(home):
    town = make_town()
    order = known_buyer(town)
    other = buys(town.shop, "远山如黛", name="李四", phone="13700007777", place="江苏省 南京市 鼓楼区 中山北路 1 号")
    before = standing()
    assert {"orders.Order", "chat.Message", "cases.Note", "files.StoredFile", "regulars.RegularNote"} <= set(before)
    tokens = list(StoredFile.objects.values_list("token", flat=True))
    request = erased_by_two(town, order)
    assert request.state == "done"
    assert standing() == {}
    for token in tokens:
        assert not any(storage.path_of(token, copy).exists() for copy in Copy)
    order.refresh_from_db()
    assert (order.paid, order.item_summary, order.receiver_phone_hash) == (Money(10000), "原木摆件", "")
    assert Case.objects.get(order=order).refunded == Money(5000)
    assert Message.objects.filter(text=ERASED).count() == 0  # encrypted: not found by its text
    assert {row.text for row in Note.objects.all()} == {ERASED}
    other.refresh_from_db()
    assert (other.receiver_phone, other.receiver_name) == ("13700007777", "李四")
    assert Event.objects.filter(kind="erasure.done").count() == 1
    line = (home / "erasures.jsonl").read_text()
    assert not any(secret in line for secret in SECRETS)
    answer = browser(town.people.owner).get(f"/customers/{order.customer_id}/")
    assert answer.status_code == 200
    assert "Buyer without a nick" in answer.content.decode()


@pytest.mark.row("U4")
def test_two_people_erase_and_nobody_else():
    town = make_town()
    order = known_buyer(town)
    address = f"/customers/{order.customer_id}/data/"
    for staff in (town.people.owner, town.people.stranger, town.people.warehouse):
        assert browser(staff).get(address).status_code == 404
        assert browser(staff).post(f"{address}erase/", REASON).status_code == 404
        assert browser(staff).post(f"{address}copy/", REASON).status_code == 404
    assert not DataRequest.objects.exists()
    boss = browser(town.people.supervisor)
    assert boss.post(f"{address}erase/", {"reason": ""}).status_code == 422
    assert boss.post(f"{address}erase/", REASON).status_code == 303
    assert boss.post(f"{address}erase/", REASON).status_code == 409
    request = DataRequest.objects.get()
    assert request.due_at == request.asked_at + LIMIT
    everywhere = frozenset({town.shop.pk, town.other.pk})
    assert waiting_erasures(person(town.people.administrator), everywhere).count() == 1
    assert waiting_erasures(person(town.people.owner), everywhere).count() == 0
    assert waiting_erasures(person(town.people.stranger), everywhere).count() == 0
    page = boss.get("/customers/requests/").content.decode()
    assert "ac-clock" in page
    assert boss.post(f"/customers/requests/{request.pk}/confirm/").status_code == 409  # their own
    stranger = browser(town.people.stranger)
    assert stranger.post(f"/customers/requests/{request.pk}/confirm/").status_code == 404
    assert "买家来电" not in stranger.get("/customers/requests/").content.decode()
    request.refresh_from_db()
    assert request.state == "asked"
    assert browser(town.people.administrator).post(f"/customers/requests/{request.pk}/confirm/").status_code == 303
    assert browser(town.people.administrator).post(f"/customers/requests/{request.pk}/confirm/").status_code == 409
    assert standing() != {}


@pytest.mark.row("U4")
def test_open_cases_orders_on_the_way_and_holds_keep_the_data():
    town = make_town()
    order = known_buyer(town)
    pk = order.customer_id
    first, second = browser(town.people.supervisor), browser(town.people.administrator)
    first.post(f"/customers/{pk}/data/erase/", REASON)
    confirm = f"/customers/requests/{DataRequest.objects.get().pk}/confirm/"

    def refused(sentence: str) -> None:
        answer = second.post(confirm, headers=PART)
        assert answer.status_code == 409
        assert sentence in answer.content.decode()
        assert DataRequest.objects.get().state == "asked"

    Case.objects.update(closed_at=None)
    refused("A case is still open")
    Case.objects.update(closed_at=now())
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.DISPATCHED)
    refused("on its way")
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.COMPLETED)
    assert first.post(f"/customers/{pk}/data/hold/", {"on": "1", "reason": "法院调证中"}).status_code == 303
    refused("held")
    assert first.post(f"/customers/{pk}/data/hold/", {"on": "0"}).status_code == 303
    assert second.post(confirm).status_code == 303
    Case.objects.update(closed_at=None)  # came up between the confirmation and the worker
    assert erase(request_id=DataRequest.objects.get().pk) == "asked"
    assert DataRequest.objects.get().problem == "cases"
    assert standing() != {}
    assert "A case is still open" in second.get("/customers/requests/").content.decode()


@pytest.mark.attack("J7")
def test_what_a_restore_or_a_report_brings_back_is_erased_again(home):
    town = make_town()
    order = known_buyer(town)
    row = Customer.objects.get(pk=order.customer_id)
    nick, digest, mask = row.nick, row.nick_hash, row.nick_mask
    erased_by_two(town, order)
    assert erase_again() == 0
    # an older back-up: the request is not known, the data is there again
    DataRequest.objects.all().delete()
    Customer.objects.filter(pk=row.pk).update(nick=nick, nick_hash=digest, nick_mask=mask)
    Order.objects.filter(pk=order.pk).update(receiver_name="王小明", receiver_phone=PHONE, receiver_name_mask="王**")
    Message.objects.update(text="上门时狗会叫")
    assert standing() != {}
    assert erase_again() == 1
    assert standing() == {}
    assert erase_again() == 0
    # a report that tells the same order anew; what the buyer has bought since is their own affair
    again = buys(town.shop, "清风明月88", name="王小明")
    Order.objects.filter(pk=order.pk).update(receiver_name="王小明", customer_id=again.customer_id)
    assert erase_again() == 1
    order.refresh_from_db()
    again.refresh_from_db()
    assert (order.receiver_name, again.receiver_name) == ("", "王小明")
    assert Customer.objects.get(pk=again.customer_id).nick == "清风明月88"
    assert len(list(ledger.read(home / "erasures.jsonl"))) == 1


@pytest.mark.faults
def test_a_worker_that_dies_between_the_steps_is_finished_later(monkeypatch):
    town = make_town()
    order = known_buyer(town)
    browser(town.people.supervisor).post(f"/customers/{order.customer_id}/data/erase/", REASON)
    request = DataRequest.objects.get()
    browser(town.people.administrator).post(f"/customers/requests/{request.pk}/confirm/")
    full = django_settings.HOME / "erasures.jsonl"
    full.mkdir()  # the list cannot be written
    with pytest.raises(OSError):
        erase(request_id=request.pk)
    request.refresh_from_db()
    assert (request.state, request.listed_at, bool(request.tokens)) == ("done", None, True)
    full.rmdir()
    with travel(LIMIT):
        assert finish_erasures() == 1
        assert finish_erasures() == 0
    request.refresh_from_db()
    assert request.listed_at is not None
    assert request.tokens == []
    assert len(list(ledger.read())) == 1


@pytest.mark.row("U4", "R1")
def test_of_a_review_on_the_own_page_words_and_pictures_go_and_the_result_stays():
    town = make_town()
    Shop.objects.filter(pk=town.shop.pk).update(platform=Platform.OWN)
    town.shop.refresh_from_db()
    order = buys(town.shop, "清风明月88", phone=PHONE)
    Order.objects.filter(pk=order.pk).update(completed_at=now() - timedelta(days=5))
    said = Said(5, "孩子过敏也能用", pictures=(picture(),))
    line = order.lines.get()
    review = review_as_buyer(buyer=Buyer(town.shop, order.customer_id), line_id=line.pk, said=said)
    path = storage.path_of(review.pictures.get().file.token, Copy.ORIGINAL)
    assert path.exists()
    erased_by_two(town, order)
    review.refresh_from_db()
    assert (review.stars, review.content, review.nick) == (5, "", "")
    assert not path.exists() and standing() == {}


@pytest.mark.row("U4")
def test_of_a_joined_buyer_only_the_readers_shops_are_touched():
    town = make_town()
    one, far = buys(town.shop, "清风明月88", phone=PHONE), buys(town.other, "远山如黛", phone=PHONE)
    Membership.objects.create(shop=town.shop, staff=town.people.stranger, role=Role.SUPERVISOR)
    both = browser(town.both)
    assert both.post(f"/customers/{one.customer_id}/join/", {"other": far.customer_id}).status_code == 303
    boss = browser(town.people.supervisor)
    boss.post(f"/customers/{one.customer_id}/data/erase/", {**REASON, "all": "1"})
    request = DataRequest.objects.get()
    assert request.customers == [one.customer_id]
    boss.post(f"/customers/requests/{request.pk}/refuse/", {"note": "买家撤回了"})
    both.post(f"/customers/{one.customer_id}/data/erase/", {**REASON, "all": "1"})
    wide = DataRequest.objects.get(state="asked")
    assert sorted(wide.customers) == sorted([one.customer_id, far.customer_id])
    assert boss.post(f"/customers/requests/{wide.pk}/confirm/").status_code == 404  # not all of their shops
    assert browser(town.people.stranger).post(f"/customers/requests/{wide.pk}/confirm/").status_code == 303
