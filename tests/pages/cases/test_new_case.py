"""The wizard: find the order, enter the application, look once more, open once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.files.pictures import jpeg
from tests.pages.stage import PART, browser
from tests.people import make_case, make_order, make_people

from aftercare.cases.models import Case, Evidence
from aftercare.core.crypto import keyed_hash
from aftercare.core.money import Money
from aftercare.core.text import fold
from aftercare.files.models import StoredFile
from aftercare.orders.models import Order

pytestmark = pytest.mark.django_db
KEY = "k" * 32


def application(order: Order, **changes: str) -> dict[str, str]:
    sent = {"order": str(order.pk), "key": KEY, "flow": "return", "reason": "quality", "description": "洗一次就起球"}
    for line in order.lines.all():
        sent[f"lines-{line.pk}-pieces"] = str(line.quantity)
        sent[f"lines-{line.pk}-amount"] = line.paid.yuan
    return {**sent, **{name.replace("__", "-"): value for name, value in changes.items()}}


@pytest.mark.row("C1")
def test_a_return_is_opened_in_three_steps():
    people = make_people()
    order = make_order(people.shop, paid="150.00")
    client = browser(people.owner)

    found = client.get("/cases/new/", {"q": order.platform_no}, headers=PART).content.decode()
    assert f"/cases/new/?order={order.pk}" in found

    form = client.get(f"/cases/new/?order={order.pk}&flow=return").content.decode()
    assert 'value="150.00"' in form

    summary = client.post("/cases/new/", {**application(order), "step": "summary"}, headers=PART).content.decode()
    assert "¥150.00" in summary
    assert "Quality problem" in summary
    assert not Case.objects.exists()

    answer = client.post("/cases/new/", {**application(order), "step": "open"}, headers=PART)
    case = Case.objects.get()
    assert answer.headers["HX-Redirect"] == f"/cases/{case.number}/"
    assert (case.owner_id, case.asked, case.reason) == (people.owner.pk, Money(15000), "quality")


def test_going_back_keeps_everything():
    people = make_people()
    order = make_order(people.shop, lines=2, paid="30.00")
    first, second = order.lines.order_by("pk")
    sent = application(order, **{f"lines-{second.pk}-pieces": "0", f"lines-{second.pk}-amount": "0.00"}, freight="12.5")
    client = browser(people.owner)
    summary = client.post("/cases/new/", {**sent, "step": "summary"}, headers=PART).content.decode()
    for name, value in sent.items():
        assert f'name="{name}" value="{value}"' in summary
    form = client.post("/cases/new/", {**sent, "step": "lines"}, headers=PART).content.decode()
    assert f'name="lines-{first.pk}-pieces" value="1"' in form
    assert 'name="freight" value="12.5"' in form
    assert f'name="key" value="{KEY}"' in form


@pytest.mark.attack("H1")
def test_a_double_click_opens_one_case():
    people = make_people()
    order = make_order(people.shop)
    client = browser(people.owner)
    answers = [client.post("/cases/new/", {**application(order), "step": "open"}, headers=PART) for _ in range(2)]
    case = Case.objects.get()
    assert [answer.headers["HX-Redirect"] for answer in answers] == [f"/cases/{case.number}/"] * 2


@pytest.mark.row("B3", "C18")
def test_part_of_the_pieces_has_its_share_to_the_fen():
    people = make_people()
    order = make_order(people.shop, paid="100.00", quantity=3)
    line = order.lines.get()
    form = browser(people.owner).get(f"/cases/new/?order={order.pk}&flow=return").content.decode()
    assert 'data-share-left="3" data-share-fen="10000"' in form
    sent = application(order, **{f"lines-{line.pk}-pieces": "2", f"lines-{line.pk}-amount": "66.67"})
    assert browser(people.owner).post("/cases/new/", {**sent, "step": "open"}, headers=PART).status_code == 204
    again = browser(people.owner).get(f"/cases/new/?order={order.pk}&flow=return").content.decode()
    assert 'max="1"' in again
    assert "This order already has a case" in again


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "whatever"}, "Choose one of the list."),
        ({"freight": "abc"}, "Enter an amount in yuan"),
        ({"pieces": "2"}, "At most 1 pieces are free."),
        ({"pieces": "0", "amount": "0.00"}, "Choose at least one piece."),
        ({"pieces": "0"}, "Money for no piece."),
        ({"amount": "0"}, "Enter what is to be refunded; it is more than nothing."),
        ({"amount": "100.01"}, "At most ¥100.00 can still be refunded."),
        ({"amount": "1e2"}, "Enter an amount in yuan"),
        ({"description": "长" * 1001}, "At most 1000 characters."),
        ({"approved": "1"}, "This step does not take this."),
    ],
)
def test_what_cannot_be_opened_says_why_and_keeps_what_was_typed(changes: dict[str, str], sentence: str):
    people = make_people()
    order = make_order(people.shop)
    line = order.lines.get().pk
    named = {f"lines-{line}-{k}" if k in ("pieces", "amount") else k: v for k, v in changes.items()}
    answer = browser(people.owner).post("/cases/new/", {**application(order), **named, "step": "open"}, headers=PART)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.attack("B7")
def test_no_case_is_opened_on_the_order_of_another_shop():
    people = make_people()
    order = make_order(people.other_shop)
    client = browser(people.owner)
    assert client.get(f"/cases/new/?order={order.pk}").status_code == 404
    assert client.post("/cases/new/", {**application(order), "step": "open"}).status_code == 404
    assert order.platform_no not in client.get(
        "/cases/new/", {"q": order.platform_no}, headers=PART
    ).content.decode().replace(f'value="{order.platform_no}"', "")
    assert not Case.objects.exists()


@pytest.mark.attack("J5")
def test_orders_are_found_by_whole_phone_and_whole_nick_only():
    people = make_people()
    order = make_order(people.shop, receiver_phone_hash=keyed_hash("13800001234"), tracking_no="YT00001234")
    order.customer.nick_hash = keyed_hash(fold("清风明月88"))
    order.customer.save()
    client = browser(people.owner)

    def finds(text: str) -> bool:
        return f"?order={order.pk}" in client.get("/cases/new/", {"q": text}, headers=PART).content.decode()

    assert all(finds(text) for text in ("13800001234", "138 0000 1234", "+8613800001234", "yt00001234", "清风明月88"))
    assert not any(finds(text) for text in ("1380000", "1234", "清风", "%", "_", order.platform_no[:-1]))


@pytest.mark.attack("D4")
def test_evidence_added_on_the_way_is_attached_and_nobody_elses_can_be():
    people = make_people()
    order = make_order(people.shop)
    client, other = browser(people.owner), browser(people.teammate)
    part = client.post(
        f"/cases/new/{order.pk}/files/", {"file": SimpleUploadedFile("凭证.jpg", jpeg())}, headers=PART
    ).content.decode()
    token = StoredFile.objects.get().token
    assert f'name="evidence" value="{token}"' in part
    thumb = f"/cases/new/{order.pk}/files/{token}/thumb/"
    assert client.get(thumb).status_code == 200
    assert other.get(thumb).status_code == 404

    stolen = {**application(order, key="x" * 32), "evidence": token, "step": "open"}
    assert other.post("/cases/new/", stolen, headers=PART).status_code == 422
    assert not Case.objects.exists()

    client.post("/cases/new/", {**application(order), "evidence": token, "step": "open"}, headers=PART)
    assert Evidence.objects.get().file.token == token
    assert client.get(thumb).status_code == 404  # from now on through the case only


@pytest.mark.row("C1")
def test_the_platforms_number_is_taken_once():
    people = make_people()
    make_case(people.owner, make_order(people.shop), platform_case_no="987654321")
    order = make_order(people.shop)
    sent = {**application(order), "platform_case_no": "987654321", "step": "open"}
    answer = browser(people.owner).post("/cases/new/", sent, headers=PART)
    assert answer.status_code == 422
    assert Case.objects.count() == 1
