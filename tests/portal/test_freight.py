"""The buyer's page of return freight: the link, the form, what they see of it, and what a flood gets (B5)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.freight.scene import approved, pays_to_accounts, picture_bytes, returned
from tests.people import make_people, person

from aftercare.core.crypto import decrypt
from aftercare.core.money import Money
from aftercare.core.time import travel
from aftercare.files.models import StoredFile
from aftercare.freight.actions.make_batch import make_batch
from aftercare.freight.actions.make_link import make_link
from aftercare.freight.actions.refuse_claim import refuse_claim
from aftercare.freight.actions.take_results import fail_rest
from aftercare.freight.models import FreightClaim, FreightInvite
from aftercare.portal.limits import FORMS_AN_HOUR, STRANGE_LINKS_AN_HOUR
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db


def phone() -> Client:
    client = Client()
    client.cookies.load({"language": "en"})
    return client


class Buyer:
    """A buyer with the link of their case."""

    def __init__(self, people=None) -> None:
        self.people = people or make_people()
        self.case = returned(self.people)
        self.token = make_link(case_number=self.case.number, person=person(self.people.owner)).token
        self.address = f"/f/{self.token}/"
        self.client = phone()

    def send(self, **fields):
        form = {"amount": "12.00", "amount_again": "12", "tracking_no": "SF8800000001", "key": "k-1"}
        form["picture"] = SimpleUploadedFile("凭证.png", picture_bytes(), "image/png")
        form = {name: value for name, value in {**form, **fields}.items() if value is not None}
        return self.client.post(self.address, form)

    def page(self) -> str:
        answer = self.client.get(self.address)
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.mark.row("B5")
def test_a_buyer_registers_by_the_link_and_follows_it_to_the_end():
    buyer = Buyer()
    page = buyer.page()
    assert 'value="SF8800000001"' in page and buyer.case.order.platform_no[-6:] in page
    assert "we need no account" in page and 'name="payee_account"' not in page
    answer = buyer.send(receipt_no="R-77", note="顺丰单次寄回")
    assert (answer.status_code, answer["Location"]) == (303, buyer.address)
    claim = FreightClaim.objects.get()
    assert (claim.amount, claim.source, claim.registered_by_id) == (Money(1200), "buyer", None)
    assert claim.picture.uploaded_by_id is None
    page = buyer.page()
    assert claim.number in page and "We are looking at it" in page
    refuse_claim(number=claim.number, code="unreadable", text="请重新拍照", person=person(buyer.people.teammate))
    page = buyer.page()
    assert "Not refunded" in page and "please register it again with a clear picture" in page and "请重新拍照" in page
    assert buyer.send(key="k-2").status_code == 303  # anew, after a refusal
    second = FreightClaim.objects.latest("pk")
    approved(second, buyer.people.teammate)
    assert "Agreed, it will be paid soon" in buyer.page()


@pytest.mark.attack("A7", "B10")
def test_only_the_hash_of_a_link_is_kept_and_it_runs_out():
    buyer = Buyer()
    invite = FreightInvite.objects.get()
    assert len(buyer.token) >= 43 and buyer.token not in str(list(FreightInvite.objects.values()))
    for strange in (buyer.token[:-1], buyer.token + "x", "x" * 43, "%E5%8D%95", invite.token_hash):
        answer = phone().get(f"/f/{strange}/")
        assert answer.status_code == 404
        assert "no longer good" in answer.content.decode()
    with travel(timedelta(days=15)):
        assert buyer.client.get(buyer.address).status_code == 404
        assert buyer.send().status_code == 404
    Shop.objects.filter(pk=buyer.people.shop.pk).update(is_active=False)
    assert buyer.client.get(buyer.address).status_code == 404
    assert FreightClaim.objects.count() == 0


@pytest.mark.attack("J4", "B14", "A15")
def test_the_page_tells_nothing_of_the_house_and_is_kept_nowhere():
    buyer = Buyer()
    buyer.send()
    approved(FreightClaim.objects.get(), buyer.people.supervisor, reason="内部说明")
    answer = buyer.client.get(buyer.address)
    text = answer.content.decode()
    assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Robots-Tag"] == "noindex"
    for inside in ("内部说明", buyer.people.supervisor.name, buyer.case.order.platform_no, buyer.case.number):
        assert inside not in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"amount_again": "120"}, "The two amounts differ"),
        ({"amount": "-1", "amount_again": "-1"}, "Enter what you paid"),
        ({"amount": "0", "amount_again": "0"}, "Enter what you paid"),
        ({"amount": "1e2", "amount_again": "1e2"}, "Enter what you paid"),
        ({"amount": "12.345", "amount_again": "12.345"}, "Enter what you paid"),
        ({"amount": "99999", "amount_again": "99999"}, "Enter what you paid"),
        ({"tracking_no": "=1+1"}, "A tracking number has"),
        ({"picture": None}, "Add a picture of the receipt"),
        ({"picture": SimpleUploadedFile("a.png", b"<html>")}, "Add a picture of the receipt"),
        ({"note": "长" * 301}, 'id="note-problem" role="alert">At most 300 characters'),
        ({"receipt_no": "R" * 41}, 'id="receipt-problem" role="alert">At most 40 characters'),
        ({"state": "paid"}, "no such field"),
        ({"granted": "5"}, "no such field"),
    ],
)
@pytest.mark.attack("H9", "B8", "D1")
def test_what_cannot_be_taken_is_said_beside_the_field_and_leaves_nothing(fields, says):
    buyer = Buyer()
    answer = buyer.send(**fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert FreightClaim.objects.count() == 0
    assert StoredFile.objects.count() == 0


def test_what_was_typed_is_not_lost_by_a_mistake():
    answer = Buyer().send(amount_again="120", receipt_no="R-77", note="请退到支付宝").content.decode()
    assert 'value="R-77"' in answer and "请退到支付宝" in answer and 'value="12.00"' in answer
    assert "Please choose the picture once more" in answer


@pytest.mark.attack("H1")
def test_a_form_sent_twice_and_a_parcel_registered_twice():
    buyer = Buyer()
    assert buyer.send().status_code == buyer.send().status_code == 303
    assert FreightClaim.objects.count() == 1
    answer = buyer.send(key="k-2")
    assert answer.status_code == 409
    assert "registered already" in answer.content.decode()
    assert FreightClaim.objects.count() == 1


@pytest.mark.row("B5")
@pytest.mark.attack("J3")
def test_an_account_is_asked_for_only_where_needed_and_kept_encrypted():
    buyer = Buyer()
    buyer.send(payee_name="测试甲", payee_account="test@pay.example")
    assert FreightClaim.objects.get().payee_account == ""  # nobody needs it
    FreightClaim.objects.all().delete()
    pays_to_accounts(buyer.people)
    assert 'name="payee_account"' in buyer.page()
    assert buyer.send(key="k-2").status_code == 422
    assert buyer.send(key="k-3", payee_name="测试甲", payee_account="test@pay.example").status_code == 303
    claim = FreightClaim.objects.get()
    assert (claim.payee_account, claim.payee_mask) == ("test@pay.example", "测** ****mple")
    stored = FreightClaim.objects.extra(select={"raw": "payee_account"}).values_list("raw", flat=True)[0]
    assert "pay.example" not in stored and decrypt(stored) == "test@pay.example"


@pytest.mark.row("B5")
def test_after_a_failed_payment_the_buyer_names_another_account():
    people = make_people()
    pays_to_accounts(people)
    buyer = Buyer(people)
    buyer.send(payee_name="测试甲", payee_account="test@pay.example")
    claim = FreightClaim.objects.get()
    there = f"{buyer.address}{claim.number}/account/"
    other = {"payee_name": "测试乙", "payee_account": "other@pay.example"}
    assert buyer.client.post(there, other).status_code == 409  # nothing has failed yet
    approved(claim, people.supervisor)
    batch = make_batch(shop_id=people.shop.pk, person=person(people.refund_clerk))
    fail_rest(number=batch.number, reason="账号不存在", person=person(people.refund_clerk))
    assert "The payment did not work" in buyer.page() and there in buyer.page()
    assert Buyer().client.post(f"/f/{Buyer().token}/{claim.number}/account/", other).status_code == 409  # another's
    assert buyer.client.post(there, other).status_code == 303
    claim.refresh_from_db()
    assert (claim.payee_account, claim.state) == ("other@pay.example", "failed")


@pytest.mark.attack("D9", "A9")
def test_a_flood_is_turned_away_and_nobody_else_suffers():
    buyer, other = Buyer(), Buyer()
    codes = [buyer.send(amount="x").status_code for _try in range(FORMS_AN_HOUR + 1)]
    assert codes == [422] * FORMS_AN_HOUR + [429]
    assert buyer.client.get(buyer.address).status_code == 200
    assert other.send().status_code == 303
    strange = phone()
    codes = [strange.get(f"/f/{'x' * 43}/").status_code for _try in range(STRANGE_LINKS_AN_HOUR + 1)]
    assert codes[-2:] == [404, 429]
    with travel(timedelta(hours=2)):
        assert buyer.send().status_code == 303


@pytest.mark.attack("C12", "B19")
def test_no_other_site_sends_the_form():
    buyer = Buyer()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(buyer.address, {"amount": "12"}).status_code == 403
    assert FreightClaim.objects.count() == 0
