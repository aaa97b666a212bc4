"""Moves from the page: forms made from the table, wrong input beside its field, conflicts, exact words, sent twice."""

import pytest
from tests.cases.story import World, begin
from tests.pages.stage import PART, agreed, asked, browser, move, received
from tests.people import make_case, make_order, make_people

from aftercare.cases.models import Case, Note
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.money.models import Payout

pytestmark = pytest.mark.django_db


def post(staff, case: Case, code: str, version: int | None = None, **fields: str):
    sent = {"version": str(version or case.version), **{name.replace("__", "-"): v for name, v in fields.items()}}
    return browser(staff).post(f"/cases/{case.number}/moves/{code}/", sent, headers=PART)


def stands(case: Case) -> tuple[str, int]:
    case.refresh_from_db()
    return case.state, case.version


@pytest.mark.row("C1", "B3")
def test_part_of_the_pieces_is_agreed_with_its_money():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, paid="150.00", quantity=3))
    line = case.lines.get()

    form = browser(people.owner).get(f"/cases/{case.number}/moves/agree/", headers=PART).content.decode()
    assert f'name="granted_lines-{line.pk}-pieces" value="3" min="0" max="3"' in form
    assert 'value="150.00"' in form

    sent = {f"granted_lines-{line.pk}-pieces": "2", f"granted_lines-{line.pk}-amount": "100.00", "note": "退两件"}
    answer = browser(people.owner).post(
        f"/cases/{case.number}/moves/agree/", {"version": case.version, **sent}, headers=PART
    )

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"/cases/{case.number}/"
    assert stands(case) == ("agreed", 2)
    line.refresh_from_db()
    assert (line.asked, line.authorised, line.granted_amount) == (3, 2, Money(10000))


def test_wrong_values_come_back_beside_their_fields_and_nothing_is_written():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    line = case.lines.get().pk
    sent = {
        f"granted_lines-{line}-pieces": "一件",
        f"granted_lines-{line}-amount": "1e2",
        "granted_freight": "-1",
        "responsible": "nobody_knows",
        "note": "请看",
    }
    answer = browser(people.owner).post(f"/cases/{case.number}/moves/agree/", {"version": "1", **sent}, headers=PART)
    form = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="no-granted_lines">Enter a whole number of pieces.' in form
    assert 'id="no-granted_freight"' in form
    assert 'id="no-responsible">Choose one of the list.' in form
    assert 'value="一件"' in form
    assert ">请看</textarea>" in form
    assert stands(case) == ("asked", 1)
    assert not Note.objects.exists()


@pytest.mark.attack("B8", "F11")
@pytest.mark.parametrize("field", ["approved", "shop_id", "granted", "state", "granted_lines-1-paid"])
def test_a_field_that_the_step_does_not_take_is_an_error(field: str):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    answer = browser(people.owner).post(
        f"/cases/{case.number}/moves/agree/", {"version": "1", field: "1"}, headers=PART
    )
    assert answer.status_code == 422
    assert stands(case) == ("asked", 1)


@pytest.mark.attack("F11")
@pytest.mark.parametrize(
    "body",
    [
        "version=1&note=a&note=b",
        "version=1&note=a&note-1=b",
        "version=1&a-b-c-d=1",
        "version=&note=a",
        "version=99999999999&note=a",
        "version=1&step=__import__",
    ],
)
def test_a_form_that_is_no_form_is_400(body: str):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    answer = browser(people.owner).post(
        f"/cases/{case.number}/moves/agree/", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400
    assert stands(case) == ("asked", 1)


def test_a_conflict_shows_the_new_state_and_keeps_what_was_typed():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    move(case, "agree", people.teammate)

    answer = post(people.owner, case, "refuse", version=1, refusal="unproven", clause="凭证不足", note="写了很久的话")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert answer.headers["AC-Form"] == "kept"
    assert "Waiting for the buyer&#x27;s parcel" in page or "Waiting for the buyer's parcel" in page
    assert "写了很久的话" in page
    assert stands(case) == ("agreed", 2)


def test_a_conflict_in_the_same_state_keeps_the_form_with_the_new_version():
    people = make_people()
    case = agreed(people.owner, people.shop)
    case = move(case, "register_parcel", people.owner, courier="圆通", tracking_no="YT00000001")
    move(case, "correct_parcel", people.teammate, courier="圆通", tracking_no="YT00000002")

    answer = post(people.owner, case, "correct_parcel", courier="中通", tracking_no="ZT00000003")

    form = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="version" value="4"' in form
    assert 'value="ZT00000003"' in form
    case.refresh_from_db()
    assert case.return_tracking_no == "YT00000002"


@pytest.mark.attack("H1")
def test_a_form_sent_twice_is_one_move_and_two_equal_answers():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    first = post(people.owner, case, "agree", version=1)
    second = post(people.owner, case, "agree", version=1)
    assert (first.status_code, second.status_code) == (204, 204)
    assert first.headers["HX-Redirect"] == second.headers["HX-Redirect"]
    assert stands(case) == ("agreed", 2)
    assert Event.objects.filter(kind="case.moved").count() == 1


@pytest.mark.row("C17", "C18")
def test_what_costs_money_is_asked_once_more_with_amount_person_and_effect():
    people = make_people()
    case = asked(people.owner, people.shop)

    answer = post(people.supervisor, case, "approve", step="check", note="同意")
    words = answer.content.decode()

    assert answer.status_code == 200
    assert "¥900.00" in words
    assert f"is promised ¥900.00 for order {case.order.platform_no} once the goods are back." in words
    assert '<input type="hidden" name="note" value="同意">' in words
    assert stands(case) == ("approving", 2)

    assert post(people.supervisor, case, "approve", step="do", note="同意").status_code == 204
    assert stands(case) == ("agreed", 3)


def test_the_confirmation_can_be_left_with_everything_typed():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    sent = {"refusal": "unproven", "clause": "凭证不足", "note": "照片看不清"}
    assert "is told the refusal" in post(people.owner, case, "refuse", step="check", **sent).content.decode()
    form = post(people.owner, case, "refuse", step="fill", **sent).content.decode()
    assert ">照片看不清</textarea>" in form
    assert '<option value="unproven" selected' in form
    assert stands(case) == ("asked", 1)


def test_the_confirmation_refuses_what_the_write_would_refuse():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop), reason="no_reason")
    sent = {"refusal": "unproven", "clause": "凭证不足", "note": "不"}
    answer = post(people.owner, case, "refuse", step="check", **sent)
    assert answer.status_code == 409
    assert "cannot be refused" in answer.content.decode()


@pytest.mark.row("C17")
def test_above_the_limit_the_same_values_go_on_to_the_request_for_approval():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    line = case.lines.get().pk
    sent = {f"granted_lines-{line}-pieces": "1", f"granted_lines-{line}-amount": "600.00", "note": "协商六百"}
    client = browser(people.owner)

    refused = client.post(f"/cases/{case.number}/moves/agree/", {"version": "1", **sent}, headers=PART)
    assert refused.status_code == 409
    assert f'formaction="/cases/{case.number}/moves/ask_approval/"' in refused.content.decode()

    filled = client.post(
        f"/cases/{case.number}/moves/ask_approval/", {"version": "1", "step": "fill", **sent}, headers=PART
    ).content.decode()
    assert 'value="600.00"' in filled
    assert ">协商六百</textarea>" in filled


@pytest.mark.row("C3", "C17")
@pytest.mark.parametrize("worth", ["250.00", "25.00"])
def test_a_dear_gift_or_one_gift_too_many_goes_on_to_the_request_for_approval(worth: str):
    world = World()
    order = world.order(paid="900.00")
    if worth == "25.00":  # not much, but with what the order has had already
        begin("refund_only", world, order=order, amount="190.00", reason="late").do("agree").pay()
    story = begin("compensation", world, order=order, amount="0", inputs={"compensation_form": "goods"})
    client = browser(world.people.owner)
    page = client.get(f"/cases/{story.number}/").content.decode()
    assert f'hx-get="/cases/{story.number}/moves/offer_gift/"' in page

    sent = {"version": story.case.version, "gift": "蓝牙音箱", "gift_worth": worth}
    refused = client.post(f"/cases/{story.number}/moves/offer_gift/", sent, headers=PART)
    assert refused.status_code == 409
    assert f'formaction="/cases/{story.number}/moves/ask_approval/"' in refused.content.decode()
    filled = client.post(f"/cases/{story.number}/moves/ask_approval/", {**sent, "step": "fill"}, headers=PART)
    assert 'value="蓝牙音箱"' in filled.content.decode()


@pytest.mark.row("C15")
def test_only_reasons_that_apply_can_be_chosen_and_each_brings_its_clause():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    form = browser(people.owner).get(f"/cases/{case.number}/moves/refuse/", headers=PART).content.decode()
    fresh = form.split('<option value="fresh"')[1].split(">")[0]
    unproven = form.split('<option value="unproven"')[1].split(">")[0]
    assert "disabled" in fresh
    assert "disabled" not in unproven
    assert 'data-clause="Platform rules on disputes' in unproven


@pytest.mark.row("B3")
def test_the_warehouse_inspects_line_by_line():
    people = make_people()
    case = received(people.owner, people.warehouse, people.shop, quantity=2)
    line = case.lines.get()
    fields = {
        f"inspected_lines-{line.pk}-good": "1",
        f"inspected_lines-{line.pk}-defective": "1",
        f"inspected_lines-{line.pk}-good_to": "restock",
        f"inspected_lines-{line.pk}-defective_to": "scrap",
        f"inspected_lines-{line.pk}-note": "吊牌已剪",
        "note": "一件有使用痕迹",
    }
    answer = browser(people.warehouse).post(
        f"/cases/{case.number}/moves/doubt/", {"version": case.version, **fields}, headers=PART
    )
    assert answer.status_code == 204
    line.refresh_from_db()
    assert (line.received, line.good, line.defective) == (2, 1, 1)
    assert (line.good_to, line.defective_to) == ("restock", "scrap")
    assert stands(case)[0] == "doubted"


def test_moves_of_the_clock_and_unknown_ones_have_no_form():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    for code in ("agree_by_time", "paid", "drop_table"):
        assert post(people.owner, case, code).status_code == 404
    assert stands(case) == ("asked", 1)


def test_another_role_and_another_shop_move_nothing():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    assert post(people.warehouse, case, "agree").status_code == 409
    assert post(people.stranger, case, "agree").status_code == 404
    assert stands(case) == ("asked", 1)
    assert not Payout.objects.exists()


@pytest.mark.attack("B19")
def test_no_move_is_made_by_get_or_without_a_token():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.owner)
    client.get(f"/cases/{case.number}/moves/agree/?version=1&step=do")
    strict = browser(people.owner)
    strict.handler.enforce_csrf_checks = True
    assert strict.post(f"/cases/{case.number}/moves/agree/", {"version": "1"}).status_code == 403
    assert stands(case) == ("asked", 1)
