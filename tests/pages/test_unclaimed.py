"""The shelf of unclaimed parcels through its pages: register, propose, link, let go (B4)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.files.pictures import image
from tests.pages.stage import PART, agreed, browser, move, queries_of
from tests.people import make_people, make_staff
from tests.unclaimed.scene import order_of, parcel_of

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.files.models import StoredFile
from aftercare.unclaimed.models import UnclaimedParcel

pytestmark = pytest.mark.django_db
FORM = {"tracking_no": "sf 9900 000001", "goods": "原木小鹿摆件", "courier": "顺丰速运", "sender_name": "测试甲"}


def photo(name: str = "面单.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, image("PNG"), "image/png")


def register(client, shop, **fields):
    form = {**FORM, "shop": shop.pk, "key": "k-1", "pictures": [photo(), photo("商品.png")], **fields}
    return client.post("/unclaimed/new/", form)


def state_of(parcel: UnclaimedParcel) -> tuple[str, int]:
    parcel.refresh_from_db()
    return parcel.state, parcel.version


@pytest.mark.row("B4")
def test_a_parcel_nobody_knows_goes_from_receiving_to_the_shelf_and_to_its_case():
    people = make_people()
    case = agreed(people.owner, people.shop)
    order = order_of(people.shop)
    client = browser(people.warehouse)
    page = client.get("/receiving/", {"code": "SF9900000001"}, headers=PART).content.decode()
    assert "/unclaimed/new/?code=SF9900000001" in page
    form = client.get("/unclaimed/new/", {"code": "SF9900000001"}, headers=PART).content.decode()
    assert 'data-answer="right"' in form and 'value="SF9900000001"' in form

    answer = register(client, people.shop, sender_phone="138****2468")
    parcel = UnclaimedParcel.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/unclaimed/{parcel.number}/")
    assert (parcel.tracking_no, parcel.sender_name_mask, parcel.sender_phone_mask) == (
        "SF9900000001",
        "测**",
        "****2468",
    )
    assert parcel.pictures.count() == 2
    scanned = client.get("/unclaimed/new/", {"code": "SF9900000001"}, headers=PART).content.decode()
    assert 'data-answer="wrong"' in scanned and parcel.number in scanned

    agent = browser(people.owner)
    page = agent.get(f"/unclaimed/{parcel.number}/").content.decode()
    assert order.platform_no in page and "Same last digits of the phone" in page and "Same name" in page
    assert case.number in page and "Such goods were ordered" in page
    assert "测试甲" not in page  # masked for everybody
    picture = parcel.pictures.first().file.token
    assert agent.get(f"/unclaimed/{parcel.number}/files/{picture}/thumb/").status_code == 200

    answer = agent.post(f"/unclaimed/{parcel.number}/link/", {"case": case.number.lower()})
    assert answer.status_code == 303
    assert state_of(parcel) == ("linked", 2)
    timeline = agent.get(f"/cases/{case.number}/").content.decode()
    assert "An unclaimed parcel turned out to be this one" in timeline
    found = client.get("/receiving/", {"code": "SF9900000001"}, headers=PART).content.decode()
    assert case.number in found and 'data-answer="right"' in found
    other = agreed(people.owner, people.shop)
    late = browser(people.teammate).post(f"/unclaimed/{parcel.number}/link/", {"case": other.number})
    assert late.status_code == 409
    assert f"this parcel belongs to {case.number} already" in late.content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"goods": " "}, "Say what is in the parcel"),
        ({"pictures": []}, "Add at least one picture"),
        ({"pictures": [SimpleUploadedFile("a.pdf", b"%PDF-1.7 %%EOF")]}, "Only pictures"),
        ({"pictures": [SimpleUploadedFile("a.png", b"<script>alert(1)</script>")]}, "Only pictures"),
        ({"tracking_no": "=cmd"}, "6 to 40 letters and digits"),
        ({"courier": "顺丰 13812345678"}, "number"),
        ({"note": "长" * 1001}, "At most 1000"),
        ({"state": "linked"}, "no such field"),
    ],
)
@pytest.mark.attack("B8")
def test_what_cannot_be_registered_is_said_and_leaves_nothing(fields, says):
    people = make_people()
    answer = register(browser(people.warehouse), people.shop, **fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert UnclaimedParcel.objects.count() == StoredFile.objects.count() == 0
    assert not Event.objects.filter(kind__startswith="unclaimed.").exists()


@pytest.mark.attack("B1", "B9")
def test_nobody_registers_on_the_shelf_of_a_shop_that_is_not_theirs():
    people = make_people()
    assert register(browser(people.warehouse), people.other_shop).status_code == 404
    assert register(browser(people.owner), people.shop).status_code == 404  # an agent keeps no shelf
    assert UnclaimedParcel.objects.count() == 0


@pytest.mark.row("B4")
@pytest.mark.attack("B20")
def test_what_nobody_claims_leaves_the_shelf_with_the_supervisors_word():
    people = make_people()
    parcel = parcel_of(people.warehouse, people.shop)
    keeper, boss = browser(people.warehouse), browser(people.supervisor)
    asked = {"end": "return", "reason": "放了一周无人认领", "version": "1"}
    early = keeper.post(f"/unclaimed/{parcel.number}/ask/", asked)
    assert early.status_code == 409 and "after 7 days" in early.content.decode()
    assert state_of(parcel) == ("waiting", 1)
    UnclaimedParcel.objects.filter(pk=parcel.pk).update(registered_at=now() - timedelta(days=8))
    assert keeper.post(f"/unclaimed/{parcel.number}/ask/", asked).status_code == 303
    assert (
        keeper.post(f"/unclaimed/{parcel.number}/decide/", {"decision": "approve", "version": "2"}).status_code == 404
    )
    assert keeper.post(f"/unclaimed/{parcel.number}/carry-out/", {"words": "x", "version": "2"}).status_code == 409
    denied = boss.post(f"/unclaimed/{parcel.number}/decide/", {"decision": "deny", "version": "2"})
    assert denied.status_code == 422  # not without a word
    assert state_of(parcel) == ("asked", 2)
    page = boss.get("/unclaimed/?view=decide").content.decode()
    assert parcel.number in page
    assert boss.post(f"/unclaimed/{parcel.number}/decide/", {"decision": "approve", "version": "2"}).status_code == 303
    assert keeper.post(f"/unclaimed/{parcel.number}/carry-out/", {"words": " ", "version": "3"}).status_code == 422
    done = {"words": "顺丰速运 SF7700000001", "version": "3"}
    assert keeper.post(f"/unclaimed/{parcel.number}/carry-out/", done).status_code == 303
    assert state_of(parcel) == ("returned", 4)
    assert "SF7700000001" in keeper.get(f"/unclaimed/{parcel.number}/").content.decode()
    assert parcel.number in keeper.get("/unclaimed/?view=done").content.decode()
    kinds = list(Event.objects.filter(subject_kind="unclaimed").order_by("id").values_list("kind", flat=True))
    assert kinds == [f"unclaimed.{kind}" for kind in ("registered", "end_asked", "end_approved", "returned")]


def test_nobody_decides_what_they_asked_for_themselves():
    people = make_people()
    both = make_staff("", Role.WAREHOUSE, Role.SUPERVISOR, shop=people.shop)
    parcel = parcel_of(both, people.shop)
    UnclaimedParcel.objects.filter(pk=parcel.pk).update(registered_at=now() - timedelta(days=31))
    client = browser(both)
    asked = {"end": "dispose", "reason": "破损发霉", "version": "1"}
    assert client.post(f"/unclaimed/{parcel.number}/ask/", asked).status_code == 303
    own = client.post(f"/unclaimed/{parcel.number}/decide/", {"decision": "approve", "version": "2"})
    assert own.status_code == 409 and "Nobody decides their own request" in own.content.decode()
    assert state_of(parcel) == ("asked", 2)


def test_an_old_page_changes_nothing():
    people = make_people()
    parcel = parcel_of(people.warehouse, people.shop)
    UnclaimedParcel.objects.filter(pk=parcel.pk).update(registered_at=now() - timedelta(days=8), version=5)
    asked = {"end": "return", "reason": "无人认领", "version": "1"}
    assert browser(people.warehouse).post(f"/unclaimed/{parcel.number}/ask/", asked).status_code == 409
    assert state_of(parcel) == ("waiting", 5)


@pytest.mark.row("B4")
def test_the_shelf_is_sorted_by_age_coloured_and_filtered():
    people = make_people()
    with travel(timedelta(days=-40)):
        oldest = parcel_of(people.warehouse, people.shop, tracking_no="SF9900000040")
    with travel(timedelta(days=-10)):
        older = parcel_of(people.warehouse, people.shop, tracking_no="SF9900000010")
    newest = parcel_of(people.warehouse, people.shop, sender_phone="138****2468")
    client = browser(people.owner)
    page = client.get("/unclaimed/").content.decode()
    places = [page.index(one.number) for one in (oldest, older, newest)]
    assert places == sorted(places)
    assert '<span class="ac-pill ac-late">40 days</span>' in page
    assert '<span class="ac-pill ac-soon">10 days</span>' in page
    assert '<span class="ac-pill ac-others">today</span>' in page

    def shown(query: str) -> list[str]:
        text = client.get(f"/unclaimed/?{query}").content.decode()
        return [one.number for one in (oldest, older, newest) if one.number in text]

    assert shown("age=30") == [oldest.number]
    assert shown("q=2468") == [newest.number]
    assert shown(f"q={older.tracking_no.lower()}") == [older.number]
    assert shown("q=246") == []
    assert shown("proposed=yes") == []
    case = agreed(people.owner, people.shop)
    move(case, "register_parcel", people.owner, courier="顺丰速运", tracking_no=older.tracking_no)
    client.post(f"/unclaimed/{older.number}/match/")
    assert shown("proposed=yes") == [older.number]
    assert "Certain" in client.get("/unclaimed/").content.decode()
    for wrong in ("view=x", "age=8", "after=x", "sort=case__order", "proposed=no"):
        assert client.get(f"/unclaimed/?{wrong}").status_code == 400


def test_a_stranger_and_other_roles_see_no_parcel():
    people = make_people()
    parcel = parcel_of(people.warehouse, people.shop)
    for staff in (people.stranger, people.refund_clerk, people.administrator):
        assert browser(staff).get(f"/unclaimed/{parcel.number}/").status_code == 404
    assert parcel.number not in browser(people.stranger).get("/unclaimed/").content.decode()


def test_the_list_costs_the_same_at_ten_and_at_a_thousand_parcels():
    people = make_people()
    with travel(timedelta(days=-9)):
        parcel = parcel_of(people.warehouse, people.shop, sender_phone="13800002468")
    order_of(people.shop)
    client = browser(people.owner)
    client.post(f"/unclaimed/{parcel.number}/match/")

    def more(first: int, last: int) -> None:
        like = {field.attname: getattr(parcel, field.attname) for field in UnclaimedParcel._meta.concrete_fields}
        like.pop("id")
        UnclaimedParcel.objects.bulk_create(
            UnclaimedParcel(**{**like, "number": f"WX{one:06d}", "tracking_no": "", "key": ""})
            for one in range(first, last)
        )

    more(0, 10)
    ten = queries_of(lambda: client.get("/unclaimed/"))
    more(10, 1000)
    assert queries_of(lambda: client.get("/unclaimed/")) == ten
    first = client.get("/unclaimed/").content.decode()
    assert first.count("data-row=") == 50 and "99+" in first
    more_url = first.split('hx-get="/unclaimed/?')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"/unclaimed/?{more_url}", headers=PART).content.decode()
    assert second.count("data-row=") == 50
    assert Case.objects.count() == 0
