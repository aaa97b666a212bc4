"""Receiving: find the case, count, inspect; by whom, and what goes wrong (B3)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.pages.stage import PART, agreed, browser, copies, queries_of, received, sent
from tests.people import make_case, make_order, make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.models import Event

pytestmark = pytest.mark.django_db


def scan(client, code: str) -> str:
    answer = client.get("/receiving/", {"code": code}, headers=PART)
    assert answer.status_code == 200
    return answer.content.decode()


def state_of(case: Case) -> tuple[str, int]:
    case.refresh_from_db()
    return case.state, case.version


@pytest.mark.row("B3")
def test_a_parcel_is_scanned_counted_and_inspected_to_the_refund():
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000001", quantity=2)
    line = case.lines.get().pk
    client = browser(people.warehouse)

    page = scan(client, " sf 1400 000001 ")
    assert case.number in page
    assert 'data-answer="right"' in page
    assert 'value="2"' in page

    answer = client.post(
        f"/receiving/{case.number}/", {"move": "receive", "version": case.version, f"pieces-{line}": "2"}, headers=PART
    )
    assert "2 pieces received" in answer.headers["HX-Trigger"]
    assert state_of(case) == ("received", 4)
    form = {
        "move": "inspect",
        "version": "4",
        f"good-{line}": "1",
        f"defective-{line}": "1",
        f"good_to-{line}": "restock",
        f"defective_to-{line}": "defective",
        f"finding-{line}": "杯口有裂纹",
    }
    assert client.post(f"/receiving/{case.number}/", form).status_code == 303
    assert state_of(case)[0] == "paying"
    kept = case.lines.get()
    assert (kept.received, kept.good, kept.defective) == (2, 1, 1)
    assert (kept.good_to, kept.defective_to) == ("restock", "defective")
    assert kept.inspection_note == "杯口有裂纹"


def test_the_case_is_found_by_case_order_and_outbound_number():
    people = make_people()
    case = agreed(people.owner, people.shop, tracking_no="YT777000111", platform_no="2100000000000077")
    client = browser(people.warehouse)
    for code in (case.number.lower(), "2100000000000077", "yt777000111"):
        assert case.number in scan(client, code)
    assert "the buyer did not take it" in scan(client, "YT777000111")


def test_what_nobody_knows_sounds_wrong_and_says_what_to_do():
    people = make_people()
    order = make_order(people.shop, platform_no="2100000000000088")
    client = browser(people.warehouse)
    assert 'data-answer="wrong"' in scan(client, "SF000")
    assert "Nothing known under SF000" in scan(client, "sf000")
    assert "Nobody has opened a case for this order" in scan(client, order.platform_no)


def test_several_cases_of_one_parcel_are_offered_to_choose_from():
    people = make_people()
    order = make_order(people.shop, lines=2)
    numbers = []
    for line in order.lines.all():
        case = make_case(people.owner, order, lines={line.pk: (1, line.paid)})
        numbers.append(case.number)
    page = scan(browser(people.warehouse), order.platform_no)
    assert "2 cases have this number" in page
    assert all(number in page for number in numbers)


@pytest.mark.row("B3")
def test_a_part_comes_first_and_the_rest_in_a_further_parcel():
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000002", quantity=3)
    line = case.lines.get().pk
    client = browser(people.warehouse)
    address = f"/receiving/{case.number}/"
    client.post(address, {"move": "receive", "version": case.version, f"pieces-{line}": "1"})
    assert "2 pieces have not come" in scan(client, case.number)
    case.refresh_from_db()
    client.post(address, {"move": "receive_more", "version": case.version, f"pieces-{line}": "2"})
    assert case.lines.get().received == 3
    assert "have not come" not in scan(client, case.number)


def test_a_problem_needs_a_note_and_goes_to_the_agent():
    people = make_people()
    case = received(people.owner, people.warehouse, people.shop)
    line = case.lines.get().pk
    client = browser(people.warehouse)
    form = {
        "move": "doubt",
        "version": case.version,
        f"good-{line}": "0",
        f"defective-{line}": "1",
        f"defective_to-{line}": "return_to_buyer",
    }
    before = state_of(case)
    answer = client.post(f"/receiving/{case.number}/", form, headers=PART)
    assert (answer.status_code, state_of(case)) == (422, before)
    client.post(f"/receiving/{case.number}/", {**form, "note": "不是本店商品"})
    assert state_of(case)[0] == "doubted"


def test_photos_of_the_inspection_are_taken_and_shown():
    people = make_people()
    case = received(people.owner, people.warehouse, people.shop)
    picture = BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(picture, "PNG")
    client = browser(people.warehouse)
    file = SimpleUploadedFile("杯口.png", picture.getvalue(), "image/png")
    assert client.post(f"/cases/{case.number}/evidence/", {"file": file}, headers=PART).status_code == 200
    assert case.evidence.get().stage == "inspection"
    assert "杯口.png" in scan(client, case.number)


def test_a_parcel_is_turned_away_at_the_door():
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000003")
    line = case.lines.get().pk
    form = {"move": "turn_away", "version": case.version, f"pieces-{line}": "1", "note": "外箱湿透"}
    assert browser(people.warehouse).post(f"/receiving/{case.number}/", form).status_code == 303
    assert state_of(case)[0] == "doubted"
    assert case.lines.get().received == 0


def test_the_same_form_twice_counts_once():
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000004", quantity=2)
    line = case.lines.get().pk
    form = {"move": "receive", "version": case.version, f"pieces-{line}": "2"}
    client = browser(people.warehouse)
    answers = [client.post(f"/receiving/{case.number}/", form, headers=PART).status_code for _ in range(2)]
    assert answers == [200, 409]
    assert case.lines.get().received == 2
    assert Event.objects.filter(kind="case.moved", data__move="receive").count() == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_form_without_a_version_changes_nothing(version: str):
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000005")
    before = state_of(case)
    form = {"move": "receive", "version": version, f"pieces-{case.lines.get().pk}": "1"}
    assert browser(people.warehouse).post(f"/receiving/{case.number}/", form).status_code == 422
    assert state_of(case) == before


@pytest.mark.attack("B1")
def test_the_warehouse_next_door_finds_and_receives_nothing():
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000006")
    keeper = make_staff("", Role.WAREHOUSE, shop=people.other_shop)
    client = browser(keeper)
    before = state_of(case)
    for code in ("SF1400000006", case.number, case.order.platform_no):
        shown = scan(client, code).replace(f"under {case.number}", "").replace(f"new/?code={code}", "")  # as typed
        assert case.number not in shown
    form = {"move": "receive", "version": case.version, f"pieces-{case.lines.get().pk}": "1"}
    assert client.post(f"/receiving/{case.number}/", form).status_code == 404
    assert state_of(case) == before


def test_an_agent_here_who_is_warehouse_elsewhere_receives_nothing_here():
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000007")
    keeper = make_staff("", Role.WAREHOUSE, shop=people.other_shop)
    people.shop.memberships.create(staff=keeper, role=Role.AGENT)
    client = browser(keeper)
    assert 'data-answer="wrong"' in scan(client, "SF1400000007")
    assert client.post(f"/receiving/{case.number}/", {"move": "receive", "version": "3"}).status_code == 404


@pytest.mark.parametrize("move_code", ["agree", "approve", "paid", "nonsense", ""])
def test_only_the_steps_of_the_warehouse_can_be_taken_here(move_code: str):
    people = make_people()
    case = sent(people.owner, people.shop, "SF1400000008")
    before = state_of(case)
    form = {"move": move_code, "version": case.version}
    assert browser(people.warehouse).post(f"/receiving/{case.number}/", form).status_code == 422
    assert state_of(case) == before


@pytest.mark.parametrize("who", ["owner", "supervisor", "refund_clerk", "administrator", "stranger"])
def test_the_page_is_the_warehouses_alone(who: str):
    people = make_people()
    assert browser(getattr(people, who)).get("/receiving/").status_code == 404
    assert browser().get("/receiving/").status_code == 302


def test_the_lists_beside_cost_the_same_for_ten_and_a_thousand_parcels():
    people = make_people()
    client = browser(people.warehouse)
    case = received(people.owner, people.warehouse, people.shop)
    copies(case, 10)
    few = queries_of(lambda: client.get("/receiving/"))
    copies(case, 1000)
    assert queries_of(lambda: client.get("/receiving/")) == few <= 12
