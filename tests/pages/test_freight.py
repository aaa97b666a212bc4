"""Return freight through its pages: register, decide, payment files (B5)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from tests.freight.scene import approved, claim_of, pays_to_accounts, picture_bytes, returned
from tests.pages.stage import PART, agreed, browser, queries_of
from tests.people import make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.cases.models import BuyerMessage, Case
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import travel
from aftercare.freight.models import FreightBatch, FreightClaim
from aftercare.money.models import Payout

pytestmark = pytest.mark.django_db


def state_of(claim: FreightClaim) -> tuple[str, int]:
    claim.refresh_from_db()
    return claim.state, claim.version


def register(client, case: Case, **fields):
    form = {"amount": "12.00", "amount_again": "12.00", "tracking_no": "SF8800000001", "key": "k-1"}
    form["picture"] = SimpleUploadedFile("凭证.png", picture_bytes(), "image/png")
    return client.post(f"/freight/cases/{case.number}/", {**form, **fields})


@pytest.mark.row("B5")
def test_an_agent_makes_the_link_and_it_is_shown_once():
    people = make_people()
    case = returned(people)
    client = browser(people.owner)
    assert f"/freight/cases/{case.number}/" in client.get(f"/cases/{case.number}/").content.decode()
    text = client.post(f"/freight/cases/{case.number}/link/", headers=PART).content.decode()
    token = text.split("/f/")[1].split("/")[0]
    assert browser().get(f"/f/{token}/").status_code == 200
    assert token not in client.get(f"/freight/cases/{case.number}/").content.decode()
    assert Event.objects.filter(kind="case.freight_link", subject_id=case.pk).count() == 1
    assert token not in str(list(Event.objects.values_list("data", flat=True)))
    assert browser(people.stranger).post(f"/freight/cases/{case.number}/link/").status_code == 404


@pytest.mark.row("B5", "C17")
@pytest.mark.attack("B20")
def test_registered_for_the_buyer_it_is_decided_by_somebody_else():
    people = make_people()
    case = returned(people)
    agent = browser(people.owner)
    assert register(agent, case).status_code == 303
    claim = FreightClaim.objects.get()
    page = agent.get(f"/freight/{claim.number}/").content.decode()
    assert "You registered it for the buyer" in page
    grant = {"amount": "12.00", "reason": "", "version": "1"}
    assert agent.post(f"/freight/{claim.number}/approve/", grant).status_code == 409
    assert state_of(claim) == ("registered", 1)
    assert Payout.objects.count() == 0
    mate = browser(people.teammate)
    assert mate.post(f"/freight/{claim.number}/approve/", grant).status_code == 303
    assert state_of(claim) == ("approved", 2)
    payout = Payout.objects.get()
    assert (payout.amount, payout.key, payout.subject_kind) == (Money(1200), f"freight-{claim.pk}-1", "freight")
    assert payout.payee_reference == case.order.platform_no
    assert mate.post(f"/freight/{claim.number}/approve/", {**grant, "version": "2"}).status_code == 409
    assert Payout.objects.count() == 1
    assert "Return freight was approved" in agent.get(f"/cases/{case.number}/").content.decode()


@pytest.mark.row("B5", "C16", "C17")
def test_what_speaks_against_it_goes_to_the_supervisor_with_a_reason():
    people = make_people()
    case = agreed(people.owner, people.shop)  # the parcel has not come
    claim = claim_of(case, people.owner)
    mate, boss = browser(people.teammate), browser(people.supervisor)
    page = mate.get(f"/freight/{claim.number}/").content.decode()
    assert "The warehouse has not received the parcel" in page and "A supervisor decides this" in page
    grant = {"amount": "12.00", "reason": "", "version": "1"}
    assert mate.post(f"/freight/{claim.number}/approve/", grant).status_code == 409
    assert boss.post(f"/freight/{claim.number}/approve/", grant).status_code == 422
    assert state_of(claim) == ("registered", 1)
    reason = {**grant, "reason": "快递已签收，仓库漏扫"}
    assert boss.post(f"/freight/{claim.number}/approve/", reason).status_code == 303
    claim.refresh_from_db()
    assert claim.findings == ["not_received"] and claim.decision_reason == "快递已签收，仓库漏扫"
    assert "快递已签收" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_ceiling_lowers_what_is_granted_and_stops_more_than_it():
    people = make_people()
    claim = claim_of(returned(people), people.owner, amount="40.00")
    boss = browser(people.supervisor)
    assert 'value="25.00"' in boss.get(f"/freight/{claim.number}/").content.decode()
    over = {"amount": "25.01", "reason": "大件", "version": "1"}
    answer = boss.post(f"/freight/{claim.number}/approve/", over)
    assert answer.status_code == 409 and "At most ¥25.00" in answer.content.decode()
    assert boss.post(f"/freight/{claim.number}/approve/", {**over, "amount": "25"}).status_code == 303
    assert Payout.objects.get().amount == Money(2500)


@pytest.mark.row("B5")
def test_a_refusal_is_told_to_the_buyer():
    people = make_people()
    case = returned(people)
    claim = claim_of(case, people.owner)
    mate = browser(people.teammate)
    told = {"code": "other", "text": "", "version": "1"}
    assert mate.post(f"/freight/{claim.number}/refuse/", told).status_code == 422  # another reason needs words
    assert mate.post(f"/freight/{claim.number}/refuse/", {**told, "code": "gone"}).status_code == 422
    assert state_of(claim) == ("registered", 1)
    assert mate.post(f"/freight/{claim.number}/refuse/", {**told, "text": "请按规则"}).status_code == 303
    assert state_of(claim) == ("refused", 2)
    letter = BuyerMessage.objects.get(case=case, template="freight_refused")
    assert "12.00" in letter.text and claim.number in letter.text and "请按规则" in letter.text
    page = browser(people.owner).get(f"/cases/{case.number}/").content.decode()
    assert "Return freight refused" in page and letter.text[:8] in page
    assert claim.number in mate.get("/freight/?view=not_paid").content.decode()


@pytest.mark.row("B5", "C18")
@pytest.mark.attack("E1", "E10")
def test_a_clerk_makes_the_file_takes_it_out_and_brings_the_result_in():
    people = make_people()
    pays_to_accounts(people)
    account = {"payee_name": "测试甲", "payee_account": "test@pay.example"}
    claim = approved(claim_of(returned(people), people.owner, **account), people.teammate)
    clerk = browser(people.refund_clerk)
    assert "1 approved registration waits" in clerk.get("/freight/files/").content.decode()
    answer = clerk.post("/freight/files/", {"shop": people.shop.pk})
    batch = FreightBatch.objects.get()
    assert answer["Location"] == f"/freight/files/{batch.number}/"
    page = clerk.get(answer["Location"]).content.decode()
    assert claim.number in page and "test@pay.example" not in page  # whole in the file only
    sheet = load_workbook(BytesIO(b"".join(clerk.get(f"{answer['Location']}payments.xlsx").streaming_content))).active
    head, first = [[cell.value for cell in row] for row in list(sheet.rows)[:2]]
    assert head[:5] == ["打款编号", "订单编号", "收款人", "收款账号", "金额(元)"]
    assert first[0] == f"freight-{claim.pk}-1" and first[3] == "test@pay.example" and first[4] == 12
    assert Event.objects.filter(kind="freight.batch_exported").count() == 1
    sheet.cell(2, 7, "成功")
    sheet.cell(2, 8, "202611220001")
    out = BytesIO()
    sheet.parent.save(out)
    file = SimpleUploadedFile("结果.xlsx", out.getvalue())
    page = clerk.post(f"/freight/files/{batch.number}/results/", {"file": file}).content.decode()
    assert "What became of the file" in page
    assert state_of(claim)[0] == "paid"
    assert Payout.objects.get().voucher == "202611220001"
    payouts = clerk.get("/payouts/?queue=paid").content.decode()
    assert "202611220001" in payouts
    wrong = SimpleUploadedFile("结果.csv", "编号,备注\n1,2\n".encode())
    answer = clerk.post(f"/freight/files/{batch.number}/results/", {"file": wrong})
    assert answer.status_code == 422 and "lacks the columns" in answer.content.decode()


@pytest.mark.attack("B1", "B17")
def test_who_decides_takes_no_file_out_and_a_stranger_sees_nothing():
    people = make_people()
    claim = approved(claim_of(returned(people), people.owner), people.supervisor)
    clerk, boss = browser(people.refund_clerk), browser(people.supervisor)
    clerk.post("/freight/files/", {"shop": people.shop.pk})
    batch = FreightBatch.objects.get()
    assert boss.get(f"/freight/files/{batch.number}/").status_code == 200
    assert boss.get(f"/freight/files/{batch.number}/payments.csv").status_code == 404
    assert clerk.post(f"/freight/{claim.number}/approve/", {"amount": "1", "version": "2"}).status_code == 404
    stranger = browser(make_staff("", *Role, shop=people.other_shop))
    for place in (claim.number, f"files/{batch.number}", f"cases/{claim.case.number}"):
        assert stranger.get(f"/freight/{place}/").status_code == 404
    assert stranger.get(f"/freight/{claim.number}/receipt/shown/").status_code == 404
    assert stranger.post("/freight/files/", {"shop": people.shop.pk}).status_code == 404
    assert claim.number not in stranger.get("/freight/?view=all").content.decode()
    assert state_of(claim)[0] == "batched"


def test_the_list_has_its_queues_filters_and_search():
    people = make_people()
    with travel(timedelta(days=-4)):
        old = claim_of(returned(people, "SF8800000401"), people.owner, receipt_no="R-401")
    new = claim_of(returned(people, "SF8800000402"), people.owner)
    client = browser(people.teammate)

    def shown(query: str) -> list[str]:
        text = client.get(f"/freight/?{query}").content.decode()
        return [one.number for one in (old, new) if one.number in text]

    assert shown("") == [old.number, new.number]
    assert shown("age=3") == [old.number]
    assert shown("q=SF8800000402") == [new.number]
    assert shown("q=R-401") == [old.number]
    assert shown(f"q={new.case.number}&view=all") == [new.number]
    assert shown("view=paid") == []
    assert "Checks passed" in client.get("/freight/").content.decode()
    for wrong in ("view=x", "age=2", "after=x", "sort=case__order"):
        assert client.get(f"/freight/?{wrong}").status_code == 400


def test_the_list_costs_the_same_at_ten_and_at_a_thousand():
    people = make_people()
    case = returned(people)
    claim = claim_of(case, people.owner)
    client = browser(people.teammate)

    def more(first: int, last: int) -> None:
        like = {field.attname: getattr(claim, field.attname) for field in FreightClaim._meta.concrete_fields}
        like.pop("id")
        file = {field.attname: getattr(claim.picture, field.attname) for field in claim.picture._meta.concrete_fields}
        file.pop("id")
        for one in range(first, last):
            picture = type(claim.picture).objects.create(**{**file, "token": f"{one:032d}"})
            told = {"number": f"TX{one:06d}", "tracking_no": f"SF77{one:08d}", "key": "", "picture_id": picture.pk}
            FreightClaim.objects.create(**{**like, **told})

    more(0, 10)
    ten = queries_of(lambda: client.get("/freight/"))
    more(10, 1000)
    assert queries_of(lambda: client.get("/freight/")) == ten
    page = client.get("/freight/").content.decode()
    assert page.count("data-row=") == 25 and "99+" in page


def test_an_old_page_decides_nothing():
    people = make_people()
    claim = claim_of(returned(people), people.owner)
    FreightClaim.objects.filter(pk=claim.pk).update(version=4)
    mate = browser(people.teammate)
    assert mate.post(f"/freight/{claim.number}/approve/", {"amount": "12", "version": "1"}).status_code == 409
    assert mate.post(f"/freight/{claim.number}/refuse/", {"code": "duplicate", "version": "1"}).status_code == 409
    assert state_of(claim) == ("registered", 4)
